//! The only place that knows all wings: five short lists. A new domain adds at most a line to each of its wing's.

use platform::house::Wings;
use platform::web::Routes;

/// What the wings bring.
pub static WINGS: Wings = Wings {
    reactions: REACTIONS,
    jobs: JOBS,
    schedules: SCHEDULES,
    navigation: NAVIGATION,
    lanes: insight::LANES,
    sealed: insight::SEALED,
    refusals: REFUSALS,
};

/// What follows an event, in the order of the wings.
const REACTIONS: &[platform::events::Reaction] =
    &[days::bookings::reactions::on_events, insight::webhooks::reactions::on_events];

const JOBS: &[platform::jobs::Kind] = &[
    platform::jobs::Kind::of::<platform::events::relay::React>(),
    platform::jobs::Kind::of::<platform::housekeeping::Sweep>(),
    platform::jobs::Kind::of::<platform::vault::Reseal>(),
    platform::jobs::Kind::of::<people::identity::reactions::SendReset>(),
    platform::jobs::Kind::of::<days::bookings::reactions::Complete>(),
    platform::jobs::Kind::of::<insight::webhooks::reactions::Forget>(),
];

const SCHEDULES: &[platform::jobs::Schedule] = &[
    platform::jobs::Schedule::of::<platform::housekeeping::Sweep>("17 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<platform::vault::Reseal>("41 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<days::bookings::reactions::Complete>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<insight::webhooks::reactions::Forget>("29 * * * *", chrono_tz::UTC),
];

/// The sidebar, in its order.
const NAVIGATION: &[&[platform::context::NavEntry]] =
    &[insight::NAVIGATION, days::NAVIGATION, insight::FEEDS_NAVIGATION, things::NAVIGATION, people::NAVIGATION];

const REFUSALS: &[&[(&str, &str)]] = &[
    people::REFUSALS,
    things::REFUSALS,
    days::REFUSALS,
    insight::REFUSALS,
    insight::webhooks::REFUSALS,
    insight::feeds::REFUSALS,
    insight::inbox::REFUSALS,
];

/// Every row of every route table.
pub fn routes() -> Routes {
    people::routes().and(things::routes()).and(days::routes()).and(insight::routes())
}
