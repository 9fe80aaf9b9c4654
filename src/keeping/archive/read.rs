//! Reading an archive, and checking all of it.

use super::digest::RowDigest;
use super::model::{FORMAT, Head, Heading, Manifest, Tally};
use flate2::read::MultiGzDecoder;
use kernel::db::whole::{Record, Table, from_line};
use kernel::{Error, Result};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// What a check of a whole archive found to hold.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What it is.
    pub head: Head,
    /// Its tallies.
    pub manifest: Manifest,
    /// Bytes of the file.
    pub bytes: i64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// What comes next in an archive.
#[derive(Debug)]
pub enum Item {
    /// A table begins.
    Table(Table),
    /// A row of it.
    Row(Record),
    /// It has ended, with as many rows and the hash that the file says.
    End(Tally),
    /// The archive has ended, as its manifest says.
    Done(Manifest),
}

/// An archive that is being read.
pub struct Reader {
    /// What it is.
    pub head: Head,
    head_line: String,
    lines: BufReader<MultiGzDecoder<BufReader<File>>>,
    table: Option<(Table, RowDigest)>,
    tallies: Vec<Tally>,
}

impl Reader {
    /// Opens an archive and reads its head.
    ///
    /// # Errors
    /// When it is none, or one of a format that is not known here.
    pub fn open(path: &Path) -> Result<Reader> {
        let file =
            File::open(path).map_err(|error| Error::broken(format!("cannot read {}: {error}", path.display())))?;
        let mut lines = BufReader::new(MultiGzDecoder::new(BufReader::new(file)));
        let is_none = || Error::broken(format!("{} is not a backup of Steward", path.display()));
        let head_line = next_line(&mut lines).map_err(|_| is_none())?.ok_or_else(is_none)?;
        let head: Head = serde_json::from_str(&head_line).map_err(|_| is_none())?;
        if head.steward_backup != FORMAT {
            return Err(Error::broken(format!(
                "this backup has the format {}, and only {FORMAT} is known here",
                head.steward_backup
            )));
        }
        Ok(Reader { head, head_line, lines, table: None, tallies: Vec::new() })
    }

    /// What comes next.
    ///
    /// # Errors
    /// When the file was cut off or changed.
    pub fn item(&mut self) -> Result<Item> {
        let line = next_line(&mut self.lines)?.ok_or_else(|| damaged("it was cut off"))?;
        let Some((table, mut digest)) = self.table.take() else {
            return self.between_tables(&line);
        };
        if line.starts_with('[') {
            let row = from_line(&table, &line)?;
            digest.take(&line);
            self.table = Some((table, digest));
            return Ok(Item::Row(row));
        }
        let told: Tally = parse(&line)?;
        let found = digest.finish(&table.name);
        if told != found {
            return Err(damaged(&format!("the rows of {} are not those that were written", table.name)));
        }
        self.tallies.push(found.clone());
        Ok(Item::End(found))
    }

    fn between_tables(&mut self, line: &str) -> Result<Item> {
        if let Ok(heading) = serde_json::from_str::<Heading>(line) {
            let table = heading.to_table()?;
            self.table = Some((table.clone(), RowDigest::default()));
            return Ok(Item::Table(table));
        }
        let told: Manifest = parse(line)?;
        let found = Manifest::of(&self.head_line, std::mem::take(&mut self.tallies));
        if told != found || next_line(&mut self.lines)?.is_some() {
            return Err(damaged("its manifest does not fit what is in it"));
        }
        Ok(Item::Done(found))
    }
}

/// Reads all of an archive, and answers what it holds if all of it is as it was written.
///
/// # Errors
/// When it is no archive, was cut off or was changed.
pub fn check(path: &Path) -> Result<Checked> {
    let mut reader = Reader::open(path)?;
    let manifest = loop {
        if let Item::Done(manifest) = reader.item()? {
            break manifest;
        }
    };
    let (bytes, sha256) = fingerprint(path)?;
    Ok(Checked { head: reader.head, manifest, bytes, sha256 })
}

fn fingerprint(path: &Path) -> Result<(i64, String)> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 64 * 1024]);
    let mut file = File::open(path).map_err(Error::broken)?;
    loop {
        let read = file.read(&mut buffer).map_err(Error::broken)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as i64;
    }
    Ok((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn next_line(lines: &mut impl BufRead) -> Result<Option<String>> {
    let mut line = String::new();
    match lines.read_line(&mut line) {
        Ok(0) => Ok(None),
        Ok(_) if line.ends_with('\n') => {
            line.pop();
            Ok(Some(line))
        }
        Ok(_) => Err(damaged("it was cut off")),
        Err(error) => Err(damaged(&error.to_string())),
    }
}

fn parse<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|_| damaged("a line of it cannot be read"))
}

fn damaged(why: &str) -> Error {
    Error::broken(format!("the backup is damaged: {why}"))
}
