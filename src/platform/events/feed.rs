//! Reading facts: the activity feed and the history of one thing.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, Sql, sql};
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

/// A fact with all that the trail keeps of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `booking.confirmed`.
    pub kind: String,
    /// `user`, `contact` or `system`.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// What they were called then; empty for the system.
    pub actor_name: String,
    /// `booking`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// What was, what is.
    pub data: Json<Value>,
    /// The request it happened in.
    pub request_id: String,
}

/// Which facts are asked for.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// A kind, or with a `like` wildcard all that begin so.
    pub kind: Option<String>,
    /// What happened to this thing.
    pub subject: Option<Uuid>,
    /// What this user or contact did.
    pub actor: Option<Uuid>,
    /// At this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// Facts of an organisation in their order, or the newest first; those behind this edge: instant and id.
pub async fn page(
    db: &Db,
    org: Uuid,
    narrow: &Narrow,
    newest_first: bool,
    edge: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut statement = entries(org)
        .with_opt(" and kind like ", narrow.kind.clone())
        .with_opt(" and subject_id = ", narrow.subject)
        .with_opt(" and actor_id = ", narrow.actor)
        .with_opt(" and at >= ", narrow.from)
        .with_opt(" and at < ", narrow.until);
    if let Some((at, id)) = edge {
        let beyond = if newest_first { " and (at, id) < (" } else { " and (at, id) > (" };
        statement = statement.with(beyond, at).with(", ", id).push(")");
    }
    let order = if newest_first { " order by at desc, id desc" } else { " order by at, id" };
    statement.push(order).with(" limit ", limit).all(db).await
}

/// One fact of an organisation.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Entry> {
    entries(org).with(" and id = ", id).one(on).await
}

fn entries(org: Uuid) -> Sql {
    sql("select id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id from events where org_id = $1")
        .bind(org)
}
