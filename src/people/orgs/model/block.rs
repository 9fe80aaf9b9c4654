//! Blocks: whom an outside system keeps out.

use chrono::{DateTime, Utc};
use kernel::db::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A role that somebody will hold once they are let in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which role, by its key.
    pub role: String,
    /// Within this location; none: everywhere.
    pub location: Option<Uuid>,
    /// Until then.
    pub ends_at: Option<DateTime<Utc>>,
}

/// An address that is kept out.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Block {
    /// Its id.
    pub id: Uuid,
    /// Whose address, in small letters.
    pub email: String,
    /// What they will hold again; of somebody who never was on the team, what they are to be invited to.
    pub held: Json<Vec<Kept>>,
    /// What the source was called; empty: nobody wrote it down.
    pub blocked_by: String,
    /// Since when.
    pub blocked_at: DateTime<Utc>,
}

/// A block that holds, or one that was lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyBlock {
    /// Its id.
    pub id: Uuid,
    /// Whose address, in small letters.
    pub email: String,
    /// What the source was called; empty: nobody wrote it down.
    pub blocked_by: String,
    /// Since when.
    pub blocked_at: DateTime<Utc>,
    /// How it was lifted; none: it holds.
    pub lifting: Option<Lifting>,
}

/// That somebody was let in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifting {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it by hand.
    pub user: Option<Uuid>,
    /// What they are called, or the source that did it.
    pub by: String,
}

impl Block {
    /// `Blocked by CRM`.
    pub fn phrase(&self) -> String {
        match self.blocked_by.as_str() {
            "" => "Blocked from outside".to_owned(),
            name => format!("Blocked by {name}"),
        }
    }
}
