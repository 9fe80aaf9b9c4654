//! What happens to certifications, in their own words.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Somebody began to go through the access.
    Started(Uuid),
    /// Somebody goes on in the place of somebody else, who is named.
    TakenOver(Uuid, String),
    /// It was completed: how many grants stayed and ended, and the review it became.
    Completed(Uuid, usize, usize, Uuid),
    /// It was given up. Nothing ended by it.
    Abandoned(Uuid),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, data) = match event {
            Event::Started(id) => ("certification.started", id, json!({})),
            Event::TakenOver(id, from) => ("certification.taken_over", id, json!({ "before": { "reviewer": from } })),
            Event::Completed(id, kept, ended, review) => {
                ("certification.completed", id, json!({ "after": { "kept": kept, "ended": ended, "review": review } }))
            }
            Event::Abandoned(id) => ("certification.abandoned", id, json!({})),
        };
        Fact { kind, subject_kind: "certification", subject, data }
    }
}
