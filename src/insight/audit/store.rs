//! The SQL of trails.

use super::model::{Entry, Narrow};
use crate::paging::{PageFrom, Spot};
use kernel::Result;
use kernel::db::{Db, sql};
use uuid::Uuid;

/// Whose trail is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One organisation's.
    Organisation(Uuid),
    /// The installation's own.
    Installation,
    /// All there is. For operators.
    Everything,
}

/// Facts in the order of the way: the newest first, or backwards.
pub async fn list(db: &Db, whose: Whose, narrow: &Narrow, from: PageFrom, limit: i64) -> Result<Vec<Entry>> {
    let statement = sql("select e.id, e.org_id, o.name as org_name, e.at, e.kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id,
                e.data, e.request_id, w.words
           from events e left join organisations o on o.id = e.org_id
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id");
    let statement = match whose {
        Whose::Organisation(org) => statement.with(" where e.org_id = ", org),
        Whose::Installation => statement.push(" where e.org_id is null"),
        Whose::Everything => statement.push(" where e.at is not null"),
    };
    let mut statement = statement
        .with_opt(" and e.actor_id = ", narrow.actor)
        .with_opt(" and e.subject_id = ", narrow.subject)
        .with_opt(" and e.subject_kind = ", narrow.subject_kind.clone())
        .with_opt(" and e.at >= ", narrow.from)
        .with_opt(" and e.at < ", narrow.until);
    if let Some(pattern) = narrow.kind.clone() {
        statement = statement.with(" and e.kind like ", pattern).push(" escape '\\'");
    }
    if let Some(pattern) = narrow.actor_name.clone() {
        statement = statement.with(" and regexp(", pattern).push(", e.actor_name)");
    }
    let statement = match from {
        PageFrom::Newest => statement.push(" order by e.at desc, e.id desc"),
        PageFrom::Before(Spot { at, id }) => {
            statement.with(" and (e.at, e.id) < (", at).with(", ", id).push(") order by e.at desc, e.id desc")
        }
        PageFrom::After(Spot { at, id }) => {
            statement.with(" and (e.at, e.id) > (", at).with(", ", id).push(") order by e.at, e.id")
        }
    };
    let entries: Vec<Entry> = statement.with(" limit ", limit).all(db).await?;
    Ok(entries.into_iter().map(Entry::whole).collect())
}
