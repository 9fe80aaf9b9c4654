//! Bookings: a promise that units of a resource are yours for a span `[start, end)`.
//!
//! States: *held* and *pending* (not in use yet), *confirmed*, *checked in* (not in use yet), *completed* (its time has
//! passed), *cancelled*, *released* (not in use yet: a no-show). All but the last two hold their units.
//! A booking's *block* is its span with the resource's buffers around it; blocks are what must not overlap.
//!
//! Promises:
//! - At no instant are more units of a resource promised than it has, whichever way a booking is written: the schema
//!   judges (`booking_overlap`), on both engines.
//! - A change names the version it was made against; the second of two editors is told (`booking_changed`).
//! - A write that carries a key happens once.
//! - The guest's calendar follows: the same UID for ever, a SEQUENCE that grows with every change they must know.
//!
//! Events: `booking.confirmed`, `booking.moved`, `booking.changed`, `booking.cancelled`, `booking.restored`,
//! `booking.completed`, `booking.ended` (early), `booking.kept` (something changed under it, and it stays although it no longer fits).

pub mod actions;
mod api;
mod calendar;
mod calendar_routes;
mod client_routes;
mod events;
pub mod explanation;
mod holding;
mod invitation;
pub mod judgement;
mod link;
pub mod messages;
pub mod model;
pub mod offers;
pub mod policy;
mod provenance;
pub(crate) mod public_routes;
pub mod reactions;
pub mod retention;
pub(crate) mod staff_routes;
pub mod store;
pub(crate) mod strip;
mod why_routes;

pub use api::api;
pub use calendar::{CELL_MINUTES, DayView, Filter as CalendarFilter, Item, WeekView, day_view};
pub use events::Event;
pub use holding::HOLDING;
pub use link::{manage_path, manage_url, open as open_link};
pub use model::{Booking, Status};

use platform::web::Routes;

/// The rows of this domain.
pub fn routes() -> Routes {
    calendar_routes::routes()
        .and(staff_routes::routes())
        .and(why_routes::routes())
        .and(client_routes::routes())
        .and(public_routes::routes())
}
