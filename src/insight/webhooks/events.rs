//! What happens to endpoints, as the audit trail keeps it. Secrets are never in it.

use super::model::{Endpoint, NewEndpoint};
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened to an endpoint.
pub enum Event<'a> {
    /// It was made.
    Created(Uuid, &'a NewEndpoint),
    /// Its fields changed.
    Changed(&'a Endpoint, &'a NewEndpoint),
    /// It is told again.
    Enabled(&'a Endpoint),
    /// It is told no more; why, where the house decided it.
    Disabled(&'a Endpoint, &'a str),
    /// It has another secret.
    Rotated(&'a Endpoint),
    /// It is gone.
    Removed(&'a Endpoint),
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "webhook", subject, data };
        match event {
            Event::Created(id, new) => fact("webhook.created", id, json!({ "after": wished(new) })),
            Event::Changed(before, after) => {
                fact("webhook.changed", before.id, json!({ "before": state(before), "after": wished(after) }))
            }
            Event::Enabled(endpoint) => fact("webhook.enabled", endpoint.id, json!({ "after": state(endpoint) })),
            Event::Disabled(endpoint, reason) => {
                fact("webhook.disabled", endpoint.id, json!({ "after": state(endpoint), "reason": reason }))
            }
            Event::Rotated(endpoint) => fact("webhook.rotated", endpoint.id, json!({ "after": state(endpoint) })),
            Event::Removed(endpoint) => fact("webhook.removed", endpoint.id, json!({ "before": state(endpoint) })),
        }
    }
}

/// An address may hold a token of the receiver's in its path or query, so only its host is told.
fn state(endpoint: &Endpoint) -> Value {
    json!({ "host": host(&endpoint.url), "description": endpoint.description, "kinds": endpoint.kinds.0 })
}

fn wished(new: &NewEndpoint) -> Value {
    json!({ "host": host(&new.url), "description": new.description, "kinds": new.kinds })
}

/// The host of an address that was read before.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}
