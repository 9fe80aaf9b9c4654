//! What can be bound to a statement and read from a row, on both engines.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Encode, FromRow, Postgres, Sqlite, Type};

pub(super) type Bound = std::result::Result<(), sqlx::error::BoxDynError>;

/// Anything both engines can bind: ids, times, text, numbers, `Json<T>`, `Option<T>`, and types deriving `sqlx::Type`.
pub trait Value: Send + 'static {
    /// Adds itself to SQLite's arguments.
    fn sqlite(self: Box<Self>, to: &mut SqliteArguments) -> Bound;
    /// Adds itself to Postgres's arguments.
    fn postgres(self: Box<Self>, to: &mut PgArguments) -> Bound;
}

impl<T> Value for T
where
    T: Send + 'static,
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite>,
    T: for<'q> Encode<'q, Postgres> + Type<Postgres>,
{
    fn sqlite(self: Box<Self>, to: &mut SqliteArguments) -> Bound {
        Arguments::add(to, *self)
    }

    fn postgres(self: Box<Self>, to: &mut PgArguments) -> Bound {
        Arguments::add(to, *self)
    }
}

/// The values of one row of an insert of many: `values![id, org, name]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),+ $(,)?) => { vec![$(Box::new($value) as Box<dyn $crate::db::Value>),+] };
}

/// A row both engines can produce; every `#[derive(sqlx::FromRow)]` struct is one.
pub trait Row: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl<T> Row for T where T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}
