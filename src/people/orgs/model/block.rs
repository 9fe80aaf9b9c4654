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

impl Block {
    /// `Blocked by CRM`.
    pub fn phrase(&self) -> String {
        match self.blocked_by.as_str() {
            "" => "Blocked from outside".to_owned(),
            name => format!("Blocked by {name}"),
        }
    }
}
