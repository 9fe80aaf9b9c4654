//! The only place that knows all wings: five short lists. A new domain adds at most a line to each of its wing's.

use platform::house::Wings;
use platform::web::Routes;

/// What the wings bring.
pub static WINGS: Wings = Wings {
    reactions: days::REACTIONS,
    jobs: JOBS,
    schedules: SCHEDULES,
    navigation: NAVIGATION,
    ageing: AGEING,
    restored: RESTORED,
    refusals: REFUSALS,
};

const JOBS: &[platform::jobs::Kind] = &[
    platform::jobs::Kind::of::<platform::events::relay::React>(),
    platform::jobs::Kind::of::<platform::housekeeping::Sweep>(),
    platform::jobs::Kind::of::<platform::events::seal::SealEvents>(),
    platform::jobs::Kind::of::<people::identity::reactions::SendReset>(),
    platform::jobs::Kind::of::<days::bookings::reactions::Complete>(),
    platform::jobs::Kind::of::<keeping::backups::Due>(),
    platform::jobs::Kind::of::<keeping::retention::Apply>(),
];

const SCHEDULES: &[platform::jobs::Schedule] = &[
    platform::jobs::Schedule::of::<platform::housekeeping::Sweep>("17 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<days::bookings::reactions::Complete>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<platform::events::seal::SealEvents>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<keeping::backups::Due>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<keeping::retention::Apply>("23 3 * * *", chrono_tz::UTC),
];

/// The sidebar, in its order.
const NAVIGATION: &[&[platform::context::NavEntry]] =
    &[insight::NAVIGATION, days::NAVIGATION, things::NAVIGATION, people::NAVIGATION];

/// What an organisation may let go after a while.
const AGEING: &[&[platform::retention::Ageing]] =
    &[&[days::bookings::retention::AGEING], &[platform::post::AGEING], &[platform::jobs::AGEING]];

/// What must happen to a house that came back from a backup before it is served: `people::contacts::replay_erasures`
/// belongs here, so that who was erased since the backup stays erased.
const RESTORED: &[platform::house::AfterRestore] = &[];

const REFUSALS: &[&[(&str, &str)]] =
    &[people::REFUSALS, things::REFUSALS, days::REFUSALS, insight::REFUSALS, keeping::REFUSALS];

/// Every row of every route table.
pub fn routes() -> Routes {
    people::routes().and(things::routes()).and(days::routes()).and(insight::routes()).and(keeping::routes())
}
