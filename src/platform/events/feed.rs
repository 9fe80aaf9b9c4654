//! Reading facts: the activity feed and the history of one thing.

use super::words::{self, Words};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, Sql, sql};
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
        words::with_words(&mut happening.actor_name, &mut happening.data, &words);
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

/// A fact with all that the trail keeps of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// What happened.
    #[sqlx(flatten)]
    pub happening: Happening,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// The request it happened in.
    pub request_id: String,
    /// The words beside it; laid over it already.
    words: Words,
}

impl Entry {
    fn whole(mut self) -> Entry {
        let Happening { actor_name, data, .. } = &mut self.happening;
        words::with_words(actor_name, data, &self.words);
        self
    }
}

/// Which facts are asked for.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// A kind, or with a `like` wildcard all that begin so; `\` escapes.
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
    let mut statement = entries(org);
    if let Some(kind) = &narrow.kind {
        statement = statement.with(" and e.kind like ", kind.clone()).push(" escape '\\'");
    }
    statement = statement
        .with_opt(" and e.subject_id = ", narrow.subject)
        .with_opt(" and e.actor_id = ", narrow.actor)
        .with_opt(" and e.at >= ", narrow.from)
        .with_opt(" and e.at < ", narrow.until);
    if let Some((at, id)) = edge {
        let beyond = if newest_first { " and (e.at, e.id) < (" } else { " and (e.at, e.id) > (" };
        statement = statement.with(beyond, at).with(", ", id).push(")");
    }
    let order = if newest_first { " order by e.at desc, e.id desc" } else { " order by e.at, e.id" };
    let entries: Vec<Entry> = statement.push(order).with(" limit ", limit).all(db).await?;
    Ok(entries.into_iter().map(Entry::whole).collect())
}

/// One fact of an organisation.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Entry> {
    entries(org).with(" and e.id = ", id).one(on).await.map(Entry::whole)
}

fn entries(org: Uuid) -> Sql {
    sql("select e.id, e.at, e.kind, e.actor_kind, e.actor_id, e.actor_name, e.subject_kind, e.subject_id, e.data, e.request_id, w.words from events e
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where e.org_id = $1")
        .bind(org)
}
