//! What happens to locations.

use super::Location;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// What happened to a location.
#[derive(Debug, Clone)]
pub enum Event {
    /// It was added.
    Created {
        /// Which one.
        location: Uuid,
        /// As it was wanted.
        new: Value,
    },
    /// It was renamed, moved, or given another zone.
    Changed {
        /// Which one.
        location: Uuid,
        /// What it is called now.
        name: String,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It was put away, with what is below it.
    Archived(Location),
    /// It was taken out again, with what was put away with it.
    Restored(Location),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "location", subject, data };
        match event {
            Event::Created { location, new } => fact("location.created", location, json!({ "after": new })),
            Event::Changed { location, name, before, after } => {
                fact("location.changed", location, json!({ "name": name, "before": before, "after": after }))
            }
            Event::Archived(location) => fact("location.archived", location.id, json!({ "name": location.name })),
            Event::Restored(location) => fact("location.restored", location.id, json!({ "name": location.name })),
        }
    }
}
