//! All tables as they were at one instant, while others go on writing.

use super::catalogue::{self, Table};
use super::record::{Record, read_postgres, read_sqlite};
use crate::db::connect::Pools;
use crate::db::writer::Turn;
use crate::db::{Db, Engine, On};
use crate::{Error, Result};
use futures_util::{Stream, StreamExt};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use std::pin::Pin;

/// A transaction that only reads, and sees no change from when it began.
pub struct Snapshot(Inner);

enum Inner {
    Sqlite(SqliteConnection),
    SqliteWriter(Turn),
    Postgres(Transaction<'static, Postgres>),
}

/// Rows, one by one: a table need not fit into memory.
pub type Records<'a> = Pin<Box<dyn Stream<Item = Result<Record>> + Send + 'a>>;

impl Db {
    /// A snapshot. On SQLite writers go on; its log grows until the snapshot is dropped. On Postgres likewise.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let mut snapshot = match self.pools() {
            Pools::Sqlite { readers, .. } => {
                let mut connection = readers.another().await?; // whose end is the end of its transaction
                sqlx::raw_sql("begin").execute(&mut connection).await?;
                Snapshot(Inner::Sqlite(connection))
            }
            Pools::Postgres(pool) => {
                let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
                // A large table takes longer to read than a page may.
                sqlx::raw_sql("set local statement_timeout = 0").execute(&mut *tx).await?;
                Snapshot(Inner::Postgres(tx))
            }
        };
        snapshot.settle().await?;
        Ok(snapshot)
    }

    /// A snapshot that nobody can write beside, until it is dropped: for what must be the last word of this database.
    pub async fn last_snapshot(&self) -> Result<Snapshot> {
        let mut snapshot = match self.pools() {
            Pools::Sqlite { writer, .. } => Snapshot(Inner::SqliteWriter(writer.begin_alone().await?)),
            Pools::Postgres(pool) => {
                // The locks come first: the snapshot is taken by the first statement that reads.
                let names: Vec<String> = catalogue::tables(self.reader()).await?.into_iter().map(|t| t.name).collect();
                let mut tx = pool.begin_with("begin isolation level repeatable read").await?;
                sqlx::raw_sql("set local statement_timeout = 0").execute(&mut *tx).await?;
                if !names.is_empty() {
                    let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
                    let lock = format!("lock table {list} in share row exclusive mode");
                    sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut *tx).await?;
                }
                Snapshot(Inner::Postgres(tx))
            }
        };
        snapshot.settle().await?;
        Ok(snapshot)
    }
}

impl Snapshot {
    /// Which engine it reads.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Inner::Sqlite(_) | Inner::SqliteWriter(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// For statements of one's own on the same instant: `sql(…).all(snapshot.on())`.
    pub fn on(&mut self) -> On<'_> {
        match &mut self.0 {
            Inner::Sqlite(connection) => On::Sqlite(connection),
            Inner::SqliteWriter(turn) => On::Sqlite(turn.connection()),
            Inner::Postgres(tx) => On::Pg(tx),
        }
    }

    /// Every table.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        catalogue::tables(self.on()).await
    }

    /// The rows of a table in the order of its key, which is the same on both engines.
    pub fn rows<'a>(&'a mut self, table: &'a Table) -> Records<'a> {
        let text = AssertSqlSafe(select(table, self.engine()));
        match &mut self.0 {
            Inner::Sqlite(connection) => {
                let rows = sqlx::query(text).fetch(connection);
                rows.map(move |row| Ok(read_sqlite(&row?, table)?)).boxed()
            }
            Inner::SqliteWriter(turn) => {
                let rows = sqlx::query(text).fetch(turn.connection());
                rows.map(move |row| Ok(read_sqlite(&row?, table)?)).boxed()
            }
            Inner::Postgres(tx) => {
                let rows = sqlx::query(text).fetch(&mut **tx);
                rows.map(move |row| Ok(read_postgres(&row?, table)?)).boxed()
            }
        }
    }

    /// Ends a [`Db::last_snapshot`] with what its closing statements changed.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(connection) => drop(connection),
            Inner::SqliteWriter(turn) => turn.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Changes something in the tables that only this snapshot may write to now.
    ///
    /// # Errors
    /// In a snapshot that only reads.
    pub async fn run(&mut self, statement: crate::db::Sql) -> Result<u64> {
        statement.run_on(self.on()).await
    }

    /// The first read: what is seen from here on is the same instant.
    async fn settle(&mut self) -> Result<()> {
        let _: Vec<Table> = self.tables().await?;
        Ok(())
    }
}

fn select(table: &Table, engine: Engine) -> String {
    let quoted = |name: &str| format!("\"{name}\"");
    let columns = table.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let is_text =
        |name: &str| table.columns.iter().any(|column| column.name == name && column.kind == super::Kind::Text);
    let order = |name: &String| match engine {
        // The order of bytes, as SQLite has it; a database's own collation may be any.
        Engine::Postgres if is_text(name) => format!("{} collate \"C\"", quoted(name)),
        _ => quoted(name),
    };
    let all: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let key = if table.key.is_empty() { &all } else { &table.key };
    let key = key.iter().map(order).collect::<Vec<_>>().join(", ");
    format!("select {columns} from {} order by {key}", quoted(&table.name))
}

/// Refuses what is not there.
pub(super) fn known<'a>(tables: &'a [Table], name: &str) -> Result<&'a Table> {
    tables.iter().find(|table| table.name == name).ok_or_else(|| Error::broken(format!("there is no table {name}")))
}
