//! What happens to assets. None of it names a person: an event can never be cut; who they were stands beside it.

use super::model::{Asset, To};
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// It was added.
    Created {
        /// Which one.
        id: Uuid,
        /// Its tag.
        tag: &'a str,
        /// As it was wanted, field by field.
        after: Value,
    },
    /// What describes it changed.
    Changed {
        /// Which one, as it is now.
        asset: &'a Asset,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
        /// Why; may be empty.
        note: &'a str,
    },
    /// Somebody or something has it now.
    CheckedOut {
        /// Which one, as it was.
        asset: &'a Asset,
        /// Who has it.
        to: To,
        /// Until when.
        due_on: Option<chrono::NaiveDate>,
        /// For colleagues; none where it stands beside the fact.
        note: Option<&'a str>,
    },
    /// It came back.
    CheckedIn {
        /// Which one, as it was.
        asset: &'a Asset,
        /// For colleagues; none where it stands beside the fact.
        note: Option<&'a str>,
    },
    /// It stands otherwise: state and label, as they were and are.
    StatusChanged {
        /// Which one, as it was.
        asset: &'a Asset,
        /// State and label.
        after: (&'a str, Option<&'a str>),
        /// Why.
        note: &'a str,
    },
    /// It should have come back.
    Overdue {
        /// Which one.
        id: Uuid,
        /// Its tag.
        tag: &'a str,
        /// When.
        due_on: chrono::NaiveDate,
    },
    /// Somebody outside wrote that they found it.
    Found {
        /// Which one.
        asset: &'a Asset,
    },
    /// It was made by mistake, and is not there any more.
    Removed {
        /// Which one.
        id: Uuid,
        /// Its tag.
        tag: &'a str,
    },
    /// A file was added to it.
    FileAdded {
        /// Which one.
        asset: &'a Asset,
        /// What the file is called.
        file: &'a str,
    },
    /// A file of it was removed.
    FileRemoved {
        /// Which one.
        asset: &'a Asset,
        /// What the file was called.
        file: &'a str,
    },
    /// It has a further code.
    CodeAdded {
        /// Which one.
        asset: &'a Asset,
        /// The code.
        code: &'a str,
    },
    /// A further code was taken away from it.
    CodeRemoved {
        /// Which one.
        asset: &'a Asset,
        /// The code.
        code: &'a str,
    },
    /// It is somewhere else.
    Moved {
        /// Which one, as it was.
        asset: &'a Asset,
        /// What the new place is called.
        to: &'a str,
        /// Why; may be empty.
        note: &'a str,
    },
    /// Somebody saw it in an audit.
    Audited {
        /// Which one, as it was.
        asset: &'a Asset,
        /// Which audit.
        audit: Uuid,
        /// What that is called.
        name: &'a str,
        /// As what: `found`, `misplaced`, `unexpected`.
        outcome: &'static str,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, subject, data| Fact { kind, subject_kind: "asset", subject, data };
        match event {
            Event::Created { id, tag, after } => fact("asset.created", id, json!({ "tag": tag, "after": after })),
            Event::Changed { asset, before, after, note } => {
                let data = json!({ "tag": asset.tag, "before": before, "after": after });
                fact("asset.changed", asset.id, noted(data, Some(note).filter(|note| !note.is_empty())))
            }
            Event::CheckedOut { asset, to, due_on, note } => {
                let (kind, id) = match to {
                    To::Contact(id) => ("contact", id),
                    To::Location(id) => ("location", id),
                    To::Asset(id) => ("asset", id),
                };
                let data = json!({ "tag": asset.tag, "to": { "kind": kind, "id": id }, "due_on": due_on });
                fact("asset.checked_out", asset.id, noted(data, note))
            }
            Event::CheckedIn { asset, note } => {
                fact("asset.checked_in", asset.id, noted(json!({ "tag": asset.tag }), note))
            }
            Event::StatusChanged { asset, after: (state, label), note } => {
                let before = json!({ "state": asset.state.name(), "label": asset.label_name });
                let after = json!({ "state": state, "label": label });
                let data = json!({ "tag": asset.tag, "before": before, "after": after, "note": note });
                fact("asset.status_changed", asset.id, data)
            }
            Event::Overdue { id, tag, due_on } => fact("asset.overdue", id, json!({ "tag": tag, "due_on": due_on })),
            Event::Found { asset } => fact("asset.found", asset.id, json!({ "tag": asset.tag })),
            Event::Removed { id, tag } => fact("asset.removed", id, json!({ "tag": tag })),
            Event::FileAdded { asset, file } => {
                fact("asset.file_added", asset.id, json!({ "tag": asset.tag, "file": file }))
            }
            Event::FileRemoved { asset, file } => {
                fact("asset.file_removed", asset.id, json!({ "tag": asset.tag, "file": file }))
            }
            Event::CodeAdded { asset, code } => {
                fact("asset.code_added", asset.id, json!({ "tag": asset.tag, "code": code }))
            }
            Event::CodeRemoved { asset, code } => {
                fact("asset.code_removed", asset.id, json!({ "tag": asset.tag, "code": code }))
            }
            Event::Moved { asset, to, note } => {
                let data = json!({ "tag": asset.tag, "before": { "location": asset.location_name }, "after": { "location": to } });
                fact("asset.moved", asset.id, noted(data, Some(note).filter(|note| !note.is_empty())))
            }
            Event::Audited { asset, audit, name, outcome } => {
                let data = json!({ "tag": asset.tag, "audit_id": audit, "audit": name, "outcome": outcome });
                fact("asset.audited", asset.id, data)
            }
        }
    }
}

fn noted(mut data: Value, note: Option<&str>) -> Value {
    if let Some(note) = note {
        data["note"] = json!(note);
    }
    data
}
