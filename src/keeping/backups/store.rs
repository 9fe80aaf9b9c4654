//! All SQL about backups.

use super::model::{Backup, MadeBy};
use crate::archive::Checked;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, sql};
use uuid::Uuid;

fn whole() -> Sql {
    sql("select b.id, b.made_by, u.name as asked_by, b.file, b.started_at, b.ended_at, b.outcome, b.bytes, b.row_count,
                b.file_count, b.files_missing, b.error, b.removed_at
           from backups b left join users u on u.id = b.asked_by")
}

/// The newest ones, the newest first.
pub async fn latest(db: &Db, limit: i64) -> Result<Vec<Backup>> {
    whole().with(" order by b.started_at desc, b.id desc limit ", limit).all(db).await
}

/// Scheduled ones whose files are there.
pub async fn kept(db: &Db) -> Result<Vec<Backup>> {
    whole()
        .push(
            " where b.outcome = 'good' and b.made_by = 'schedule' and b.removed_at is null order by b.started_at, b.id",
        )
        .all(db)
        .await
}

/// When the last scheduled one was tried, and when the last that is good was begun.
pub async fn last_tries(db: &Db) -> Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    sql("select max(started_at), max(case when outcome = 'good' then started_at end) from backups where made_by = 'schedule'")
        .one(db)
        .await
}

/// Do others make one into the plan's folder now, beside the job that asks? Such jobs have one of these two names.
pub async fn others_at_work(db: &Db, jobs: [&str; 2], now: DateTime<Utc>) -> Result<bool> {
    let (count,): (i64,) =
        sql("select count(*) from jobs where name in ($1, $2) and state = 'running' and leased_until > $3 and org_id is null")
            .bind(jobs[0].to_owned())
            .bind(jobs[1].to_owned())
            .bind(now)
            .one(db)
            .await?;
    Ok(count > 1)
}

/// Is one that was asked for waiting or being made?
pub async fn asked(on: impl Into<On<'_>>, job: &str) -> Result<bool> {
    let (count,): (i64,) = sql("select count(*) from jobs where name = $1 and state <> 'dead' and org_id is null")
        .bind(job.to_owned())
        .one(on)
        .await?;
    Ok(count > 0)
}

/// Is a scheduled one being made: does any read beyond this?
pub async fn being_made(db: &Db, beyond: DateTime<Utc>) -> Result<bool> {
    let (count,): (i64,) =
        sql("select count(*) from backups where outcome = 'running' and made_by = 'schedule' and reads_until > $1")
            .bind(beyond)
            .one(db)
            .await?;
    Ok(count > 0)
}

/// Scheduled ones that nobody makes any more have failed: none of those that read beyond an instant. Answers which.
pub async fn abandon(tx: &mut Tx, why: &str, beyond: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<(Uuid, String)>> {
    sql("update backups set outcome = 'failed', error = $1, ended_at = $2, reads_until = null
          where outcome = 'running' and made_by = 'schedule' and (reads_until is null or reads_until <= $3)
         returning id, file")
    .bind(why.to_owned())
    .bind(now)
    .bind(beyond)
    .all(tx)
    .await
}

/// One is being made; it reads until then.
pub async fn begin(
    db: &Db,
    id: Uuid,
    (made_by, asked_by): (MadeBy, Option<Uuid>),
    file: &str,
    (now, reads_until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let statement = sql("insert into backups (id, made_by, asked_by, file, started_at, outcome, reads_until)
         values ($1, $2, $3, $4, $5, 'running', $6)")
    .bind(id)
    .bind(made_by)
    .bind(asked_by)
    .bind(file.to_owned())
    .bind(now)
    .bind(reads_until);
    db.run(statement).await.map(drop)
}

/// Nothing is removed that it may still read, until then.
pub async fn read_until(db: &Db, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    db.run(sql("update backups set reads_until = $2 where id = $1").bind(id).bind(until)).await.map(drop)
}

/// It is good.
pub async fn succeed(tx: &mut Tx, id: Uuid, made: &Checked, now: DateTime<Utc>) -> Result<()> {
    let files = made.files();
    sql("update backups set outcome = 'good', ended_at = $2, reads_until = null, bytes = $3, row_count = $4, sha256 = $5,
                file_count = $6, files_missing = $7 where id = $1")
    .bind(id)
    .bind(now)
    .bind(made.bytes)
    .bind(made.manifest.rows)
    .bind(made.sha256.clone())
    .bind(files.held)
    .bind(files.lost)
    .run(tx)
    .await
    .map(drop)
}

/// It failed.
pub async fn fail(tx: &mut Tx, id: Uuid, error: &str, now: DateTime<Utc>) -> Result<()> {
    sql("update backups set outcome = 'failed', ended_at = $2, reads_until = null, error = $3 where id = $1")
        .bind(id)
        .bind(now)
        .bind(error.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Its file is gone.
pub async fn forget(db: &Db, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    db.run(sql("update backups set removed_at = $2 where id = $1").bind(id).bind(now)).await.map(drop)
}
