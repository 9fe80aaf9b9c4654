//! Count and hash of a table's rows.

use super::model::Tally;
use futures::StreamExt;
use kernel::Result;
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
