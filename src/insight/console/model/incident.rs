//! Something that is wrong with the house, from when it was noticed until it was over.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Trouble {
    /// The last backup failed.
    Backup,
    /// Jobs have used up all their attempts.
    Jobs,
    /// Mail does not leave.
    Mail,
    /// Events do not reach the stream.
    Stream,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Trouble; 4] = [Trouble::Backup, Trouble::Jobs, Trouble::Mail, Trouble::Stream];

    /// How it is stored and told.
    pub fn name(self) -> &'static str {
        match self {
            Trouble::Backup => "backup",
            Trouble::Jobs => "jobs",
            Trouble::Mail => "mail",
            Trouble::Stream => "stream",
        }
    }
}

/// An incident.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Incident {
    /// Its id.
    pub id: Uuid,
    /// What is wrong.
    pub kind: Trouble,
    /// How it was when it was noticed.
    pub what: String,
    /// When it was noticed.
    pub began_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
}

/// An operator who wants to be told.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Watcher {
    /// Who.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
    /// Where they read mail.
    pub email: String,
}
