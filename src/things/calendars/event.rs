//! What happens to calendars of days.

use crate::resources::Owner;
use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Its days were brought in, the first time or again.
    BroughtIn {
        /// For what they hold.
        owner: Owner,
        /// The organisation, which is the subject of what holds for all of it.
        org: Uuid,
        /// What the calendar is called.
        name: String,
        /// Days that were not there before.
        added: usize,
        /// Days that are called something else now.
        renamed: usize,
        /// Days that are not in it any more.
        removed: usize,
    },
    /// It was removed with its days.
    Removed {
        /// For what they held.
        owner: Owner,
        /// The organisation.
        org: Uuid,
        /// What it was called.
        name: String,
        /// How many days went.
        removed: usize,
    },
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let subject = |owner: Owner, org: Uuid| match owner {
            Owner::Resource(id) => ("resource", id),
            Owner::Location(id) => ("location", id),
            Owner::Organisation => ("organisation", org),
        };
        match event {
            Event::BroughtIn { owner, org, name, added, renamed, removed } => {
                let (subject_kind, subject) = subject(owner, org);
                let data = json!({ "name": name, "added": added, "renamed": renamed, "removed": removed });
                Fact { kind: "calendar.brought_in", subject_kind, subject, data }
            }
            Event::Removed { owner, org, name, removed } => {
                let (subject_kind, subject) = subject(owner, org);
                Fact {
                    kind: "calendar.removed",
                    subject_kind,
                    subject,
                    data: json!({ "name": name, "removed": removed }),
                }
            }
        }
    }
}
