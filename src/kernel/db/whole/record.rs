//! One row as values that both engines have, and as a line of text.

use super::{Kind, Table};
use crate::canonical::canonical;
use crate::{Error, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use serde_json::Value;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Row};
use uuid::Uuid;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// `uuid`.
    Id(Uuid),
    /// `timestamptz`, in microseconds.
    Instant(DateTime<Utc>),
    /// `date`.
    Day(NaiveDate),
    /// `jsonb`.
    Json(Value),
    /// `boolean`.
    Bool(bool),
    /// Any whole number.
    Int(i64),
    /// `double precision`.
    Float(f64),
    /// `text`.
    Text(String),
    /// `bytea`.
    Bytes(Vec<u8>),
}

/// A row: a value for each column of its table, in their order.
pub type Record = Vec<Cell>;

/// A row as a line: a JSON array, the same for the same row on both engines.
pub fn line(record: &[Cell]) -> String {
    Value::Array(record.iter().map(Cell::write).collect()).to_string()
}

/// The row of a line.
///
/// # Errors
/// When it is not one of this table.
pub fn from_line(table: &Table, line: &str) -> Result<Record> {
    let strange = || Error::broken(format!("a line is not a row of {}", table.name));
    let values: Vec<Value> = serde_json::from_str(line).map_err(|_| strange())?;
    if values.len() != table.columns.len() {
        return Err(strange());
    }
    let cells = values.into_iter().zip(&table.columns).map(|(value, column)| Cell::read(value, column.kind));
    cells.collect::<Option<Record>>().ok_or_else(strange)
}

impl Cell {
    fn write(&self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Id(id) => Value::String(id.to_string()),
            Cell::Instant(at) => Value::String(at.to_rfc3339_opts(SecondsFormat::Micros, true)),
            Cell::Day(day) => Value::String(day.to_string()),
            Cell::Json(value) => Value::String(canonical(value)), // as text: JSON's null is not the database's
            Cell::Bool(value) => Value::Bool(*value),
            Cell::Int(value) => Value::from(*value),
            Cell::Float(value) => Value::String(format!("{value:?}")),
            Cell::Text(text) => Value::String(text.clone()),
            Cell::Bytes(bytes) => Value::String(BASE64_STANDARD.encode(bytes)),
        }
    }

    fn read(value: Value, kind: Kind) -> Option<Cell> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(match (kind, value) {
            (_, Value::Null) => Cell::Null,
            (Kind::Bool, Value::Bool(value)) => Cell::Bool(value),
            (Kind::Small | Kind::Int | Kind::Big, Value::Number(number)) => Cell::Int(number.as_i64()?),
            (Kind::Id, value) => Cell::Id(text(&value)?.parse().ok()?),
            (Kind::Instant, value) => Cell::Instant(text(&value)?.parse().ok()?),
            (Kind::Day, value) => Cell::Day(text(&value)?.parse().ok()?),
            (Kind::Json, value) => Cell::Json(serde_json::from_str(&text(&value)?).ok()?),
            (Kind::Float, value) => Cell::Float(text(&value)?.parse().ok()?),
            (Kind::Text, value) => Cell::Text(text(&value)?),
            (Kind::Bytes, value) => Cell::Bytes(BASE64_STANDARD.decode(text(&value)?).ok()?),
            _ => return None,
        })
    }

    /// About how many bytes it takes: batches of pictures are shorter than batches of names.
    pub(super) fn weight(&self) -> usize {
        match self {
            Cell::Text(text) => text.len(),
            Cell::Bytes(bytes) => bytes.len(),
            Cell::Json(_) => 256,
            _ => 16,
        }
    }
}

