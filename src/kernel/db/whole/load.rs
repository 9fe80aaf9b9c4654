//! Filling an empty schema: all rows in one transaction, the guards set aside meanwhile and put back at its end.

use super::catalogue::{self, Table};
use super::record::{Cell, Record, bind_postgres, bind_sqlite};
use super::snapshot::known;
use crate::db::{Db, Either, Engine, On, Tx, sql};
use crate::{Error, Result};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use std::fmt::Write as _;

/// Rows of one insert.
const ROWS_MAX: usize = 256;
/// Values of one insert: SQLite takes 32,766, Postgres 65,535.
const VALUES_MAX: usize = 16_000;
/// Bytes of one insert, about.
const WEIGHT_MAX: usize = 4 * 1024 * 1024;

/// A schema that is being filled. Dropped before [`Load::commit`], it leaves everything as it was.
pub struct Load {
    tx: Tx,
    tables: Vec<Table>,
    /// What puts the guards back, in this order.
    guards: Vec<String>,
    waiting: Vec<Record>,
    weight: usize,
}

impl Db {
    /// Begins to fill the tables; what the migrations put into them is removed first.
    pub async fn load(&self) -> Result<Load> {
        let tables = catalogue::tables(self.reader()).await?;
        let mut tx = self.begin().await?;
        let guards = match tx.engine() {
            Engine::Sqlite => lower_sqlite(&mut tx).await?,
            Engine::Postgres => lower_postgres(&mut tx).await?,
        };
        for table in &tables {
            script(&mut tx, format!("delete from \"{}\"", table.name)).await?;
        }
        Ok(Load { tx, tables, guards, waiting: Vec::new(), weight: 0 })
    }

    /// The tables that hold rows, with how many.
    pub async fn filled(&self) -> Result<Vec<(String, i64)>> {
        let mut filled = Vec::new();
        for table in catalogue::tables(self.reader()).await? {
            let text = AssertSqlSafe(format!("select count(*) from \"{}\"", table.name));
            let (count,): (i64,) = match self.reader() {
                On::Readers(readers) => {
                    let mut reader = readers.take().await?;
                    let count = sqlx::query_as(text).fetch_one(reader.connection()).await?;
                    reader.done();
                    count
                }
                On::PgPool(pool) => sqlx::query_as(text).fetch_one(pool).await?,
                On::Sqlite(_) | On::Pg(_) => unreachable!("a database reads from its pool"),
            };
            if count > 0 {
                filled.push((table.name, count));
            }
        }
        Ok(filled)
    }
}

impl Load {
    /// The table of this name, if it has exactly these columns.
    ///
    /// # Errors
    /// When the rows to come were of another schema.
    pub fn expect(&self, like: &Table) -> Result<Table> {
        let table = known(&self.tables, &like.name)?;
        match table.columns == like.columns {
            true => Ok(table.clone()),
            false => Err(Error::broken(format!("the columns of {} are not those of this schema", table.name))),
        }
    }

    /// How many tables there are to fill.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Adds a row of this table. Rows are written in batches: finish a table with [`Load::flush`].
    pub async fn add(&mut self, table: &Table, record: Record) -> Result<()> {
        self.weight += record.iter().map(Cell::weight).sum::<usize>();
        self.waiting.push(record);
        let full = self.waiting.len() >= ROWS_MAX
            || (self.waiting.len() + 1) * table.columns.len() > VALUES_MAX
            || self.weight >= WEIGHT_MAX;
        if full { self.flush(table).await } else { Ok(()) }
    }

    /// Writes the rows that wait.
    pub async fn flush(&mut self, table: &Table) -> Result<()> {
        self.weight = 0;
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let text = AssertSqlSafe(insert(table, rows.len()));
        match On::from(&mut self.tx) {
            On::Sqlite(connection) => {
                let mut values = SqliteArguments::default();
                each(table, rows, |cell, kind| bind_sqlite(&mut values, cell, kind))?;
                sqlx::query_with(text, values).execute(connection).await.map_err(refused(table))?;
            }
            On::Pg(connection) => {
                let mut values = PgArguments::default();
                each(table, rows, |cell, kind| bind_postgres(&mut values, cell, kind))?;
                sqlx::query_with(text, values).execute(connection).await.map_err(refused(table))?;
            }
            On::Readers(_) | On::PgPool(_) => unreachable!("a transaction is never a pool"),
        }
        Ok(())
    }

