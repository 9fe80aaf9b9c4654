//! Opening the database, and beginning transactions.

use super::durable::Durable;
use super::readers::Readers;
use super::writer::Writer;
use super::{On, Sql, Tx};
use crate::{Error, Result};
use sqlx::Connection;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for a free connection to Postgres.
const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// Pages in the log before SQLite folds them into the file: 16 MB, so that a page written often is folded in seldom.
const CHECKPOINT_PAGES: &str = "4000";
/// What a reader keeps of the file (kB, as SQLite's negative `cache_size`); what is not there is in the cache of the
/// operating system.
const READER_CACHE: &str = "-1024";
/// The same for the writer, which comes back to the same pages of its indexes with every row.
const WRITER_CACHE: &str = "-4096";
/// Prepared statements kept by each connection.
const STATEMENTS: usize = 512;
/// A statement of ours that takes longer than this on Postgres is a fault.
const STATEMENT_TIMEOUT: &str = "30s";

/// Which database runs underneath.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Embedded, one file, one writer.
    Sqlite,
    /// A server, for several nodes.
    Postgres,
}

/// How to open it.
#[derive(Clone, Debug)]
pub struct Options {
    /// `postgres://…`, or the path of a SQLite file (with or without `sqlite:`).
    pub url: String,
    /// Postgres: the most connections this node opens.
    pub connections: u32,
    /// SQLite: a commit waits for the disk, so that it survives a loss of power. Postgres has its own setting.
    pub full_sync: bool,
}

impl Options {
    /// The defaults for this address.
    pub fn new(url: impl Into<String>) -> Options {
        Options { url: url.into(), connections: 16, full_sync: true }
    }
}

/// A pool of connections at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// What it is for.
    pub name: &'static str,
    /// Connections that somebody works with.
    pub used: u64,
    /// Connections that wait for somebody.
    pub idle: u64,
    /// The most there may be.
    pub max: u64,
}

/// The database: many readers and, on SQLite, one writer.
#[derive(Clone)]
pub struct Db(Pools);

#[derive(Clone)]
pub(super) enum Pools {
    /// The log gives readers a snapshot while the writer works.
    Sqlite {
        readers: Arc<Readers>,
        writer: Arc<Writer>,
        file: PathBuf,
    },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database; a SQLite file and its folder are made where they are missing.
    pub async fn open(options: &Options) -> Result<Db> {
        let (scheme, rest) = match options.url.split_once(':') {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None => (String::new(), options.url.as_str()),
        };
        match scheme.as_str() {
            "postgres" | "postgresql" => open_postgres(options).await,
            "sqlite" => open_sqlite(Path::new(rest.strip_prefix("//").unwrap_or(rest)), options).await,
            // What is meant for a server must not become a file.
            _ if rest.starts_with("//") && !scheme.is_empty() => Err(Error::broken(format!(
                "the database address begins with {scheme}://, which this house cannot use: give postgres://… or the path of a SQLite file"
            ))),
            _ => open_sqlite(Path::new(&options.url), options).await,
        }
    }

