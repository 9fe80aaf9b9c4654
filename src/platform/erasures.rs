//! The list of who was erased, kept outside of the database: a backup from before an erasure brings the person back, and
//! the list is what takes them away again before the restored house is served.
//!
//! It stands in the data folder and, where scheduled backups are made, beside them. A line holds the organisation, the
//! contact, when, and a mark of the address that only this installation's key can make: no name and no address.
//!
//! Promises: lines are only ever added; what was added is on the disk; a line that was cut off by a crash spoils no other.
//! Every node that adds to the list adds all that the database knows, so a line that is missing comes with the next.

use crate::Settings;
use crate::house::House;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The name of the file.
pub const FILE: &str = "erasures.list";

/// Who was erased.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Erased {
    /// Of this organisation.
    pub org: Uuid,
    /// Which contact.
    pub contact: Uuid,
    /// The [`mark`] of what was an address of theirs; none where only the contact is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Who was erased.
    pub erased: BTreeSet<Erased>,
    /// Lines that cannot be read.
    pub unreadable: usize,
}

/// The mark of an address, given the hash that the database keeps of it. Without the key nobody can try addresses on it.
pub fn mark(house: &House, address_hash: &str) -> String {
    hex(&house.key.sign("erasure", address_hash.as_bytes()))
}

/// The marks of an address with this key and with those it replaced: one of them stands on a list that is older than the
/// key.
pub fn marks(house: &House, address_hash: &str) -> Vec<String> {
    house.key.signatures("erasure", address_hash.as_bytes()).iter().map(|signature| hex(signature)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where this house keeps its list.
pub fn places(settings: &Settings) -> Vec<PathBuf> {
    let folders = std::iter::once(&settings.data).chain(settings.backups.as_ref().map(|plan| &plan.folder));
    folders.map(|folder| folder.join(FILE)).collect()
}

/// Reads a list; where there is no file there is none.
///
/// # Errors
/// When the file cannot be read.
pub fn read(file: &Path) -> Result<Option<List>> {
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(Error::broken(format!("cannot read {}: {error}", file.display()))),
    };
    let mut list = List::default();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line) {
            Ok(erased) => drop(list.erased.insert(erased)),
            Err(_) => list.unreadable += 1,
        }
    }
    Ok(Some(list))
}

/// Adds to a list whom it does not name yet, and brings it to the disk. Answers how many they were.
///
/// # Errors
/// When the file cannot be written.
pub fn add(file: &Path, all: &[Erased]) -> Result<usize> {
    let known = read(file)?;
    let is_new = known.is_none();
    let known = known.unwrap_or_default().erased;
    let missing: Vec<&Erased> = all.iter().filter(|one| !known.contains(*one)).collect();
    if missing.is_empty() {
        return Ok(0);
    }
    // It begins with a line feed of its own: what a crash has left of another line ends there.
    let mut text = String::from(if is_new { "" } else { "\n" });
    for one in &missing {
        text.push_str(&serde_json::to_string(one).map_err(Error::broken)?);
        text.push('\n');
    }
    append(file, &text).map_err(|error| Error::broken(format!("cannot write {}: {error}", file.display())))?;
    Ok(missing.len())
}

/// One write at the end of the file: two nodes that add at once do not mix their lines.
fn append(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erased(contact: u128) -> Erased {
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        Erased { org: Uuid::from_u128(1), contact: Uuid::from_u128(contact), mark: None, at }
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other_and_nobody_stands_on_it_twice() {
        let folder = std::env::temp_dir().join(format!("steward-erasures-{}", std::process::id()));
        let file = folder.join(FILE);
        assert_eq!(read(&file).unwrap(), None);
        assert_eq!(add(&file, &[erased(1), erased(2)]).unwrap(), 2);
        assert_eq!(add(&file, &[erased(2), erased(1)]).unwrap(), 0, "nobody is new");
        let whole = std::fs::read(&file).unwrap();
        std::fs::write(&file, &whole[..whole.len() - 20]).unwrap(); // a crash, in the middle of the second line
        assert_eq!(read(&file).unwrap().unwrap().unreadable, 1);
        assert_eq!(add(&file, &[erased(1), erased(2), erased(3)]).unwrap(), 2);
        let list = read(&file).unwrap().unwrap();
        assert_eq!((list.erased.len(), list.unreadable), (3, 1));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
