//! The worker: leases jobs and runs them, a few at a time, until it is told to stop.

use super::queue::{self, LEASE_SECONDS, Leased};
use crate::metrics::Counter;
use crate::{House, traces};
use futures::FutureExt;
use kernel::{Error, Result};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// Jobs that run at once on this node.
const AT_ONCE: usize = 4;
/// How often it looks without having been woken.
const POLL: Duration = Duration::from_secs(1);
/// How often a running job's lease is kept alive.
const HEARTBEAT: Duration = Duration::from_secs(LEASE_SECONDS as u64 / 3);

/// Works until it is told to stop; then running jobs give their leases back.
pub async fn run(house: House, stop: CancellationToken) {
    let mut running = JoinSet::new();
    while !stop.is_cancelled() {
        while running.try_join_next().is_some() {}
        let found = if running.len() < AT_ONCE { queue::lease(&house).await } else { Ok(None) };
        match found {
            Ok(Some(job)) => {
                let (house, stop) = (house.clone(), stop.clone());
                running.spawn(async move { work(&house, job, &stop).await });
                continue;
            }
            Ok(None) | Err(Error::Busy) => {}
            Err(error) => tracing::error!(%error, "no job could be leased; the worker will try again"),
        }
        tokio::select! {
            () = house.jobs_bell.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = running.join_next(), if !running.is_empty() => {}
            () = stop.cancelled() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

/// Runs one job that is due now; answers whether there was one. For tests, which drain the queue.
pub async fn step(house: &House) -> Result<bool> {
    match queue::lease(house).await? {
        Some(job) => {
            work(house, job, &CancellationToken::new()).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn work(house: &House, job: Leased, stop: &CancellationToken) {
    let span = traces::job(&job.name, job.attempts);
    let outcome = tokio::select! {
        outcome = attempt(house, &job).instrument(span.clone()) => outcome,
        () = heartbeat(house, &job) => return, // the lease is somebody else's: so is the job
        () = stop.cancelled() => {
            if let Err(error) = queue::release(house, &job).await {
                tracing::warn!(%error, job = %job.id, "a lease could not be given back; it will run out");
            }
            return;
        }
    };
    let noted = match outcome {
        Ok(()) => {
            house.metrics.count(Counter::JobOutcomes, "done");
            traces::ended(&span, "done", false);
            queue::finish(house, &job).await
        }
        Err(error) => {
            let outcome = if job.attempts >= job.max_attempts { "dead" } else { "failed" };
            house.metrics.count(Counter::JobOutcomes, outcome);
            traces::ended(&span, outcome, true);
            tracing::warn!(%error, job = %job.id, name = job.name, attempt = job.attempts, "a job failed");
            queue::fail(house, &job, &error.to_string()).await
        }
    };
    if let Err(error) = noted {
        tracing::error!(%error, job = %job.id, "the outcome of a job could not be noted; its lease will run out");
    }
}

async fn attempt(house: &House, job: &Leased) -> Result<()> {
    let kind = house.wings.jobs.iter().find(|kind| kind.name == job.name);
    let kind = kind.ok_or_else(|| Error::broken(format!("no kind of job is called {}", job.name)))?;
    // A worker whose last attempt ended the process would lease the job for ever.
    if job.attempts > job.max_attempts {
        return Err(Error::broken("every attempt ended without an outcome"));
    }
    let run = AssertUnwindSafe((kind.run)(house, job.arguments.0.clone())).catch_unwind();
    match tokio::time::timeout(kind.timeout, run).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Error::broken("panicked")),
        Err(_) => Err(Error::broken(format!("took longer than {} seconds", kind.timeout.as_secs()))),
    }
}

/// Keeps the lease alive; returns when it is lost.
async fn heartbeat(house: &House, job: &Leased) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        match queue::keep(house, job).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, job = %job.id, "a lease could not be kept alive"),
        }
    }
}
