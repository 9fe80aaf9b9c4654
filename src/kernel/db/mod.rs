//! One SQL text, two engines, native types. The only place that names sqlx's engines.
//!
//! A statement is written once with `$1, $2 …`; its values are anything sqlx encodes for both engines, its rows any
//! `#[derive(sqlx::FromRow)]` struct. Reads run on `&Db`, writes need a [`Tx`]:
//!
//! ```ignore
//! let room = sql("select * from resources where org_id = $1 and id = $2").bind(org).bind(id).one::<Room>(&db).await?;
//! ```
//!
//! Promises: only `&'static str` can become SQL; a transaction that is dropped is rolled back; a commit that returned
//! survives a crash of the process and, unless told otherwise, a loss of power; a rule of the schema that refuses a
//! write comes back as [`Error::Conflict`](crate::Error::Conflict) under the same name on both engines.

mod connect;
mod durable;
mod fault;
mod listen;
mod migrate;
mod readers;
mod statement;
mod tx;
mod value;
pub mod whole;
mod writer;

pub use connect::{Db, Engine, Options, Pool};
pub use listen::{Listener, notify};
pub use migrate::MIGRATIONS;
pub use statement::{Either, Later, On, Sql, batches, sql, statements, together};
pub use tx::Tx;
pub use value::{Row, Value};
pub use writer::stand_back;

/// Columns that hold JSON objects or arrays (never bare numbers: SQLite would turn them into numerics).
pub use sqlx::types::Json;
