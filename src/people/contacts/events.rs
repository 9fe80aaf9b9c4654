//! What happens to contacts. None of it names the person: an event can never be cut.

use super::model::{Undone, Wanted};
use platform::events::Fact;
use platform::holdings::Kept;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Somebody of the house made it.
    Created(Uuid),
    /// These fields changed.
    Changed(Uuid, Vec<&'static str>),
    /// Something was written down.
    Noted(Uuid),
    /// May not book on the public pages any more.
    Blocked(Uuid),
    /// May again.
    Unblocked(Uuid),
    /// Took in another one, with so much of each kind.
    Merged {
        /// The one that stays.
        kept: Uuid,
        /// The one that leads on to it now.
        gone: Uuid,
        /// What moved over: kind and number.
        moved: Vec<(&'static str, u64)>,
        /// Fields that were taken from the one that is gone.
        taken: Vec<&'static str>,
    },
    /// A merge was undone.
    Parted {
        /// The one that took the other in.
        kept: Uuid,
        /// The one that is a person again.
        gone: Uuid,
        /// What went back, and what stayed.
        undone: Undone,
    },
    /// Somebody said that these two are not the same.
    ToldApart(Uuid, Uuid),
    /// They chose which letters they want: before, after.
    LettersChosen(Uuid, Wanted, Wanted),
    /// Everything about them was handed out.
    Disclosed(Uuid),
    /// Everything about them was cut; what stayed.
    Erased(Uuid, Vec<Kept>),
    /// A file was applied: created, updated, same, wrong.
    Imported(Uuid, [i64; 4]),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let (kind, subject, data) = match event {
            Event::Created(id) => ("contact.created", id, json!({})),
            Event::Changed(id, fields) => ("contact.changed", id, json!({ "fields": fields })),
            Event::Noted(id) => ("contact.noted", id, json!({})),
            Event::Blocked(id) => ("contact.blocked", id, json!({})),
            Event::Unblocked(id) => ("contact.unblocked", id, json!({})),
            Event::Merged { kept, gone, moved, taken } => {
                let moved: Value = moved.into_iter().map(|(kind, number)| (kind.to_owned(), json!(number))).collect();
                ("contact.merged", kept, json!({ "merged": gone, "moved": moved, "taken": taken }))
            }
            Event::Parted { kept, gone, undone } => {
                let told = |list: Vec<(String, u64)>| -> Value {
                    list.into_iter().map(|(kind, number)| (kind, json!(number))).collect()
                };
                let (back, stayed) = (told(undone.back), told(undone.stayed));
                let data = json!({ "parted": gone, "back": back, "stayed": stayed, "fields": undone.fields });
                ("contact.parted", kept, data)
            }
            Event::ToldApart(one, other) => ("contact.told_apart", one, json!({ "other": other })),
            Event::LettersChosen(id, before, after) => {
                ("contact.letters_chosen", id, json!({ "before": before, "after": after }))
            }
            Event::Disclosed(id) => ("contact.disclosed", id, json!({})),
            Event::Erased(id, kept) => ("contact.erased", id, json!({ "kept": kept })),
            Event::Imported(id, [created, updated, same, wrong]) => {
                let data = json!({ "created": created, "updated": updated, "same": same, "wrong": wrong });
                return Fact { kind: "contacts.imported", subject_kind: "contact_import", subject: id, data };
            }
        };
        Fact { kind, subject_kind: "contact", subject, data }
    }
}
