//! A backup as the house remembers it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum MadeBy {
    /// The operator's plan, or an operator who did not wait for its turn.
    Schedule,
    /// `steward backup`.
    Command,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Outcome {
    /// It is being made.
    Running,
    /// It was written and read again.
    Good,
    /// There is none.
    Failed,
}

/// A backup.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Backup {
    /// Its id.
    pub id: Uuid,
    /// Who asked for it.
    pub made_by: MadeBy,
    /// The operator who asked for it on the console, by name.
    pub asked_by: Option<String>,
    /// Where it was put.
    pub file: String,
    /// When it was begun: what was confirmed before is in it.
    pub started_at: DateTime<Utc>,
    /// When it was done.
    pub ended_at: Option<DateTime<Utc>>,
    /// What became of it.
    pub outcome: Outcome,
    /// Bytes of the file.
    pub bytes: Option<i64>,
    /// Rows in all tables.
    pub row_count: Option<i64>,
    /// Files from outside of the database whose bytes it holds.
    pub file_count: Option<i64>,
    /// Those whose bytes it lacks.
    pub files_missing: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// When its turn to be kept was over.
    pub removed_at: Option<DateTime<Utc>>,
}
