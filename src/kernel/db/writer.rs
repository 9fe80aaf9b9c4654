//! SQLite's one writer, and its groups: transactions that stand in line share one COMMIT.
//!
//! A commit costs every page it touched, written to the log, and a wait for the disk. When others are waiting for the
//! writer, a transaction that is done leaves its changes in place and hands the writer on; the next one runs inside a
//! savepoint of the same SQLite transaction, and so on until the *closer*, which stands in line behind them, commits for
//! all. Whoever committed waits for the closer. So each sees the ones before it, as ever; one that fails is rolled back to
//! its savepoint alone; nothing is confirmed before the COMMIT, and the disk where that is asked for, have it.
//! Without a line, each transaction commits by itself.

use super::Pool;
use super::durable::Durable;
use crate::{Error, Result};
use futures_util::{FutureExt, StreamExt};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Database, Executor, SqlSafeStr, Sqlite};
use sqlx_core::transaction::TransactionManager;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

type Transactions = <Sqlite as Database>::TransactionManager;
/// What became of a group; none: it is open.
type Outcome = Option<std::result::Result<(), String>>;

/// How long a request waits for the writer before it is told to come back.
const WAIT: Duration = Duration::from_secs(20);
/// Stands around what a group has done. Some failures (a full disk) make SQLite roll back everything by itself; then it is
/// gone, and what came after them must not be taken for the group's COMMIT.
const MARK: &str = "savepoint members";
const UNMARK: &str = "release members";
/// Stands around what one of a group does.
const BEGIN_MEMBER: &str = "savepoint member";
const COMMIT_MEMBER: &str = "release member";
const UNDO_MEMBER: &str = "rollback to member";

/// How far threads stand back behind the one that writes (as `nice` counts).
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// What a thread that serves does first: it stands back behind the thread that writes. A writer that waits for a processor
/// keeps everybody waiting who stands in line for it. Asked for by the thread that opens the database. Only Linux counts this
/// by thread.
pub fn stand_back() -> impl Fn() + Send + Sync + 'static {
    #[cfg(target_os = "linux")]
    let behind = rustix::process::getpriority_process(None).unwrap_or_default() + BEHIND;
    move || {
        #[cfg(target_os = "linux")]
        let _ = rustix::process::setpriority_process(None, behind); // refused: all are equal
    }
}

/// The writer of a database file.
pub(super) struct Writer {
    options: SqliteConnectOptions,
    durable: Durable,
    /// Behind a fair lock: who asks first writes first.
    seat: Arc<Mutex<Seat>>,
    /// How many stand in line for it.
    line: AtomicUsize,
}

/// Who has it, writes.
pub(super) struct Seat {
    /// None: not opened yet, or given up after a failure.
    connection: Option<SqliteConnection>,
    /// The transactions that are done and wait for their COMMIT.
    group: Option<watch::Sender<Outcome>>,
    is_closed: bool,
}

/// A transaction that has the writer. Dropped, it is rolled back.
pub struct Turn {
    writer: Arc<Writer>,
    seat: Option<OwnedMutexGuard<Seat>>,
    /// Inside a savepoint, because others of its group are done already.
    is_nested: bool,
}

impl Writer {
    pub(super) fn new(options: SqliteConnectOptions, durable: Durable) -> Arc<Writer> {
        let seat = Seat { connection: None, group: None, is_closed: false };
        Arc::new(Writer { options, durable, seat: Arc::new(Mutex::new(seat)), line: AtomicUsize::new(0) })
    }

    /// Waits for the writer and begins.
    pub(super) async fn begin(self: &Arc<Writer>) -> Result<Turn> {
        let mut seat = self.sit().await?;
        let is_nested = seat.group.is_some();
        match is_nested {
            true => ask(seat.open()?, BEGIN_MEMBER),
            false => {
                let connection = seat.connection(&self.options).await?;
                Transactions::begin(connection, Some("begin immediate".into_sql_str())).await?;
            }
        }
        Ok(Turn { writer: self.clone(), seat: Some(seat), is_nested })
    }

    /// The same, with nobody's changes waiting to be committed: what is read is what is.
    pub(super) async fn begin_alone(self: &Arc<Writer>) -> Result<Turn> {
        let mut seat = self.idle().await?;
        Transactions::begin(seat.open()?, Some("begin immediate".into_sql_str())).await?;
        Ok(Turn { writer: self.clone(), seat: Some(seat), is_nested: false })
    }

    /// How it is used at this moment.
    pub(super) fn pool(&self) -> Pool {
        let used = u64::from(self.seat.try_lock().is_err());
        Pool { name: "write", used, idle: 1 - used, max: 1 }
    }

