//! All SQL about what waits in a held house. It is the installation's: it asks for all organisations at once, and for what
//! belongs to none.

use super::model::{Kind, Origin, Waiting};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, Tx, sql};
use platform::quarantine::LOOK;

/// What says of itself that it was not chosen.
const NOT_SENT: &str = "Not sent after restore: the operator did not choose it. It may have left before.";
/// What work says that was not chosen.
const NOT_DONE: &str = "not done after restore: the operator did not choose it";

/// A group as it is counted.
type Counted = (String, i64, DateTime<Utc>, DateTime<Utc>);

/// What waits, by name, of one origin in a house that is held since then.
pub async fn waiting(db: &Db, since: DateTime<Utc>, origin: Origin, keepers: &[&'static str]) -> Result<Vec<Waiting>> {
    let (mut all, later) = (Vec::new(), origin == Origin::Since);
    for kind in Kind::ALL {
        let counted = match (kind, origin) {
            (Kind::Message, Origin::Clock) => unsure_messages(),
            (Kind::Message, _) => messages(since, later),
            (Kind::Event, Origin::Clock) => unsure_events(),
            (Kind::Event, _) => events(since, later),
            // What the clock decides is a letter or an event; the rest follows from events, once they are told.
            (_, Origin::Clock) => continue,
            (Kind::Job, _) => jobs(since, later, keepers),
            (Kind::Delivery, _) => deliveries(since, later),
            (Kind::Post, _) => posts(since, later),
            (Kind::News, _) => news(since, later),
            (Kind::Stream, _) => streamed(since, later),
        };
        let rows: Vec<Counted> = counted.all(db).await?;
        let waiting = |(name, count, oldest, newest)| Waiting { origin, kind, name, count, oldest, newest };
        all.extend(rows.into_iter().map(waiting));
    }
    Ok(all)
}

fn messages(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(queued_at), max(queued_at) from messages
          where status in ('queued', 'deferred') and not is_unsure
            and (queued_at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
}

fn unsure_messages() -> Sql {
    sql("select kind, count(*), min(queued_at), max(queued_at) from messages
          where status in ('queued', 'deferred') and is_unsure group by kind order by kind")
}

fn events(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select kind, count(*), min(at), max(at) from events
          where not dispatched and org_id is not null and request_id <> $3 and (at > $1) = $2 group by kind order by kind")
    .bind(since)
    .bind(later)
    .bind(LOOK)
}

fn unsure_events() -> Sql {
    sql("select kind, count(*), min(at), max(at) from events
          where not dispatched and org_id is not null and request_id = $1 group by kind order by kind")
    .bind(LOOK)
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

fn streamed(since: DateTime<Utc>, later: bool) -> Sql {
    sql("select e.kind, count(*), min(q.queued_at), max(q.queued_at) from stream_queue q join events e on e.id = q.id
          where (q.queued_at > $1) = $2 group by e.kind order by e.kind")
    .bind(since)
    .bind(later)
}

/// What was waiting then and shall not leave: that of this name, or what was decided before an instant. What can be
/// sent again by hand says why it was not; keepers are jobs that never waited. Answers how many.
pub async fn drop_waiting(
    tx: &mut Tx,
    kind: Kind,
    since: DateTime<Utc>,
    only: Only<'_>,
    keepers: &[&'static str],
) -> Result<u64> {
    let statement = match kind {
        Kind::Message => {
            let waited = dropped_messages().with(" and not is_unsure and queued_at <= ", since);
            only.limit(waited, " and kind = ", " and queued_at < ")
        }
        Kind::Event => {
            let waited = dropped_events().with(" and request_id <> ", LOOK).with(" and at <= ", since);
            only.limit(waited, " and kind = ", " and at < ")
        }
        Kind::Job => only.limit(dropped_jobs(since, keepers), " and name = ", " and created_at < "),
        Kind::Delivery => only.limit(dropped_deliveries(since), " and kind = ", " and created_at < "),
        Kind::Post => only.limit(dropped_posts(since), " and kind = ", " and queued_at < "),
        Kind::News => only.limit(dropped_news(since), " and kind = ", " and at < "),
        Kind::Stream => only.limit(dropped_streamed(since), " and kind = ", " and at < ").push(")"),
    };
    statement.run(tx).await
}

/// What the clock decided and shall not leave: all of it, or that of this name. Answers how many.
pub async fn drop_unsure(tx: &mut Tx, named: Option<(Kind, &str)>) -> Result<u64> {
    let mut dropped = 0;
    for (kind, all) in [
        (Kind::Message, dropped_messages().push(" and is_unsure")),
        (Kind::Event, dropped_events().with(" and request_id = ", LOOK)),
    ] {
        let statement = match named {
            None => all,
            Some((wanted, name)) if wanted == kind => all.with(" and kind = ", name.to_owned()),
            Some(_) => continue,
        };
        dropped += statement.run(&mut *tx).await?;
    }
    Ok(dropped)
}

fn dropped_messages() -> Sql {
    sql("update messages set status = 'failed', leased_until = null, answer = $1 where status in ('queued', 'deferred')")
        .bind(NOT_SENT)
}

/// Nobody shall be told of them.
fn dropped_events() -> Sql {
    sql("update events set dispatched = true where not dispatched and org_id is not null")
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
          where status in ('queued', 'deferred') and (is_unsure or queued_at <= $1)")
    .bind(since)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}
