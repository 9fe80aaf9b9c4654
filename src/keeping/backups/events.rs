//! What happens to backups, as the audit trail keeps it.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened to a backup.
pub enum Event<'a> {
    /// An operator asked for one.
    Asked,
    /// It could not be made.
    Failed {
        /// Which one.
        backup: Uuid,
        /// Why.
        error: &'a str,
    },
    /// It was made, without the bytes of some files that stand outside of the database.
    Incomplete {
        /// Which one.
        backup: Uuid,
        /// How many files.
        missing: i64,
    },
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        match event {
            // It has no id before it is begun.
            Event::Asked => {
                Fact { kind: "backup.asked", subject_kind: "backup", subject: Uuid::nil(), data: json!({}) }
            }
            Event::Failed { backup, error } => {
                Fact { kind: "backup.failed", subject_kind: "backup", subject: backup, data: json!({ "error": error }) }
            }
            Event::Incomplete { backup, missing } => Fact {
                kind: "backup.incomplete",
                subject_kind: "backup",
                subject: backup,
                data: json!({ "files_missing": missing }),
            },
        }
    }
}
