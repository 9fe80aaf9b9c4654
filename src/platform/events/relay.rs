//! The relay: takes facts that were committed and lets the house react to them.
//!
//! It wakes on commit and looks every second besides, so a crash between commit and wake loses nothing. Facts are
//! found by a flag, not by a cursor: a transaction that commits late is not skipped.

use super::words::{self, Words};
use super::{stream, wire};
use crate::jobs::{self, Job};
use crate::{House, Scope, context, quarantine};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::db::{Either, Engine, Json, On, Tx, sql};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Facts told in one transaction: one wait for the disk serves them all.
const BATCH: i64 = 64;
/// How often it looks without having been woken.
const POLL: Duration = Duration::from_secs(1);

/// A fact as the reactions see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Occurred {
    /// Its id: what makes a reaction's message or job the only one.
    pub id: Uuid,
    /// Where; none: in the installation.
    pub org_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// `booking.confirmed`.
    pub kind: String,
    /// `user`, `contact` or `system`.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// To what.
    pub subject_id: Uuid,
    /// What was, what is.
    pub data: Json<Value>,
    /// The request it happened in.
    pub request_id: String,
}

/// A fact with the words beside it.
#[derive(sqlx::FromRow)]
struct Stored {
    #[sqlx(flatten)]
    occurred: Occurred,
    words: Words,
}

impl Stored {
    fn whole(&self) -> Occurred {
        let mut occurred = self.occurred.clone();
        words::lay_over(&mut occurred.data, &self.words);
        occurred
    }
}

/// What follows facts of one organisation, in their order. A reaction looks at what was committed and decides; what it wants
/// written it answers, and that is written in the transaction that notes the facts as told. So whoever composes letters holds
/// up nobody who books. It never waits for a network. It is given many facts at once, so that it can read and write for all
/// of them together.
pub type Reaction = for<'a> fn(On<'a>, &'a Scope, &'a [Occurred]) -> BoxFuture<'a, Result<Option<Effect>>>;

/// What a reaction wants written: rows and work to do.
pub type Effect = Box<dyn for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<()>> + Send>;

