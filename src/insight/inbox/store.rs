//! The rows of sources, of what they told, and of the latest words.

use super::model::{Message, NewSource, Received, Source, State};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::db::{Db, Either, Json, On, Sql, Tx, sql};
use kernel::{Result, text};
use platform::Role;
use platform::vault::Held;
use uuid::Uuid;

fn sources_() -> Sql {
    sql("select id, org_id, name, secret, previous_secret, previous_until, top_role, may_block, may_contacts, enabled, created_by, created_at, version
           from inbox_sources where removed_at is null")
}

/// Every source of an organisation, by name.
pub async fn sources(db: &Db, org: Uuid) -> Result<Vec<Source>> {
    sources_().with(" and org_id = ", org).push(" order by name, id").all(db).await
}

/// One source.
pub async fn source(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Source> {
    sources_().with(" and org_id = ", org).with(" and id = ", id).one(on).await
}

/// The source with this id, whichever organisation it is of: what it sends is judged by its signature.
pub async fn knocking(db: &Db, id: Uuid) -> Result<Option<Source>> {
    sources_().with(" and id = ", id).push(" and enabled").maybe(db).await
}

/// How many there are.
pub async fn count_sources(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from inbox_sources where org_id = $1 and removed_at is null").bind(org).one(tx).await?;
    Ok(count)
}

/// Adds one.
pub async fn add_source(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewSource,
    secret: String,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into inbox_sources (id, org_id, name, secret, top_role, may_block, may_contacts, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(id)
    .bind(org)
    .bind(new.name.clone())
    .bind(secret)
    .bind(new.top_role.map(Role::name))
    .bind(new.may_block)
    .bind(new.may_contacts)
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes one, if this version is still the present one.
pub async fn change_source(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, new: &NewSource) -> Result<bool> {
    let changed = sql(
        "update inbox_sources set name = $4, top_role = $5, may_block = $6, may_contacts = $7, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and removed_at is null",
    )
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(new.name.clone())
    .bind(new.top_role.map(Role::name))
    .bind(new.may_block)
    .bind(new.may_contacts)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Listens to it again, or no more. Answers whether that changed anything.
pub async fn set_enabled(tx: &mut Tx, org: Uuid, id: Uuid, enabled: bool) -> Result<bool> {
    let changed = sql("update inbox_sources set enabled = $3, version = version + 1
          where org_id = $1 and id = $2 and enabled <> $3 and removed_at is null")
    .bind(org)
    .bind(id)
    .bind(enabled)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Gives it another secret; the present one is believed too until then.
pub async fn rotate(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    secret: String,
    until: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql(
        "update inbox_sources set previous_secret = secret, previous_until = $5, secret = $4, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and removed_at is null",
    )
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(secret)
    .bind(until)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Removes one. What it told stays.
pub async fn remove_source(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update inbox_sources set removed_at = $3, enabled = false, secret = '', previous_secret = null
          where org_id = $1 and id = $2 and removed_at is null")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// The next rows that hold a secret, for the move to a new key.
pub fn secrets(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, id, secret from inbox_sources where id > $1 and removed_at is null order by id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Writes a secret that was locked anew.
pub fn write_secret(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        db.run(
            sql("update inbox_sources set secret = $3 where org_id = $1 and id = $2 and secret = $4")
                .bind(held.org_id)
                .bind(held.id)
                .bind(anew)
                .bind(held.secret),
        )
        .await
    })
}

/// The next rows that hold a replaced secret.
pub fn previous_secrets(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, id, previous_secret as secret from inbox_sources where id > $1 and previous_secret is not null order by id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Writes a replaced secret that was locked anew.
pub fn write_previous_secret(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        db.run(
            sql("update inbox_sources set previous_secret = $3 where org_id = $1 and id = $2 and previous_secret = $4")
                .bind(held.org_id)
                .bind(held.id)
                .bind(anew)
                .bind(held.secret),
        )
        .await
    })
}

/// Keeps an event; answers whether its external id is new. On Postgres a second one waits for the first.
pub async fn keep(
    tx: &mut Tx,
    source: &Source,
    id: Uuid,
    external_id: &str,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kept = sql(
        "insert into inbox_events (id, org_id, source_id, external_id, kind, payload, occurred_at, received_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'received') on conflict (org_id, source_id, external_id) do nothing",
    )
    .bind(id)
    .bind(source.org_id)
    .bind(source.id)
    .bind(external_id.to_owned())
    .bind(message.kind.clone())
    .bind(Json(message.body.clone()))
    .bind(message.occurred_at)
    .bind(now)
    .run(tx)
    .await?;
    Ok(kept == 1)
}

fn events() -> Sql {
    sql("select e.id, e.source_id, s.name as source_name, e.external_id, e.kind, e.payload, e.occurred_at, e.received_at, e.state, e.reason, e.judged_at
           from inbox_events e join inbox_sources s on s.org_id = e.org_id and s.id = e.source_id where e.org_id = ")
}

/// One event.
pub async fn event(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Received> {
    events().with("", org).with(" and e.id = ", id).one(on).await
}

/// One event, held against whoever else judges it.
pub async fn event_locked(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Received> {
    let _held: Vec<(Uuid,)> = sql("select id from inbox_events where org_id = $1 and id = $2")
        .push(Either { sqlite: "", postgres: " for update" })
        .bind(org)
        .bind(id)
        .all(&mut *tx)
        .await?;
    event(tx, org, id).await
}

/// The event a source told under this id.
pub async fn by_external(on: impl Into<On<'_>>, org: Uuid, source: Uuid, external_id: &str) -> Result<Received> {
    events()
        .with("", org)
        .with(" and e.source_id = ", source)
        .with(" and e.external_id = ", external_id.to_owned())
        .one(on)
        .await
}

/// A page of events, the newest first: those older than an instant and an id.
pub async fn list(
    db: &Db,
    org: Uuid,
    state: Option<State>,
    source: Option<Uuid>,
    kind: &str,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Received>> {
    let kind = Some(kind.trim()).filter(|kind| !kind.is_empty()).map(text::begins_pattern);
    let mut statement =
        events().with("", org).with_opt(" and e.state = ", state).with_opt(" and e.source_id = ", source);
    if let Some(kind) = kind {
        statement = statement.with(" and lower(e.kind) like ", kind).push(" escape '\\'");
    }
    if let Some((at, id)) = before {
        statement = statement.with(" and (e.received_at, e.id) < (", at).with(", ", id).push(")");
    }
    statement.with(" order by e.received_at desc, e.id desc limit ", limit).all(db).await
}

/// Was anything ever told?
pub async fn any(db: &Db, org: Uuid) -> Result<bool> {
    let one: Option<(i64,)> =
        sql("select cast(1 as bigint) from inbox_events where org_id = $1 limit 1").bind(org).maybe(db).await?;
    Ok(one.is_some())
}

/// Notes what became of an event.
pub async fn judge(tx: &mut Tx, org: Uuid, id: Uuid, state: State, reason: &str, now: DateTime<Utc>) -> Result<()> {
    sql("update inbox_events set state = $3, reason = $4, judged_at = $5 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(state)
        .bind(reason.to_owned())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Takes the latest word about a field; answers whether this one is it. Of two at the same instant the greater external
/// id is the later one, so that every order of arrival ends alike; the same event may take its own word again.
pub async fn take_word(tx: &mut Tx, org: Uuid, subject: &str, field: &str, event: &Received) -> Result<bool> {
    let taken = sql("insert into inbox_words (org_id, subject, field, occurred_at, external_id, event_id) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, subject, field) do update set
             occurred_at = excluded.occurred_at, external_id = excluded.external_id, event_id = excluded.event_id
          where (inbox_words.occurred_at, inbox_words.external_id) <= (excluded.occurred_at, excluded.external_id)")
    .bind(org)
    .bind(subject.to_owned())
    .bind(field.to_owned())
    .bind(event.occurred_at)
    .bind(event.external_id.clone())
    .bind(event.id)
    .run(tx)
    .await?;
    Ok(taken == 1)
}

/// How many judged events of an organisation are older than this and still say something.
pub async fn count_old(db: &Db, org: Uuid, before: DateTime<Utc>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from inbox_events e
          where e.org_id = $1 and e.received_at < $2 and e.state <> 'received'
            and (e.payload <> '{}' or not exists (select 1 from inbox_words w where w.org_id = e.org_id and w.event_id = e.id))")
    .bind(org)
    .bind(before)
    .one(db)
    .await?;
    Ok(count)
}

/// Lets at most so many of them go; answers how many. Those that are the latest word about somebody lose what they said;
/// the rest is deleted.
pub async fn let_go(db: &Db, org: Uuid, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    let mut tx = db.begin().await?;
    let emptied =
        sql("update inbox_events set payload = '{}' where org_id = $1 and id in (select e.id from inbox_events e
          where e.org_id = $1 and e.received_at < $2 and e.state <> 'received' and e.payload <> '{}'
            and exists (select 1 from inbox_words w where w.org_id = e.org_id and w.event_id = e.id)
          order by e.received_at, e.id limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
        .run(&mut tx)
        .await?;
    let deleted = sql("delete from inbox_events where org_id = $1 and id in (select e.id from inbox_events e
          where e.org_id = $1 and e.received_at < $2 and e.state <> 'received'
            and not exists (select 1 from inbox_words w where w.org_id = e.org_id and w.event_id = e.id)
          order by e.received_at, e.id limit $3)")
    .bind(org)
    .bind(before)
    .bind(limit)
    .run(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(emptied + deleted)
}
