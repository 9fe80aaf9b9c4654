//! What can be booked, and when, and by which rules.
//!
//! *Resource*: a room, a desk, a projector, a boat. *Units*: how many bookings may hold it at once. *Hours*: its ordinary
//! week, in wall time of its zone; *exceptions*, days that differ (the nearest of resource, location and organisation
//! wins); *blackouts*, spans in which nothing can be booked (all of them hold). *Rules*: notice, horizon, length, grid,
//! buffers. *Who*: staff, members, or anyone; the last stand on the public page.
//!
//! What is *made of assets* ([`crate::bookables`]) is closed while these are *away*.
//!
//! Promises: a resource stands in a live location of its organisation; its public address is its own; its units are never
//! fewer than what is promised already; every change is an event; who looks within a part of the tree finds only what
//! stands there.

pub mod actions;
pub mod api;
pub mod away;
pub mod closures;
pub mod duration;
mod event;
mod filter;
pub mod hours;
mod input;
mod model;
pub(crate) mod routes;
pub mod rules;
pub mod slots;
pub mod store;
pub mod week;

pub use api::api;
pub use closures::{BlackoutForm, ExceptionForm, NewBlackout, NewException};
pub use event::{Closure, Event};
pub use filter::{Filter, FilterQuery, Sort};
pub use hours::{Closed, DayException, Hours, Source, WeeklySpan};
pub use input::{AMENITIES_MAX, COUNT_MAX, NewResource, ResourceForm};
pub use model::{Kind, Owner, Photo, PricePer, Resource, Status, Who};
pub use routes::routes;
pub use rules::{Refusal, Rules};
pub use slots::{Busy, DaySlots, Slot, SlotState, Supply, Wanted, peak};