    /// For what must be changed in what was loaded, before anybody sees it.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Puts the guards back, which judge every row, and makes it so.
    ///
    /// # Errors
    /// When a row refers to one that is not there.
    pub async fn commit(mut self) -> Result<()> {
        for guard in std::mem::take(&mut self.guards) {
            script(&mut self.tx, guard).await?;
        }
        if self.tx.engine() == Engine::Sqlite {
            let lost: Vec<(String,)> = sql(Either {
                sqlite: "select \"table\" from pragma_foreign_key_check",
                postgres: "select null::text where false", // the constraints have judged
            })
            .all(&mut self.tx)
            .await?;
            if let Some((table,)) = lost.first() {
                return Err(Error::broken(format!("{} rows refer to nothing, the first in {table}", lost.len())));
            }
        }
        self.tx.commit().await
    }
}

fn each(table: &Table, rows: Vec<Record>, mut bind: impl FnMut(Cell, super::Kind) -> Result<()>) -> Result<()> {
    for row in rows {
        for (cell, column) in row.into_iter().zip(&table.columns) {
            bind(cell, column.kind)?;
        }
    }
    Ok(())
}

fn insert(table: &Table, rows: usize) -> String {
    let columns = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
    let mut text = format!("insert into \"{}\" ({columns}) values ", table.name);
    let width = table.columns.len();
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}${}", row * width + column + 1);
        }
        text.push(')');
    }
    text
}

fn refused(table: &Table) -> impl Fn(sqlx::Error) -> Error {
    let name = table.name.clone();
    move |error| Error::broken(format!("a row of {name} was refused: {error}"))
}

/// Runs a text made of the catalogue's names and definitions.
async fn script(tx: &mut Tx, text: String) -> Result<()> {
    match On::from(tx) {
        On::Sqlite(connection) => sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.map(drop)?,
        On::Pg(connection) => sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.map(drop)?,
        On::Readers(_) | On::PgPool(_) => unreachable!("a transaction is never a pool"),
    }
    Ok(())
}

/// Foreign keys wait for the commit; triggers are dropped, and made again from their own texts. Those that keep a table of
/// SQLite's own means stay: they do not judge, and nobody else fills it.
async fn lower_sqlite(tx: &mut Tx) -> Result<Vec<String>> {
    script(tx, "pragma defer_foreign_keys = on".to_owned()).await?;
    let triggers: Vec<(String, String)> = sql(Either {
        sqlite: "select name, sql from sqlite_schema where type = 'trigger' and name not like '\\_%' escape '\\' order by name",
        postgres: "select null::text, null::text where false", // nobody asks
    })
    .all(&mut *tx)
    .await?;
    let mut guards = Vec::new();
    for (name, text) in triggers {
        script(tx, format!("drop trigger \"{name}\"")).await?;
        guards.push(text);
    }
    Ok(guards)
}

/// Foreign keys are dropped and made again, which checks every row; triggers are switched off and on.
async fn lower_postgres(tx: &mut Tx) -> Result<Vec<String>> {
    script(tx, "set local statement_timeout = 0".to_owned()).await?;
    let keys: Vec<(String, String, String)> = sql(Either {
        sqlite: "select name, name, sql from sqlite_schema where false", // nobody asks
        postgres: "select r.relname::text, c.conname::text, pg_get_constraintdef(c.oid) from pg_constraint c
           join pg_class r on r.oid = c.conrelid
          where c.contype = 'f' and r.relnamespace = current_schema()::regnamespace order by r.relname, c.conname",
    })
    .all(&mut *tx)
    .await?;
    let watched: Vec<(String,)> = sql(Either {
        sqlite: "select name from sqlite_schema where false", // nobody asks
        postgres: "select distinct r.relname::text from pg_trigger t join pg_class r on r.oid = t.tgrelid
          where not t.tgisinternal and r.relnamespace = current_schema()::regnamespace order by 1",
    })
    .all(&mut *tx)
    .await?;
    let mut guards = Vec::new();
    for (table, name, definition) in keys {
        script(tx, format!("alter table \"{table}\" drop constraint \"{name}\"")).await?;
        guards.push(format!("alter table \"{table}\" add constraint \"{name}\" {definition}"));
    }
    for (table,) in watched {
        script(tx, format!("alter table \"{table}\" disable trigger user")).await?;
        guards.push(format!("alter table \"{table}\" enable trigger user"));
    }
    Ok(guards)
}
