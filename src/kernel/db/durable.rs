//! Group commit for SQLite: many transactions share one `fdatasync` of the write-ahead log.
//!
//! With `synchronous = full` SQLite syncs inside every COMMIT, while it holds the only write lock. With `normal` it
//! does not sync at all, and a loss of power may undo the last commits. Here a commit runs as `normal`, gives the
//! writer back, and then waits until a sync of the log that began after it has ended: the same promise as `full`
//! (what was confirmed is on disk), at the price of one sync for everybody who waits.
//! The log is not protected by POSIX locks (SQLite locks the database and the -shm file), so a second handle is safe.

use crate::{Error, Result};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use tokio::sync::watch;

/// Lets committers wait for the log to be on disk.
pub(super) struct Durable {
    /// Absent when the operator chose to trust the operating system's cache.
    syncer: Option<Syncer>,
}

struct Syncer {
    committed: std::sync::Arc<AtomicU64>,
    synced: watch::Receiver<Synced>,
    bell: mpsc::Sender<()>,
}

#[derive(Clone)]
struct Synced {
    up_to: u64,
    failure: Option<String>,
}

impl Durable {
    /// Commits are as durable as the operating system's cache: they survive a crash of the process only.
    pub(super) fn relaxed() -> Durable {
        Durable { syncer: None }
    }

    /// Commits survive a loss of power. Starts the thread that syncs the log of this database.
    pub(super) fn full(database: &std::path::Path) -> Durable {
        let log = PathBuf::from(format!("{}-wal", database.display()));
        let committed = std::sync::Arc::new(AtomicU64::new(0));
        let (bell, rings) = mpsc::channel();
        let (report, synced) = watch::channel(Synced { up_to: 0, failure: None });
        let counter = committed.clone();
        std::thread::Builder::new()
            .name("wal-sync".into())
            .spawn(move || {
                while rings.recv().is_ok() {
                    while rings.try_recv().is_ok() {} // everybody who rang meanwhile is served by this one sync
                    let up_to = counter.load(Ordering::SeqCst);
                    // A failure stays: after one, the system may have dropped what it could not write, and a later
                    // sync that succeeds proves nothing about it.
                    let now = sync(&log).err().map(|error| format!("the write-ahead log is not on disk: {error}"));
                    let failure = report.borrow().failure.clone().or(now);
                    if report.send(Synced { up_to, failure }).is_err() {
                        return;
                    }
                }
            })
            .expect("a thread can be started");
        Durable { syncer: Some(Syncer { committed, synced, bell }) }
    }

    /// Waits until everything committed so far is on disk.
    pub(super) async fn settle(&self) -> Result<()> {
        let Some(syncer) = &self.syncer else { return Ok(()) };
        let mine = syncer.committed.fetch_add(1, Ordering::SeqCst) + 1;
        let _ = syncer.bell.send(());
        let mut synced = syncer.synced.clone();
        let state = synced.wait_for(|state| state.up_to >= mine).await.map_err(Error::broken)?;
        match &state.failure {
            None => Ok(()),
            Some(failure) => Err(Error::broken(failure)),
        }
    }
}

/// The log is opened anew each time: SQLite deletes it when its last connection closes, and a handle would go stale.
fn sync(log: &std::path::Path) -> std::io::Result<()> {
    match File::open(log) {
        Ok(file) => file.sync_data(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()), // everything was checkpointed, with a sync
        Err(error) => Err(error),
    }
}
