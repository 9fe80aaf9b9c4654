//! Handing things out for their bookings, and taking them back.
//!
//! Words: what a booking of assets promises is *handed out*: an asset is checked out to the booking's contact, and expected
//! back when the booking ends. *Taking it back* checks it in, and may *end the booking early*, so that others can have what
//! is left of it. The *front desk* is what leaves and comes back today.
//!
//! Promises:
//! - For a booking never more is handed out than it holds, and each asset once; the schema judges.
//! - A booking of which something is out is neither cancelled nor moved to another resource; its return follows its end.
//! - What is late endangers the next bookings, and their pages say so.
//!
//! Events: `booking.handed_out`, `booking.taken_back`, and those of assets and bookings.

pub mod actions;
mod api;
mod events;
mod model;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::HandOut;
pub use routes::{Sheet, routes};

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("booking_is_handed_out", "For this booking everything is handed out already."),
    ("booking_is_out", "Something is handed out for this booking. Take it back first."),
    ("booking_without_assets", "What is booked here is not made of assets, so there is nothing to hand out."),
    ("nothing_is_out", "Nothing is handed out for this booking."),
];
