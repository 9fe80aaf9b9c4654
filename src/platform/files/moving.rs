//! Moving the bytes of files from place to place, one file at a time.

use super::arrival::Draft;
use super::packing::{NOT_THE_SAME, fetch};
use super::store::{self, Elsewhere};
use super::work::Remove;
use super::{Kept, spot_in};
use crate::{House, jobs};
use kernel::crypto::sha256_hex;
use kernel::storage::Place;
use kernel::{Error, Result};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// What was moved.
#[derive(Debug, Clone, Default)]
pub struct Moved {
    /// So many files.
    pub files: i64,
    /// These stayed where they are, each with the reason.
    pub stayed: Vec<(Uuid, String)>,
}

/// Moves the bytes of all files into a place, below the house's own home. Whoever is interrupted calls it again. `told` hears how many
/// are done, and how many there were to do.
///
/// # Errors
/// When the place, or the database, does not answer.
pub async fn relocate(house: &House, to: Place, mut told: impl FnMut(i64, i64)) -> Result<Moved> {
    let there = (to, store::home(&house.db).await?);
    let all = store::left(&house.db, there).await?;
    let (mut moved, mut after) = (Moved::default(), Uuid::nil());
    while let Some(file) = store::elsewhere(&house.db, there, after).await? {
        after = file.id;
        match read(house, &file).await {
            Ok(draft) => {
                let kept = put(house, to, file.org_id, &draft).await?;
                write(house, &file, kept).await?;
                moved.files += 1;
            }
            Err(why) => moved.stayed.push((file.id, why)),
        }
        told(moved.files, all);
    }
    Ok(moved)
}

/// Brings the bytes here, and sees that they are what they were.
async fn read(house: &House, file: &Elsewhere) -> std::result::Result<Draft, String> {
    if let Some(outside) = file.outside() {
        return fetch(house, &outside).await.map_err(|not| not.why);
    }
    if sha256_hex(&file.bytes) != file.sha256 {
        return Err(NOT_THE_SAME.to_owned());
    }
    write_down(house, &file.bytes).await.map_err(|error| error.to_string())
}

async fn write_down(house: &House, bytes: &[u8]) -> Result<Draft> {
    let (draft, mut out) = Draft::begin(house).await?;
    out.write_all(bytes).await.map_err(Error::broken)?;
    out.flush().await.map_err(Error::broken)?;
    Ok(draft)
}

/// Puts what stands here into a place.
pub(super) async fn put(house: &House, to: Place, org: Uuid, draft: &Draft) -> Result<Kept> {
    match spot_in(house, to).await? {
        None => Ok(Kept::Inside(tokio::fs::read(draft.path()).await.map_err(Error::broken)?)),
        Some(spot) => {
            house.files.put(to, &spot.name(org), draft.path()).await?;
            Ok(Kept::Outside(spot))
        }
    }
}

/// Writes where they are now; what they left goes when that is committed.
async fn write(house: &House, file: &Elsewhere, kept: Kept) -> Result<()> {
    let mut tx = house.db.begin().await?;
    if !store::write_place(&mut tx, file, kept).await? {
        return Ok(()); // gone meanwhile: what was put is swept
    }
    if let Some(left) = file.outside() {
        let job = Remove::of(file.org_id, left.spot());
        jobs::enqueue(&mut tx, house, Some(file.org_id), &job, house.now(), None).await?;
    }
    tx.commit().await
}
