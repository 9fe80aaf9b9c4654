//! The rows of deliveries: making them, leasing those that are due, noting what became of them.

use super::super::model::{Delivery, Listed, Spot, Status};
use chrono::{DateTime, Duration, Utc};
use kernel::db::{Db, Either, Later, On, Sql, Tx, batches, sql};
use kernel::{Result, text, values};
use platform::{House, quarantine};
use uuid::Uuid;

/// A lane that is silent for longer than this has lost its deliveries (seconds). Longer than any call.
pub const LEASE_SECONDS: i64 = 60;

/// A delivery to be made.
pub struct New {
    /// Its id.
    pub id: Uuid,
    /// To whom.
    pub endpoint: Uuid,
    /// Of which event; none: a test.
    pub event: Option<Uuid>,
    /// `booking.confirmed`.
    pub kind: String,
    /// The body.
    pub payload: String,
}

/// Makes deliveries, due now. The same event for the same endpoint is made once.
pub async fn add_deliveries(tx: &mut Tx, org: Uuid, new: Vec<New>, now: DateTime<Utc>) -> Result<()> {
    for batch in batches(new) {
        let rows = batch
            .into_iter()
            .map(|new| values![new.id, org, new.endpoint, new.event, new.kind, new.payload, Status::Pending, now, now]);
        sql("insert into webhook_deliveries (id, org_id, endpoint_id, event_id, kind, payload, status, due_at, created_at) values ")
            .with_rows(rows)
            .push(" on conflict (org_id, endpoint_id, event_id) do nothing")
            .run(tx)
            .await?;
    }
    Ok(())
}

/// A delivery that a lane has, with what it needs of its endpoint.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Leased {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub org_id: Uuid,
    /// To whom.
    pub endpoint_id: Uuid,
    /// The body.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// Grows with every lease.
    pub fence: i64,
    /// Where to.
    #[sqlx(default)]
    pub url: String,
    /// What signs it, locked.
    #[sqlx(default)]
    pub secret: String,
    /// What signs it too, locked.
    #[sqlx(default)]
    pub previous_secret: Option<String>,
    /// Until then.
    #[sqlx(default)]
    pub previous_until: Option<DateTime<Utc>>,
}

/// A delivery that may be leased, with what it needs of its endpoint.
#[derive(sqlx::FromRow)]
struct Due {
    id: Uuid,
    url: String,
    secret: String,
    previous_secret: Option<String>,
    previous_until: Option<DateTime<Utc>>,
}

