//! The console: where operators look after the installation. For everybody else it is not there.
//!
//! Words: a *light* says how one part of the house is (green, yellow, red) and what to do about it; a *dead* job has used
//! up its attempts and waits for somebody to *replay* or *discard* it; a message is *held* while its organisation is
//! suspended; the *installation's own* mail belongs to no organisation; an *incident*
//! is something that is wrong, from when it was noticed until it was over, of which operators are told ([`alarms`]).
//!
//! Promises: whatever an operator does here leaves a fact in the trail, with their name; of two who replay the same job,
//! one does; nothing that may have left the house leaves it again unless somebody says so for that one message; what
//! letters say is not shown here, because their links open what an operator has no part in.
//!
//! The verbs belong to those they are about: organisations to [`people::orgs`], users to [`people::identity`], work to
//! [`platform::jobs`]. Events of its own: `message.resent`, `message.released`,
//! `alarm.raised`, `alarm.cleared`.

pub mod actions;
pub mod alarms;
mod events;
pub mod health;
pub mod metrics;
pub mod model;
mod routes;
pub mod store;

pub use routes::routes;

use platform::Perm;
use platform::context::NavEntry;
use platform::ui::Icon;

/// The console's own lines of its sidebar; paths are whole.
pub const NAVIGATION: &[NavEntry] = &[
    line("Installation", "Health", Icon::Activity, "/console"),
    line("Installation", "Organisations", Icon::Building, "/console/organisations"),
    line("Installation", "Users", Icon::Users, "/console/users"),
    line("Installation", "Audit trail", Icon::History, "/console/audit"),
    line("Work", "Jobs", Icon::Layers, "/console/jobs"),
    line("Work", "Schedules", Icon::CalendarClock, "/console/schedules"),
    line("Work", "Mail", Icon::Mail, "/console/messages"),
];

const fn line(group: &'static str, label: &'static str, icon: Icon, path: &'static str) -> NavEntry {
    NavEntry { group, label, icon, path, perm: Perm::Operator }
}
