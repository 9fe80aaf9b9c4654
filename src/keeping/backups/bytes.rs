//! The bytes that stand outside of the database, on their way into a backup.
//!
//! Which files those are is written down while the snapshot of the tables is open, and on the disk: they may be many. Then the
//! snapshot ends, and their bytes are brought here a few at once; meanwhile nothing that it saw is removed
//! ([`platform::backups::is_reading`]).

use super::store;
use crate::archive::Writer;
use chrono::{DateTime, Duration, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use kernel::db::whole::Snapshot;
use kernel::{Error, Result};
use platform::House;
use platform::files::{self, Draft, NotHad, Outside};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};
use uuid::Uuid;

/// Files that are brought here at once.
const AT_ONCE: usize = 8;
/// After so many that could not be read, one after the other, their place is not asked any more: each takes minutes.
const IN_VAIN_MAX: u32 = 24;
/// Files looked up at once.
const PAGE: i64 = 500;
/// For so long nothing is removed that a backup may still read, unless it says so again.
const READS: Duration = Duration::minutes(15);
/// How often it says so.
const RENEWAL: std::time::Duration = std::time::Duration::from_secs(60);
/// One that has not said so for as long is not being made any more.
const SILENT: Duration = Duration::minutes(5);

/// Until when nothing is removed that a backup may still read that says so now.
pub fn reads_until(house: &House) -> DateTime<Utc> {
    house.now() + READS
}

/// Whatever reads beyond this has said so lately: it is being made at this moment.
pub fn is_made_beyond(house: &House) -> DateTime<Utc> {
    reads_until(house) - SILENT
}

/// Says so again and again, for as long as it is asked to.
pub async fn go_on_reading(house: &House, id: Uuid) -> Infallible {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = store::read_until(&house.db, id, reads_until(house)).await {
            tracing::warn!(%error, "that a backup still reads could not be noted; trying again");
        }
    }
}

/// Writes down, one to a line, which files stand outside in this snapshot.
pub async fn list(house: &House, snapshot: &mut Snapshot) -> Result<Draft> {
    let (draft, out) = Draft::begin(house).await?;
    let (mut out, mut after) = (BufWriter::new(out), Uuid::nil());
    loop {
        let page = files::outside_page(snapshot.on(), after, PAGE).await?;
        for file in &page {
            let line = serde_json::to_string(file).map_err(Error::broken)? + "\n";
            out.write_all(line.as_bytes()).await.map_err(Error::broken)?;
            after = file.id;
        }
        if (page.len() as i64) < PAGE {
            break;
        }
    }
    out.flush().await.map_err(Error::broken)?;
    Ok(draft)
}

/// Writes the bytes of all that are on the list into the archive, and which could not be had.
pub async fn pack(house: &House, list: &Draft, writer: &mut Writer) -> Result<()> {
    let lines = BufReader::new(File::open(list.path()).await.map_err(Error::broken)?).lines();
    let listed = stream::try_unfold(lines, async |mut lines| {
        let line = lines.next_line().await.map_err(Error::broken)?;
        line.map(|line| Ok((serde_json::from_str::<Outside>(&line).map_err(Error::broken)?, lines))).transpose()
    });
    let in_vain = AtomicU32::new(0);
    let bring = |file: Outside| {
        let in_vain = &in_vain;
        async move {
            if in_vain.load(Ordering::Relaxed) >= IN_VAIN_MAX {
                let why = format!("its place ({}) does not answer", file.place.name());
                return Ok((file, Err(NotHad { why, is_unreachable: true })));
            }
            let brought = files::fetch(house, &file).await;
            match &brought {
                Err(not) if not.is_unreachable => drop(in_vain.fetch_add(1, Ordering::Relaxed)),
                _ => in_vain.store(0, Ordering::Relaxed),
            }
            Ok::<_, Error>((file, brought))
        }
    };
    let mut brought = std::pin::pin!(listed.map_ok(bring).try_buffered(AT_ONCE));
    while let Some((file, draft)) = brought.next().await.transpose()? {
        match draft {
            Ok(draft) => writer.hold(&file, draft.path()).await?,
            Err(NotHad { why, .. }) => {
                tracing::error!(file = %file.id, why, "a file is missing in the backup");
                writer.lose(file.id, &why)?;
            }
        }
    }
    Ok(())
}
