//! What was wrong with the house, and what it is judged by.

use crate::console::model::{Incident, Trouble, Watcher};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Tx, sql};
use uuid::Uuid;

/// Incidents shown.
const SHOWN: i64 = 10;

/// The latest, the newest first.
pub async fn latest(db: &Db) -> Result<Vec<Incident>> {
    sql("select id, kind, what, began_at, ended_at from incidents order by began_at desc, id desc limit $1")
        .bind(SHOWN)
        .all(db)
        .await
}

/// Those that are not over.
pub async fn open(db: &Db) -> Result<Vec<Incident>> {
    sql("select id, kind, what, began_at, ended_at from incidents where ended_at is null").all(db).await
}

/// Something is wrong. Answers whether nobody had noticed: of each kind one is open.
pub async fn begin(tx: &mut Tx, id: Uuid, kind: Trouble, what: &str, now: DateTime<Utc>) -> Result<bool> {
    let begun = sql("insert into incidents (id, kind, what, began_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(id)
        .bind(kind)
        .bind(what.to_owned())
        .bind(now)
        .run(tx)
        .await?;
    Ok(begun == 1)
}

/// It is over. Answers whether nobody had noticed.
pub async fn end(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let ended =
        sql("update incidents set ended_at = $2 where id = $1 and ended_at is null").bind(id).bind(now).run(tx).await?;
    Ok(ended == 1)
}

/// Operators who want to be told.
pub async fn watchers(tx: &mut Tx) -> Result<Vec<Watcher>> {
    sql("select id, name, email from users where is_operator and wants_alarms and disabled_at is null order by id")
        .all(tx)
        .await
}

/// When the last backup that came to an end did, and why it is none; nothing when it is one, or there is none.
pub async fn failed_backup(db: &Db) -> Result<Option<(DateTime<Utc>, String)>> {
    let last: Option<(DateTime<Utc>, String, Option<String>)> =
        sql("select started_at, outcome, error from backups where outcome <> 'running' order by started_at desc, id desc limit 1")
            .maybe(db)
            .await?;
    Ok(last.filter(|(_, outcome, _)| outcome == "failed").map(|(at, _, error)| (at, error.unwrap_or_default())))
}

/// Since when the oldest message waits that was tried in vain.
pub async fn tried_in_vain(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (since,): (Option<DateTime<Utc>>,) =
        sql("select min(queued_at) from messages where status in ('queued', 'deferred') and attempts > 0")
            .one(db)
            .await?;
    Ok(since)
}

/// The name of the job that died last.
pub async fn last_dead(db: &Db) -> Result<Option<String>> {
    let row: Option<(String,)> =
        sql("select name from jobs where state = 'dead' order by run_at desc, id desc limit 1").maybe(db).await?;
    Ok(row.map(|(name,)| name))
}
