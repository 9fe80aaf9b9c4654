//! A vendor, and which of them a list shows.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// What somebody is to the organisation's things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// They make them.
    Maker,
    /// They sell or service them.
    Supplier,
}

impl Role {
    /// The role of this name.
    pub fn parse(name: &str) -> Option<Role> {
        match name {
            "maker" => Some(Role::Maker),
            "supplier" => Some(Role::Supplier),
            _ => None,
        }
    }
}

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

/// Which vendors a list shows, as its address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VendorFilter {
    /// Part of a name.
    pub q: String,
    /// `maker`, `supplier`, or both.
    pub role: String,
    /// `on`: what was put away.
    pub archived: String,
    /// Those behind this one.
    pub after: Option<Uuid>,
    /// Those before this one.
    pub before: Option<Uuid>,
}

impl VendorFilter {
    /// Does it leave anybody out?
    pub fn is_narrow(&self) -> bool {
        !self.q.trim().is_empty() || !self.role.is_empty() || self.archived == "on"
    }
}
