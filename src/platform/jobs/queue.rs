//! The queue: enqueue, lease, keep, finish, fail.

use super::Job;
use crate::{House, quarantine};
use chrono::{DateTime, Duration, Utc};
use kernel::db::{Either, Json, Tx, sql};
use kernel::{Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// How long a lease lasts without a heartbeat (seconds).
pub(super) const LEASE_SECONDS: i64 = 60;
/// The pause after the first failure (seconds); it doubles with each one.
const FIRST_PAUSE: i64 = 5;
/// The longest pause (seconds).
const LONGEST_PAUSE: i64 = 6 * 60 * 60;
/// What is kept of an error message (characters).
const ERROR_KEPT: usize = 1_000;

/// A leased job.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Leased {
    pub id: Uuid,
    pub name: String,
    pub arguments: Json<Value>,
    pub attempts: i64,
    pub max_attempts: i64,
    pub fence: i64,
}

/// Enqueues work, due at this instant. With a dedupe key, it is not enqueued while another with the same key waits.
pub async fn enqueue<J: Job>(
    tx: &mut Tx,
    house: &House,
    org: Option<Uuid>,
    job: &J,
    run_at: DateTime<Utc>,
    dedupe_key: Option<String>,
) -> Result<()> {
    let arguments = serde_json::to_value(job).map_err(Error::broken)?;
    enqueue_named(tx, house, org, J::NAME, arguments, J::MAX_ATTEMPTS, run_at, dedupe_key).await
}

#[allow(clippy::too_many_arguments)] // one per column
pub(super) async fn enqueue_named(
    tx: &mut Tx,
    house: &House,
    org: Option<Uuid>,
    name: &'static str,
    arguments: Value,
    max_attempts: i64,
    run_at: DateTime<Utc>,
    dedupe_key: Option<String>,
) -> Result<()> {
    sql("insert into jobs (id, org_id, name, arguments, state, run_at, max_attempts, dedupe_key, created_at)
         values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8) on conflict (dedupe_key) do nothing")
    .bind(house.id())
    .bind(org)
    .bind(name)
    .bind(Json(arguments))
    .bind(run_at)
    .bind(max_attempts)
    .bind(dedupe_key)
    .bind(house.now())
    .run(tx)
    .await?;
    tx.wake(&house.jobs_bell);
    Ok(())
}

/// Leases the job that has waited longest, or one whose worker went silent. Its dedupe key is free again: it has begun, so
/// news that come from now on need another one.
pub(super) async fn lease(house: &House) -> Result<Option<Leased>> {
    let now = house.now();
    let held = quarantine::holds(house).await?;
    let keepers = house.wings.jobs.iter().filter(|kind| kind.runs_when_held).map(|kind| kind.name);
    let any: Option<(i64,)> = sql("select cast(1 as bigint) from jobs
          where ((state = 'waiting' and run_at <= $1) or (state = 'running' and leased_until < $1))
            and (org_id is null or org_id not in (select id from organisations where suspended_at is not null)) limit 1")
        .bind(now)
        .maybe(&house.db)
        .await?;
    if any.is_none() {
        return Ok(None);
    }
    let mut tx = house.db.begin().await?;
    let statement = sql("update jobs set state = 'running', leased_until = $2, fence = fence + 1, attempts = attempts + 1, dedupe_key = null
          where id in (select id from jobs
                        where ((state = 'waiting' and run_at <= $1) or (state = 'running' and leased_until < $1))
                          and (org_id is null or org_id not in (select id from organisations where suspended_at is not null))")
        .bind(now)
        .bind(now + Duration::seconds(LEASE_SECONDS));
    let statement = if held { statement.with_list(" and name in ", keepers) } else { statement };
    let leased = statement
        .push(" order by run_at limit 1")
        .push(Either { sqlite: ")", postgres: " for update skip locked)" })
        .push(" returning id, name, arguments, attempts, max_attempts, fence")
        .maybe(&mut tx)
        .await?;
    tx.commit().await?;
    Ok(leased)
}

/// Keeps the lease; answers whether it is still ours.
pub(super) async fn keep(house: &House, job: &Leased) -> Result<bool> {
    let kept = house
        .db
        .run(
            sql("update jobs set leased_until = $3 where id = $1 and fence = $2 and state = 'running'")
                .bind(job.id)
                .bind(job.fence)
                .bind(house.now() + Duration::seconds(LEASE_SECONDS)),
        )
        .await?;
    Ok(kept == 1)
}

/// Done: the job is gone.
pub(super) async fn finish(house: &House, job: &Leased) -> Result<()> {
    house.db.run(sql("delete from jobs where id = $1 and fence = $2").bind(job.id).bind(job.fence)).await.map(drop)
}

/// Failed: it waits for its next attempt, or is dead.
pub(super) async fn fail(house: &House, job: &Leased, error: &str) -> Result<()> {
    let dead = job.attempts >= job.max_attempts;
    let pause = pause_seconds(job.attempts);
    let jitter = house.ids.below(pause as u64 / 2 + 1) as i64;
    house
        .db
        .run(
            sql("update jobs set state = $3, run_at = $4, leased_until = null, last_error = $5 where id = $1 and fence = $2")
                .bind(job.id)
                .bind(job.fence)
                .bind(if dead { "dead" } else { "waiting" })
                .bind(house.now() + Duration::seconds(pause + jitter))
                .bind(error.chars().take(ERROR_KEPT).collect::<String>()),
        )
        .await
        .map(drop)
}

/// Gives a lease back untouched: the worker is stopping.
pub(super) async fn release(house: &House, job: &Leased) -> Result<()> {
    house
        .db
        .run(
            sql("update jobs set state = 'waiting', leased_until = null, attempts = attempts - 1 where id = $1 and fence = $2")
                .bind(job.id)
                .bind(job.fence),
        )
        .await
        .map(drop)
}

fn pause_seconds(attempts: i64) -> i64 {
    (FIRST_PAUSE << attempts.clamp(1, 20).saturating_sub(1)).min(LONGEST_PAUSE)
}