    /// The writer with no transaction open, for scripts and migrations.
    pub(super) async fn idle(self: &Arc<Writer>) -> Result<OwnedMutexGuard<Seat>> {
        let mut seat = self.sit().await?;
        if let Some(group) = seat.group.take() {
            let outcome = seat.commit_group().await;
            group.send_replace(Some(self.settled(outcome).await));
        }
        seat.connection(&self.options).await?;
        Ok(seat)
    }

    /// Closes the connection for good.
    pub(super) async fn close(self: &Arc<Writer>) {
        let Ok(mut seat) = self.idle().await else { return };
        seat.is_closed = true;
        if let Some(connection) = seat.connection.take() {
            let _ = connection.close().await; // whatever it says, nobody uses it again
        }
    }

    async fn sit(&self) -> Result<OwnedMutexGuard<Seat>> {
        let _standing = Standing::in_line(&self.line);
        tokio::time::timeout(WAIT, self.seat.clone().lock_owned()).await.map_err(|_| Error::Busy)
    }

    /// Commits for a group, behind those who stand in line when it is called.
    fn close_group(self: &Arc<Writer>) {
        let writer = self.clone();
        tokio::spawn(async move {
            let mut seat = writer.seat.clone().lock_owned().await;
            let Some(group) = seat.group.take() else { return };
            let outcome = seat.commit_group().await;
            drop(seat);
            group.send_replace(Some(writer.settled(outcome).await));
        });
    }

    /// Waits for the disk after a COMMIT.
    async fn settled(&self, committed: Result<()>) -> std::result::Result<(), String> {
        match committed {
            Ok(()) => self.durable.settle().await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Seat {
    /// The connection, opened where there is none.
    pub(super) async fn connection(&mut self, options: &SqliteConnectOptions) -> Result<&mut SqliteConnection> {
        if self.is_closed {
            return Err(sqlx::Error::PoolClosed.into());
        }
        if self.connection.is_none() {
            self.connection = Some(options.connect().await?);
        }
        self.open()
    }

    /// The connection of somebody who has begun.
    pub(super) fn open(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or_else(|| Error::broken("the database's writer is gone"))
    }

    /// COMMIT. After a failure nobody knows what the connection thinks of its transaction: it is given up, which rolls
    /// back whatever was open.
    async fn commit(&mut self) -> Result<()> {
        let outcome = Transactions::commit(self.open()?).await;
        if outcome.is_err() {
            self.connection = None;
        }
        Ok(outcome?)
    }

    async fn commit_group(&mut self) -> Result<()> {
        if let Err(error) = sqlx::raw_sql(UNMARK).execute(self.open()?).await {
            self.connection = None;
            return Err(error.into());
        }
        self.commit().await
    }
}

impl Turn {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        let connection = self.seat.as_mut().and_then(|seat| seat.connection.as_mut());
        connection.expect("who has the turn has the writer until the transaction is over")
    }

    /// Makes it so: alone, or with the group.
    pub(super) async fn commit(mut self) -> Result<()> {
        let others_wait = self.writer.line.load(Ordering::SeqCst) > 0;
        if self.is_nested {
            ask(self.connection(), COMMIT_MEMBER);
        } else if !others_wait {
            if let Some(seat) = self.seat.as_mut() {
                seat.commit().await?;
            }
            self.seat = None;
            return self.writer.durable.settle().await;
        } else {
            ask(self.connection(), MARK);
        }
        let Some(mut seat) = self.seat.take() else { return Err(Error::broken("a transaction that is over")) };
        let mut outcome = match &seat.group {
            Some(group) => group.subscribe(),
            None => {
                let (group, outcome) = watch::channel(None);
                seat.group = Some(group);
                self.writer.close_group();
                outcome
            }
        };
        drop(seat);
        let known = outcome.wait_for(Option::is_some).await.map_err(Error::broken)?.clone();
        known.unwrap_or(Ok(())).map_err(Error::broken)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(connection) = self.seat.as_mut().and_then(|seat| seat.connection.as_mut()) else { return };
        if self.is_nested {
            ask(connection, UNDO_MEMBER);
            ask(connection, COMMIT_MEMBER);
        } else {
            Transactions::start_rollback(connection);
        }
    }
}

/// Sends a statement to the thread of the connection and does not wait for what it says. Statements are run in the order
/// they are sent, so whoever is next in line need not wait either: between two threads a wait costs more than a savepoint.
/// One statement at a time: where nobody listens, the thread stops after the first of several. What goes wrong with the
/// savepoints of a group is noticed when it is committed: then [`UNMARK`] fails.
fn ask(connection: &mut SqliteConnection, statement: &'static str) {
    let _ = connection.fetch_many(sqlx::query(statement)).next().now_or_never();
}

/// Somebody in line, however they leave it.
struct Standing<'a>(&'a AtomicUsize);

impl Standing<'_> {
    fn in_line(line: &AtomicUsize) -> Standing<'_> {
        line.fetch_add(1, Ordering::SeqCst);
        Standing(line)
    }
}

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