/// Leases deliveries that are due, those that waited longest first, but for endpoints that are paused or busy.
pub async fn lease(house: &House, limit: i64, busy: &[Uuid]) -> Result<Vec<Leased>> {
    if quarantine::holds(house).await? {
        return Ok(Vec::new());
    }
    let now = house.now();
    // Look before taking SQLite's only writer.
    let due: Vec<Due> = sql("select d.id, e.url, e.secret, e.previous_secret, e.previous_until
           from webhook_deliveries d join webhook_endpoints e on e.org_id = d.org_id and e.id = d.endpoint_id
          where d.status = 'pending' and d.due_at <= $1 and e.enabled and (e.paused_until is null or e.paused_until <= $1)
            and d.org_id not in (select id from organisations
                where suspended_at is not null or cast(switched_off as text) like '%\"webhooks\"%')")
        .bind(now)
        .push(" and d.endpoint_id not in ")
        .with_list("", busy.iter().copied().chain([Uuid::nil()]))
        .with(" order by d.due_at, d.id limit ", limit)
        .all(&house.db)
        .await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = house.db.begin().await?;
    let mut leased: Vec<Leased> = sql("update webhook_deliveries set status = 'sending', attempts = attempts + 1, fence = fence + 1, leased_until = $1
          where id in (select id from webhook_deliveries where status = 'pending' and id in ")
        .bind(now + Duration::seconds(LEASE_SECONDS))
        .with_list("", due.iter().map(|due| due.id))
        .push(Either { sqlite: ")", postgres: " for update skip locked)" })
        .push(" returning id, org_id, endpoint_id, payload, attempts, fence")
        .all(&mut tx)
        .await?;
    tx.commit().await?;
    for delivery in &mut leased {
        if let Some(due) = due.iter().find(|due| due.id == delivery.id) {
            delivery.url.clone_from(&due.url);
            delivery.secret.clone_from(&due.secret);
            delivery.previous_secret.clone_from(&due.previous_secret);
            delivery.previous_until = due.previous_until;
        }
    }
    Ok(leased)
}

/// What became of an attempt.
pub struct Noted {
    /// What the delivery is now.
    pub status: Status,
    /// When it is tried next, if it is.
    pub due_at: DateTime<Utc>,
    /// May it have arrived?
    pub may_have_come: bool,
    /// The answer's status.
    pub answer_status: Option<i64>,
    /// The answer's beginning, or why there is none.
    pub answer: String,
    /// How long it took (milliseconds).
    pub took_ms: i64,
}

/// The note of what became of an attempt, if the lease is still ours. One that is given up is uncertain, not failed, if any of
/// its attempts may have arrived.
pub fn noting(leased: &Leased, noted: Noted, now: DateTime<Utc>) -> Later {
    sql("update webhook_deliveries set
                status = case when $4 = 'failed' and (may_have_come or $6) then 'uncertain' else $4 end,
                due_at = $5, may_have_come = may_have_come or $6, answer_status = $7, answer = $8, took_ms = $9, tried_at = $10, leased_until = null
          where org_id = $1 and id = $2 and fence = $3 and status = 'sending'")
    .bind(leased.org_id)
    .bind(leased.id)
    .bind(leased.fence)
    .bind(noted.status.name())
    .bind(noted.due_at)
    .bind(noted.may_have_come)
    .bind(noted.answer_status)
    .bind(noted.answer)
    .bind(noted.took_ms)
    .bind(now)
    .later()
}

/// Deliveries whose lane went silent wait again: they may have arrived, and carry the same id once more.
pub async fn release(house: &House) -> Result<u64> {
    let now = house.now();
    let any: Option<(i64,)> =
        sql("select cast(1 as bigint) from webhook_deliveries where status = 'sending' and leased_until < $1 limit 1")
            .bind(now)
            .maybe(&house.db)
            .await?;
    if any.is_none() {
        return Ok(0);
    }
    house
        .db
        .run(sql("update webhook_deliveries set status = 'pending', due_at = $1, leased_until = null, fence = fence + 1, may_have_come = true,
                answer = 'The house stopped while this was being sent.'
          where status = 'sending' and leased_until < $1").bind(now))
        .await
}

/// A page of an endpoint's deliveries, the newest first.
pub async fn log(
    db: &Db,
    org: Uuid,
    endpoint: Uuid,
    status: Option<Status>,
    kind: &str,
    before: Option<Spot>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let kind = Some(kind.trim()).filter(|kind| !kind.is_empty()).map(text::begins_pattern);
    let mut statement =
        sql("select id, kind, status, attempts, answer_status, took_ms, created_at from webhook_deliveries
          where org_id = $1 and endpoint_id = $2")
        .bind(org)
        .bind(endpoint)
        .with_opt(" and status = ", status);
    if let Some(kind) = kind {
        statement = statement.with(" and kind like ", kind).push(" escape '\\'");
    }
    if let Some(spot) = before {
        statement = statement.with(" and (created_at, id) < (", spot.at).with(", ", spot.id).push(")");
    }
    statement.with(" order by created_at desc, id desc limit ", limit).all(db).await
}

/// How many deliveries of an endpoint are in each state.
pub async fn tally(db: &Db, org: Uuid, endpoint: Uuid) -> Result<Vec<(Status, i64)>> {
    sql("select status, count(*) from webhook_deliveries where org_id = $1 and endpoint_id = $2 group by status")
        .bind(org)
        .bind(endpoint)
        .all(db)
        .await
}

/// One delivery.
pub async fn delivery(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Delivery> {
    sql("select id, endpoint_id, kind, payload, status, attempts, due_at, answer_status, answer, took_ms, tried_at, created_at
           from webhook_deliveries where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .one(on)
    .await
}

/// Sends a delivery once more, with a full set of attempts. Answers whether its outcome was known.
pub async fn replay(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update webhook_deliveries set status = 'pending', attempts = 0, due_at = $3
          where org_id = $1 and id = $2 and status in ('delivered', 'failed', 'uncertain')")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Sends everything once more that was given up since then. Answers how many.
pub async fn replay_since(
    tx: &mut Tx,
    org: Uuid,
    endpoint: Uuid,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64> {
    sql("update webhook_deliveries set status = 'pending', attempts = 0, due_at = $4
          where org_id = $1 and endpoint_id = $2 and created_at >= $3 and status in ('failed', 'uncertain')")
    .bind(org)
    .bind(endpoint)
    .bind(since)
    .bind(now)
    .run(tx)
    .await
}

/// What waits for an endpoint that is gone is given up.
pub async fn abandon(tx: &mut Tx, org: Uuid, endpoint: Uuid) -> Result<()> {
    sql("update webhook_deliveries set status = 'failed', answer = 'The webhook was removed.'
          where org_id = $1 and endpoint_id = $2 and status = 'pending'")
    .bind(org)
    .bind(endpoint)
    .run(tx)
    .await
    .map(drop)
}

/// Forgets old deliveries, those that wait for a disabled endpoint too, at most so many. Answers how many.
pub async fn forget(db: &Db, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    db.run(
        sql("delete from webhook_deliveries where id in (select id from webhook_deliveries
          where created_at < $1 and status <> 'sending' limit $2)")
        .bind(before)
        .bind(limit),
    )
    .await
}

/// Deliveries that are older than this and wait for nothing.
const OLD_DELIVERIES: &str = " from webhook_deliveries
      where org_id = $1 and created_at < $2 and status in ('delivered', 'failed', 'uncertain')";

/// How many there are.
pub fn old_deliveries(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*)").push(OLD_DELIVERIES).bind(org).bind(before)
}

/// Deletes some of them.
pub fn drop_deliveries(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from webhook_deliveries where org_id = $1 and id in (select id")
        .push(OLD_DELIVERIES)
        .push(" order by created_at, id limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
}
