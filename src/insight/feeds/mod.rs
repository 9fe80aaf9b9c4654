//! Calendar feeds: bookings in the calendar somebody uses anyway.
//!
//! *Feed*: an address that a calendar program fetches: somebody's own bookings, one resource, or a location with all below
//! it. *Detail*: how much it tells: that something is busy, its title, its guest.
//!
//! The address is the feed's id sealed by the house: nobody guesses it, it can be shown again, and it ends when its row is
//! revoked. It is read without signing in, with the rights its owner has at that moment.
//!
//! Promises: a feed tells nothing that its owner may not see now: it loses what they lose, with the next fetch; what has
//! not changed is answered with 304, cheaply; a feed is limited in time, in size, and in how often it is fetched.
//!
//! Events: `feed.created`, `feed.revoked`.

pub mod actions;
mod api;
mod calendar;
mod events;
pub mod model;
pub mod policy;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use routes::routes;

/// What people read when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] =
    &[("feeds_full", "You have as many calendar feeds as one person may have. Revoke one that is not used.")];
