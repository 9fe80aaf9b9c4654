//! The lane: takes the right to relay, publishes what waits, one after the other, and forgets what has arrived.

use super::client::{Link, Refused};
use crate::webhooks::reactions::body;
use futures::FutureExt;
use futures::future::BoxFuture;
use kernel::Result;
use platform::House;
use platform::events::stream::{self, Aside, LEASE_SECONDS, Stream, Waiting};
use platform::house::Lane;
use platform::quarantine;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Events read at once.
const BATCH: i64 = 64;
/// How long a batch may take: far from the end of the lease, so that a node that was paused publishes nothing late.
const BATCH_TIME: Duration = Duration::from_secs(LEASE_SECONDS as u64 / 3);
/// How often it looks without having been woken.
const POLL: Duration = Duration::from_secs(1);
/// The longest pause between tries to reach the server; the first is as long as [`POLL`], each is twice the one before.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// The lane in the registry.
pub const LANE: Lane = Lane { name: "stream", run: run_boxed, step: step_boxed, release: release_boxed };

fn run_boxed(house: House, stop: CancellationToken) -> BoxFuture<'static, ()> {
    run(house, stop).boxed()
}

fn step_boxed(house: &House) -> BoxFuture<'_, Result<usize>> {
    step(house).boxed()
}

/// A lost lane's right runs out by itself, and what it published carries its ids once more.
fn release_boxed(_: &House) -> BoxFuture<'_, Result<u64>> {
    async { Ok(0) }.boxed()
}

/// How a look ended.
enum Look {
    /// So many events are done with; more may wait.
    Relayed(usize),
    /// Nothing to do, or nothing that this node may do.
    Nothing,
    /// The server is not reached.
    Away,
}

/// Relays until it is told to stop; without a stream, there is nothing to do.
async fn run(house: House, stop: CancellationToken) {
    let Some(to) = house.settings.stream.clone() else { return };
    let (mut link, mut pause) = (None, POLL);
    while !stop.is_cancelled() {
        let looked = look(&house, &to, &mut link, &stop).await.unwrap_or_else(|error| {
            tracing::error!(%error, "events could not be relayed to the stream; the lane will try again");
            Look::Nothing
        });
        let wait = match looked {
            Look::Relayed(_) => {
                pause = POLL;
                continue;
            }
            Look::Nothing => POLL,
            Look::Away => {
                let this = pause;
                pause = (pause * 2).min(PAUSE_MAX);
                this
            }
        };
        let is_away = matches!(looked, Look::Away);
        tokio::select! {
            () = house.stream_bell.notified(), if !is_away => {}
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled() => {}
        }
    }
    if let Err(error) = stream::give_back(&house).await {
        tracing::warn!(%error, "the right to relay could not be given back; it runs out by itself");
    }
}

/// Relays what waits now, one batch; answers how many. For tests, which drain the queue.
async fn step(house: &House) -> Result<usize> {
    let Some(to) = house.settings.stream.clone() else { return Ok(0) };
    let looked = look(house, &to, &mut None, &CancellationToken::new()).await?;
    stream::give_back(house).await?;
    Ok(match looked {
        Look::Relayed(count) => count,
        Look::Nothing | Look::Away => 0,
    })
}

async fn look(house: &House, to: &Stream, link: &mut Option<Link>, stop: &CancellationToken) -> Result<Look> {
    let begun = Instant::now();
    if !stream::any(&house.db).await? || quarantine::holds(house).await? || !stream::lease(house).await? {
        return Ok(Look::Nothing);
    }
    if !link.as_ref().is_some_and(Link::is_open) {
        *link = match Link::open(to).await {
            Ok(opened) => Some(opened),
            Err(why) => return away(house, link, &why).await,
        };
        let room = link.as_ref().map_or(0, Link::body_max);
        let back = stream::take_back(house, i64::try_from(room).unwrap_or(i64::MAX)).await?;
        if back > 0 {
            tracing::info!(events = back, "the stream takes as much now as events need that were put aside");
        }
    }
    let Some(open) = link.as_ref() else { return Ok(Look::Nothing) };
    let waiting = stream::next(&house.db, BATCH).await?;
    if waiting.is_empty() {
        return Ok(Look::Nothing); // one before them is being told
    }
    let (done, aside, trouble) = publish_all(to, open, &waiting, begun, stop).await?;
    for one in &aside {
        tracing::warn!(event = %one.id, why = one.why, "an event is put aside: the stream does not take it");
        stream::put_aside(house, one).await?;
    }
    let is_aside = |one: &&Waiting| aside.iter().any(|aside| aside.id == one.occurred.id);
    let arrived: Vec<Uuid> = waiting[..done].iter().filter(|one| !is_aside(one)).map(|one| one.occurred.id).collect();
    if !arrived.is_empty() {
        stream::arrived(house, &arrived).await?;
    }
    if let Some(why) = trouble {
        return away(house, link, &why).await;
    }
    if stream::recovered(house).await? {
        tracing::info!("the stream is reached again");
    }
    Ok(if done == 0 { Look::Nothing } else { Look::Relayed(done) })
}

/// The server is not reached.
async fn away(house: &House, link: &mut Option<Link>, why: &str) -> Result<Look> {
    *link = None;
    if stream::troubled(house, why).await? {
        tracing::warn!(why, "the stream is not reached; events wait for it");
    }
    Ok(Look::Away)
}

/// Publishes in their order. Answers how many are done with, which of them are put aside, and what went wrong with the one
/// after them.
async fn publish_all(
    to: &Stream,
    link: &Link,
    waiting: &[Waiting],
    begun: Instant,
    stop: &CancellationToken,
) -> Result<(usize, Vec<Aside>, Option<String>)> {
    let mut aside = Vec::new();
    for (done, one) in waiting.iter().enumerate() {
        if begun.elapsed() > BATCH_TIME || stop.is_cancelled() {
            return Ok((done, aside, None));
        }
        let event = &one.occurred;
        let org = event.org_id.zip(one.slug.as_deref());
        let place = event.org_id.map_or_else(|| "house".to_owned(), |org| org.to_string());
        let subject = format!("{}.{place}.{}", to.name, event.kind);
        let body = body(org, event)?;
        let bytes = i64::try_from(body.len()).unwrap_or(i64::MAX);
        match link.publish(subject, &event.id.to_string(), body).await {
            Ok(()) => {}
            Err(Refused::TooLarge(why)) => aside.push(Aside { id: event.id, bytes, why }),
            Err(Refused::Away(why)) => return Ok((done, aside, Some(why))),
        }
    }
    Ok((waiting.len(), aside, None))
}
