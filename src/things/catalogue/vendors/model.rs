//! A vendor.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Who makes or supplies things.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Vendor {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// A manufacturer.
    pub makes: bool,
    /// A supplier.
    pub supplies: bool,
    /// Its page; may be empty.
    pub url: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// May be empty; several lines.
    pub address: String,
    /// For colleagues: customer number, hours.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}
