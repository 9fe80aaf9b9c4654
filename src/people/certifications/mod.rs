//! Certifications: somebody goes through all that is held, grant by grant, and says what stays and what ends.
//!
//! Words: a *certification* is one such round, *open* until it is completed or given up; its *reviewer* is who goes
//! through it now; a *verdict* says of one grant that it stays or that it ends, and of what was seen; a verdict is *stale*
//! when the grant, or what its role allows, is not any more what was seen; a grant is *as before* when the last review
//! saw the very same.
//!
//! Promises:
//! - An organisation has one open certification, with one reviewer. Who comes second is told whose it is, and takes it
//!   over or lets them go on; what was decided so far stays.
//! - It may be interrupted for any time. A stale verdict does not count.
//! - It is completed when there is a verdict on everything that is held; then all that was marked ends, or nothing does.
//!   Nobody ends by it what they could not end on the page of the team, and an owner stays.
//! - A completed one is a review too, and tells for ever who decided what, and when.
//!
//! Events: `certification.started`, `certification.taken_over`, `certification.completed`, `certification.abandoned`.

pub mod actions;
mod events;
pub mod model;
pub mod policy;
pub mod routes;
pub mod store;

pub use events::Event;
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("certification_taken", "Somebody else goes through this now. Look at who, then take it over or let them go on."),
    ("certification_over", "This is over: it was completed or given up."),
    ("certification_unfinished", "Something is not decided yet, or has changed since it was. Look at what is left."),
];
