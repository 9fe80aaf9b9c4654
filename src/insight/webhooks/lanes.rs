//! The lanes: they take what is due, call the endpoints, many at once, and note what became of each.
//!
//! One dispatcher leases and notes in batches, so that one wait for the disk serves many deliveries; the calls between
//! run side by side. An endpoint gets a part of the places only, so that a slow one never holds up the others.

use super::events::Event;
use super::model::{Status, webhook_id};
use super::store::{self, Leased, Noted};
use super::{actions, policy, signature};
use crate::views::webhooks::mail;
use futures::FutureExt;
use futures::future::BoxFuture;
use kernel::crypto::{Place, Secret};
use kernel::db::{Tx, together};
use kernel::http::{Call, Outcome, Reply};
use kernel::{Error, Result};
use platform::house::Lane;
use platform::post::{self, Draft};
use platform::{House, Scope, context, events};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Calls at once on this node.
const AT_ONCE: usize = 256;
/// Calls at once to one endpoint, before it gets no more.
const PER_ENDPOINT: usize = 32;
/// Deliveries leased, and outcomes noted, in one transaction.
const BATCH: usize = 64;
/// How often it looks without having been woken.
const POLL: Duration = Duration::from_secs(1);
/// Times an outcome is written down before it is given up: a delivery whose outcome is lost is made again.
const NOTE_TRIES: u32 = 5;
/// What is kept of an answer (characters).
const ANSWER_KEPT: usize = 500;
/// The answer of an endpoint that wants to hear no more.
const GONE: u16 = 410;

/// The lane in the registry.
pub const LANE: Lane = Lane { name: "webhooks", run: run_boxed, step: step_boxed, release: release_boxed };

fn run_boxed(house: House, stop: CancellationToken) -> BoxFuture<'static, ()> {
    run(house, stop).boxed()
}

fn step_boxed(house: &House) -> BoxFuture<'_, Result<usize>> {
    step(house).boxed()
}

fn release_boxed(house: &House) -> BoxFuture<'_, Result<u64>> {
    store::release(house).boxed()
}

/// A delivery with what its attempt brought.
struct Made {
    leased: Leased,
    outcome: Outcome,
    took: Duration,
}

