//! What happens to spans and by them, as the audit trail keeps it.

use super::model::Spans;
use platform::events::Fact;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Something that happened.
pub enum Event {
    /// Somebody set other spans.
    Changed {
        /// Of this organisation.
        org: Uuid,
        /// As they were.
        before: Spans,
        /// As they are.
        after: Spans,
    },
    /// What was too old went.
    Applied {
        /// Of this organisation.
        org: Uuid,
        /// How many of what.
        gone: Vec<(&'static str, u64)>,
    },
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        match event {
            Event::Changed { org, before, after } => Fact {
                kind: "retention.changed",
                subject_kind: "organisation",
                subject: org,
                data: json!({ "before": before, "after": after }),
            },
            Event::Applied { org, gone } => {
                let gone: Map<String, Value> =
                    gone.into_iter().map(|(noun, count)| (noun.to_owned(), json!(count))).collect();
                Fact {
                    kind: "retention.applied",
                    subject_kind: "organisation",
                    subject: org,
                    data: json!({ "gone": gone }),
                }
            }
        }
    }
}
