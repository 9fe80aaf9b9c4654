//! Work to be done after a commit.
//!
//! A *job* is a small struct of ids; it is enqueued in the transaction that makes it necessary. A worker leases it,
//! keeps the lease alive while it runs, and deletes it when it is done. A worker that loses its lease cannot finish
//! the job any more: the *fence* it was given has moved on.
//!
//! Promises: a job is enqueued if, and only if, its transaction commits; it runs at least once (so bodies are
//! idempotent by key); it is tried again with growing pauses; after its last attempt it stays as *dead*, with its error;
//! the work of a suspended organisation waits until it is resumed.

pub mod desk;
mod look;
mod queue;
mod retention;
mod schedule;
mod worker;

pub use look::look;
pub use queue::enqueue;
pub use retention::AGEING;
pub use schedule::{Does, Schedule, tick};
pub use worker::{run, step};

use crate::House;
use futures::future::BoxFuture;
use kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A kind of work.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// `bookings.complete`: what it is stored by.
    const NAME: &'static str;
    /// After this many attempts it is dead.
    const MAX_ATTEMPTS: i64 = 8;
    /// An attempt that takes longer has failed.
    const TIMEOUT: Duration = Duration::from_secs(60);

    /// Does it keep the house itself and write to nobody? Then it runs although the house is held (see `quarantine`).
    const RUNS_WHEN_HELD: bool = false;

    /// Does it. May run more than once.
    fn run(&self, house: &House) -> impl Future<Output = Result<()>> + Send;
}

/// A kind of work in the registry.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    pub(crate) max_attempts: i64,
    pub(crate) timeout: Duration,
    pub(crate) runs_when_held: bool,
    pub(crate) run: for<'a> fn(&'a House, serde_json::Value) -> BoxFuture<'a, Result<()>>,
}

impl Kind {
    /// Does it run although the house is held?
    pub fn runs_when_held(&self) -> bool {
        self.runs_when_held
    }

    /// The kind of this job.
    pub const fn of<J: Job>() -> Kind {
        Kind {
            name: J::NAME,
            max_attempts: J::MAX_ATTEMPTS,
            timeout: J::TIMEOUT,
            runs_when_held: J::RUNS_WHEN_HELD,
            run: run_as::<J>,
        }
    }
}

fn run_as<J: Job>(house: &House, arguments: serde_json::Value) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let job: J = serde_json::from_value(arguments).map_err(Error::broken)?;
        job.run(house).await
    })
}