/// Sends until it is told to stop; then calls that are under way are noted.
async fn run(house: House, stop: CancellationToken) {
    let mut calls: JoinSet<Option<Made>> = JoinSet::new();
    let mut busy: HashMap<Uuid, usize> = HashMap::new();
    loop {
        let stopping = stop.is_cancelled();
        if stopping && calls.is_empty() {
            return;
        }
        let room = AT_ONCE.saturating_sub(calls.len()).min(BATCH);
        let leased = if stopping || room == 0 { Ok(Vec::new()) } else { lease(&house, room, &busy).await };
        let leased = leased.unwrap_or_else(|error| {
            tracing::error!(%error, "no webhook could be leased; the lane will try again");
            Vec::new()
        });
        let found = leased.len();
        for delivery in leased {
            *busy.entry(delivery.endpoint_id).or_default() += 1;
            let (house, endpoint) = (house.clone(), delivery.endpoint_id);
            // A call that panics is an attempt whose lease runs out.
            calls.spawn(async move { AssertUnwindSafe(attempt(house, delivery)).catch_unwind().await.ok() }.map(
                move |made| {
                    made.or_else(|| {
                        tracing::error!(%endpoint, "calling a webhook panicked");
                        None
                    })
                },
            ));
        }
        if found == 0 && calls.is_empty() {
            busy.clear(); // nothing is under way, whatever a lost outcome left behind
            tokio::select! {
                () = house.egress_bell.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => {}
            }
            continue;
        }
        let mut made = Vec::new();
        if found == 0 || calls.len() >= AT_ONCE {
            tokio::select! {
                Some(one) = calls.join_next() => made.extend(one.ok().flatten()),
                () = house.egress_bell.notified(), if !stopping => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        while made.len() < BATCH
            && let Some(one) = calls.try_join_next()
        {
            made.extend(one.ok().flatten());
        }
        for one in &made {
            if let Some(count) = busy.get_mut(&one.leased.endpoint_id) {
                *count = count.saturating_sub(1);
            }
        }
        note_surely(&house, made).await;
    }
}

/// Sends what is due now, one batch; answers how many. For tests, which drain the queue.
async fn step(house: &House) -> Result<usize> {
    let leased = lease(house, BATCH, &HashMap::new()).await?;
    let made = futures::future::join_all(leased.into_iter().map(|delivery| attempt(house.clone(), delivery))).await;
    let count = made.len();
    if count > 0 {
        note(house, &made).await?;
    }
    Ok(count)
}

async fn lease(house: &House, room: usize, busy: &HashMap<Uuid, usize>) -> Result<Vec<Leased>> {
    let full: Vec<Uuid> = busy.iter().filter(|(_, count)| **count >= PER_ENDPOINT).map(|(id, _)| *id).collect();
    match store::lease(house, room as i64, &full).await {
        Err(Error::Busy) => Ok(Vec::new()),
        leased => leased,
    }
}

async fn attempt(house: House, leased: Leased) -> Made {
    let started = Instant::now();
    let outcome = match signed(&house, &leased) {
        Ok(call) => house.egress.call_url(&leased.url, &call).await,
        Err(reason) => Outcome::Unreachable { reason },
    };
    Made { leased, outcome, took: started.elapsed() }
}

/// The request: signed at this instant with every secret that is live.
fn signed(house: &House, leased: &Leased) -> Result<Call, String> {
    let now = house.now();
    let (id, body) = (webhook_id(leased.id), leased.payload.as_bytes());
    let place = Place { org: leased.org_id, purpose: actions::PURPOSE, row: leased.endpoint_id };
    let previous = leased.previous_secret.as_ref().filter(|_| leased.previous_until.is_some_and(|until| until > now));
    let mut signatures = Vec::new();
    let secret: Secret<String> = house.key.unlock(place, &leased.secret).map_err(|error| error.to_string())?;
    // One that was replaced because it does not open signs nothing.
    let previous = previous.and_then(|stored| house.key.unlock(place, stored).ok());
    for secret in std::iter::once(&secret).chain(&previous) {
        signatures.extend(signature::sign(secret, &id, now, body));
    }
    Ok(Call::post_json(leased.payload.clone())
        .header("webhook-id", id)
        .header("webhook-timestamp", now.timestamp().to_string())
        .header("webhook-signature", signatures.join(" ")))
}

async fn note_surely(house: &House, made: Vec<Made>) {
    if made.is_empty() {
        return;
    }
    for attempt in 1..=NOTE_TRIES {
        match note(house, &made).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, attempt, count = made.len(), "outcomes of webhooks could not be noted");
                tokio::time::sleep(Duration::from_millis(100 * u64::from(attempt))).await;
            }
        }
    }
    tracing::error!(count = made.len(), "outcomes of webhooks are lost: they will be sent again under the same ids");
}

/// Notes what became of each, and of their endpoints.
async fn note(house: &House, made: &[Made]) -> Result<()> {
    let now = house.now();
    let mut endpoints: HashMap<(Uuid, Uuid), Contact> = HashMap::new();
    let mut rows = Vec::with_capacity(made.len());
    for one in made {
        let noted = judged(house, one);
        let contact = endpoints.entry((one.leased.org_id, one.leased.endpoint_id)).or_default();
        contact.arrived |= noted.status == Status::Delivered;
        contact.gone |= matches!(&one.outcome, Outcome::Answered(reply) if reply.status == GONE);
        contact.last.clone_from(&noted.answer);
        rows.push(store::noting(&one.leased, noted, now));
    }
    let mut tx = house.db.begin().await?;
    together(&mut tx, rows).await?;
    for ((org, endpoint), contact) in endpoints {
        follow(&mut tx, house, org, endpoint, &contact).await?;
    }
    tx.commit().await
}

