//! What happens at the front desk.

use super::model::HandOut;
use platform::events::Fact;
use serde_json::json;

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// An asset was handed out for a booking.
    HandedOut(&'a HandOut),
    /// It came back.
    TakenBack(&'a HandOut),
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let (kind, hand_out) = match event {
            Event::HandedOut(hand_out) => ("booking.handed_out", hand_out),
            Event::TakenBack(hand_out) => ("booking.taken_back", hand_out),
        };
        let data = json!({ "asset_id": hand_out.asset_id, "tag": hand_out.tag });
        Fact { kind, subject_kind: "booking", subject: hand_out.booking_id, data }
    }
}
