//! The front page of an organisation: the day, the last weeks in figures, and what happened lately.
//!
//! *Taken*: a stretch that a booking holds, or held before it was given back. *Open*: the minutes in which a resource can
//! be used, times its units. *Utilisation*: the part of what was open that was taken. *In use*: units held at an instant.
//!
//! Promises: who may read bookings of some locations only sees figures, bookings and news of these; who may read none sees
//! their own bookings; days are those of the organisation's zone, also when the clock changes; the page costs the same
//! few statements however much was booked.

pub mod figures;
pub mod owned;
pub mod policy;
mod routes;
pub mod store;
pub mod strip;

pub use figures::{Figures, Period};
pub use routes::routes;
pub use strip::Strip;
