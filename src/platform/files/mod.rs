//! Files that people add to things: their rows, and their bytes, which stand where the operator wants them.
//!
//! A file *arrives* on the disk of this node, in pieces, and is told what it is on its way. Its bytes are then *kept* in a
//! place (see [`kernel::storage`]), and only then is its row written.
//!
//! Promises:
//! - A row is committed only after its bytes are safe, and bytes are removed only after their row is gone. What is left in
//!   between is swept after [`GRACE_HOURS`].
//! - Nobody but a row's own statement knows where its bytes are: a name is generated, and never comes from outside.
//! - Bytes are moved from place to place one file at a time, so that whoever is interrupted goes on where that stopped.

mod arrival;
mod moving;
mod store;
mod work;

pub use arrival::{Arrived, Arriving};
pub use moving::{Moved, relocate};
pub use store::{InRow, Outside, insert, insert_in_row, outside, outside_after, remove};
pub use work::{Remove, Sweep};

use crate::House;
use axum::body::Body;
use kernel::storage::{Pieces, Place};
use kernel::{Error, Result};
use uuid::Uuid;

/// How long bytes without a row, and files that never arrived, are left alone (hours): their row may be on its way.
pub const GRACE_HOURS: i64 = 24;

/// Where the bytes of a file stand now; the row says the same.
#[derive(Debug, Clone)]
pub enum Kept {
    /// In the row.
    Inside(Vec<u8>),
    /// In this place, under this name.
    Outside(Place, Uuid),
}

/// Puts the bytes of a file where they belong. They are safe there when this answers.
///
/// # Errors
/// A problem at `file` where they cannot be kept now; nothing is kept then.
pub async fn keep(house: &House, org: Uuid, file: &Arrived) -> Result<Kept> {
    let place = house.files.place;
    if !place.is_outside() {
        return Ok(Kept::Inside(tokio::fs::read(file.path()).await.map_err(Error::broken)?));
    }
    let object = house.id();
    match house.files.put(place, &name(org, object), file.path()).await {
        Ok(()) => Ok(Kept::Outside(place, object)),
        Err(error) => {
            tracing::error!(%error, "a file could not be kept");
            Err(Error::invalid("file", "Files cannot be kept at the moment. Nothing was added; try again later."))
        }
    }
}

/// The bytes of a file, as they come.
///
/// # Errors
/// When its place does not answer, or does not have it.
pub async fn body(house: &House, org: Uuid, (place, object): (Place, Option<Uuid>), inside: Vec<u8>) -> Result<Body> {
    match object.filter(|_| place.is_outside()) {
        None => Ok(Body::from(inside)),
        Some(object) => Ok(Body::from_stream(pieces(house, org, place, object).await?)),
    }
}

async fn pieces(house: &House, org: Uuid, place: Place, object: Uuid) -> Result<Pieces> {
    let found = house.files.get(place, &name(org, object)).await?;
    found.ok_or_else(|| Error::broken(format!("the bytes of a file are missing ({}): {object}", place.name())))
}

/// What an object is called: of whom, and a generated name.
fn name(org: Uuid, object: Uuid) -> String {
    format!("{org}/{object}")
}

/// Counts and hashes the bytes of a file that stand outside; none where they are missing.
///
/// # Errors
/// When their place does not answer.
pub async fn fingerprint(house: &House, file: &Outside) -> Result<Option<(i64, String)>> {
    use futures::TryStreamExt;
    use kernel::crypto::Fingerprint;
    let Some(mut pieces) = house.files.get(file.place, &name(file.org_id, file.object_id)).await? else {
        return Ok(None);
    };
    let (mut hash, mut size) = (Fingerprint::default(), 0);
    while let Some(piece) = pieces.try_next().await.map_err(Error::broken)? {
        hash.take(&piece);
        size += piece.len() as i64;
    }
    Ok(Some((size, hash.hex())))
}
