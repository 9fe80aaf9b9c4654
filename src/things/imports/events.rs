//! What happens to imports.

use super::model::Counts;
use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    /// It was done.
    Run(Uuid, Counts),
    /// It was taken back.
    Undone(Uuid, Counts),
}

/// What happened, as it is kept.
impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, counts) = match event {
            Event::Run(id, counts) => ("import.run", id, counts),
            Event::Undone(id, counts) => ("import.undone", id, counts),
        };
        Fact { kind, subject_kind: "import", subject, data: json!({ "after": counts }) }
    }
}