/// Reading and binding are the same words for both engines, which share no trait that says so.
macro_rules! engine {
    ($read:ident, $bind:ident, $row:ty, $arguments:ty, $small:ty, $int:ty) => {
        pub(super) fn $read(row: &$row, table: &Table) -> sqlx::Result<Record> {
            let mut record = Vec::with_capacity(table.columns.len());
            for (at, column) in table.columns.iter().enumerate() {
                let cell = match column.kind {
                    Kind::Id => row.try_get_unchecked::<Option<Uuid>, _>(at)?.map(Cell::Id),
                    Kind::Instant => row
                        .try_get_unchecked::<Option<DateTime<Utc>>, _>(at)?
                        .map(|instant| Cell::Instant(instant.trunc_subsecs(6))),
                    Kind::Day => row.try_get_unchecked::<Option<NaiveDate>, _>(at)?.map(Cell::Day),
                    Kind::Json => row.try_get_unchecked::<Option<Value>, _>(at)?.map(Cell::Json),
                    Kind::Bool => row.try_get_unchecked::<Option<bool>, _>(at)?.map(Cell::Bool),
                    Kind::Small => row.try_get_unchecked::<Option<$small>, _>(at)?.map(|n| Cell::Int(n.into())),
                    Kind::Int => row.try_get_unchecked::<Option<$int>, _>(at)?.map(|n| Cell::Int(n.into())),
                    Kind::Big => row.try_get_unchecked::<Option<i64>, _>(at)?.map(Cell::Int),
                    Kind::Float => row.try_get_unchecked::<Option<f64>, _>(at)?.map(Cell::Float),
                    Kind::Text => row.try_get_unchecked::<Option<String>, _>(at)?.map(Cell::Text),
                    Kind::Bytes => row.try_get_unchecked::<Option<Vec<u8>>, _>(at)?.map(Cell::Bytes),
                };
                record.push(cell.unwrap_or(Cell::Null));
            }
            Ok(record)
        }

        pub(super) fn $bind(to: &mut $arguments, cell: Cell, kind: Kind) -> Result<()> {
            let strange = || Error::broken("a value does not fit its column");
            let added = match (kind, cell) {
                (Kind::Id, Cell::Null) => to.add(None::<Uuid>),
                (Kind::Instant, Cell::Null) => to.add(None::<DateTime<Utc>>),
                (Kind::Day, Cell::Null) => to.add(None::<NaiveDate>),
                (Kind::Json, Cell::Null) => to.add(None::<Value>),
                (Kind::Bool, Cell::Null) => to.add(None::<bool>),
                (Kind::Small, Cell::Null) => to.add(None::<$small>),
                (Kind::Int, Cell::Null) => to.add(None::<$int>),
                (Kind::Big, Cell::Null) => to.add(None::<i64>),
                (Kind::Float, Cell::Null) => to.add(None::<f64>),
                (Kind::Text, Cell::Null) => to.add(None::<String>),
                (Kind::Bytes, Cell::Null) => to.add(None::<Vec<u8>>),
                (Kind::Id, Cell::Id(value)) => to.add(value),
                (Kind::Instant, Cell::Instant(value)) => to.add(value),
                (Kind::Day, Cell::Day(value)) => to.add(value),
                (Kind::Json, Cell::Json(value)) => to.add(value),
                (Kind::Bool, Cell::Bool(value)) => to.add(value),
                (Kind::Small, Cell::Int(value)) => to.add(<$small>::try_from(value).map_err(|_| strange())?),
                (Kind::Int, Cell::Int(value)) => to.add(<$int>::try_from(value).map_err(|_| strange())?),
                (Kind::Big, Cell::Int(value)) => to.add(value),
                (Kind::Float, Cell::Float(value)) => to.add(value),
                (Kind::Text, Cell::Text(value)) => to.add(value),
                (Kind::Bytes, Cell::Bytes(value)) => to.add(value),
                _ => return Err(strange()),
            };
            added.map_err(Error::broken)
        }
    };
}

engine!(read_sqlite, bind_sqlite, SqliteRow, SqliteArguments, i64, i64);
engine!(read_postgres, bind_postgres, PgRow, PgArguments, i16, i32);

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_comes_back_from_its_line_as_it_was() {
        let kinds = [
            (Kind::Id, Cell::Id(Uuid::from_u128(7))),
            (Kind::Instant, Cell::Instant("2026-03-02T09:00:00.000001Z".parse().unwrap())),
            (Kind::Day, Cell::Day("2026-03-02".parse().unwrap())),
            (Kind::Json, Cell::Json(Value::Null)),
            (Kind::Json, Cell::Json(json!({"b": [1, 2.5], "a": "\"\n"}))),
            (Kind::Json, Cell::Null),
            (Kind::Bool, Cell::Bool(true)),
            (Kind::Big, Cell::Int(i64::MIN)),
            (Kind::Float, Cell::Float(0.1)),
            (Kind::Text, Cell::Text("null".to_owned())),
            (Kind::Text, Cell::Text("line\nline \u{2028} \"quoted\"".to_owned())),
            (Kind::Bytes, Cell::Bytes(vec![0, 255, 10])),
        ];
        let (columns, record): (Vec<Column>, Record) =
            kinds.into_iter().map(|(kind, cell)| (Column { name: "c".to_owned(), kind }, cell)).unzip();
        let table = Table { name: "t".to_owned(), columns, key: Vec::new() };
        let text = line(&record);
        assert!(!text.contains('\n'), "{text}");
        assert_eq!(from_line(&table, &text).unwrap(), record);
        assert!(from_line(&table, "[1]").is_err());
        assert!(from_line(&table, "nonsense").is_err());
    }
}
