//! How the house is, as far as rows tell.

use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::db::{Db, Either, sql};
use platform::post::Status;

/// How far back troubles of mail are counted (hours).
const TROUBLE_HOURS: i64 = 24;

/// The database: version of its engine, size in bytes, last step of the schema.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Engine {
    /// `3.51.3`.
    pub version: String,
    /// What it takes on its disk.
    pub size: i64,
    /// The last step of the schema.
    pub step: i64,
}

/// What the engine says of itself.
pub async fn engine(db: &Db) -> Result<Engine> {
    sql(Either {
        sqlite: "select sqlite_version() as version, (select page_count from pragma_page_count()) * (select page_size from pragma_page_size()) as size,
                        (select max(version) from _sqlx_migrations) as step",
        postgres: "select current_setting('server_version') as version, pg_database_size(current_database()) as size,
                          (select max(version) from _sqlx_migrations) as step",
    })
    .one(db)
    .await
}

/// Since when the oldest thing of each queue waits, though it could go on.
#[derive(Debug, Clone, Copy, Default, sqlx::FromRow)]
pub struct Queues {
    /// A job that is due.
    pub job_since: Option<DateTime<Utc>>,
    /// A fact that was not told to the reactions.
    pub event_since: Option<DateTime<Utc>>,
    /// A message that is due.
    pub message_since: Option<DateTime<Utc>>,
    /// Messages that wait, due or not.
    pub messages: i64,
}

/// The queues; what belongs to suspended organisations waits for good reason and does not count.
pub async fn queues(db: &Db, now: DateTime<Utc>) -> Result<Queues> {
    sql("select (select min(run_at) from jobs where state = 'waiting' and run_at <= $1
                    and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))) as job_since,
                (select at from events where not dispatched order by id limit 1) as event_since,
                (select min(due_at) from messages where status in ('queued', 'deferred') and due_at <= $1
                    and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))) as message_since,
                (select count(*) from messages where status in ('queued', 'deferred')) as messages")
        .bind(now)
        .one(db)
        .await
}

/// What became of mail lately.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// When the server last took a message, and what it said.
    pub last_sent: Option<(DateTime<Utc>, Option<String>)>,
    /// What the newest message that waits was told.
    pub deferred: Option<String>,
    /// Messages of the last day that did not arrive.
    pub failed: i64,
    /// Messages of the last day of which nobody knows.
    pub uncertain: i64,
}

/// What became of mail lately.
pub async fn post(db: &Db, now: DateTime<Utc>) -> Result<Post> {
    let last_sent: Option<(DateTime<Utc>, Option<String>, Option<uuid::Uuid>)> =
        sql("select coalesce(sent_at, queued_at), answer, org_id from messages where status = 'sent' order by queued_at desc, id desc limit 1")
            .maybe(db)
            .await?;
    let deferred: Option<(Option<String>, Option<uuid::Uuid>)> =
        sql("select answer, org_id from messages where status in ('queued', 'deferred') and attempts > 0 order by due_at desc, id desc limit 1")
            .maybe(db)
            .await?;
    let troubles: Vec<(Status, i64)> = sql("select status, count(*) from messages
          where queued_at > $1 and status in ('failed', 'uncertain') group by status")
    .bind(now - Duration::hours(TROUBLE_HOURS))
    .all(db)
    .await?;
    let count = |wanted| troubles.iter().find(|(status, _)| *status == wanted).map_or(0, |(_, count)| *count);
    Ok(Post {
        last_sent: last_sent.map(|(at, answer, _)| (at, answer)),
        deferred: deferred.and_then(|(answer, _)| answer),
        failed: count(Status::Failed),
        uncertain: count(Status::Uncertain),
    })
}
