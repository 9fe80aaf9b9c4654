//! What happens to feeds, as the audit trail keeps it. Their addresses are never in it.

use super::model::{Feed, NewFeed};
use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened to a feed.
pub enum Event<'a> {
    /// It was made.
    Created(Uuid, &'a NewFeed),
    /// Its address leads nowhere any more.
    Revoked(&'a Feed),
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let (kind, subject, data) = match event {
            Event::Created(id, new) => {
                ("feed.created", id, json!({ "after": { "of": new.subject.name(), "detail": new.detail.name() } }))
            }
            Event::Revoked(feed) => (
                "feed.revoked",
                feed.id,
                json!({ "before": { "of": feed.subject().name(), "detail": feed.detail.name() } }),
            ),
        };
        Fact { kind, subject_kind: "feed", subject, data }
    }
}
