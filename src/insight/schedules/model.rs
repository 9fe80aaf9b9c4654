//! A schedule, whom it goes to, and the times it was sent.

use super::rhythm::Rhythm;
use crate::reports::{ReportQuery, Which};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::sheet::Paper;
use platform::post::Status;
use uuid::Uuid;

/// People and addresses that one schedule goes to.
pub const RECIPIENTS_MAX: usize = 10;
/// Schedules of one person in one organisation.
pub const SCHEDULES_MAX: i64 = 50;

/// Why it is not sent for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Pause {
    /// Somebody wanted that.
    Asked,
    /// Its owner does not work here any more.
    OwnerGone,
    /// Its owner may not read the report any more.
    NoRight,
    /// Nobody is left who gets it.
    Nobody,
}

impl Pause {
    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Pause::Asked => "asked",
            Pause::OwnerGone => "owner_gone",
            Pause::NoRight => "no_right",
            Pause::Nobody => "nobody",
        }
    }
}

/// A report that is mailed again and again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Schedule {
    /// Its id.
    pub id: Uuid,
    /// With whose rights it is read.
    pub owner_id: Uuid,
    /// What they are called.
    pub owner_name: String,
    /// What it is called.
    pub name: String,
    /// The report's address below `/reports`.
    pub report: String,
    /// What is behind the question mark there.
    pub query: String,
    /// What it repeats by.
    pub every: String,
    /// On which day of that.
    pub on_day: i64,
    /// `csv` or `xlsx`.
    pub paper: String,
    /// When it is sent next.
    pub next_on: NaiveDate,
    /// When it was sent last.
    pub sent_at: Option<DateTime<Utc>>,
    /// Since when it is not sent.
    pub paused_at: Option<DateTime<Utc>>,
    /// Why.
    pub paused_because: Option<Pause>,
    /// For optimistic locking.
    pub version: i64,
    /// Since when there is one.
    pub created_at: DateTime<Utc>,
    /// When it was removed.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Schedule {
    /// Which report.
    pub fn which(&self) -> Which {
        Which::parse(&self.report).unwrap_or(Which::Assets)
    }

    /// With which filters.
    pub fn filters(&self) -> ReportQuery {
        ReportQuery::of(&self.query)
    }

    /// How often.
    pub fn rhythm(&self) -> Rhythm {
        Rhythm::parse(&self.every, self.on_day).unwrap_or(Rhythm::Day)
    }

    /// As which file.
    pub fn paper(&self) -> Paper {
        Paper::parse(&self.paper).unwrap_or(Paper::Csv)
    }
}

/// Whom a schedule goes to.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Recipient {
    /// Its id.
    pub id: Uuid,
    /// Of which schedule.
    pub schedule_id: Uuid,
    /// Somebody who works here; none: an address outside.
    pub user_id: Option<Uuid>,
    /// What they are called; empty outside.
    pub name: String,
    /// Where they read mail.
    pub email: String,
    /// Do they still work here? An address outside always does.
    pub is_here: bool,
    /// When they ended it.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Recipient {
    /// Do they get the next letter?
    pub fn is_written_to(&self) -> bool {
        self.is_here && self.ended_at.is_none()
    }

    /// What they are called, or their address.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// One time that a schedule was sent.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sending {
    /// Its id.
    pub id: Uuid,
    /// The day, where the organisation is.
    pub sent_on: NaiveDate,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// Who asked for it; none: it was its day.
    pub asked_by_name: Option<String>,
    /// Letters that were written.
    pub letters: i64,
    /// Lines that the report had.
    pub lines: i64,
    /// Did its file go along?
    pub has_file: bool,
}

/// A letter of a sending, while there is one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Written {
    /// Its message.
    pub id: Uuid,
    /// Of which sending.
    pub sending_id: Uuid,
    /// To whom.
    pub to_name: String,
    /// At which address.
    pub to_address: String,
    /// What has become of it.
    pub status: Status,
}
