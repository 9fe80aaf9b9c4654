//! All SQL about backups.

use super::model::{Backup, MadeBy};
use crate::archive::Checked;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, Tx, sql};
use uuid::Uuid;

fn whole() -> Sql {
    sql("select id, made_by, file, started_at, ended_at, outcome, bytes, row_count, error, removed_at from backups")
}

/// The newest ones, the newest first.
pub async fn latest(db: &Db, limit: i64) -> Result<Vec<Backup>> {
    whole().with(" order by started_at desc, id desc limit ", limit).all(db).await
}

/// Scheduled ones whose files are there.
pub async fn kept(db: &Db) -> Result<Vec<Backup>> {
    whole()
        .push(" where outcome = 'good' and made_by = 'schedule' and removed_at is null order by started_at, id")
        .all(db)
        .await
}

/// When the last scheduled one was tried, and when the last that is good was begun.
pub async fn last_tries(db: &Db) -> Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    sql("select max(started_at), max(case when outcome = 'good' then started_at end) from backups where made_by = 'schedule'")
        .one(db)
        .await
}

/// Do others make a scheduled one now, beside this job?
pub async fn others_at_work(db: &Db, job: &str, now: DateTime<Utc>) -> Result<bool> {
    let (count,): (i64,) =
        sql("select count(*) from jobs where name = $1 and state = 'running' and leased_until > $2 and org_id is null")
            .bind(job.to_owned())
            .bind(now)
            .one(db)
            .await?;
    Ok(count > 1)
}

/// Scheduled ones that nobody makes any more have failed. Answers which.
pub async fn abandon(tx: &mut Tx, why: &str, now: DateTime<Utc>) -> Result<Vec<(Uuid, String)>> {
    sql("update backups set outcome = 'failed', error = $1, ended_at = $2 where outcome = 'running' and made_by = 'schedule'
         returning id, file")
        .bind(why.to_owned())
        .bind(now)
        .all(tx)
        .await
}

/// One is being made.
pub async fn begin(db: &Db, id: Uuid, made_by: MadeBy, file: &str, now: DateTime<Utc>) -> Result<()> {
    let statement =
        sql("insert into backups (id, made_by, file, started_at, outcome) values ($1, $2, $3, $4, 'running')")
            .bind(id)
            .bind(made_by)
            .bind(file.to_owned())
            .bind(now);
    db.run(statement).await.map(drop)
}

/// It is good.
pub async fn succeed(db: &Db, id: Uuid, made: &Checked, now: DateTime<Utc>) -> Result<()> {
    let statement = sql(
        "update backups set outcome = 'good', ended_at = $2, bytes = $3, row_count = $4, sha256 = $5 where id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(made.bytes)
    .bind(made.manifest.rows)
    .bind(made.sha256.clone());
    db.run(statement).await.map(drop)
}

/// It failed.
pub async fn fail(tx: &mut Tx, id: Uuid, error: &str, now: DateTime<Utc>) -> Result<()> {
    sql("update backups set outcome = 'failed', ended_at = $2, error = $3 where id = $1")
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
