//! What happens to resources, their hours, and what closes them.

use super::model::Owner;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A resource was added.
    Created {
        /// Which one.
        resource: Uuid,
        /// As it is.
        after: Value,
    },
    /// Its fields were changed.
    Changed {
        /// Which one.
        resource: Uuid,
        /// What it is called now.
        name: String,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It was put away.
    Archived {
        /// Which one.
        resource: Uuid,
        /// What it is called.
        name: String,
    },
    /// It was taken out again.
    Restored {
        /// Which one.
        resource: Uuid,
        /// What it is called.
        name: String,
    },
    /// Its ordinary week was changed.
    HoursChanged {
        /// Which one.
        resource: Uuid,
        /// What it is called.
        name: String,
        /// The lines of the days that changed, as they were.
        before: Value,
        /// The same, as they are.
        after: Value,
    },
    /// A photo was added to it.
    PhotoAdded {
        /// Which one.
        resource: Uuid,
        /// What it is called.
        name: String,
        /// What the photo shows.
        alt: String,
    },
    /// A photo of it was removed.
    PhotoRemoved {
        /// Which one.
        resource: Uuid,
        /// What it is called.
        name: String,
    },
    /// A day was given other hours.
    ExceptionAdded(Closure),
    /// A day is as its weekday again.
    ExceptionRemoved(Closure),
    /// Nothing can be booked for a while.
    BlackoutAdded(Closure),
    /// It can again.
    BlackoutRemoved(Closure),
}

/// An exception or a blackout that came or went.
#[derive(Debug, Clone)]
pub struct Closure {
    /// For what it holds.
    pub owner: Owner,
    /// The organisation, which is the subject of what holds for all of it.
    pub org: Uuid,
    /// Its label, and when.
    pub data: Value,
}

impl Closure {
    fn fact(self, kind: &'static str) -> Fact {
        let (subject_kind, subject) = match self.owner {
            Owner::Resource(id) => ("resource", id),
            Owner::Location(id) => ("location", id),
            Owner::Organisation => ("organisation", self.org),
        };
        Fact { kind, subject_kind, subject, data: self.data }
    }
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "resource", subject, data };
        match event {
            Event::Created { resource, after } => {
                fact("resource.created", resource, json!({ "name": after["name"], "after": after }))
            }
            Event::Changed { resource, name, before, after } => {
                fact("resource.changed", resource, json!({ "name": name, "before": before, "after": after }))
            }
            Event::Archived { resource, name } => fact("resource.archived", resource, json!({ "name": name })),
            Event::Restored { resource, name } => fact("resource.restored", resource, json!({ "name": name })),
            Event::HoursChanged { resource, name, before, after } => {
                fact("resource.hours_changed", resource, json!({ "name": name, "before": before, "after": after }))
            }
            Event::PhotoAdded { resource, name, alt } => {
                fact("resource.photo_added", resource, json!({ "name": name, "alt": alt }))
            }
            Event::PhotoRemoved { resource, name } => fact("resource.photo_removed", resource, json!({ "name": name })),
            Event::ExceptionAdded(closure) => closure.fact("exception.added"),
            Event::ExceptionRemoved(closure) => closure.fact("exception.removed"),
            Event::BlackoutAdded(closure) => closure.fact("blackout.added"),
            Event::BlackoutRemoved(closure) => closure.fact("blackout.removed"),
        }
    }
}
