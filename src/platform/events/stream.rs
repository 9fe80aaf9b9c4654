//! Facts on their way to a stream outside of the house: they wait in rows, in the order of their ids, from the moment they
//! are told until the stream has them. Whoever publishes them stands in another wing; here is what it stands on.

use super::relay::Occurred;
use super::words::{self, Words};
use crate::House;
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use kernel::values;
use std::fmt;
use std::path::PathBuf;
use uuid::Uuid;

/// A node that is silent for longer than this relays no more (seconds).
pub const LEASE_SECONDS: i64 = 60;

/// Where the operator wants facts to be told.
#[derive(Clone)]
pub struct Stream {
    /// The server: `nats://user:password@host:4222`, or `tls://…`.
    pub url: String,
    /// The stream's name, and the first word of every subject.
    pub name: String,
    /// Whose certificates are believed, instead of the system's authorities.
    pub certificate: Option<PathBuf>,
}

impl fmt::Debug for Stream {
    /// Everything but the address, which may hold a password.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Stream").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A fact that waits for the stream.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiting {
    /// The fact.
    #[sqlx(flatten)]
    pub occurred: Occurred,
    /// The short name of its organisation, as it is now; none: in the installation.
    pub slug: Option<String>,
    words: Words,
}

/// A fact that the server does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The fact.
    pub id: Uuid,
    /// How large its body is.
    pub bytes: i64,
    /// Why not.
    pub why: String,
}

/// Facts that are told wait for the stream, if there is one.
pub(super) async fn queue(tx: &mut Tx, house: &House, events: &[Occurred]) -> Result<()> {
    if house.settings.stream.is_none() || events.is_empty() {
        return Ok(());
    }
    let now = house.now();
    sql("insert into stream_queue (id, queued_at) values ")
        .with_rows(events.iter().map(|event| values![event.id, now]))
        .push(" on conflict (id) do nothing")
        .run(tx)
        .await?;
    tx.wake(&house.stream_bell);
    Ok(())
}

/// Does any fact wait? What was put aside does not.
pub async fn any(db: &Db) -> Result<bool> {
    let any: Option<(i64,)> =
        sql("select cast(1 as bigint) from stream_queue where aside_at is null limit 1").maybe(db).await?;
    Ok(any.is_some())
}

/// The facts to be published next, in their order. One that another node is telling at this moment holds back those after
/// it: nodes tell batches side by side, and the later batch may be committed first.
pub async fn next(db: &Db, limit: i64) -> Result<Vec<Waiting>> {
    let mut waiting: Vec<Waiting> = sql("select e.id, e.org_id, e.at, e.kind, e.actor_kind, e.actor_id, e.subject_id, e.data, e.request_id, o.slug, w.words
           from stream_queue q join events e on e.id = q.id
           left join organisations o on o.id = e.org_id
           left join event_words w on w.event_id = e.id
          where q.aside_at is null and not exists (select 1 from events u where not u.dispatched and u.id < q.id)
          order by q.id limit $1")
        .bind(limit)
        .all(db)
        .await?;
    for Waiting { occurred, words, .. } in &mut waiting {
        words::lay_over(&mut occurred.data, words);
    }
    Ok(waiting)
}

/// Takes or keeps the right to relay. Answers no while another node has it.
pub async fn lease(house: &House) -> Result<bool> {
    let now = house.now();
    let taken = house
        .db
        .run(
            sql("insert into stream_lease (only_one, node, leased_until) values (1, $1, $2)
             on conflict (only_one) do update set node = $1, leased_until = $2
              where stream_lease.node = $1 or stream_lease.leased_until < $3")
            .bind(house.node)
            .bind(now + Duration::seconds(LEASE_SECONDS))
            .bind(now),
        )
        .await?;
    Ok(taken == 1)
}

/// Gives the right back, so that another node need not wait for it.
pub async fn give_back(house: &House) -> Result<()> {
    let statement = sql("update stream_lease set leased_until = $2 where node = $1")
        .bind(house.node)
        .bind(house.now() - Duration::seconds(1));
    house.db.run(statement).await.map(drop)
}

/// The stream has these facts.
pub async fn arrived(house: &House, events: &[Uuid]) -> Result<()> {
    let statement = sql("delete from stream_queue where id in ").with_list("", events.iter().copied());
    house.db.run(statement).await.map(drop)
}

/// The server does not take a fact, for its size: it is put aside, and those after it go on.
pub async fn put_aside(house: &House, aside: &Aside) -> Result<()> {
    let statement = sql("update stream_queue set aside_at = $2, aside_bytes = $3, aside_why = $4 where id = $1")
        .bind(aside.id)
        .bind(house.now())
        .bind(aside.bytes)
        .bind(aside.why.clone());
    house.db.run(statement).await.map(drop)
}

/// The server takes so many bytes: what was put aside and is no larger waits again. Answers how many.
pub async fn take_back(house: &House, bytes: i64) -> Result<u64> {
    let statement = sql("update stream_queue set aside_at = null, aside_bytes = null, aside_why = ''
          where aside_at is not null and aside_bytes <= $1")
    .bind(bytes);
    house.db.run(statement).await
}

/// The stream cannot be reached, and why. Answers whether that is news.
pub async fn troubled(house: &House, why: &str) -> Result<bool> {
    let first = sql("update stream_lease set troubled_since = $2, trouble = $1 where troubled_since is null")
        .bind(why.to_owned())
        .bind(house.now());
    if house.db.run(first).await? == 1 {
        return Ok(true);
    }
    let other = sql("update stream_lease set trouble = $1 where trouble <> $1").bind(why.to_owned());
    house.db.run(other).await.map(|_| false)
}

/// The stream is reached. Answers whether that is news.
pub async fn recovered(house: &House) -> Result<bool> {
    if state(&house.db).await?.trouble.is_none() {
        return Ok(false);
    }
    let statement = sql("update stream_lease set troubled_since = null, trouble = '' where troubled_since is not null");
    Ok(house.db.run(statement).await? == 1)
}

/// How the relay stands.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Facts that wait for the stream.
    pub waiting: i64,
    /// Since when the oldest of them does.
    pub since: Option<DateTime<Utc>>,
    /// Facts that were put aside: the server does not take them.
    pub aside: i64,
    /// Why not, of the newest of them.
    pub aside_why: String,
    /// Since when the stream is not reached, and why.
    pub trouble: Option<(DateTime<Utc>, String)>,
}

/// How the relay stands.
pub async fn state(on: impl Into<On<'_>>) -> Result<State> {
    type Row = (i64, Option<DateTime<Utc>>, i64, Option<String>, Option<DateTime<Utc>>, Option<String>);
    let (waiting, since, aside, aside_why, troubled_since, trouble): Row =
        sql("select (select count(*) from stream_queue where aside_at is null),
                (select min(queued_at) from stream_queue where aside_at is null),
                (select count(*) from stream_queue where aside_at is not null),
                (select aside_why from stream_queue where aside_at is not null order by aside_at desc, id desc limit 1),
                (select troubled_since from stream_lease), (select trouble from stream_lease)")
        .one(on)
        .await?;
    let aside_why = aside_why.unwrap_or_default();
    let trouble = troubled_since.map(|since| (since, trouble.unwrap_or_default()));
    Ok(State { waiting, since, aside, aside_why, trouble })
}
