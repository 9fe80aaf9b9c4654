//! Reading facts: the activity feed and the history of one thing.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, sql};
use serde_json::Value;
use uuid::Uuid;

/// A fact as it is read.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Happening {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `booking.confirmed`.
    pub kind: String,
    /// `user`, `contact` or `system`.
    pub actor_kind: String,
    /// What they were called then; empty for the system.
    pub actor_name: String,
    /// `booking`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// What was, what is.
    pub data: Json<Value>,
}

/// The newest facts of an organisation whose kind begins so, the newest first.
pub async fn latest(db: &Db, org: Uuid, kind_prefix: &str, limit: i64) -> Result<Vec<Happening>> {
    sql("select id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data from events where org_id = $1 and kind like ")
        .bind(org)
        .with("", format!("{kind_prefix}%"))
        .with(" order by at desc, id desc limit ", limit)
        .all(db)
        .await
}

/// Everything that happened to one thing, the newest first.
pub async fn of_subject(db: &Db, org: Uuid, subject: Uuid, limit: i64) -> Result<Vec<Happening>> {
    sql("select id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data from events
          where org_id = $1 and subject_id = $2 order by at desc, id desc limit $3")
    .bind(org)
    .bind(subject)
    .bind(limit)
    .all(db)
    .await
}
