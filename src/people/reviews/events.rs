//! What happens to reviews, in their own words.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The access was reviewed: how many people and grants, and the seal of the snapshot.
    Reviewed(Uuid, usize, usize, String),
}

impl From<Event> for Fact {
    fn from(Event::Reviewed(subject, people, grants, seal): Event) -> Fact {
        let data = json!({ "after": { "people": people, "grants": grants, "sha256": seal } });
        Fact { kind: "access.reviewed", subject_kind: "review", subject, data }
    }
}
