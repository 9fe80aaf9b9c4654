//! What people do with outgoing mail, as the audit trail keeps it.

use platform::events::Fact;
use platform::post::Outgoing;
use serde_json::json;
use uuid::Uuid;

/// Something somebody did with a message.
pub enum Event<'a> {
    /// It was queued once more.
    Resent(&'a Outgoing),
    /// A test letter was asked for.
    Tested {
        /// Which message it became.
        message: Uuid,
        /// Where it goes.
        to: &'a str,
    },
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        match event {
            Event::Resent(message) => Fact {
                kind: "message.resent",
                subject_kind: "message",
                subject: message.id,
                data: json!({ "kind": message.kind, "before": { "status": message.status, "attempts": message.attempts } }),
            },
            Event::Tested { message, to } => {
                Fact { kind: "message.tested", subject_kind: "message", subject: message, data: json!({ "to": to }) }
            }
        }
    }
}
