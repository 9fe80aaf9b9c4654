//! Bytes outside of the database on their way into a backup, and back out of it.

use super::arrival::Draft;
use super::moving;
use super::store::{self, Outside};
use crate::House;
use futures::TryStreamExt;
use kernel::crypto::Fingerprint;
use kernel::{Error, Result};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// So often a place is asked for bytes that break off on their way; a service that does not answer is asked more often below.
const TRIES: u32 = 3;
/// The first pause between two tries; the next ones are longer.
const PAUSE: Duration = Duration::from_millis(500);

/// What is wrong with bytes that somebody else changed.
pub(super) const NOT_THE_SAME: &str = "its bytes are not those that were stored";

/// Why bytes cannot be had.
#[derive(Debug, Clone)]
pub struct NotHad {
    /// As it is told.
    pub why: String,
    /// Did their place not answer, or break off? Then others cannot be had either.
    pub is_unreachable: bool,
}

impl NotHad {
    fn of(why: impl Into<String>, is_unreachable: bool) -> NotHad {
        NotHad { why: why.into(), is_unreachable }
    }
}

/// Brings the bytes of a file here, and sees that they are what they were.
///
/// # Errors
/// Why they cannot be had, after some tries where their place does not answer.
pub async fn fetch(house: &House, file: &Outside) -> Result<Draft, NotHad> {
    let mut tries = 1;
    loop {
        match bring(house, file).await {
            Ok(Some((size, hash, draft))) if size == file.size && hash == file.sha256 => return Ok(draft),
            Ok(Some(_)) => return Err(NotHad::of(NOT_THE_SAME, false)),
            Ok(None) => return Err(NotHad::of("its bytes are missing", false)),
            Err(error) if tries == TRIES => return Err(NotHad::of(format!("its bytes cannot be read: {error}"), true)),
            Err(error) => tracing::warn!(%error, file = %file.id, "the bytes of a file broke off; trying again"),
        }
        tokio::time::sleep(PAUSE * tries).await;
        tries += 1;
    }
}

/// One try; none where the place does not have them.
async fn bring(house: &House, file: &Outside) -> Result<Option<(i64, String, Draft)>> {
    let spot = file.spot();
    let Some(mut pieces) = house.files.get(spot.place, &spot.name(file.org_id)).await? else { return Ok(None) };
    let (draft, mut out) = Draft::begin(house).await?;
    let (mut hash, mut size) = (Fingerprint::default(), 0);
    while let Some(piece) = pieces.try_next().await.map_err(Error::broken)? {
        hash.take(&piece);
        size += piece.len() as i64;
        out.write_all(&piece).await.map_err(Error::broken)?;
    }
    out.flush().await.map_err(Error::broken)?;
    Ok(Some((size, hash.hex(), draft)))
}

/// A house that came back from a backup: what it puts outside stands below a home of its own from now on, and what stands
/// below another one it leaves alone, for that may be a living house's.
pub async fn move_in(house: &House) -> Result<()> {
    store::set_home(&house.db, house.id()).await
}

/// A restore that failed takes back what it has put outside below its own home: no house will ever know it.
pub async fn take_back(house: &House) -> Result<()> {
    let (place, home) = (house.files.place, store::home(&house.db).await?);
    let Some(home) = home.filter(|_| place.is_outside()) else { return Ok(()) };
    let mut names = house.files.names(place, &home.to_string())?;
    while let Some(name) = names.try_next().await? {
        house.files.remove(place, &name).await?;
    }
    Ok(())
}

/// How many files have bytes that are not below the house's own home: they may be another house's, and are never removed.
pub async fn strangers(house: &House) -> Result<i64> {
    store::strangers(&house.db).await
}

/// What became of bytes that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpacked {
    /// They stand where this house keeps its files.
    Kept,
    /// Nowhere: no file has them any more.
    Gone,
}

/// Puts bytes that came back from a backup where this house keeps its files, and says so in their row.
///
/// # Errors
/// When the place does not take them.
pub async fn unpack(house: &House, was: &Outside, draft: Draft) -> Result<Unpacked> {
    if !store::is_as_it_was(&house.db, was).await? {
        return Ok(Unpacked::Gone);
    }
    let kept = moving::put(house, house.files.place, was.org_id, &draft).await?;
    match store::write_back(&house.db, was, kept).await? {
        true => Ok(Unpacked::Kept),
        false => Ok(Unpacked::Gone),
    }
}
