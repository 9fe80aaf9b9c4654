//! Further codes of assets: barcodes of makers, of earlier systems, pre-printed ones, adopted by scanning.
//!
//! An asset has one *tag*, the word on the label that its organisation prints, and any number of further *codes*. A code
//! finds its asset wherever a tag does: on the scan page, behind `/a/…`, in the search, in forms and in imports.
//!
//! Promises:
//! - A word is the tag or a code of one asset only; the schema has the last word, also when two want the same at once.
//! - Who adds and removes codes is told in the asset's history.
//!
//! Events: `asset.code_added`, `asset.code_removed`.

pub mod actions;
mod api;
mod routes;
pub(crate) mod store;

pub(in crate::assets) use api::calls;
pub use routes::routes;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The most codes of one asset.
pub const CODES_MAX: usize = 20;
/// The longest code (characters).
pub const CODE_MAX: usize = 120;

/// A further code of an asset.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Code {
    /// Its id.
    pub id: Uuid,
    /// As it is read.
    pub code: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}
