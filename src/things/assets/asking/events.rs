//! What happens to acceptances. None of it names a person: who it was stands beside the fact.

use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// Somebody was asked to sign.
    Requested {
        /// Which one.
        id: Uuid,
        /// Who.
        contact: Uuid,
        /// For what.
        tags: &'a [&'a str],
    },
    /// More was handed over, for which they sign too.
    Extended {
        /// Which one.
        id: Uuid,
        /// For what.
        tags: &'a [&'a str],
    },
    /// It was signed.
    Signed {
        /// Which one.
        id: Uuid,
        /// What they have.
        tags: &'a [&'a str],
        /// What they say they did not receive.
        declined: &'a [&'a str],
        /// Of the record.
        sha256: &'a str,
    },
    /// They say they received nothing of it.
    Declined {
        /// Which one.
        id: Uuid,
        /// What they did not receive.
        declined: &'a [&'a str],
        /// Of the record.
        sha256: &'a str,
    },
    /// Nobody waits for it any more.
    Withdrawn {
        /// Which one.
        id: Uuid,
    },
    /// Everything came back before it was signed.
    Ended {
        /// Which one.
        id: Uuid,
    },
    /// They were reminded.
    Reminded {
        /// Which one.
        id: Uuid,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, subject, data: Value| Fact { kind, subject_kind: "acceptance", subject, data };
        match event {
            Event::Requested { id, contact, tags } => {
                fact("acceptance.requested", id, json!({ "contact_id": contact, "tags": tags }))
            }
            Event::Extended { id, tags } => fact("acceptance.extended", id, json!({ "tags": tags })),
            Event::Signed { id, tags, declined, sha256 } => {
                fact("acceptance.signed", id, json!({ "tags": tags, "declined": declined, "sha256": sha256 }))
            }
            Event::Declined { id, declined, sha256 } => {
                fact("acceptance.declined", id, json!({ "declined": declined, "sha256": sha256 }))
            }
            Event::Withdrawn { id } => fact("acceptance.withdrawn", id, json!({})),
            Event::Ended { id } => fact("acceptance.ended", id, json!({})),
            Event::Reminded { id } => fact("acceptance.reminded", id, json!({})),
        }
    }
}
