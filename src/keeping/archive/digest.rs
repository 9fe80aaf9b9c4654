//! Count and hash of a table's rows.

use super::model::{Files, Tally};
use futures::StreamExt;
use kernel::Result;
use kernel::crypto::Fingerprint;
use kernel::db::whole::{Snapshot, line};
use sha2::{Digest, Sha256};

/// Counts and hashes lines as they come.
#[derive(Default)]
pub struct RowDigest {
    hash: Sha256,
    rows: i64,
}

impl RowDigest {
    /// Takes the next line, without its line feed.
    pub fn take(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        self.rows += 1;
    }

    /// What they came to.
    pub fn finish(self, table: &str) -> Tally {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Tally { end_of: table.to_owned(), rows: self.rows, sha256 }
    }
}

/// Counts the files from outside, and hashes the lines that tell of them.
#[derive(Default)]
pub(super) struct FilesDigest {
    hash: Fingerprint,
    files: Files,
}

impl FilesDigest {
    /// The next one is in it; this line tells of it.
    pub fn hold(&mut self, line: &str, bytes: i64) {
        self.take(line);
        self.files.held += 1;
        self.files.bytes += bytes;
    }

    /// The next one is not.
    pub fn lose(&mut self, line: &str) {
        self.take(line);
        self.files.lost += 1;
    }

    fn take(&mut self, line: &str) {
        self.hash.take(line.as_bytes());
        self.hash.take(b"\n");
    }

    /// What they came to.
    pub fn finish(self) -> Files {
        Files { sha256: self.hash.hex(), ..self.files }
    }
}

/// Counts and hashes every table of a snapshot.
pub async fn digests(snapshot: &mut Snapshot) -> Result<Vec<Tally>> {
    let mut tallies = Vec::new();
    for table in snapshot.tables().await? {
        let (mut digest, mut rows) = (RowDigest::default(), snapshot.rows(&table));
        while let Some(row) = rows.next().await {
            digest.take(&line(&row?));
        }
        drop(rows);
        tallies.push(digest.finish(&table.name));
    }
    Ok(tallies)
}
