//! What happens to backups, as the audit trail keeps it.

use platform::events::Fact;
use serde_json::json;
use uuid::Uuid;

/// Something that happened to a backup.
pub enum Event<'a> {
    /// It could not be made.
    Failed {
        /// Which one.
        backup: Uuid,
        /// Why.
        error: &'a str,
    },
}

impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        match event {
            Event::Failed { backup, error } => {
                Fact { kind: "backup.failed", subject_kind: "backup", subject: backup, data: json!({ "error": error }) }
            }
        }
    }
}