    /// Which engine runs underneath.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Pools::Sqlite { file, .. } => Some(file),
            Pools::Postgres(_) => None,
        }
    }

    /// How many the server behind it serves at once; none on SQLite, where readers do not queue.
    pub fn connections(&self) -> Option<u32> {
        match &self.0 {
            Pools::Sqlite { .. } => None,
            Pools::Postgres(pool) => Some(pool.options().get_max_connections()),
        }
    }

    /// How its connections are used at this moment, pool by pool.
    pub fn connection_use(&self) -> Vec<Pool> {
        match &self.0 {
            Pools::Sqlite { readers, writer, .. } => vec![readers.pool(), writer.pool()],
            Pools::Postgres(pool) => {
                let (open, idle) = (u64::from(pool.size()), pool.num_idle() as u64);
                let max = u64::from(pool.options().get_max_connections());
                vec![Pool { name: "postgres", used: open.saturating_sub(idle), idle, max }]
            }
        }
    }

    /// Begins a transaction. On SQLite it waits for the one writer.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match &self.0 {
            Pools::Sqlite { writer, .. } => Tx::sqlite(writer.begin().await?),
            Pools::Postgres(pool) => Tx::postgres(pool.begin().await?),
        })
    }

    /// One write on its own.
    pub async fn run(&self, statement: Sql) -> Result<u64> {
        let mut tx = self.begin().await?;
        let changed = statement.run(&mut tx).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Would the engine accept this text (tables, columns, syntax)? For the law that prepares every statement.
    pub async fn check(&self, text: String) -> Result<()> {
        use sqlx::{Executor, SqlSafeStr};
        let text = sqlx::AssertSqlSafe(text).into_sql_str();
        match &self.0 {
            Pools::Sqlite { writer, .. } => drop(writer.idle().await?.open()?.prepare(text).await?),
            Pools::Postgres(pool) => drop((&mut *pool.acquire().await?).prepare(text).await?),
        }
        Ok(())
    }

    /// Runs a script of statements as it stands. For migrations of tests and for fault injection; never for values.
    pub async fn script(&self, text: &'static str) -> Result<()> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => {
                sqlx::raw_sql(text).execute(writer.idle().await?.open()?).await.map(|_| ())?
            }
            Pools::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes every connection; SQLite's log is folded into the file.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    pub(super) fn pools(&self) -> &Pools {
        &self.0
    }

    pub(super) fn reader(&self) -> On<'_> {
        match &self.0 {
            Pools::Sqlite { readers, .. } => On::Readers(readers),
            Pools::Postgres(pool) => On::PgPool(pool),
        }
    }

    pub(super) async fn migrate_with(&self, migrator: &sqlx::migrate::Migrator) -> Result<(), MigrateError> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => {
                let mut seat = writer.idle().await.map_err(|error| MigrateError::Source(error.to_string().into()))?;
                let connection = seat.open().map_err(|error| MigrateError::Source(error.to_string().into()))?;
                migrator.run(connection).await
            }
            Pools::Postgres(pool) => migrator.run(pool).await,
        }
    }
}

async fn open_postgres(options: &Options) -> Result<Db> {
    let connect = PgConnectOptions::from_str(&options.url)
        .map_err(|error| Error::broken(format!("the database address is not a Postgres URL: {error}")))?
        .application_name("steward")
        .statement_cache_capacity(STATEMENTS)
        .options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", "10s"),
            // The triggers that judge need it, whatever the database or the role says.
            ("default_transaction_isolation", "read committed"),
        ]);
    // Once outside of the pool, which would only say that it waited in vain.
    let at = format!("{}:{}", connect.get_host(), connect.get_port());
    match tokio::time::timeout(CONNECTION_WAIT, PgConnection::connect_with(&connect)).await {
        Ok(Ok(connection)) => connection.close().await?,
        Ok(Err(sqlx::Error::Io(error))) => {
            return Err(Error::broken(format!("cannot reach the database at {at}: {error}")));
        }
        Ok(Err(error)) => return Err(Error::broken(format!("cannot open the database at {at}: {error}"))),
        Err(_) => {
            let seconds = CONNECTION_WAIT.as_secs();
            return Err(Error::broken(format!(
                "cannot reach the database at {at}: no answer within {seconds} seconds"
            )));
        }
    }
    let pool = PgPoolOptions::new()
        .max_connections(options.connections)
        .acquire_timeout(CONNECTION_WAIT)
        .test_before_acquire(false)
        .connect_with(connect)
        .await?;
    Ok(Db(Pools::Postgres(pool)))
}

async fn open_sqlite(path: &Path, options: &Options) -> Result<Db> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::broken(format!("cannot make the folder {}: {error}", folder.display())))?;
    }
    let base = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal) // the wait for the disk is `durable`'s
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .with_regexp() // its `lower` and `like` know the letters of ASCII only
        .statement_cache_capacity(STATEMENTS)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("temp_store", "memory");
    let durable = if options.full_sync { Durable::full(path) } else { Durable::relaxed() };
    let writer = Writer::new(base.clone().pragma("cache_size", WRITER_CACHE), durable);
    drop(writer.idle().await?); // the first connection makes the file, before a reader looks for it
    let readers = Arc::new(Readers::new(base.pragma("cache_size", READER_CACHE).pragma("query_only", "on")));
    readers.take().await?.done(); // what is wrong with the file is told when it is opened
    Ok(Db(Pools::Sqlite { readers, writer, file: path.to_owned() }))
}
