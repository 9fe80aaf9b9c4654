//! What the pages and letters of this wing look like.

pub mod bookings;
pub mod handouts;
pub mod impact;
pub mod reminders;
