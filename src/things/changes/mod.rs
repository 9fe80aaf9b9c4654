//! Changes that may leave bookings unfit: what they are, for what they hold, and the part that carries each out.
//!
//! Why this stands here and not in the actions of resources: a booking that no longer fits must be decided about in the
//! same transaction as the change that does it, and bookings belong to a wing below this one, of which nothing here may
//! know. So the wing of things only *declares* such a change ([`Change`]), holds still what it touches
//! ([`Change::hold`]), and carries it out as a part ([`Change::apply`], [`Change::finish`]); it offers no action that
//! commits one alone. `days::impact` owns the transaction: it judges the bookings before and after, asks what is to become
//! of those that are hit, and answers the forms ([`Asking`]) at their old addresses. A hook in the registry would have
//! turned the order of the wings round at run time; two functions that both know both sides would have been two truths.
//!
//! Promises: between [`Change::hold`] and the end of the transaction nothing new is promised of what was held; a wish that
//! was judged before by what is changed here is judged again, because the resources' stamps have moved.

mod asking;
mod change;
pub mod forms;
mod restoration;

pub use asking::{Asked, Asking};
pub use change::{Change, Standing, ends_of};
pub use restoration::{api, restore_place, routes};
