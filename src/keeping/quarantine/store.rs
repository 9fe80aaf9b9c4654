//! All SQL about what waits in a held house. It is the installation's: it asks for all organisations at once, and for what
//! belongs to none.

use super::model::{Kind, Waiting};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, Tx, sql};

/// A group as it is counted.
type Counted = (String, i64, DateTime<Utc>, DateTime<Utc>);

/// What waits, by name: decided until then, or after it.
pub async fn waiting(db: &Db, since: DateTime<Utc>, later: bool, keepers: &[&'static str]) -> Result<Vec<Waiting>> {
    let mut all = named(Kind::Message, messages(since, later).all(db).await?);
    all.extend(named(Kind::Event, events(since, later).all(db).await?));
    all.extend(named(Kind::Job, jobs(since, later, keepers).all(db).await?));
    all.extend(named(Kind::Stream, streamed(since, later).all(db).await?));
    Ok(all)
}

fn named(kind: Kind, rows: Vec<Counted>) -> Vec<Waiting> {
    let named = |(name, count, oldest, newest)| Waiting { kind, name, count, oldest, newest };
    rows.into_iter().map(named).collect()
}

fn messages(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(queued_at), max(queued_at) from messages
          where status in ('queued', 'deferred')
            and (queued_at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

fn events(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(at), max(at) from events
          where not dispatched and org_id is not null and (at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

fn jobs(since: DateTime<Utc>, later: bool, keepers: &[&'static str]) -> Sql {
    sql("select name, count(*), min(created_at), max(created_at) from jobs
          where state <> 'dead' and (created_at > $1) = $2 and name not in ")
    .bind(since)
    .bind(later)
    .with_list("", keepers.iter().copied())
    .push(" group by name order by name")
}

fn streamed(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select e.kind, count(*), min(q.queued_at), max(q.queued_at) from stream_queue q join events e on e.id = q.id
          where (q.queued_at > $1) = $2 group by e.kind order by e.kind")
    .bind(since)
    .bind(later)
}

/// Messages decided until then that shall not leave: those of this name, or those decided before an instant.
pub async fn drop_messages(tx: &mut Tx, since: DateTime<Utc>, only: Only<'_>, why: &str) -> Result<u64> {
    let statement = sql("update messages set status = 'failed', leased_until = null, answer = $2
          where status in ('queued', 'deferred') and queued_at <= $1")
    .bind(since)
    .bind(why.to_owned());
    only.limit(statement, " and kind = ", " and queued_at < ").run(tx).await
}

/// Events that nobody shall be told of.
pub async fn drop_events(tx: &mut Tx, since: DateTime<Utc>, only: Only<'_>) -> Result<u64> {
    let statement =
        sql("update events set dispatched = true where not dispatched and at <= $1 and org_id is not null").bind(since);
    only.limit(statement, " and kind = ", " and at < ").run(tx).await
}

/// Events that were told, and that the stream shall not have.
pub async fn drop_streamed(tx: &mut Tx, since: DateTime<Utc>, only: Only<'_>) -> Result<u64> {
    let statement =
        sql("delete from stream_queue where queued_at <= $1 and id in (select id from events where true").bind(since);
    only.limit(statement, " and kind = ", " and at < ").push(")").run(tx).await
}

/// Work that shall not be done; it stays, to be replayed.
pub async fn drop_jobs(
    tx: &mut Tx,
    since: DateTime<Utc>,
    only: Only<'_>,
    why: &str,
    keepers: &[&'static str],
) -> Result<u64> {
    let statement = sql("update jobs set state = 'dead', leased_until = null, dedupe_key = null, last_error = $2
          where state <> 'dead' and created_at <= $1 and name not in ")
    .bind(since)
    .bind(why.to_owned())
    .with_list("", keepers.iter().copied());
    only.limit(statement, " and name = ", " and created_at < ").run(tx).await
}

/// What is dropped.
#[derive(Clone, Copy)]
pub enum Only<'a> {
    /// What has this name.
    Named(&'a str),
    /// What was decided before.
    Before(DateTime<Utc>),
}

impl Only<'_> {
    fn limit(self, statement: Sql, name: &'static str, time: &'static str) -> Sql {
        match self {
            Only::Named(wanted) => statement.with(name, wanted.to_owned()),
            Only::Before(instant) => statement.with(time, instant),
        }
    }
}

/// Messages that were waiting leave now: what was chosen does not grow old at once.
pub async fn renew(tx: &mut Tx, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    sql("update messages set status = 'queued', queued_at = $2, due_at = $2
          where status in ('queued', 'deferred') and queued_at <= $1")
    .bind(since)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}
