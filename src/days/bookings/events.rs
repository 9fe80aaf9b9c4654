//! What can happen to a booking, as the audit trail keeps it.

use super::model::Booking;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

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
    /// What it held came back early, and it is over.
    Ended {
        /// What it was.
        before: &'a Booking,
        /// What it is.
        after: &'a Booking,
    },
    /// Something changed under it, and it stays although it no longer fits.
    Kept {
        /// As it is.
        booking: &'a Booking,
        /// The names of the rules it breaks.
        rules: &'a [&'static str],
    },
}

impl Event<'_> {
    /// Whose booking it is.
    pub fn contact(&self) -> Uuid {
        match self {
            Event::Confirmed(booking)
            | Event::Cancelled(booking)
            | Event::Restored(booking)
            | Event::Completed(booking)
            | Event::Kept { booking, .. } => booking.contact_id,
            Event::Moved { after, .. } | Event::Changed { after, .. } | Event::Ended { after, .. } => after.contact_id,
        }
    }

    /// What of it are the guest's own words. They stand beside the event, so that they can be cut with the person; whoever
    /// reads the event finds them in its data.
    pub fn words(&self) -> Value {
        let title = |booking: &Booking| json!({ "title": booking.title });
        match self {
            Event::Confirmed(booking)
            | Event::Restored(booking)
            | Event::Completed(booking)
            | Event::Kept { booking, .. } => json!({ "after": title(booking) }),
            Event::Moved { before, after } | Event::Changed { before, after } | Event::Ended { before, after } => {
                json!({ "before": title(before), "after": title(after) })
            }
            Event::Cancelled(booking) => json!({ "after": title(booking), "reason": booking.cancel_reason }),
        }
    }
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
            Event::Cancelled(booking) => ("booking.cancelled", booking, json!({ "after": state(booking) })),
            Event::Restored(booking) => ("booking.restored", booking, json!({ "after": state(booking) })),
            Event::Kept { booking, rules } => {
                ("booking.kept", booking, json!({ "after": state(booking), "rules": rules }))
            }
            Event::Ended { before, after } => {
                ("booking.ended", after, json!({ "before": state(before), "after": state(after) }))
            }
            Event::Completed(booking) => ("booking.completed", booking, json!({ "after": state(booking) })),
        };
        Fact { kind, subject_kind: "booking", subject: booking.id, data }
    }
}

/// What can change of a booking, without what tells of its guest: see [`Event::words`].
fn state(booking: &Booking) -> Value {
    json!({
        "code": booking.code,
        "resource_id": booking.resource_id,
        "resource": booking.resource_name,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "zone": booking.zone_name,
        "people": booking.people,
        "units": booking.units,
        "status": booking.status.name(),
        "sequence": booking.sequence,
        "version": booking.version,
    })
}
