//! Which letters a contact wants, beside those that a booking needs.

use serde::{Deserialize, Serialize};

/// A kind of letter that a contact may do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unneeded {
    /// Before a booking.
    Reminders,
    /// After a visit.
    Thanks,
}

impl Unneeded {
    /// All of them.
    pub const ALL: [Unneeded; 2] = [Unneeded::Reminders, Unneeded::Thanks];

    /// The kind of its messages.
    pub fn kind(self) -> &'static str {
        match self {
            Unneeded::Reminders => "booking.reminder",
            Unneeded::Thanks => "booking.thanks",
        }
    }
}

/// Which of them a contact wants: all, until they say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Wanted {
    /// Before a booking.
    pub reminders: bool,
    /// After a visit.
    pub thanks: bool,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { reminders: true, thanks: true }
    }
}

impl Wanted {
    /// Is this kind one of them?
    pub fn has(self, kind: Unneeded) -> bool {
        match kind {
            Unneeded::Reminders => self.reminders,
            Unneeded::Thanks => self.thanks,
        }
    }

    /// The same without this kind.
    pub fn without(self, kind: Unneeded) -> Wanted {
        match kind {
            Unneeded::Reminders => Wanted { reminders: false, ..self },
            Unneeded::Thanks => Wanted { thanks: false, ..self },
        }
    }

    /// What is not wanted, in words; empty: nothing.
    pub fn without_text(self) -> &'static str {
        match (self.reminders, self.thanks) {
            (true, true) => "",
            (false, true) => "No reminders",
            (true, false) => "No thanks after a visit",
            (false, false) => "No reminders, no thanks after a visit",
        }
    }
}

/// The same as typed: boxes that are ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LettersForm {
    /// `on`, or nothing.
    pub reminders: String,
    /// `on`, or nothing.
    pub thanks: String,
}

impl LettersForm {
    /// What is wanted.
    pub fn wanted(&self) -> Wanted {
        Wanted { reminders: !self.reminders.is_empty(), thanks: !self.thanks.is_empty() }
    }
}
