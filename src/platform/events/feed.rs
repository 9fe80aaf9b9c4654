//! Reading facts: the activity feed and the history of one thing.

use super::words::{self, Words};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, sql};
use serde_json::Value;
use std::collections::HashMap;
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

/// A fact with the words beside it.
#[derive(sqlx::FromRow)]
struct Stored {
    #[sqlx(flatten)]
    happening: Happening,
    words: Words,
}

fn whole(stored: Vec<Stored>) -> Vec<Happening> {
    let whole = |Stored { mut happening, words }: Stored| {
        happening.actor_name = words::actor_of(&words).unwrap_or(happening.actor_name);
        words::lay_over(&mut happening.data, &words);
        happening
    };
    stored.into_iter().map(whole).collect()
}

/// The newest facts of an organisation whose kind begins so, the newest first.
pub async fn latest(db: &Db, org: Uuid, kind_prefix: &str, limit: i64) -> Result<Vec<Happening>> {
    let stored = sql("select e.id, e.at, e.kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words from events e
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where e.org_id = $1 and e.kind like ")
        .bind(org)
        .with("", format!("{kind_prefix}%"))
        .with(" order by e.at desc, e.id desc limit ", limit)
        .all(db)
        .await?;
    Ok(whole(stored))
}

/// These facts of an organisation.
pub async fn by_ids(
    on: impl Into<On<'_>>,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Happening>> {
    let stored = sql("select e.id, e.at, e.kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words from events e
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where e.org_id = $1")
    .bind(org)
    .with_list(" and e.id in ", ids)
    .all(on)
    .await?;
    Ok(whole(stored).into_iter().map(|happening| (happening.id, happening)).collect())
}

/// Everything that happened to one thing, the newest first.
pub async fn of_subject(db: &Db, org: Uuid, subject: Uuid, limit: i64) -> Result<Vec<Happening>> {
    let stored = sql("select e.id, e.at, e.kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words from events e
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where e.org_id = $1 and e.subject_id = $2 order by e.at desc, e.id desc limit $3")
        .bind(org)
        .bind(subject)
        .bind(limit)
        .all(db)
        .await?;
    Ok(whole(stored))
}

/// Everything a contact did, or that tells of them, the newest first: what an export hands out.
pub async fn of_contact(db: &Db, org: Uuid, contact: Uuid, limit: i64) -> Result<Vec<Happening>> {
    let stored = sql("select e.id, e.at, e.kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words from events e
           join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where e.org_id = $1 and w.contact_id = $2 order by e.at desc, e.id desc limit $3")
        .bind(org)
        .bind(contact)
        .bind(limit)
        .all(db)
        .await?;
    Ok(whole(stored))
}
