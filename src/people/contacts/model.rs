//! A contact, and what the list shows.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// Where a contact came from when somebody of the house typed it.
pub const FROM_STAFF: &str = "staff";

/// A person an organisation deals with.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// Their id.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// Lower case.
    pub email: String,
    /// What they are called; may be empty.
    pub name: String,
    /// As typed; may be empty.
    pub phone: String,
    /// How the organisation came to know them: `booking page`, `staff`.
    pub source: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What the list shows. At most one of the two cursors is used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContactFilter {
    /// Part of a name, an address or a number.
    pub text: String,
    /// After this contact in the order of the list.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct ContactPage {
    /// In the order of the list.
    pub contacts: Vec<Contact>,
    /// Is there something before the first of them?
    pub has_previous: bool,
    /// Is there something after the last of them?
    pub has_next: bool,
}
