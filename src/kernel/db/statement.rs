//! A statement that can grow, and where it runs.

use super::readers::Readers;
use super::{Db, Engine, Row, Tx, Value};
use crate::{Error, Result};
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Database, Executor, PgPool, Postgres};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Statements run by this process so far.
static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// How many statements this process has run, transactions' own begin and commit not counted. For tests that hold a page
/// to its budget, and for the operator's figures.
pub fn statements() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

/// One piece of SQL: the same everywhere, or one spelling an engine.
#[derive(Clone, Copy)]
pub struct Either {
    /// What SQLite reads.
    pub sqlite: &'static str,
    /// What Postgres reads.
    pub postgres: &'static str,
}

impl From<&'static str> for Either {
    fn from(text: &'static str) -> Self {
        Either { sqlite: text, postgres: text }
    }
}

/// A statement with its values. Made by [`sql`].
pub struct Sql {
    sqlite: Cow<'static, str>,
    postgres: Cow<'static, str>,
    values: Vec<Box<dyn Value>>,
}

/// Begins a statement.
pub fn sql(text: impl Into<Either>) -> Sql {
    let text = text.into();
    Sql { sqlite: text.sqlite.into(), postgres: text.postgres.into(), values: Vec::new() }
}

/// Sizes of the inserts that many rows are written by: few, so that their texts stay prepared, and small enough for
/// the engines' limits on parameters.
const BATCHES: [usize; 4] = [64, 16, 4, 1];

/// Cuts rows into batches for [`Sql::with_rows`].
pub fn batches<T>(rows: Vec<T>) -> Vec<Vec<T>> {
    let (mut rows, mut cut) = (rows.into_iter(), Vec::new());
    while let Some(size) = BATCHES.into_iter().find(|size| *size <= rows.len()) {
        cut.push(rows.by_ref().take(size).collect());
    }
    cut
}

impl Sql {
    /// Binds the next `$n`.
    pub fn bind(mut self, value: impl Value) -> Self {
        self.values.push(Box::new(value));
        self
    }

    /// Appends more text.
    pub fn push(mut self, text: impl Into<Either>) -> Self {
        let text = text.into();
        self.sqlite.to_mut().push_str(text.sqlite);
        self.postgres.to_mut().push_str(text.postgres);
        self
    }

    /// Appends more text if the condition holds.
    pub fn push_if(self, condition: bool, text: impl Into<Either>) -> Self {
        if condition { self.push(text) } else { self }
    }

    /// Appends text and one value: `.with(" and status = ", status)`.
    pub fn with(self, text: impl Into<Either>, value: impl Value) -> Self {
        let mut grown = self.push(text);
        let number = grown.values.len() + 1;
        for text in [&mut grown.sqlite, &mut grown.postgres] {
            let _ = write!(text.to_mut(), "${number}");
        }
        grown.bind(value)
    }

    /// Appends text and a value where there is one.
    pub fn with_opt<V: Value>(self, text: impl Into<Either>, value: Option<V>) -> Self {
        match value {
            Some(value) => self.with(text, value),
            None => self,
        }
    }

    /// Appends a parenthesised list: `.with_list(" and location_id in ", ids)`. An empty list matches nothing.
    pub fn with_list<V: Value>(self, text: impl Into<Either>, values: impl IntoIterator<Item = V>) -> Self {
        let mut grown = self.push(text).push("(");
        let mut first = true;
        for value in values {
            grown = grown.with(if first { "" } else { ", " }, value);
            first = false;
        }
        grown.push_if(first, "null").push(")")
    }

    /// Appends the rows of an insert: `sql("insert into t (a, b) values ").with_rows(…)`. Each text is prepared once, so
    /// let there be few different numbers of rows; see [`batches`]. These values come first, and the statement travels alone:
    /// SQLite's driver looks up the name of every parameter among all names, so there they have none.
    pub fn with_rows(self, rows: impl IntoIterator<Item = Vec<Box<dyn Value>>>) -> Self {
        debug_assert!(self.values.is_empty(), "values before those of the rows");
        let mut grown = self;
        for (at, row) in rows.into_iter().enumerate() {
            grown = grown.push(if at == 0 { "(" } else { ", (" });
            for (column, value) in row.into_iter().enumerate() {
                grown.values.push(value);
                let (comma, number) = (if column == 0 { "" } else { ", " }, grown.values.len());
                grown.sqlite.to_mut().push_str(if column == 0 { "?" } else { ", ?" });
                let _ = write!(grown.postgres.to_mut(), "{comma}${number}");
            }
            grown = grown.push(")");
        }
        grown
    }

    /// All rows.
    pub async fn all<T: Row>(self, on: impl Into<On<'_>>) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        let mut keep = |raw: Raw<'_>| {
            rows.push(match raw {
                Raw::Sqlite(row) => T::from_row(row)?,
                Raw::Postgres(row) => T::from_row(row)?,
            });
            Ok(())
        };
        self.each(on.into(), &mut keep).await?;
        Ok(rows)
    }

