//! What happens to sources and what they told, as the audit trail keeps it. No secrets, and no addresses of people.

use super::model::{NewSource, Received, Source};
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
pub enum Event<'a> {
    /// A source was registered.
    Created(Uuid, &'a NewSource),
    /// What it is called or may do changed.
    Changed(&'a Source, &'a NewSource),
    /// It is listened to again.
    Enabled(&'a Source),
    /// It is listened to no more.
    Disabled(&'a Source),
    /// It has another secret.
    Rotated(&'a Source),
    /// It is gone.
    Removed(&'a Source),
    /// Something it told was applied.
    Applied(&'a Received),
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "inbox", subject, data };
        match event {
            Event::Created(id, new) => fact("inbox.source_created", id, json!({ "after": wished(new) })),
            Event::Changed(before, new) => {
                fact("inbox.source_changed", before.id, json!({ "before": state(before), "after": wished(new) }))
            }
            Event::Enabled(source) => fact("inbox.source_enabled", source.id, json!({ "after": state(source) })),
            Event::Disabled(source) => fact("inbox.source_disabled", source.id, json!({ "after": state(source) })),
            Event::Rotated(source) => fact("inbox.source_rotated", source.id, json!({ "after": state(source) })),
            Event::Removed(source) => fact("inbox.source_removed", source.id, json!({ "before": state(source) })),
            Event::Applied(event) => fact(
                "inbox.applied",
                event.id,
                json!({ "source": event.source_name, "kind": event.kind, "external_id": event.external_id }),
            ),
        }
    }
}

fn state(source: &Source) -> Value {
    json!({
        "name": source.name,
        "top_role": source.top_role,
        "may_block": source.may_block,
        "may_contacts": source.may_contacts,
    })
}

fn wished(new: &NewSource) -> Value {
    json!({
        "name": new.name,
        "top_role": new.top_role,
        "may_block": new.may_block,
        "may_contacts": new.may_contacts,
    })
}
