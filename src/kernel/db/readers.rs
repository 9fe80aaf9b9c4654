//! SQLite's readers: a few connections that live as long as the database is open.
//!
//! sqlx's own pool asks a connection whether it is well each time it comes back, from a task of its own. On SQLite that
//! costs as much as a small statement, and a file in this process has nothing to tell. Here a reader that has done what it
//! was asked comes straight back; one that somebody stopped waiting for is closed instead, and another opened in its place.
//! Who came back last goes out first: its pages serve again, and the readers that only a crowd calls hold few.

use super::Pool;
use crate::{Error, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Readers at most; each is a thread with its own page cache.
const READERS: u32 = 4;
/// How long a request waits for one before it is told to come back.
const WAIT: Duration = Duration::from_secs(10);

/// The readers of a database file.
pub struct Readers {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    /// A place for each that may be out; closed with the database.
    places: Semaphore,
}

/// Who has it, reads. Dropped without [`Reader::done`], it is closed.
pub(super) struct Reader<'a> {
    readers: &'a Readers,
    connection: SqliteConnection,
    _place: SemaphorePermit<'a>,
}

impl Readers {
    pub(super) fn new(options: SqliteConnectOptions) -> Readers {
        Readers { options, idle: Mutex::default(), places: Semaphore::new(READERS as usize) }
    }

    /// Waits for a reader.
    pub(super) async fn take(&self) -> Result<Reader<'_>> {
        let place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => match tokio::time::timeout(WAIT, self.places.acquire()).await {
                Ok(place) => place.map_err(|_| sqlx::Error::PoolClosed)?,
                Err(_) => return Err(Error::Busy),
            },
        };
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Reader { readers: self, connection, _place: place })
    }

    /// A connection for a long reading of its own, beside the others.
    pub(super) async fn another(&self) -> Result<SqliteConnection> {
        Ok(self.options.connect().await?)
    }

    /// How they are used at this moment.
    pub(super) fn pool(&self) -> Pool {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        let used = u64::from(READERS).saturating_sub(self.places.available_permits() as u64);
        Pool { name: "read", used, idle, max: u64::from(READERS) }
    }

    /// Closes them for good, once all are back.
    pub(super) async fn close(&self) {
        let Ok(_all) = self.places.acquire_many(READERS).await else { return };
        self.places.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            let _ = connection.close().await; // whatever it says, nobody uses it again
        }
    }
}

impl Reader<'_> {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// It has answered, and nothing is left of what it was asked.
    pub(super) fn done(self) {
        self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(self.connection);
    }
}
