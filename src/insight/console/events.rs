//! What operators do with mail, as the trail keeps it: in the organisation whose mail it is, or in the installation; and what
//! was wrong with the house.

use super::model::Trouble;
use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something an operator did with a message, or is told.
pub(super) enum Event {
    /// Queued once more: which, of what kind, and what it was before.
    Resent(Uuid, String, &'static str),
    /// Deferred, and to be tried now: which, of what kind.
    Released(Uuid, String),
    /// Something is wrong, of this kind, and how.
    Raised(Uuid, Trouble, String),
    /// It is over.
    Cleared(Uuid, Trouble),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, data) = match event {
            Event::Resent(id, kind, before) => {
                ("message.resent", id, json!({ "kind": kind, "before": { "status": before } }))
            }
            Event::Released(id, kind) => ("message.released", id, json!({ "kind": kind })),
            Event::Raised(id, kind, what) => {
                let data = json!({ "trouble": kind.name(), "what": what });
                return Fact { kind: "alarm.raised", subject_kind: "incident", subject: id, data };
            }
            Event::Cleared(id, kind) => {
                let data = json!({ "trouble": kind.name() });
                return Fact { kind: "alarm.cleared", subject_kind: "incident", subject: id, data };
            }
        };
        Fact { kind, subject_kind: "message", subject, data }
    }
}
