//! Letters to guests that wait for their time: a *reminder* before a booking, and *thanks* after it.
//!
//! Words: a letter is *planned* when its booking is made, moved or over; a plan is a row with the instant it comes due.
//! Whoever deletes the row writes the letter, in the same transaction. *By day* is from 08:00 to 20:00 in the zone of the
//! booking's resource.
//!
//! Promises:
//! - A guest is reminded at most once of a booking at one time, and thanked at most once; whoever breaks off in between,
//!   and however many workers there are. A moved booking is reminded of anew, a cancelled one not at all.
//! - Who booked later than the reminder would have left gets none.
//! - These letters leave by day only: a reminder that would fall into the night leaves on the evening before.
//! - Who does not want such letters gets none, also when they say so a moment before; each says how to end them.
//! - Finding what is due reads an index of what is due, however many bookings there are.
//!
//! Events: `organisation.changed`, with the settings before and after.

pub mod actions;
pub mod model;
pub mod reactions;
mod routes;
pub mod store;

pub use model::{GuestMessages, Kind};
pub use routes::routes;
