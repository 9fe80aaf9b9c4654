//! Bytes that stood outside of the database when the backup was made.

use crate::archive::{Item, Reader};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kernel::{Error, Result};
use platform::House;
use platform::files::{self, Draft, Unpacked};
use tokio::io::AsyncWriteExt;

/// Files that are put where they belong at once.
const AT_ONCE: usize = 8;

/// What became of files that stood outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Files {
    /// They stand where this house keeps its files.
    pub restored: i64,
    /// Their bytes are not in the backup: what is looked for is where they stood when it was made.
    pub missing: i64,
}

/// Puts the bytes that the archive holds where this house keeps its files. `next` is what came behind its tables.
///
/// # Errors
/// When they are not as they were written, or their place does not take them; what was put there is taken back then.
pub async fn unpack(house: &House, reader: &mut Reader, next: Item) -> Result<Files> {
    files::move_in(house).await?;
    let put = put_all(house, reader, next).await;
    if put.is_err()
        && let Err(error) = files::take_back(house).await
    {
        tracing::error!(%error, "bytes of a restore that failed could not be taken back");
    }
    put
}

async fn put_all(house: &House, reader: &mut Reader, mut next: Item) -> Result<Files> {
    let (mut restored, mut under_way) = (0, FuturesUnordered::new());
    let count = |became: Unpacked| i64::from(became == Unpacked::Kept);
    loop {
        match next {
            Item::File(file) => {
                let draft = write_down(house, reader).await?;
                if under_way.len() >= AT_ONCE
                    && let Some(became) = under_way.next().await
                {
                    restored += count(became?);
                }
                under_way.push(async move { files::unpack(house, &file, draft).await });
            }
            Item::Lost(_) => {}
            Item::Done(_) => break,
            _ => return Err(Error::broken("a table stands behind the files")),
        }
        next = reader.item()?;
    }
    while let Some(became) = under_way.next().await {
        restored += count(became?);
    }
    // Those that nobody could have when it was made, and all of a backup that held none.
    Ok(Files { restored, missing: files::strangers(house).await? })
}

async fn write_down(house: &House, reader: &mut Reader) -> Result<Draft> {
    let (draft, mut out) = Draft::begin(house).await?;
    loop {
        let piece = reader.piece()?;
        if piece.is_empty() {
            break;
        }
        out.write_all(&piece).await.map_err(Error::broken)?;
    }
    out.flush().await.map_err(Error::broken)?;
    Ok(draft)
}
