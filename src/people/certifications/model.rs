//! Certifications and verdicts as they are read.

use crate::orgs::model::Held;
use chrono::{DateTime, Utc};
use kernel::crypto::sha256_hex;
use platform::Perms;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One round through the access.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Certification {
    /// Its id.
    pub id: Uuid,
    /// Who began it.
    pub started_by_name: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// Who goes through it.
    pub held_by: Uuid,
    /// What they are called.
    pub held_by_name: String,
    /// When something was last decided.
    pub touched_at: DateTime<Utc>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub abandoned_at: Option<DateTime<Utc>>,
    /// What was noted in the end.
    pub note: String,
    /// How many grants stayed.
    pub kept: i64,
    /// How many ended by it.
    pub ended: i64,
    /// The review it became.
    pub review_id: Option<Uuid>,
}

impl Certification {
    /// Can something be decided in it?
    pub fn is_open(&self) -> bool {
        self.completed_at.is_none() && self.abandoned_at.is_none()
    }
}

/// What is to become of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It stays.
    Keep,
    /// It ends when the certification is completed.
    End,
}

impl Choice {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Choice::Keep => "keep",
            Choice::End => "end",
        }
    }

    /// By its stored name.
    pub fn parse(name: &str) -> Option<Choice> {
        [Choice::Keep, Choice::End].into_iter().find(|choice| choice.name() == name)
    }
}

/// A grant as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What they were called.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// What the role was called.
    pub role: String,
    /// Where it held; none: everywhere.
    pub place: Option<String>,
    /// Until when; none: without an end.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// Of what is held.
    pub fn of(held: &Held) -> Seen {
        Seen {
            name: held.user_name.clone(),
            email: held.user_email.clone(),
            role: held.role.label().to_owned(),
            place: held.location_name.clone(),
            ends_at: held.ends_at,
        }
    }
}

/// What was decided about a grant.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Which grant.
    pub grant: Uuid,
    /// What.
    pub choice: Choice,
    /// Of what was seen.
    pub seal: String,
    /// What was seen, in words.
    pub seen: Seen,
    /// Who decided.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What became of it: `kept`, `ended`, `gone`; none while the certification is open.
    pub outcome: Option<String>,
}

/// A name for exactly what is seen of a grant: the grant, and what its role allows.
pub fn seal(held: &Held) -> String {
    let perms: Perms = held.role.perms();
    let limit = held.role.categories();
    let text = format!("{} {} {} {:?} {limit:?}", held.id, held.version, held.role.key(), perms.names());
    sha256_hex(text.as_bytes()).chars().take(32).collect()
}

/// A grant that is decided about, and the seal of what was on the screen.
pub type Mark = (Uuid, String);

/// A mark as a form carries it.
pub fn mark_text(held: &Held) -> String {
    format!("{} {}", held.id, seal(held))
}

/// The same, read.
pub fn parse_mark(text: &str) -> Option<Mark> {
    let (id, seal) = text.split_once(' ')?;
    Some((id.parse().ok()?, seal.to_owned()))
}
