//! When: what is promised to whom, from when to when.

pub mod bookings;
pub mod handouts;
pub mod impact;

pub mod reminders;
#[path = "../../views/days/mod.rs"]
mod views;

use platform::context::{NavEntry, Perm};
use platform::ui::Icon;
use platform::web::Routes;
use platform::web::api::Api;

/// The sidebar's lines of this wing.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry {
        group: "Workspace",
        label: "Calendar",
        icon: Icon::Calendar,
        path: "/calendar",
        perm: Perm::CalendarRead,
    },
    NavEntry { group: "Workspace", label: "Bookings", icon: Icon::List, path: "/bookings", perm: Perm::CalendarRead },
    NavEntry {
        group: "Workspace",
        label: "Front desk",
        icon: Icon::SignOut,
        path: "/front-desk",
        perm: Perm::AssetsLend,
    },
];

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = bookings::messages::REFUSALS;

/// The rows of this wing.
pub fn routes() -> Routes {
    bookings::routes().and(handouts::routes()).and(impact::routes()).and(reminders::routes())
}

/// The calls of this wing.
pub fn api() -> Api {
    bookings::api().and(handouts::api()).and(impact::api())
}
