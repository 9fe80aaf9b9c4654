//! What happens to roles, in their own words.

use super::model::NewRole;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A role was made.
    Created(Uuid, NewRole),
    /// A role was changed: before, after.
    Changed(Uuid, NewRole, NewRole),
    /// A role was archived; what those got who held it, and how many they were.
    Archived(Uuid, String, Option<String>, u64),
    /// A role was taken out of the archive.
    Restored(Uuid, String),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, data) = match event {
            Event::Created(id, after) => ("role.created", id, json!({ "after": told(&after) })),
            Event::Changed(id, before, after) => {
                ("role.changed", id, json!({ "before": told(&before), "after": told(&after) }))
            }
            Event::Archived(id, name, instead, people) => {
                ("role.archived", id, json!({ "before": { "name": name }, "instead": instead, "reassigned": people }))
            }
            Event::Restored(id, name) => ("role.restored", id, json!({ "after": { "name": name } })),
        };
        Fact { kind, subject_kind: "role", subject, data }
    }
}

fn told(role: &NewRole) -> Value {
    json!({ "name": role.name, "description": role.description, "perms": role.perms.names(), "categories": role.categories })
}