/// Tells facts until it is told to stop.
pub async fn run(house: House, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match step(&house).await {
            Ok(told) if told > 0 => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the relay could not tell events; it will try again"),
        }
        tokio::select! {
            () = house.relay_bell.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Tells the facts that wait now, at most one batch; answers how many.
pub async fn step(house: &House) -> Result<usize> {
    match tell_batch(house, BATCH).await {
        Err(Error::Busy) => Ok(0),
        // One of them cannot be told. Alone, it is handed to a job with retries; the others go on.
        Err(error) => {
            tracing::warn!(%error, "a batch of events failed; telling them one by one");
            tell_one(house).await
        }
        told => told,
    }
}

async fn waiting(on: On<'_>, limit: i64) -> Result<Vec<Stored>> {
    let can_hold_rows = matches!(on, On::Pg(_));
    sql("select e.id, e.org_id, e.at, e.kind, e.actor_kind, e.actor_id, e.subject_id, e.data, e.request_id, w.words from events e
           left join event_words w on w.event_id = e.id
          where not e.dispatched order by e.id limit $1")
        .bind(limit)
        .push_if(can_hold_rows, Either { sqlite: "", postgres: " for update of e skip locked" })
        .all(on)
        .await
}

async fn tell_batch(house: &House, limit: i64) -> Result<usize> {
    // Look before taking SQLite's only writer: most wakes find nothing.
    let any: Option<(i64,)> =
        sql("select cast(1 as bigint) from events where not dispatched limit 1").maybe(&house.db).await?;
    // What is held waits in its order.
    if any.is_none() || quarantine::holds(house).await? {
        return Ok(0);
    }
    let (stored, effects, mut tx) = match house.db.engine() {
        // Its only writer goes on writing meanwhile.
        Engine::Sqlite => {
            let stored = waiting((&house.db).into(), limit).await?;
            let effects = look((&house.db).into(), house, &stored).await?;
            (stored, effects, house.db.begin().await?)
        }
        // The rows are held, so that no other node looks at them as well.
        Engine::Postgres => {
            let mut tx = house.db.begin().await?;
            let stored = waiting((&mut tx).into(), limit).await?;
            let effects = look((&mut tx).into(), house, &stored).await?;
            (stored, effects, tx)
        }
    };
    if !mark(&mut tx, &stored).await? {
        return Ok(stored.len()); // somebody was quicker, or somebody was erased: what was looked at is not so any more
    }
    for effect in effects {
        effect(&mut tx).await?;
    }
    finish(tx, house, stored).await
}

async fn tell_one(house: &House) -> Result<usize> {
    let mut tx = house.db.begin().await?;
    let stored = waiting((&mut tx).into(), 1).await?;
    let Some(event) = stored.first().map(|stored| stored.occurred.clone()) else { return Ok(0) };
    tx.savepoint().await?;
    if let Err(error) = react(&mut tx, house, &stored).await {
        tracing::error!(%error, event = %event.id, kind = event.kind, "an event could not be told; it will be tried again as a job");
        tx.undo_to_savepoint().await?;
        jobs::enqueue(&mut tx, house, event.org_id, &React { event: event.id }, house.now(), None).await?;
    }
    mark(&mut tx, &stored).await?;
    finish(tx, house, stored).await
}

async fn finish(mut tx: Tx, house: &House, stored: Vec<Stored>) -> Result<usize> {
    let events: Vec<Occurred> = stored.into_iter().map(|stored| stored.occurred).collect();
    stream::queue(&mut tx, house, &events).await?;
    wire::say(&mut tx, house, &events).await?;
    tx.commit().await?;
    hint(house, &events);
    Ok(events.len())
}

/// Notes that they are told. False when they are not as they were looked at: told already, or without their words.
async fn mark(tx: &mut Tx, stored: &[Stored]) -> Result<bool> {
    let ids = || stored.iter().map(|stored| stored.occurred.id);
    let marked =
        sql("update events set dispatched = true where not dispatched and id in ").with_list("", ids()).run(tx).await?;
    let (words,): (i64,) =
        sql("select count(*) from event_words where event_id in ").with_list("", ids()).one(&mut *tx).await?;
    Ok(marked == stored.len() as u64 && words == stored.iter().filter(|stored| stored.words.is_some()).count() as i64)
}

/// Lets every reaction look at the events, those of one organisation together. The scope is that of the first one's
/// request: what follows from several requests belongs to none of them alone.
async fn look(mut on: On<'_>, house: &House, stored: &[Stored]) -> Result<Vec<Effect>> {
    let mut orgs: Vec<(Uuid, Vec<Occurred>)> = Vec::new();
    for stored in stored {
        let event = stored.whole();
        let Some(org) = event.org_id else { continue };
        match orgs.iter_mut().find(|(known, _)| *known == org) {
            Some((_, theirs)) => theirs.push(event),
            None => orgs.push((org, vec![event])),
        }
    }
    let mut effects = Vec::new();
    for (org, events) in &orgs {
        let org = context::org_by_id(on.again(), *org).await?;
        let scope = Scope::unattended(house, org, &events[0].request_id);
        for reaction in house.wings.reactions {
            effects.extend(reaction(on.again(), &scope, events).await?);
        }
    }
    Ok(effects)
}

/// Looks and writes, in one transaction.
async fn react(tx: &mut Tx, house: &House, stored: &[Stored]) -> Result<()> {
    for effect in look((&mut *tx).into(), house, stored).await? {
        effect(tx).await?;
    }
    Ok(())
}

fn hint(house: &House, events: &[Occurred]) {
    for (org, topic) in wire::hints(events) {
        house.hub.tell(org, &topic);
    }
}

/// Lets the house react to one event that failed in its batch.
#[derive(Debug, Serialize, Deserialize)]
pub struct React {
    event: Uuid,
}

impl Job for React {
    const NAME: &'static str = "events.react";
    const MAX_ATTEMPTS: i64 = 12;

    async fn run(&self, house: &House) -> Result<()> {
        let mut tx = house.db.begin().await?;
        let event = sql("select e.id, e.org_id, e.at, e.kind, e.actor_kind, e.actor_id, e.subject_id, e.data, e.request_id, w.words from events e
               left join event_words w on w.event_id = e.id
              where e.id = $1")
            .bind(self.event)
            .one(&mut tx)
            .await?;
        react(&mut tx, house, &[event]).await?;
        tx.commit().await
    }
}
