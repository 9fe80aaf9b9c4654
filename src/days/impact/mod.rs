//! What a change to hours, rules, resources or places does to the bookings that were promised before it.
//!
//! *Hit*: a booking that fitted before a change and does not after it. *Choice*: what becomes of it: it is kept (and marked
//! as an exception in its history), moved (to a time or resource that is free), or cancelled and its guest told.
//! *Decision*: a choice for every hit, made against what was shown.
//!
//! The wing of things declares its changes and carries them out as parts (`things::changes` says why); this domain owns
//! their transaction and answers their forms. A change that hits nothing happens at once, without a page in between. For
//! the preview the change is really made, in a transaction that is then rolled back: what would be is read from what is,
//! by the same judgement that makes bookings (`bookings::judgement`), and nothing is worked out twice.
//!
//! Promises: a change and all choices happen together or not at all; a booking that appeared, moved or changed since the
//! preview brings the page back instead of being missed; each guest gets one letter for what became of their booking, and
//! none for one that is kept; the same decision sent twice happens once.

pub mod actions;
mod api;
mod hits;
pub mod model;
mod routes;
mod upkeep;

pub use api::api;
pub use model::{Bulk, Choice, Decision, HITS_MAX, Hit, Outcome, PROPOSED_MAX, Preview, Tally};
pub use routes::routes;
