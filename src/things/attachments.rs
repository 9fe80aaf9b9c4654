//! What files of assets and of work orders have in common. Which rows they have, who may see and change them, and what is told
//! of it, each noun says itself.

use axum::response::Response;
use chrono::{DateTime, Utc};
use kernel::files::Kind;
use kernel::{Error, Problems, Result};
use platform::Scope;
use platform::files::{Arrived, Stored};
use platform::web::kept_file;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use uuid::Uuid;

/// The most files of one thing.
pub const FILES_MAX: usize = 50;

/// A file of something.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Attachment {
    /// Its id.
    pub file_id: Uuid,
    /// What it was called where it came from.
    pub name: String,
    /// What it is.
    pub mime: String,
    /// How large (bytes).
    pub size: i64,
    /// Is it a picture that browsers show?
    pub is_picture: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who added it, where the noun tells that.
    #[sqlx(default)]
    pub added_by_name: Option<String>,
}

/// One of them, with its bytes, or with where those are.
#[derive(Debug, sqlx::FromRow)]
pub struct Found {
    /// What it is called.
    pub name: String,
    /// Is it a picture that browsers show?
    pub is_picture: bool,
    /// What it is, and its bytes.
    #[sqlx(flatten)]
    pub file: Stored,
}

impl Found {
    /// As it is sent: a picture is shown, and whatever else it is, it is downloaded under the name it came with.
    ///
    /// # Errors
    /// Where the bytes stand outside and cannot be had.
    pub(crate) async fn send(self, scope: &Scope) -> Result<Response> {
        kept_file(&scope.house, scope.org_id(), &self.name, self.file, self.is_picture).await
    }
}

/// A file to be kept.
pub struct NewFile {
    /// Its id.
    pub id: Uuid,
    /// What it belongs to.
    pub of: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What arrived, and what it is.
///
/// # Errors
/// A problem at `file` where there is none, and for what is not taken.
pub(crate) fn chosen(file: Option<Arrived>) -> Result<(Arrived, Kind)> {
    let mut problems = Problems::new();
    let file = problems.take("file", file.ok_or("Choose a file."));
    let kind = file.as_ref().and_then(|file| problems.take("file", file.kind));
    file.zip(kind).ok_or(Error::Invalid(problems))
}

/// Refuses what makes too many of them.
///
/// # Errors
/// A problem at `file`.
pub(crate) fn demand_room(files: usize) -> Result<()> {
    match files > FILES_MAX {
        true => Err(Error::invalid("file", format!("{FILES_MAX} files are the most. Remove one first."))),
        false => Ok(()),
    }
}

/// A file of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{Of}File")]
pub(crate) struct Shown<Of: JsonSchema> {
    /// Its id.
    id: Uuid,
    /// What it was called where it came from.
    name: String,
    /// What it is, told by its first bytes.
    media_type: String,
    /// How large (bytes).
    size: i64,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Where whoever is signed in finds it.
    url: String,
    #[serde(skip)]
    of: PhantomData<Of>,
}

impl<Of: JsonSchema> Shown<Of> {
    /// `home` is the page of what it belongs to, within the organisation: `/assets/…`.
    pub fn at(scope: &Scope, home: &str, file: Attachment) -> Shown<Of> {
        Shown {
            url: scope.house.url(&scope.org.path(&format!("{home}/files/{}", file.file_id))),
            id: file.file_id,
            name: file.name,
            media_type: file.mime,
            size: file.size,
            created_at: file.created_at,
            of: PhantomData,
        }
    }
}

/// What the query of a new file says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddQuery {
    /// What it is called; its ending tells apart what begins alike.
    #[serde(default, rename = "name")]
    _name: String,
}
