//! A file that arrives: piece by piece, to the disk.

use crate::House;
use kernel::crypto::Fingerprint;
use kernel::files::{Kind, Sniffer, most_text, plain_name};
use kernel::{Error, Result};
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// A file that has arrived; it is gone from this disk when this is dropped. Its type is a claim of nobody: its bytes say it.
#[derive(Debug)]
pub struct Arrived {
    draft: Draft,
    /// What its sender called it, without folders.
    pub name: String,
    /// How large it is (bytes).
    pub size: i64,
    /// SHA-256 of all of it.
    pub sha256: String,
    /// What it is, or why it is not taken.
    pub kind: Result<Kind, &'static str>,
}

/// A file on its way.
pub struct Arriving {
    draft: Draft,
    out: File,
    name: String,
    size: u64,
    max: u64,
    hash: Fingerprint,
    sniffer: Sniffer,
    too_large: String,
}

/// A file of this disk that is gone when this is dropped.
#[derive(Debug)]
pub struct Draft(PathBuf);

impl Draft {
    /// Begins one that only the house can read.
    ///
    /// # Errors
    /// When this disk takes nothing.
    pub async fn begin(house: &House) -> Result<(Draft, File)> {
        let folder = &house.files.arrivals;
        tokio::fs::create_dir_all(folder).await.map_err(Error::broken)?;
        let draft = Draft(folder.join(house.id().to_string()));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let out = options.open(&draft.0).await.map_err(Error::broken)?;
        Ok((draft, out))
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // what stays is swept
    }
}

impl Arriving {
    /// Begins. Its name is a claim; what is no letter of it is left out.
    ///
    /// # Errors
    /// When this disk takes nothing.
    pub async fn begin(house: &House, claimed: &str) -> Result<Arriving> {
        let (draft, out) = Draft::begin(house).await?;
        Ok(Arriving {
            draft,
            out,
            name: plain_name(claimed),
            size: 0,
            max: house.files.max,
            hash: Fingerprint::default(),
            sniffer: Sniffer::default(),
            too_large: format!("This file is larger than {}.", most_text(house.files.max)),
        })
    }

    /// The next piece.
    ///
    /// # Errors
    /// A problem at `file` where it is larger than files may be: the rest need not come.
    pub async fn take(&mut self, piece: &[u8]) -> Result<()> {
        self.size += piece.len() as u64;
        if self.size > self.max {
            return Err(Error::invalid("file", self.too_large.clone()));
        }
        self.hash.take(piece);
        self.sniffer.take(piece);
        self.out.write_all(piece).await.map_err(Error::broken)
    }

    /// It is whole; none where nothing came.
    ///
    /// # Errors
    /// When this disk did not take it.
    pub async fn end(mut self) -> Result<Option<Arrived>> {
        self.out.flush().await.map_err(Error::broken)?;
        if self.size == 0 {
            return Ok(None);
        }
        let kind = self.sniffer.kind(&self.name);
        let size = i64::try_from(self.size).map_err(Error::broken)?;
        Ok(Some(Arrived { draft: self.draft, name: self.name, size, sha256: self.hash.hex(), kind }))
    }
}

impl Arrived {
    /// A file whose bytes are at hand.
    ///
    /// # Errors
    /// As [`Arriving::take`].
    pub async fn of(house: &House, name: &str, bytes: &[u8]) -> Result<Option<Arrived>> {
        let mut arriving = Arriving::begin(house, name).await?;
        arriving.take(bytes).await?;
        arriving.end().await
    }

    /// Where it stands until this is dropped.
    pub fn path(&self) -> &Path {
        self.draft.path()
    }
}
