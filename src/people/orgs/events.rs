//! What happens to organisations, in their own words.

use chrono::{DateTime, Utc};
use platform::AnyRole;
use platform::events::Fact;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// A grant or an invitation as the trail tells it.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Of whom.
    pub name: String,
    /// Which role: a built-in one by its name, an own one by its id.
    pub role: String,
    /// What that role was called then.
    pub role_label: String,
    /// Within this location; none: everywhere.
    pub location_id: Option<Uuid>,
    /// Until then; none: until it is ended.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Told {
    /// This role of this person.
    pub fn of(name: &str, role: &AnyRole, location_id: Option<Uuid>, ends_at: Option<DateTime<Utc>>) -> Told {
        let (name, role, role_label) = (name.to_owned(), role.key(), role.label().to_owned());
        Told { name, role, role_label, location_id, ends_at }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An organisation was founded; what it was called.
    Founded(Uuid, String),
    /// Settings were changed: the changed fields, before and after.
    Changed(Uuid, Value, Value),
    /// A role was given.
    Given(Uuid, Told),
    /// A role was changed: before, after.
    Regranted(Uuid, Told, Told),
    /// A role was ended.
    Ended(Uuid, Told),
    /// An invitation was sent, or sent again.
    Invited(Uuid, Told),
    /// An invitation was accepted.
    Accepted(Uuid, Told),
    /// An invitation was taken back.
    Revoked(Uuid, Told),
    /// Somebody was let in again by hand; who had kept them out.
    Lifted(Uuid, String),
    /// An operator closed the organisation; why.
    Suspended(Uuid, String),
    /// An operator opened it again; why it was closed.
    Resumed(Uuid, String),
    /// A host name was proven and is served: the one before, this one.
    HostProven(Uuid, Option<String>, String),
    /// A host name is not proven any more, and not served.
    HostLost(Uuid, String),
    /// An operator set limits and features: before, after.
    TermsSet(Uuid, Value, Value),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject_kind, subject, data) = match event {
            Event::Founded(id, name) => {
                ("organisation.created", "organisation", id, json!({ "after": { "name": name } }))
            }
            Event::Changed(id, before, after) => {
                ("organisation.changed", "organisation", id, json!({ "before": before, "after": after }))
            }
            Event::Given(id, after) => ("grant.given", "grant", id, json!({ "after": after })),
            Event::Regranted(id, before, after) => {
                ("grant.changed", "grant", id, json!({ "before": before, "after": after }))
            }
            Event::Ended(id, before) => ("grant.ended", "grant", id, json!({ "before": before })),
            Event::Invited(id, after) => ("invitation.sent", "invitation", id, json!({ "after": after })),
            Event::Accepted(id, after) => ("invitation.accepted", "invitation", id, json!({ "after": after })),
            Event::Suspended(id, reason) => {
                let data =
                    json!({ "before": { "suspended": false }, "after": { "suspended": true, "reason": reason } });
                ("organisation.suspended", "organisation", id, data)
            }
            Event::Resumed(id, reason) => {
                let data =
                    json!({ "before": { "suspended": true, "reason": reason }, "after": { "suspended": false } });
                ("organisation.resumed", "organisation", id, data)
            }
            Event::HostProven(id, before, after) => {
                let data = json!({ "before": { "host": before }, "after": { "host": after } });
                ("organisation.host_proven", "organisation", id, data)
            }
            Event::HostLost(id, host) => {
                let data = json!({ "before": { "host": host }, "after": { "host": null } });
                ("organisation.host_lost", "organisation", id, data)
            }
            Event::TermsSet(id, before, after) => {
                ("organisation.terms_set", "organisation", id, json!({ "before": before, "after": after }))
            }
            Event::Lifted(id, by) => ("block.lifted", "block", id, json!({ "before": { "blocked_by": by } })),
            Event::Revoked(id, before) => ("invitation.revoked", "invitation", id, json!({ "before": before })),
        };
        Fact { kind, subject_kind, subject, data }
    }
}
