//! What a person who looks after the house does with work: starts dead work anew, gives it up, does not wait for the next
//! attempt, lets a schedule run now. Each is one transaction that leaves a fact in the trail of the installation.

use super::{Kind, Schedule, queue};
use crate::events::{self, Fact};
use crate::{Errand, House};
use chrono::{DateTime, Utc};
use kernel::db::{Json, Tx, sql};
use kernel::{Error, Result};
use serde_json::{Value, json};
use uuid::Uuid;

/// A job as its fact keeps it.
#[derive(sqlx::FromRow)]
struct Told {
    id: Uuid,
    org_id: Option<Uuid>,
    name: String,
    arguments: Json<Value>,
    attempts: i64,
    last_error: Option<String>,
}

impl Told {
    fn fact(self, kind: &'static str) -> Fact {
        let Told { id, org_id, name, arguments, attempts, last_error } = self;
        let was = json!({ "attempts": attempts, "last_error": last_error });
        let data = json!({ "name": name, "org_id": org_id, "arguments": arguments, "before": was });
        Fact { kind, subject_kind: "job", subject: id, data }
    }
}

/// Starts a dead job anew, with all its attempts before it. Of two people who do, one does.
///
/// # Errors
/// `job_not_dead` when it is not dead any more.
pub async fn replay(errand: &Errand, id: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    let found = dead(&mut tx, id).await?;
    let replayed =
        sql("update jobs set state = 'waiting', attempts = 0, run_at = $2, fence = fence + 1 where id = $1 and state = 'dead' returning id, org_id")
            .bind(id)
            .bind(errand.now)
            .maybe::<(Uuid, Option<Uuid>)>(&mut tx)
            .await?;
    if replayed.is_none() {
        return Err(Error::conflict("job_not_dead"));
    }
    events::record_in_house(&mut tx, errand, found.fact("job.replayed")).await?;
    tx.wake(&errand.house.jobs_bell);
    tx.commit().await
}

/// Gives a dead job up: it is gone, and the trail keeps what it was.
///
/// # Errors
/// As [`replay`].
pub async fn discard(errand: &Errand, id: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    let found = dead(&mut tx, id).await?;
    let gone = sql("delete from jobs where id = $1 and state = 'dead' returning id, org_id")
        .bind(id)
        .maybe::<(Uuid, Option<Uuid>)>(&mut tx)
        .await?;
    if gone.is_none() {
        return Err(Error::conflict("job_not_dead"));
    }
    events::record_in_house(&mut tx, errand, found.fact("job.discarded")).await?;
    tx.commit().await
}

async fn dead(tx: &mut Tx, id: Uuid) -> Result<Told> {
    let found =
        sql("select id, org_id, name, arguments, attempts, last_error from jobs where id = $1 and state = 'dead'")
            .bind(id)
            .maybe(tx)
            .await?;
    found.ok_or_else(|| Error::conflict("job_not_dead"))
}

/// Lets a waiting job be tried now and not when its pause is over.
///
/// # Errors
/// `job_not_waiting` when it does not wait any more.
pub async fn hasten(errand: &Errand, id: Uuid) -> Result<()> {
    let mut tx = errand.db().begin().await?;
    let found = sql("update jobs set run_at = $2 where id = $1 and state = 'waiting' and run_at > $2
          returning id, org_id, name, arguments, attempts, last_error")
    .bind(id)
    .bind(errand.now)
    .maybe::<Told>(&mut tx)
    .await?;
    let found = found.ok_or_else(|| Error::conflict("job_not_waiting"))?;
    events::record_in_house(&mut tx, errand, found.fact("job.hastened")).await?;
    tx.wake(&errand.house.jobs_bell);
    tx.commit().await
}

/// The schedule whose job has this name.
pub fn schedule(house: &House, name: &str) -> Option<&'static Schedule> {
    house.wings.schedules.iter().find(|schedule| schedule.kind.name == name)
}

/// Enqueues a schedule's job now, unless it waits already. Its ticks go on as they were.
///
/// # Errors
/// [`Error::NotFound`] for a schedule that is none.
pub async fn run_now(errand: &Errand, name: &str) -> Result<()> {
    let Kind { name, max_attempts, .. } = schedule(&errand.house, name).ok_or(Error::NotFound)?.kind;
    let (house, key) = (&errand.house, Some(name.to_owned()));
    let mut tx = errand.db().begin().await?;
    queue::enqueue_named(&mut tx, house, None, name, Value::Null, max_attempts, errand.now, key).await?;
    let fact = Fact {
        kind: "schedule.run",
        subject_kind: "schedule",
        subject: Uuid::nil(), // schedules have names, not ids
        data: json!({ "name": name }),
    };
    events::record_in_house(&mut tx, errand, fact).await?;
    tx.commit().await
}

/// When each schedule last came due, by the name of its job.
pub async fn last_ticks(house: &House) -> Result<Vec<(String, DateTime<Utc>)>> {
    sql("select task, max(due_at) from ticks group by task").all(&house.db).await
}
