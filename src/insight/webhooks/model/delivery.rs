//! One fact for one endpoint, and the question a log of deliveries answers.

use chrono::{DateTime, Utc};
use kernel::time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What has become of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Status {
    /// Waits for its first or next attempt.
    Pending,
    /// A lane has it.
    Sending,
    /// Answered with 2xx.
    Delivered,
    /// Given up.
    Failed,
    /// Given up, and an attempt may have arrived.
    Uncertain,
}

impl Status {
    /// Every state, in the order it is offered.
    pub const ALL: [Status; 5] =
        [Status::Pending, Status::Sending, Status::Delivered, Status::Failed, Status::Uncertain];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Sending => "sending",
            Status::Delivered => "delivered",
            Status::Failed => "failed",
            Status::Uncertain => "uncertain",
        }
    }

    /// Is its outcome known, so that it can be sent once more?
    pub fn is_over(self) -> bool {
        matches!(self, Status::Delivered | Status::Failed | Status::Uncertain)
    }
}

/// A delivery, whole.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Delivery {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub endpoint_id: Uuid,
    /// `booking.confirmed`.
    pub kind: String,
    /// The body.
    pub payload: String,
    /// What has become of it.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// Not tried before.
    pub due_at: DateTime<Utc>,
    /// The status of the last answer.
    pub answer_status: Option<i64>,
    /// Its beginning, or why there is none.
    pub answer: Option<String>,
    /// How long it took (milliseconds).
    pub took_ms: Option<i64>,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When the fact was told.
    pub created_at: DateTime<Utc>,
}

/// A delivery in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// `booking.confirmed`.
    pub kind: String,
    /// What has become of it.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// The status of the last answer.
    pub answer_status: Option<i64>,
    /// How long it took (milliseconds).
    pub took_ms: Option<i64>,
    /// When the fact was told.
    pub created_at: DateTime<Utc>,
}

/// How a delivery's id travels: the `webhook-id`, the same in every attempt.
pub fn webhook_id(delivery: Uuid) -> String {
    format!("msg_{}", delivery.simple())
}

/// The body: the shape that Standard Webhooks proposes.
#[derive(Debug, Serialize)]
pub struct Payload<'a> {
    /// `booking.confirmed`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// When it happened.
    pub timestamp: String,
    /// About what, by whom, and what changed.
    pub data: Value,
}

/// The log's question. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LogQuery {
    /// The name of a state.
    pub status: String,
    /// What a kind begins with.
    pub kind: String,
    /// Older than this delivery: `2026-11-20T09:00:00Z_<id>`.
    pub before: String,
}

impl LogQuery {
    /// The state asked for.
    pub fn status(&self) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == self.status)
    }

    /// Is anything asked for but a page?
    pub fn is_narrow(&self) -> bool {
        self.status().is_some() || !self.kind.trim().is_empty()
    }
}

/// A place in the log: it is ordered by instant, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// When the delivery there was made.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

impl Spot {
    /// How it stands in an address.
    pub fn value(&self) -> String {
        format!("{}_{}", time::rfc3339(self.at), self.id)
    }

    /// Reads it.
    pub fn parse(text: &str) -> Option<Spot> {
        let (at, id) = text.split_once('_')?;
        Some(Spot { at: DateTime::parse_from_rfc3339(at).ok()?.to_utc(), id: id.parse().ok()? })
    }
}
