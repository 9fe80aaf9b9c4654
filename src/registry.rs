//! The only place that knows all wings: six short lists. A new domain adds at most a line to each of its wing's.

use platform::house::Wings;
use platform::web::Routes;
use platform::web::api::Api;

/// What the wings bring.
pub static WINGS: Wings = Wings {
    reactions: days::REACTIONS,
    jobs: JOBS,
    schedules: SCHEDULES,
    navigation: NAVIGATION,
    refusals: REFUSALS,
    api: Some(api),
};

const JOBS: &[platform::jobs::Kind] = &[
    platform::jobs::Kind::of::<platform::events::relay::React>(),
    platform::jobs::Kind::of::<platform::housekeeping::Sweep>(),
    platform::jobs::Kind::of::<people::identity::reactions::SendReset>(),
    platform::jobs::Kind::of::<days::bookings::reactions::Complete>(),
];

const SCHEDULES: &[platform::jobs::Schedule] = &[
    platform::jobs::Schedule::of::<platform::housekeeping::Sweep>("17 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::of::<days::bookings::reactions::Complete>("*/5 * * * *", chrono_tz::UTC),
];

/// The sidebar, in its order.
const NAVIGATION: &[&[platform::context::NavEntry]] =
    &[insight::NAVIGATION, days::NAVIGATION, things::NAVIGATION, people::NAVIGATION];

const REFUSALS: &[&[(&str, &str)]] = &[people::REFUSALS, things::REFUSALS, days::REFUSALS, insight::REFUSALS];

/// Every row of every route table.
pub fn routes() -> Routes {
    people::routes().and(things::routes()).and(days::routes()).and(insight::routes())
}

/// Every call of the API.
pub fn api() -> Api {
    people::api().and(things::api()).and(days::api()).and(insight::api())
}
