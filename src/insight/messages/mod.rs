//! Outgoing mail as the people of an organisation see it: every message that left or should have left, with what became
//! of it. The rows and their states are [`platform::post`]'s; here they are read, judged and sent once more.
//!
//! *Content*: what a letter says. It is not for everybody who may see that it was sent, because letters carry links that
//! let whoever holds them act: a guest's link moves and cancels their booking, an invitation's link becomes a role.
//!
//! Promises: who may do less than a letter's link cannot read the letter (`policy.rs`); a person who may see mail of some
//! locations only sees what is about bookings there; sending once more is decided by a person, asks first, and is
//! recorded; a letter's HTML runs nothing and loads nothing.
//!
//! Events: `message.resent`, `message.tested`.

pub mod actions;
mod api;
mod events;
pub mod model;
pub mod policy;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{ListQuery, Spot};
pub use routes::routes;
pub use store::Trouble;
