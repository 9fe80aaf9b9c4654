//! What a merge did, as far as it can be undone.

use super::Contact;
use chrono::{DateTime, TimeDelta, Utc};
use platform::holdings::Moved;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A merge can be undone within this time (days). What is kept for that goes afterwards.
pub const UNDO_DAYS: i64 = platform::housekeeping::MERGE_DAYS;

/// What can be picked from either of two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// What they are called.
    pub name: String,
    /// Where they read mail.
    pub email: String,
    /// Their number.
    pub phone: String,
}

impl Fields {
    /// Of a contact.
    pub fn of(contact: &Contact) -> Fields {
        Fields { name: contact.name.clone(), email: contact.email.clone(), phone: contact.phone.clone() }
    }

    /// What to call them on a page.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// A block as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl Block {
    /// Of a contact, if it is blocked.
    pub fn of(contact: &Contact) -> Option<Block> {
        contact.blocked_at.map(|at| Block { at, reason: contact.block_reason.clone() })
    }
}

/// What the two were, and what the one that is left became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The one that stays.
    pub kept: Fields,
    /// The same, after the merge.
    pub became: Fields,
    /// The one that leads on.
    pub gone: Fields,
    /// Was the one that stays blocked already?
    pub kept_block: Option<Block>,
    /// Was the other one?
    pub gone_block: Option<Block>,
}

/// What went over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WentOver {
    /// By the holdings' names.
    pub holdings: BTreeMap<String, Vec<Moved>>,
    /// Notes.
    pub notes: Vec<Uuid>,
    /// All tags of the one that is gone.
    pub tags: Vec<String>,
    /// Those of them that the one that is left did not have.
    pub new_tags: Vec<String>,
    /// Contacts that had been merged into the one that is gone.
    pub signs: Vec<Uuid>,
    /// Facts with words about them.
    pub words: Vec<Uuid>,
    /// Contacts they had been told apart from.
    pub apart: Vec<Uuid>,
    /// Browsers that were signed in as the one that is gone. Merges of before they were kept have none.
    #[serde(default)]
    pub sessions: Vec<SignedIn>,
    /// The note that says what the one that is gone was.
    pub note: Uuid,
}

/// A browser that was signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct SignedIn {
    /// The hash of its token.
    pub id: String,
    /// What it is.
    pub device: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// A merge that can be undone.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Its id.
    pub id: Uuid,
    /// The one that stays.
    pub kept: Uuid,
    /// The one that leads on.
    pub gone: Uuid,
    /// What both were.
    pub before: Before,
    /// What went over.
    pub moved: WentOver,
    /// Who did it.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Merge {
    /// Until when it can be undone.
    pub fn until(&self) -> DateTime<Utc> {
        self.at + TimeDelta::days(UNDO_DAYS)
    }
}

/// What undoing a merge gave back, and what stayed because it is not any more what went over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Kind and number.
    pub back: Vec<(String, u64)>,
    /// Kind and number.
    pub stayed: Vec<(String, u64)>,
    /// Fields of the one that is left that were changed since, and stay.
    pub fields: Vec<&'static str>,
}

impl Undone {
    /// So much of a kind went back, of so much.
    pub fn count(&mut self, kind: &str, back: u64, of: usize) {
        self.back.push((kind.to_owned(), back));
        let stayed = (of as u64).saturating_sub(back);
        if stayed > 0 {
            self.stayed.push((kind.to_owned(), stayed));
        }
    }
}
