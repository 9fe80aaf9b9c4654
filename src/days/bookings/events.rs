//! What can happen to a booking, as the audit trail keeps it.

use super::model::Booking;
use platform::events::Fact;
use serde_json::{Value, json};

/// Something that happened to a booking.
pub enum Event<'a> {
    /// It was promised.
    Confirmed(&'a Booking),
    /// Its span or resource changed.
    Moved {
        /// What it was.
        before: &'a Booking,
        /// What it is.
        after: &'a Booking,
    },
    /// Its other fields changed.
    Changed {
        /// What it was.
        before: &'a Booking,
        /// What it is.
        after: &'a Booking,
    },
    /// It was given back.
    Cancelled(&'a Booking),
    /// It was taken back after having been given back.
    Restored(&'a Booking),
    /// Its time has passed.
    Completed(&'a Booking),
    /// Something changed under it, and it stays although it no longer fits.
    Kept {
        /// As it is.
        booking: &'a Booking,
        /// The names of the rules it breaks.
        rules: &'a [&'static str],
    },
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let (kind, booking, data) = match event {
            Event::Confirmed(booking) => ("booking.confirmed", booking, json!({ "after": state(booking) })),
            Event::Moved { before, after } => {
                ("booking.moved", after, json!({ "before": state(before), "after": state(after) }))
            }
            Event::Changed { before, after } => {
                ("booking.changed", after, json!({ "before": state(before), "after": state(after) }))
            }
            Event::Cancelled(booking) => {
                ("booking.cancelled", booking, json!({ "after": state(booking), "reason": booking.cancel_reason }))
            }
            Event::Restored(booking) => ("booking.restored", booking, json!({ "after": state(booking) })),
            Event::Kept { booking, rules } => {
                ("booking.kept", booking, json!({ "after": state(booking), "rules": rules }))
            }
            Event::Completed(booking) => ("booking.completed", booking, json!({ "after": state(booking) })),
        };
        Fact { kind, subject_kind: "booking", subject: booking.id, data }
    }
}

/// What can change of a booking. Names of people are looked up when it is read, so that they can be erased.
fn state(booking: &Booking) -> Value {
    json!({
        "code": booking.code,
        "resource_id": booking.resource_id,
        "resource": booking.resource_name,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "zone": booking.zone_name,
        "title": booking.title,
        "people": booking.people,
        "units": booking.units,
        "status": booking.status.name(),
        "sequence": booking.sequence,
        "version": booking.version,
    })
}