/// What a batch says about an endpoint.
#[derive(Default)]
struct Contact {
    arrived: bool,
    gone: bool,
    last: String,
}

/// An endpoint that was reached is as new; one that was not is left alone for a while, or given up.
async fn follow(tx: &mut Tx, house: &House, org: Uuid, endpoint: Uuid, contact: &Contact) -> Result<()> {
    if contact.arrived && !contact.gone {
        return store::reached(tx, org, endpoint).await;
    }
    let now = house.now();
    let Some((since, strikes)) = store::missed(tx, org, endpoint, now).await? else { return Ok(()) };
    if contact.gone {
        return give_up(tx, house, org, endpoint, "It answered 410 Gone: it wants to hear no more.").await;
    }
    if policy::is_given_up(since, now) {
        let reason = format!("Nothing has arrived for {} days. Last: {}", policy::GIVE_UP_DAYS, contact.last);
        return give_up(tx, house, org, endpoint, &reason).await;
    }
    store::pause(tx, org, endpoint, now + policy::strike_pause(strikes)).await
}

/// Disables an endpoint, and tells those who look after it.
async fn give_up(tx: &mut Tx, house: &House, org: Uuid, endpoint: Uuid, reason: &str) -> Result<()> {
    let now = house.now();
    if !store::set_enabled(tx, org, endpoint, false, reason, now).await? {
        return Ok(());
    }
    let endpoint = store::endpoint(&mut *tx, org, endpoint).await?;
    let scope = Scope::unattended(house, context::org_by_id(&mut *tx, org).await?, "webhooks");
    events::record(tx, &scope, Event::Disabled(&endpoint, reason)).await?;
    let url = house.url(&scope.org.path(&format!("/webhooks/{}", endpoint.id)));
    let keepers = store::keepers(&mut *tx, org, now).await?;
    let drafts = keepers.iter().map(|(name, email)| Draft {
        subject_kind: "webhook",
        subject_id: Some(endpoint.id),
        dedupe_key: format!("webhook:{}:{}:{email}", endpoint.id, endpoint.version),
        ..mail::disabled(&scope.org, (name, email), &endpoint, reason, &url)
    });
    post::queue(tx, &scope, drafts.collect()).await
}

fn judged(house: &House, made: &Made) -> Noted {
    let now = house.now();
    let (answer_status, answer, may_have_come) = match &made.outcome {
        Outcome::Refused(refusal) => (None, format!("Not called: {refusal}."), false),
        Outcome::Unreachable { reason } => (None, format!("Not reached: {reason}."), false),
        Outcome::Unknown { reason } => (None, format!("Sent, and not answered: {reason}."), true),
        Outcome::Answered(reply) => (Some(i64::from(reply.status)), beginning(reply), false),
    };
    let arrived = matches!(&made.outcome, Outcome::Answered(reply) if reply.is_success());
    let asked = match &made.outcome {
        Outcome::Answered(reply) => reply.header("retry-after").and_then(|value| value.trim().parse().ok()),
        _ => None,
    };
    let next = policy::next_attempt(made.leased.attempts, asked, house.ids.below(100), now);
    let status = match (arrived, next) {
        (true, _) => Status::Delivered,
        (false, Some(_)) => Status::Pending,
        (false, None) => Status::Failed,
    };
    Noted {
        status,
        due_at: next.unwrap_or(now),
        may_have_come,
        answer_status,
        answer,
        took_ms: i64::try_from(made.took.as_millis()).unwrap_or(i64::MAX),
    }
}

/// The beginning of an answer, without what no page or log should hold.
fn beginning(reply: &Reply) -> String {
    let text = String::from_utf8_lossy(&reply.body);
    text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).take(ANSWER_KEPT).collect()
}
