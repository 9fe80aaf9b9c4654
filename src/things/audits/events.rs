//! What happens to audits.

use super::model::{Audit, Progress};
use platform::events::Fact;
use serde_json::{Value, json};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// It began.
    Started {
        /// Which one.
        audit: &'a Audit,
        /// How many assets it expects.
        expected: i64,
    },
    /// Somebody is to do it.
    Assigned {
        /// Which one.
        audit: &'a Audit,
    },
    /// Other words stand about it.
    Changed {
        /// As it is now.
        audit: &'a Audit,
        /// What was otherwise.
        before: Value,
        /// How it is.
        after: Value,
    },
    /// It is over.
    Closed {
        /// Which one.
        audit: &'a Audit,
        /// What it found.
        progress: Progress,
        /// What was done about it: moved, checked in, put back in stock, flagged.
        done: [usize; 4],
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let about = |audit: &Audit| json!({ "name": audit.name, "location_id": audit.location_id, "category_id": audit.category_id });
        match event {
            Event::Started { audit, expected } => {
                let mut data = about(audit);
                data["expected"] = json!(expected);
                Fact { kind: "audit.started", subject_kind: "audit", subject: audit.id, data }
            }
            Event::Assigned { audit } => {
                let mut data = about(audit);
                data["assignee_id"] = json!(audit.assignee_id);
                data["due_on"] = json!(audit.due_on);
                Fact { kind: "audit.assigned", subject_kind: "audit", subject: audit.id, data }
            }
            Event::Changed { audit, before, after } => {
                let mut data = about(audit);
                data["before"] = before;
                data["after"] = after;
                Fact { kind: "audit.changed", subject_kind: "audit", subject: audit.id, data }
            }
            Event::Closed { audit, progress, done: [moved, checked_in, restocked, flagged] } => {
                let mut data = about(audit);
                data["found"] = json!(progress.found);
                data["missing"] = json!(progress.missing + progress.todo);
                data["misplaced"] = json!(progress.misplaced);
                data["unexpected"] = json!(progress.unexpected);
                data["done"] =
                    json!({ "moved": moved, "checked_in": checked_in, "restocked": restocked, "flagged": flagged });
                Fact { kind: "audit.closed", subject_kind: "audit", subject: audit.id, data }
            }
        }
    }
}
