//! What clients do that is worth a line in the trail.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    /// A contact signed in to the public pages.
    SignedIn(Uuid),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        match event {
            Event::SignedIn(contact) => {
                Fact { kind: "contact.signed_in", subject_kind: "contact", subject: contact, data: json!({}) }
            }
        }
    }
}
