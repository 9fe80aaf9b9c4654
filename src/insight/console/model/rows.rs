//! Rows of the console's lists.

use super::queries::JobState;
use crate::paging::Spot;
use chrono::{DateTime, Utc};
use kernel::db::Json;
use platform::post::Status;
use serde_json::Value;
use uuid::Uuid;

/// An organisation in the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OrgRow {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Since when it is suspended.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When it was founded.
    pub created_at: DateTime<Utc>,
    /// People on the team.
    pub people: i64,
    /// Resources that are not archived.
    pub resources: i64,
}

impl OrgRow {
    /// Its place in the list.
    pub fn spot(&self) -> Spot {
        Spot { at: self.created_at, id: self.id }
    }
}

/// How much an organisation has.
#[derive(Debug, Clone, Copy, Default, sqlx::FromRow)]
pub struct OrgFigures {
    /// People on the team.
    pub people: i64,
    /// Resources that are not archived.
    pub resources: i64,
    /// All bookings ever made.
    pub bookings: i64,
    /// Bookings made in the last thirty days.
    pub recent_bookings: i64,
    /// Messages written in the last thirty days.
    pub recent_messages: i64,
    /// Of those, what failed or may have failed.
    pub troubled_messages: i64,
    /// Messages that wait to leave.
    pub waiting_messages: i64,
    /// Of those, the ones too old to leave.
    pub stale_messages: i64,
    /// Jobs of theirs, in whatever state.
    pub jobs: i64,
}

/// A user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UserRow {
    /// Their id.
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Runs the installation.
    pub is_operator: bool,
    /// Can they sign in by password?
    pub has_password: bool,
    /// Since when they may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// Organisations they hold something in.
    pub orgs: i64,
    /// When a session of theirs was last used.
    pub seen_at: Option<DateTime<Utc>>,
}

impl UserRow {
    /// Their place in the list.
    pub fn spot(&self) -> Spot {
        Spot { at: self.created_at, id: self.id }
    }
}

/// A job.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct JobRow {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub org_id: Option<Uuid>,
    /// What that is called.
    pub org_name: Option<String>,
    /// Is that suspended, so that the job waits?
    pub held: bool,
    /// What kind of work.
    pub name: String,
    /// Ids.
    pub arguments: Json<Value>,
    /// `waiting`, `running` or `dead`; see [`JobRow::state`].
    #[sqlx(rename = "state")]
    pub stored_state: String,
    /// When it is due, or was.
    pub run_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it is tried.
    pub max_attempts: i64,
    /// While it runs: until when its worker has it.
    pub leased_until: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
}

impl JobRow {
    /// Its place in the list.
    pub fn spot(&self) -> Spot {
        Spot { at: self.run_at, id: self.id }
    }

    /// How it stands.
    pub fn state(&self) -> JobState {
        match (self.stored_state.as_str(), self.attempts) {
            ("running", _) => JobState::Running,
            ("dead", _) => JobState::Dead,
            (_, 0) => JobState::Waiting,
            _ => JobState::Failed,
        }
    }
}

/// How many jobs stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct JobCounts {
    /// Have not been tried.
    pub waiting: i64,
    /// Workers have them.
    pub running: i64,
    /// Failed, and will be tried again.
    pub failed: i64,
    /// Failed for good.
    pub dead: i64,
}

impl JobCounts {
    /// How many stand so.
    pub fn of(&self, state: JobState) -> i64 {
        match state {
            JobState::Waiting => self.waiting,
            JobState::Running => self.running,
            JobState::Failed => self.failed,
            JobState::Dead => self.dead,
        }
    }
}

/// A message without what it says.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MessageRow {
    /// Its id.
    pub id: Uuid,
    /// Whose; none: the installation's own.
    pub org_id: Option<Uuid>,
    /// What that is called.
    pub org_name: Option<String>,
    /// Waits because that is suspended.
    pub held: bool,
    /// `booking.confirmation`.
    pub kind: String,
    /// Who receives it.
    pub to_name: String,
    /// At which address.
    pub to_address: String,
    /// Its subject line.
    pub subject: String,
    /// In whose name it comes.
    pub from_name: String,
    /// What has become of it.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// Not tried before this.
    pub due_at: DateTime<Utc>,
    /// What the mail server said, or why it did not.
    pub answer: Option<String>,
    /// When it was decided.
    pub queued_at: DateTime<Utc>,
    /// When the server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

impl MessageRow {
    /// Its place in the list.
    pub fn spot(&self) -> Spot {
        Spot { at: self.queued_at, id: self.id }
    }
}
