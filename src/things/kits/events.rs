//! What happens to kits and their templates. None of it names a person, or what somebody wrote: who has a kit, and the notes
//! of a hand-over, stand in the facts of its asset, where they can be cut.

use super::model::{Fate, Kit, Part};
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// A template was made.
    TemplateCreated {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
        /// As it is.
        after: Value,
    },
    /// It changed.
    TemplateChanged {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
        /// What changed, as it was.
        before: Value,
        /// The same, as it is.
        after: Value,
    },
    /// It was put away, or taken out again.
    TemplateArchived {
        /// Which one.
        id: Uuid,
        /// What it is called.
        name: &'a str,
        /// Put away?
        away: bool,
    },
    /// An asset became a kit, or is none any more.
    Made {
        /// Which one.
        kit: &'a Kit,
        /// Is it one now?
        is_kit: bool,
    },
    /// It went out with its parts.
    CheckedOut {
        /// Which one.
        kit: &'a Kit,
        /// What was in it.
        parts: &'a [Part],
    },
    /// It came back.
    Returned {
        /// Which one.
        kit: &'a Kit,
        /// What was there.
        there: &'a [&'a Part],
        /// What was not, and what became of it.
        missing: &'a [(&'a Part, Fate)],
    },
}

/// A template as its history tells it.
pub(super) fn told(name: &str, note: &str, lines: &[(String, i64)]) -> Value {
    let lines: Vec<String> = lines.iter().map(|(what, quantity)| format!("{quantity} × {what}")).collect();
    json!({ "name": name, "note": note, "lines": lines })
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let of_template = |kind, subject, data| Fact { kind, subject_kind: "kit_template", subject, data };
        let of_kit = |kind, kit: &Kit, mut data: Value| {
            data["name"] = json!(format!("{} {}", kit.tag, kit.name));
            data["template"] = json!(kit.template_name);
            Fact { kind, subject_kind: "kit", subject: kit.asset_id, data }
        };
        let part = |part: &Part| json!({ "id": part.asset_id, "tag": part.tag });
        match event {
            Event::TemplateCreated { id, name, after } => {
                of_template("kit_template.created", id, json!({ "name": name, "after": after }))
            }
            Event::TemplateChanged { id, name, before, after } => {
                of_template("kit_template.changed", id, json!({ "name": name, "before": before, "after": after }))
            }
            Event::TemplateArchived { id, name, away } => {
                let kind = if away { "kit_template.archived" } else { "kit_template.restored" };
                of_template(kind, id, json!({ "name": name }))
            }
            Event::Made { kit, is_kit } => of_kit(if is_kit { "kit.made" } else { "kit.unmade" }, kit, json!({})),
            Event::CheckedOut { kit, parts } => {
                let parts: Vec<Value> = parts.iter().map(part).collect();
                of_kit("kit.checked_out", kit, json!({ "parts": parts }))
            }
            Event::Returned { kit, there, missing } => {
                let there: Vec<Value> = there.iter().copied().map(part).collect();
                let missing: Vec<Value> = missing
                    .iter()
                    .map(|(part, fate)| json!({ "id": part.asset_id, "tag": part.tag, "fate": fate }))
                    .collect();
                of_kit("kit.returned", kit, json!({ "there": there, "missing": missing }))
            }
        }
    }
}
