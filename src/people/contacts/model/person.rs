//! What else is known about somebody: notes; what a merge keeps; what an erasure leaves.

use super::NOTE_MAX;
use chrono::{DateTime, Utc};
use kernel::crypto::sha256_hex;
use kernel::db::Json;
use kernel::text;
use platform::holdings::Kept;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody wrote down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Note {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub body: String,
    /// Who wrote it, as they were called then.
    pub author_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A note as it is kept.
///
/// # Errors
/// A sentence, when there is nothing to keep or too much.
pub fn note_body(typed: &str) -> Result<String, String> {
    let body = text::paragraph(typed, NOTE_MAX)?;
    if body.is_empty() { Err("Write something first.".to_owned()) } else { Ok(body) }
}

/// Whose value is kept when two become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pick {
    /// Of the contact that stays.
    #[default]
    Own,
    /// Of the one that goes.
    Other,
}

/// Two contacts to become one, field by field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    /// The one that goes.
    pub other: Option<Uuid>,
    /// Whose name stays.
    pub name: Pick,
    /// Whose address is written to.
    pub email: Pick,
    /// Whose number stays.
    pub phone: Pick,
    /// The version of the one that stays, as it was on the screen.
    pub version: i64,
    /// Of the one that goes.
    pub other_version: i64,
    /// What makes it happen once.
    pub key: String,
}

/// Somebody who was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Erasure {
    /// Its id.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// Which contact.
    pub contact_id: Uuid,
    /// [`address_hash`] of what was their address.
    pub address_hash: String,
    /// What stayed, and why.
    pub report: Json<Vec<Kept>>,
    /// When.
    pub erased_at: DateTime<Utc>,
}

/// What is kept of an erased address: enough to know it again when it is seen, and no address.
pub fn address_hash(org: Uuid, email: &str) -> String {
    sha256_hex(format!("erased {org} {}", email.to_ascii_lowercase()).as_bytes())
}
