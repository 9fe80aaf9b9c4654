//! The only place that knows all wings: six short lists. A new domain adds at most a line to each of its wing's.

use platform::house::Wings;
use platform::web::Routes;
use platform::web::api::Api;

/// What the wings bring.
pub static WINGS: Wings = Wings {
    reactions: REACTIONS,
    jobs: JOBS,
    schedules: SCHEDULES,
    navigation: NAVIGATION,
    lanes: insight::LANES,
    sealed: &[things::SEALED, insight::SEALED],
    holdings: HOLDINGS,
    ageing: AGEING,
    restored: RESTORED,
    refusals: REFUSALS,
    console: CONSOLE,
    bell: Some(insight::notifications::BELL),
    api: Some(api),
};

/// What follows an event, in this order.
const REACTIONS: &[platform::events::Reaction] = &[
    things::alerts::reactions::on_events,
    things::plans::raise::on_events,
    things::bookables::reactions::on_events,
    days::bookings::reactions::on_events,
    days::reminders::reactions::on_events,
    insight::notifications::reactions::on_events,
    insight::webhooks::reactions::on_events,
];

const JOBS: &[platform::jobs::Kind] = &[
    platform::jobs::Kind::of::<platform::events::relay::React>(),
    platform::jobs::Kind::of::<platform::housekeeping::Sweep>(),
    platform::jobs::Kind::of::<platform::files::Remove>(),
    platform::jobs::Kind::of::<platform::files::Sweep>(),
    platform::jobs::Kind::of::<platform::vault::Reseal>(),
    platform::jobs::Kind::of::<platform::events::seal::SealEvents>(),
    platform::jobs::Kind::of::<people::identity::reactions::SendReset>(),
    platform::jobs::Kind::of::<people::contacts::reactions::KeepList>(),
    platform::jobs::Kind::of::<people::orgs::reactions::CheckHosts>(),
    platform::jobs::Kind::of::<people::clients::reactions::SendCode>(),
    platform::jobs::Kind::of::<things::assets::chase::Chase>(),
    platform::jobs::Kind::of::<things::imports::work::Check>(),
    platform::jobs::Kind::of::<things::imports::work::Run>(),
    platform::jobs::Kind::of::<things::imports::work::Undo>(),
    platform::jobs::Kind::of::<things::imports::work::Forget>(),
    platform::jobs::Kind::of::<things::work::files::Forget>(),
    platform::jobs::Kind::of::<things::plans::raise::Raise>(),
    platform::jobs::Kind::of::<things::plans::raise::LookAt>(),
    platform::jobs::Kind::of::<things::alerts::reactions::Look>(),
    platform::jobs::Kind::of::<things::alerts::reactions::LookAt>(),
    platform::jobs::Kind::of::<things::audits::asking::Remind>(),
    platform::jobs::Kind::of::<things::acceptance::remind::Remind>(),
    platform::jobs::Kind::of::<days::bookings::reactions::Complete>(),
    platform::jobs::Kind::of::<insight::webhooks::reactions::Forget>(),
    platform::jobs::Kind::of::<days::reminders::reactions::Write>(),
    platform::jobs::Kind::of::<insight::notifications::reactions::Deliver>(),
    platform::jobs::Kind::of::<insight::notifications::reactions::Say>(),
    platform::jobs::Kind::of::<insight::notifications::reactions::Forget>(),
    platform::jobs::Kind::of::<insight::schedules::send::Send>(),
    platform::jobs::Kind::of::<insight::console::alarms::Look>(),
    platform::jobs::Kind::of::<keeping::backups::Due>(),
    platform::jobs::Kind::of::<keeping::backups::Now>(),
    platform::jobs::Kind::of::<keeping::retention::Apply>(),
];

const SCHEDULES: &[platform::jobs::Schedule] = &[
    platform::jobs::Schedule::keeping::<platform::housekeeping::Sweep>("17 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<platform::files::Sweep>("31 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<platform::vault::Reseal>("41 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<people::contacts::reactions::KeepList>("11 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<people::orgs::reactions::CheckHosts>("23 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<things::assets::chase::Chase>("7 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<things::imports::work::Forget>("53 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<things::work::files::Forget>("43 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<things::plans::raise::Raise>("13 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<things::alerts::reactions::Look>("19 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<things::audits::asking::Remind>("19 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<things::acceptance::remind::Remind>("23 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<days::bookings::reactions::Complete>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<insight::webhooks::reactions::Forget>("29 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<days::reminders::reactions::Write>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::sending::<insight::notifications::reactions::Deliver>("* * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::sending::<insight::notifications::reactions::Say>("* * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<insight::notifications::reactions::Forget>("23 3 * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<insight::schedules::send::Send>("3 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<insight::console::alarms::Look>("* * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<platform::events::seal::SealEvents>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::keeping::<keeping::backups::Due>("*/5 * * * *", chrono_tz::UTC),
    platform::jobs::Schedule::deciding::<keeping::retention::Apply>("23 3 * * *", chrono_tz::UTC),
];

/// What wings keep about a contact, in the order of its page.
const HOLDINGS: &[platform::holdings::Holding] = &[
    days::bookings::HOLDING,
    things::assets::HOLDING,
    things::acceptance::HOLDING,
    things::stock::HOLDING,
    things::audits::HOLDING,
    things::imports::HOLDING,
    insight::schedules::HOLDING,
];

/// The sidebar, in its order.
const NAVIGATION: &[&[platform::context::NavEntry]] = &[
    insight::NAVIGATION,
    days::NAVIGATION,
    insight::FEEDS_NAVIGATION,
    things::NAVIGATION,
    insight::REPORTS_NAVIGATION,
    people::NAVIGATION,
];

/// The sidebar of the console.
const CONSOLE: &[&[platform::context::NavEntry]] = &[insight::console::NAVIGATION, keeping::CONSOLE];

/// What an organisation may let go after a while.
const AGEING: &[&[platform::retention::Ageing]] = &[
    &[days::bookings::retention::AGEING, platform::post::AGEING, platform::jobs::AGEING],
    &[people::orgs::AGEING],
    insight::notifications::AGEING,
    &[insight::webhooks::AGEING, insight::inbox::AGEING, insight::schedules::AGEING],
];

/// What must happen to a house that came back from a backup before it is served.
const RESTORED: &[platform::house::AfterRestore] = &[people::contacts::RESTORED];

const REFUSALS: &[&[(&str, &str)]] = &[
    people::REFUSALS,
    people::identity::REFUSALS,
    people::contacts::REFUSALS,
    people::roles::REFUSALS,
    people::reviews::REFUSALS,
    people::certifications::REFUSALS,
    things::REFUSALS,
    things::assets::REFUSALS,
    things::bookables::REFUSALS,
    days::handouts::REFUSALS,
    things::stock::REFUSALS,
    things::imports::REFUSALS,
    things::meters::REFUSALS,
    things::work::REFUSALS,
    things::plans::REFUSALS,
    things::audits::REFUSALS,
    things::acceptance::REFUSALS,
    things::kits::REFUSALS,
    things::lists::REFUSALS,
    days::REFUSALS,
    insight::REFUSALS,
    insight::webhooks::REFUSALS,
    insight::feeds::REFUSALS,
    insight::schedules::REFUSALS,
    insight::inbox::REFUSALS,
    keeping::REFUSALS,
];

/// Every row of every route table.
pub fn routes() -> Routes {
    people::routes().and(things::routes()).and(days::routes()).and(insight::routes()).and(keeping::routes())
}

/// Every call of the API.
pub fn api() -> Api {
    people::api().and(things::api()).and(days::api()).and(insight::api())
}
