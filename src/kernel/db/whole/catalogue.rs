//! What tables there are, in the words of both engines.

use crate::db::{Either, On, sql};
use crate::{Error, Result};
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `uuid`.
    Id,
    /// `timestamptz`.
    Instant,
    /// `date`.
    Day,
    /// `jsonb`.
    Json,
    /// `boolean`.
    Bool,
    /// `smallint`.
    Small,
    /// `integer`.
    Int,
    /// `bigint`.
    Big,
    /// `double precision`.
    Float,
    /// `text`.
    Text,
    /// `bytea`.
    Bytes,
}

impl Kind {
    /// The kind of this name, as either engine spells it.
    pub fn parse(name: &str) -> Option<Kind> {
        Some(match name {
            "uuid" => Kind::Id,
            "timestamptz" | "timestamp with time zone" => Kind::Instant,
            "date" => Kind::Day,
            "jsonb" => Kind::Json,
            "boolean" => Kind::Bool,
            "smallint" => Kind::Small,
            "integer" => Kind::Int,
            "bigint" => Kind::Big,
            "double precision" => Kind::Float,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            _ => return None,
        })
    }

    /// Its name, the same for both engines.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Id => "uuid",
            Kind::Instant => "timestamptz",
            Kind::Day => "date",
            Kind::Json => "jsonb",
            Kind::Bool => "boolean",
            Kind::Small => "smallint",
            Kind::Int => "integer",
            Kind::Big => "bigint",
            Kind::Float => "double precision",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of their names: engines that got a column later have it in another place.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in their order.
    pub key: Vec<String>,
}

/// Every table but those of an engine's own means, by name: theirs begin with a line, such as the migrations' and what SQLite
/// finds words by.
///
/// # Errors
/// When a column is of a type that only one engine has.
pub(super) async fn tables(on: On<'_>) -> Result<Vec<Table>> {
    let rows: Vec<(String, String, String, i64)> = sql(Either {
        sqlite: "select m.name, c.name, lower(c.type), cast(c.pk as bigint) from sqlite_schema m, pragma_table_info(m.name) c
                  where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_%' escape '\\' order by m.name, c.name",
        postgres: "select r.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
                          coalesce(array_position(k.conkey, a.attnum), 0)::bigint
                     from pg_class r
                     join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
                     left join pg_constraint k on k.conrelid = r.oid and k.contype = 'p'
                    where r.relnamespace = current_schema()::regnamespace and r.relkind = 'r' and r.relname not like '\\_%'
                    order by r.relname collate \"C\", a.attname collate \"C\"",
    })
    .all(on)
    .await?;
    let mut tables: BTreeMap<String, (Vec<Column>, BTreeMap<i64, String>)> = BTreeMap::new();
    for (table, column, kind, place) in rows {
        let kind = Kind::parse(&kind).ok_or_else(|| {
            Error::broken(format!("{table}.{column} is of a type that is not kept everywhere: {kind}"))
        })?;
        let entry = tables.entry(plain(table)?).or_default();
        entry.0.push(Column { name: plain(column.clone())?, kind });
        if place > 0 {
            entry.1.insert(place, column);
        }
    }
    let table = |(name, (columns, key)): (String, (Vec<Column>, BTreeMap<i64, String>))| Table {
        name,
        columns,
        key: key.into_values().collect(),
    };
    Ok(tables.into_iter().map(table).collect())
}

/// A name that may stand in a statement between quotation marks.
fn plain(name: String) -> Result<String> {
    match name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        true => Ok(name),
        false => Err(Error::broken(format!("the database has something called {name:?}"))),
    }
}