    /// The first row, if there is one.
    pub async fn maybe<T: Row>(self, on: impl Into<On<'_>>) -> Result<Option<T>> {
        Ok(self.all(on).await?.into_iter().next())
    }

    /// The first row.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none.
    pub async fn one<T: Row>(self, on: impl Into<On<'_>>) -> Result<T> {
        self.maybe(on).await?.ok_or(Error::NotFound)
    }

    /// Runs it for its effect; answers how many rows changed.
    pub async fn run(self, tx: &mut Tx) -> Result<u64> {
        self.run_on(On::from(tx)).await
    }

    /// It is whole, and is run later.
    pub fn later(self) -> Later {
        debug_assert_eq!(highest_parameter(&self.sqlite), self.values.len(), "rows without names travel alone");
        Later(self)
    }

    pub(super) async fn run_on(self, on: On<'_>) -> Result<u64> {
        self.about_to_run();
        Ok(match on {
            On::Sqlite(connection) => {
                let (text, values) = self.into_sqlite()?;
                sqlx::query_with(text, values).execute(connection).await?.rows_affected()
            }
            On::Pg(connection) => {
                let (text, values) = self.into_postgres()?;
                sqlx::query_with(text, values).execute(connection).await?.rows_affected()
            }
            On::Readers(_) | On::PgPool(_) => unreachable!("a transaction is never a pool"),
        })
    }

    /// Appends another statement, whose values are numbered on from these.
    fn followed_by(mut self, other: Sql) -> Sql {
        let before = self.values.len();
        for (text, more) in [(&mut self.sqlite, &other.sqlite), (&mut self.postgres, &other.postgres)] {
            let text = text.to_mut();
            text.push_str("; ");
            renumber(text, more, before);
        }
        self.values.extend(other.values);
        self
    }

    /// Gives every row away as it comes, so that the engine finds the next one meanwhile and nobody holds all of them raw.
    /// Not generic, so that each row type costs only its own `from_row` at compile time.
    async fn each(self, on: On<'_>, keep: Keep<'_>) -> Result<()> {
        self.about_to_run();
        match on {
            On::Readers(readers) => {
                let (text, values) = self.into_sqlite()?;
                let mut reader = readers.take().await?;
                hand_over(sqlx::query_with(text, values).fetch(reader.connection()), |row| keep(Raw::Sqlite(row)))
                    .await?;
                reader.done();
                Ok(())
            }
            On::Sqlite(connection) => {
                let (text, values) = self.into_sqlite()?;
                hand_over(sqlx::query_with(text, values).fetch(connection), |row| keep(Raw::Sqlite(row))).await
            }
            On::PgPool(pool) => {
                let (text, values) = self.into_postgres()?;
                hand_over(sqlx::query_with(text, values).fetch(pool), |row| keep(Raw::Postgres(row))).await
            }
            On::Pg(connection) => {
                let (text, values) = self.into_postgres()?;
                hand_over(sqlx::query_with(text, values).fetch(connection), |row| keep(Raw::Postgres(row))).await
            }
        }
    }

    fn into_sqlite(self) -> Result<(AssertSqlSafe<String>, SqliteArguments)> {
        let mut arguments = SqliteArguments::default();
        for value in self.values {
            value.sqlite(&mut arguments).map_err(sqlx::Error::Encode)?;
        }
        // Safe: nothing but `&'static str` and `$n` ever gets into the text.
        Ok((AssertSqlSafe(self.sqlite.into_owned()), arguments))
    }

    fn into_postgres(self) -> Result<(AssertSqlSafe<String>, PgArguments)> {
        let mut arguments = PgArguments::default();
        for value in self.values {
            value.postgres(&mut arguments).map_err(sqlx::Error::Encode)?;
        }
        Ok((AssertSqlSafe(self.postgres.into_owned()), arguments))
    }

    /// Counts it. SQLite reads a missing value as null, Postgres refuses it: make the mistake loud on both.
    fn about_to_run(&self) {
        STATEMENTS.fetch_add(1, Ordering::Relaxed);
        debug_assert_eq!(highest_parameter(&self.postgres), self.values.len(), "values bound to: {}", self.sqlite);
    }
}

/// A whole statement that waits to be run, mostly with others: see [`together`].
pub struct Later(Sql);

impl Later {
    /// Runs it for its effect; answers how many rows changed.
    pub async fn run(self, tx: &mut Tx) -> Result<u64> {
        self.0.run(tx).await
    }
}

