//! Files of the house, whatever they belong to: their rows, and their bytes, which stand where the operator wants them.
//!
//! A file that somebody sends *arrives* on the disk of this node, in pieces, and is told what it is on its way; one that is made
//! here is at hand. Its bytes are then *kept* in a place (see [`kernel::storage`]), and only then is its row written.
//!
//! Promises:
//! - A row is committed only after its bytes are safe, and bytes are removed only after their row is gone, and not while a
//!   backup may still read them. What is left in between is swept after [`GRACE_HOURS`].
//! - Nobody but a row's own statement knows where its bytes are: a name is generated, and never comes from outside.
//! - Bytes are moved from place to place one file at a time, so that whoever is interrupted goes on where that stopped.
//! - What a house puts outside stands below its own *home* there. It removes and sweeps nothing else: a house that came back
//!   from a backup has another home than the one that it is a copy of.

mod arrival;
mod moving;
mod packing;
mod store;
mod work;

pub use arrival::{Arrived, Arriving, Draft};
pub use moving::{Moved, relocate};
pub use packing::{NotHad, Unpacked, fetch, move_in, strangers, take_back, unpack};
pub use store::{NewRow, Outside, Stored, found, insert, outside_page, public, remove};
pub use work::{Remove, Sweep};

use crate::House;
use axum::body::Body;
use kernel::storage::{Pieces, Place};
use kernel::{Error, Result};
use uuid::Uuid;

/// How long bytes without a row, and files that never arrived, are left alone (hours): their row may be on its way.
pub const GRACE_HOURS: i64 = 24;

/// A file whose bytes are safe, and whose row is to be written.
#[derive(Debug)]
pub struct Safe {
    kept: Kept,
    size: i64,
    sha256: String,
}

/// Where the bytes of a file stand now; its row says the same.
#[derive(Debug)]
pub(crate) enum Kept {
    /// In the row.
    Inside(Vec<u8>),
    /// Outside.
    Outside(Spot),
}

/// Where bytes stand outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub place: Place,
    /// Below which home; none: at the top.
    pub home: Option<Uuid>,
    /// Under which generated name.
    pub object: Uuid,
}

impl Spot {
    /// What it is called there: below which home, of whom, and the generated name.
    fn name(&self, org: Uuid) -> String {
        match self.home {
            Some(home) => format!("{home}/{org}/{}", self.object),
            None => format!("{org}/{}", self.object),
        }
    }
}

/// Puts the bytes of a file that arrived where they belong. They are safe there when this answers.
///
/// # Errors
/// A problem at `file` where they cannot be kept now; nothing is kept then.
pub async fn keep(house: &House, org: Uuid, file: &Arrived) -> Result<Safe> {
    let kept = match next_spot(house).await? {
        None => Kept::Inside(tokio::fs::read(file.path()).await.map_err(Error::broken)?),
        Some(spot) => {
            house.files.put(spot.place, &spot.name(org), file.path()).await.map_err(cannot_keep)?;
            Kept::Outside(spot)
        }
    };
    Ok(Safe { kept, size: file.size, sha256: file.sha256.clone() })
}

/// The same with bytes that are at hand: what is small, or made here. No network stands in a transaction, so it comes before.
///
/// # Errors
/// As [`keep`].
pub async fn keep_bytes(house: &House, org: Uuid, bytes: Vec<u8>) -> Result<Safe> {
    let (size, sha256) = (bytes.len() as i64, kernel::crypto::sha256_hex(&bytes));
    let kept = match next_spot(house).await? {
        None => Kept::Inside(bytes),
        Some(spot) => {
            house.files.put_bytes(spot.place, &spot.name(org), bytes).await.map_err(cannot_keep)?;
            Kept::Outside(spot)
        }
    };
    Ok(Safe { kept, size, sha256 })
}

fn cannot_keep(error: Error) -> Error {
    tracing::error!(%error, "a file could not be kept");
    Error::invalid("file", "Files cannot be kept at the moment. Nothing was added; try again later.")
}

/// Where the next file goes; none: into its row.
async fn next_spot(house: &House) -> Result<Option<Spot>> {
    spot_in(house, house.files.place).await
}

/// A spot of this house in a place that nothing ever stood at; none: the place is the row.
async fn spot_in(house: &House, place: Place) -> Result<Option<Spot>> {
    match place.is_outside() {
        true => Ok(Some(Spot { place, home: store::home(&house.db).await?, object: house.id() })),
        false => Ok(None),
    }
}

/// The bytes of a file, as they come.
///
/// # Errors
/// When its place does not answer, or does not have it.
pub async fn body(house: &House, org: Uuid, file: Stored) -> Result<Body> {
    match file.spot() {
        None => Ok(Body::from(file.bytes)),
        Some(spot) => Ok(Body::from_stream(pieces(house, org, spot).await?)),
    }
}

/// All bytes of a file that is small, such as one that goes along with a letter.
///
/// # Errors
/// As [`body`].
pub async fn bytes(house: &House, org: Uuid, file: Stored) -> Result<Vec<u8>> {
    use futures::TryStreamExt;
    let Some(spot) = file.spot() else { return Ok(file.bytes) };
    let (mut pieces, mut bytes) = (pieces(house, org, spot).await?, Vec::new());
    while let Some(piece) = pieces.try_next().await.map_err(Error::broken)? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn pieces(house: &House, org: Uuid, spot: Spot) -> Result<Pieces> {
    let found = house.files.get(spot.place, &spot.name(org)).await?;
    let missing = || Error::broken(format!("the bytes of a file are missing ({}): {}", spot.place.name(), spot.object));
    found.ok_or_else(missing)
}

/// Counts and hashes the bytes of a file that stand outside; none where they are missing.
///
/// # Errors
/// When their place does not answer.
pub async fn fingerprint(house: &House, file: &Outside) -> Result<Option<(i64, String)>> {
    use futures::TryStreamExt;
    use kernel::crypto::Fingerprint;
    let spot = file.spot();
    let Some(mut pieces) = house.files.get(spot.place, &spot.name(file.org_id)).await? else {
        return Ok(None);
    };
    let (mut hash, mut size) = (Fingerprint::default(), 0);
    while let Some(piece) = pieces.try_next().await.map_err(Error::broken)? {
        hash.take(&piece);
        size += piece.len() as i64;
    }
    Ok(Some((size, hash.hex())))
}
