//! What happens to a held house, as the audit trail keeps it.

use super::model::Choice;
use platform::events::Fact;
use platform::quarantine::Held;
use serde_json::json;
use uuid::Uuid;

/// The operator let it go.
pub struct Released<'a> {
    /// In which epoch.
    pub epoch: Uuid,
    /// From what.
    pub held: &'a Held,
    /// How it was chosen.
    pub choice: &'a Choice,
    /// Things that were not sent.
    pub dropped: u64,
}

impl From<Released<'_>> for Fact {
    fn from(event: Released<'_>) -> Fact {
        let choice = match event.choice {
            Choice::All => json!("all"),
            Choice::Since(since) => json!({ "since": since }),
            Choice::Groups(groups) => json!({ "groups": groups }),
        };
        let held = json!({ "since": event.held.since, "note": event.held.note });
        Fact {
            kind: "house.released",
            subject_kind: "installation",
            subject: event.epoch,
            data: json!({ "held": held, "choice": choice, "not_sent": event.dropped }),
        }
    }
}
