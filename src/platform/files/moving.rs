//! Moving the bytes of files from place to place, one file at a time.

use super::arrival::Draft;
use super::store::{self, Elsewhere};
use super::work::Remove;
use super::{Kept, name, pieces};
use crate::{House, jobs};
use futures::TryStreamExt;
use kernel::crypto::{Fingerprint, sha256_hex};
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

/// Moves the bytes of all files that may be moved into a place. Whoever is interrupted calls it again. `told` hears how many
/// are done, and how many there were to do.
///
/// # Errors
/// When the place, or the database, does not answer.
pub async fn relocate(house: &House, to: Place, mut told: impl FnMut(i64, i64)) -> Result<Moved> {
    let all = store::left(&house.db, to).await?;
    let (mut moved, mut after) = (Moved::default(), Uuid::nil());
    while let Some(file) = store::elsewhere(&house.db, to, after).await? {
        after = file.id;
        match read(house, &file).await {
            Ok(draft) => {
                let kept = put(house, to, &file, &draft).await?;
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
    let (draft, mut out) = Draft::begin(house).await.map_err(|error| error.to_string())?;
    let hash = match file.object_id {
        None => {
            out.write_all(&file.bytes).await.map_err(|error| error.to_string())?;
            sha256_hex(&file.bytes)
        }
        Some(object) => {
            let mut hash = Fingerprint::default();
            let found = pieces(house, file.org_id, file.place, object).await;
            let mut found = found.map_err(|error| error.to_string())?;
            while let Some(piece) = found.try_next().await.map_err(|error| error.to_string())? {
                hash.take(&piece);
                out.write_all(&piece).await.map_err(|error| error.to_string())?;
            }
            hash.hex()
        }
    };
    out.flush().await.map_err(|error| error.to_string())?;
    match hash == file.sha256 {
        true => Ok(draft),
        false => Err("its bytes are not those that were stored".to_owned()),
    }
}

async fn put(house: &House, to: Place, file: &Elsewhere, draft: &Draft) -> Result<Kept> {
    if !to.is_outside() {
        return Ok(Kept::Inside(tokio::fs::read(draft.path()).await.map_err(Error::broken)?));
    }
    let object = house.id();
    house.files.put(to, &name(file.org_id, object), draft.path()).await?;
    Ok(Kept::Outside(to, object))
}

/// Writes where they are now; what they left goes when that is committed.
async fn write(house: &House, file: &Elsewhere, kept: Kept) -> Result<()> {
    let mut tx = house.db.begin().await?;
    if !store::write_place(&mut tx, file, kept).await? {
        return Ok(()); // gone meanwhile: what was put is swept
    }
    if let Some(object) = file.object_id {
        let job = Remove { org: file.org_id, place: file.place, object };
        jobs::enqueue(&mut tx, house, Some(file.org_id), &job, house.now(), None).await?;
    }
    tx.commit().await
}