/// Runs statements for their effect, one after the other; answers how many rows each changed. On SQLite they travel to the
/// thread of the connection together, and every one runs, whatever the counts of those before: who finds that one changed
/// less than it should gives the transaction up.
pub async fn together(tx: &mut Tx, statements: Vec<Later>) -> Result<Vec<u64>> {
    match On::from(&mut *tx) {
        On::Sqlite(connection) => {
            let counted = statements.into_iter().map(|Later(statement)| {
                statement.about_to_run();
                statement
            });
            let Some(all) = counted.reduce(Sql::followed_by) else { return Ok(Vec::new()) };
            let (text, values) = all.into_sqlite()?;
            let mut done = connection.fetch_many(sqlx::query_with(text, values));
            let mut counts = Vec::new();
            while let Some(step) = done.try_next().await? {
                if let sqlx::Either::Left(done) = step {
                    counts.push(done.rows_affected());
                }
            }
            Ok(counts)
        }
        _ => {
            let mut counts = Vec::with_capacity(statements.len());
            for statement in statements {
                counts.push(statement.run(&mut *tx).await?);
            }
            Ok(counts)
        }
    }
}

/// Appends a text whose `$n` become `$(n + more)`.
fn renumber(to: &mut String, text: &str, more: usize) {
    let mut parts = text.split('$');
    to.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let _ = match part[..digits].parse::<usize>() {
            Ok(number) => write!(to, "${}{}", number + more, &part[digits..]),
            Err(_) => write!(to, "${part}"),
        };
    }
}

/// The largest `n` of all `$n` in the text.
fn highest_parameter(text: &str) -> usize {
    text.split('$')
        .skip(1)
        .filter_map(|rest| rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok())
        .max()
        .unwrap_or(0)
}

/// A row as the engine gives it.
enum Raw<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

/// Takes rows, one after the other.
type Keep<'a> = &'a mut (dyn FnMut(Raw<'_>) -> sqlx::Result<()> + Send);

async fn hand_over<R>(
    mut rows: BoxStream<'_, sqlx::Result<R>>,
    mut keep: impl FnMut(&R) -> sqlx::Result<()>,
) -> Result<()> {
    while let Some(row) = rows.try_next().await? {
        keep(&row)?;
    }
    Ok(())
}

/// Where a statement runs: a pool (reads) or an open transaction.
pub enum On<'a> {
    /// SQLite's readers.
    Readers(&'a Readers),
    /// SQLite's writer.
    Sqlite(&'a mut SqliteConnection),
    /// Any Postgres connection.
    PgPool(&'a PgPool),
    /// A Postgres transaction.
    Pg(&'a mut <Postgres as Database>::Connection),
}

impl On<'_> {
    /// Which engine runs underneath.
    pub fn engine(&self) -> Engine {
        match self {
            On::Readers(_) | On::Sqlite(_) => Engine::Sqlite,
            On::PgPool(_) | On::Pg(_) => Engine::Postgres,
        }
    }

    /// Lends it for one more statement: a function that runs several takes one `On` and asks for it again each time.
    pub fn again(&mut self) -> On<'_> {
        match self {
            On::Readers(readers) => On::Readers(readers),
            On::Sqlite(connection) => On::Sqlite(connection),
            On::PgPool(pool) => On::PgPool(pool),
            On::Pg(connection) => On::Pg(connection),
        }
    }
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        db.reader()
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        tx.connection()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grown_statement_numbers_its_values_in_order() {
        let grown = sql("select 1 where a = $1").bind(1i64).with(" and b = ", 2i64).with_opt(" and c = ", None::<i64>);
        let grown = grown.with_list(" and d in ", [3i64, 4]).with_list(" and e in ", Vec::<i64>::new());
        assert_eq!(grown.sqlite, "select 1 where a = $1 and b = $2 and d in ($3, $4) and e in (null)");
        assert_eq!(grown.values.len(), 4);
    }

    #[test]
    fn rows_are_numbered_through() {
        let grown =
            sql("insert into t (a, b) values ").with_rows([crate::values![1i64, "x"], crate::values![2i64, "y"]]);
        assert_eq!(grown.sqlite, "insert into t (a, b) values (?, ?), (?, ?)");
        assert_eq!(grown.postgres, "insert into t (a, b) values ($1, $2), ($3, $4)");
        assert_eq!(grown.values.len(), 4);
    }

    #[test]
    fn batches_have_few_sizes_and_lose_nothing() {
        let cut = batches((0..150).collect());
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [64, 64, 16, 4, 1, 1]);
        assert_eq!(cut.concat(), (0..150).collect::<Vec<_>>());
        assert!(batches(Vec::<i64>::new()).is_empty());
    }

    #[test]
    fn statements_that_travel_together_keep_their_values() {
        let all = sql("update a set b = $1 where c = $2 or c = $1").bind(1i64).bind(2i64);
        let all = all.followed_by(sql("delete from d where e = $1 and f in ($2)").bind(3i64).bind(4i64));
        assert_eq!(all.sqlite, "update a set b = $1 where c = $2 or c = $1; delete from d where e = $3 and f in ($4)");
        assert_eq!(all.values.len(), 4);
    }

    #[test]
    fn the_highest_parameter_is_found_among_repeats() {
        assert_eq!(highest_parameter("$2 and $1 and $12) or $2"), 12);
        assert_eq!(highest_parameter("no parameter, 5 $"), 0);
    }
}
