//! What happens to tokens, as the trail of the installation keeps it. Never the tokens themselves.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A personal token was made: which, what it is called, what it may do.
    Made(Uuid, String, Option<Vec<String>>),
    /// A personal token was taken back.
    Revoked(Uuid),
    /// A refresh token was used a second time, by this user's program or by a thief; its family was ended.
    Reused {
        /// Whose.
        user: Uuid,
        /// The sign-in it came from.
        family: Uuid,
        /// Where the second use came from.
        address: String,
    },
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        match event {
            Event::Made(id, name, scopes) => Fact {
                kind: "token.made",
                subject_kind: "token",
                subject: id,
                data: json!({ "after": { "name": name, "scopes": scopes } }),
            },
            Event::Revoked(id) => Fact { kind: "token.revoked", subject_kind: "token", subject: id, data: json!({}) },
            Event::Reused { user, family, address } => Fact {
                kind: "token.reused",
                subject_kind: "user",
                subject: user,
                data: json!({ "family": family, "address": address }),
            },
        }
    }
}
