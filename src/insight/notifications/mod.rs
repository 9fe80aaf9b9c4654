//! Being told: what people of the house hear of, by which way, and when.
//!
//! Words: an event is told to a person as a *notification*, of a *kind* (`booking_made`). For each kind a person has a
//! *choice*: in the house (under the *bell*), by mail (at once, or in the daily *digest*), in the organisation's chat *room*,
//! or not at all; until they choose, the default of their role holds. In *quiet hours* nothing leaves the house; what waited
//! leaves together when they end. A *post* is what is said in the room, once, however many people chose it. The *log* says
//! what was told to whom, when, by which way, and what became of it.
//!
//! Promises:
//! - Nobody is told of what they may not see: rights are asked when something is told, when it is read, and when it leaves.
//! - Who did something is not told of it; one event is told to one person once.
//! - A notification is in one letter at most, digests included, however many workers there are: whoever writes the letter
//!   takes what it tells in the same transaction.
//! - Hours are wall time of the person's zone; on days on which the clock changes a digest leaves once, and quiet hours end.
//! - Nobody is told by mail that a notice to them could not be delivered: that would never end.
//! - A post whose outcome is unknown is shown as such and never repeated by itself.
//! - Notifications and posts are kept for 90 days.

pub mod actions;
pub mod chat;
pub mod hours;
pub mod model;
pub mod policy;
pub mod reactions;
mod retention;
mod routes;
pub mod store;

pub use model::{Choice, Kind, Mail};
pub use retention::AGEING;
pub use routes::{BELL, routes};
