//! Reviews of access: who can do what, where, until when; and what is different since somebody last looked.
//!
//! Words: the *access* of an organisation is all that is held in it now; a *snapshot* is the access as somebody saw it; a
//! *review* says that somebody found a snapshot right; the *difference* between two snapshots tells, person by person,
//! who is new, who is gone, who may do more or less than before, and whose rights end at another time.
//!
//! Promises:
//! - A review is of what was on the screen: when the access has changed in between, it is looked at again.
//! - A snapshot holds what roles allowed then; a role that was changed since is a difference for everybody who holds it.
//! - A review never changes.
//!
//! Events: `access.reviewed`.

pub mod actions;
mod events;
pub mod model;
pub mod policy;
pub mod routes;
pub mod store;

pub use events::Event;
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] =
    &[("access_changed", "Who may do what has changed since you looked. Look at it once more, then mark it.")];
