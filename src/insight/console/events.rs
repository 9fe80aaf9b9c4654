//! What operators do with mail, as the trail keeps it: in the organisation whose mail it is, or in the installation.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something an operator did with a message.
pub(super) enum Event {
    /// Queued once more: which, of what kind, and what it was before.
    Resent(Uuid, String, &'static str),
    /// Deferred, and to be tried now: which, of what kind.
    Released(Uuid, String),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, data) = match event {
            Event::Resent(id, kind, before) => {
                ("message.resent", id, json!({ "kind": kind, "before": { "status": before } }))
            }
            Event::Released(id, kind) => ("message.released", id, json!({ "kind": kind })),
        };
        Fact { kind, subject_kind: "message", subject, data }
    }
}
