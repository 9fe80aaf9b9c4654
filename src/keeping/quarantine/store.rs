//! All SQL about what waits in a held house. It is the installation's: it asks for all organisations at once, and for what
//! belongs to none.

use super::model::{Kind, Waiting};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, Tx, sql};

/// What says of itself that it was not chosen.
const NOT_SENT: &str = "Not sent after restore: the operator did not choose it. It may have left before.";
/// What work says that was not chosen.
const NOT_DONE: &str = "not done after restore: the operator did not choose it";

/// A group as it is counted.
type Counted = (String, i64, DateTime<Utc>, DateTime<Utc>);

/// What waits, by name: decided until then, or after it.
pub async fn waiting(db: &Db, since: DateTime<Utc>, later: bool, keepers: &[&'static str]) -> Result<Vec<Waiting>> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let counted = match kind {
            Kind::Message => messages(since, later),
            Kind::Event => events(since, later),
            Kind::Job => jobs(since, later, keepers),
            Kind::Delivery => deliveries(since, later),
            Kind::Post => posts(since, later),
            Kind::News => news(since, later),
            // What comes due later is decided later.
            Kind::Letter if later => continue,
            Kind::Letter => letters(since),
            Kind::Stream => streamed(since, later),
        };
        let rows: Vec<Counted> = counted.all(db).await?;
        all.extend(rows.into_iter().map(|(name, count, oldest, newest)| Waiting { kind, name, count, oldest, newest }));
    }
    Ok(all)
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

fn deliveries(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(created_at), max(created_at) from webhook_deliveries
          where org_id is not null and status in ('pending', 'sending')
            and (created_at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

fn posts(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(queued_at), max(queued_at) from chat_posts
          where org_id is not null and status in ('queued', 'deferred')
            and (queued_at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

fn news(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(at), max(at) from notifications
          where org_id is not null and mail_due_at is not null
            and (at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

/// The other self wrote them when their time came, if it still lived.
fn letters(since: DateTime<Utc>) -> Sql {
    sql("select kind, count(*), min(due_at), max(due_at) from booking_letters
          where org_id is not null and due_at <= $1 group by kind order by kind")
    .bind(since)
}

fn streamed(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select e.kind, count(*), min(q.queued_at), max(q.queued_at) from stream_queue q join events e on e.id = q.id
          where (q.queued_at > $1) = $2 group by e.kind order by e.kind")
    .bind(since)
    .bind(later)
}

/// What was decided until then and shall not leave: that of this name, or what was decided before an instant. What can be
/// sent again by hand says why it was not; keepers are jobs that never waited. Answers how many.
pub async fn drop_waiting(
    tx: &mut Tx,
    kind: Kind,
    since: DateTime<Utc>,
    only: Only<'_>,
    keepers: &[&'static str],
) -> Result<u64> {
    let statement = match kind {
        Kind::Message => only.limit(dropped_messages(since), " and kind = ", " and queued_at < "),
        Kind::Event => only.limit(dropped_events(since), " and kind = ", " and at < "),
        Kind::Job => only.limit(dropped_jobs(since, keepers), " and name = ", " and created_at < "),
        Kind::Delivery => only.limit(dropped_deliveries(since), " and kind = ", " and created_at < "),
        Kind::Post => only.limit(dropped_posts(since), " and kind = ", " and queued_at < "),
        Kind::News => only.limit(dropped_news(since), " and kind = ", " and at < "),
        Kind::Letter => only.limit(dropped_letters(since), " and kind = ", " and due_at < "),
        Kind::Stream => only.limit(dropped_streamed(since), " and kind = ", " and at < ").push(")"),
    };
    statement.run(tx).await
}

fn dropped_messages(since: DateTime<Utc>) -> Sql {
    sql("update messages set status = 'failed', leased_until = null, answer = $2
          where status in ('queued', 'deferred') and queued_at <= $1")
    .bind(since)
    .bind(NOT_SENT)
}

/// Nobody shall be told of them.
fn dropped_events(since: DateTime<Utc>) -> Sql {
    sql("update events set dispatched = true where not dispatched and at <= $1 and org_id is not null").bind(since)
}

/// They were told, and the stream shall not have them.
fn dropped_streamed(since: DateTime<Utc>) -> Sql {
    sql("delete from stream_queue where queued_at <= $1 and id in (select id from events where true").bind(since)
}

/// They stay, to be replayed.
fn dropped_jobs(since: DateTime<Utc>, keepers: &[&'static str]) -> Sql {
    sql("update jobs set state = 'dead', leased_until = null, dedupe_key = null, last_error = $2
          where state <> 'dead' and created_at <= $1 and name not in ")
    .bind(since)
    .bind(NOT_DONE)
    .with_list("", keepers.iter().copied())
}

/// They stay, to be replayed.
fn dropped_deliveries(since: DateTime<Utc>) -> Sql {
    sql("update webhook_deliveries set status = 'uncertain', leased_until = null, fence = fence + 1, answer = $2
          where org_id is not null and status in ('pending', 'sending') and created_at <= $1")
    .bind(since)
    .bind(NOT_SENT)
}

fn dropped_posts(since: DateTime<Utc>) -> Sql {
    sql("update chat_posts set status = 'uncertain', answer = $2
          where org_id is not null and status in ('queued', 'deferred') and queued_at <= $1")
    .bind(since)
    .bind(NOT_SENT)
}

/// They stay under the bell.
fn dropped_news(since: DateTime<Utc>) -> Sql {
    sql("update notifications set mail = 'none', mail_due_at = null
          where org_id is not null and mail_due_at is not null and at <= $1")
    .bind(since)
}

/// A booking that is moved plans them anew.
fn dropped_letters(since: DateTime<Utc>) -> Sql {
    sql("delete from booking_letters where org_id is not null and due_at <= $1").bind(since)
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
