//! Reading an archive, and checking all of it.

use super::digest::{FilesDigest, RowDigest};
use super::model::{FORMAT, Files, Head, Heading, Lost, Manifest, Tally};
use flate2::read::MultiGzDecoder;
use kernel::crypto::Fingerprint;
use kernel::db::whole::{Record, Table, from_line};
use kernel::{Error, Result};
use platform::files::Outside;
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
    /// The first files whose bytes it lacks.
    pub lost: Vec<Lost>,
}

/// Of files whose bytes an archive lacks so many are named.
const NAMED_MAX: usize = 20;

impl Checked {
    /// The files from outside of the database; an archive of the first format held none.
    pub fn files(&self) -> Files {
        self.manifest.files.clone().unwrap_or_default()
    }
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
    /// A file from outside of the database comes; [`Reader::piece`] reads its bytes, and what is not read is passed over.
    File(Outside),
    /// One whose bytes could not be had.
    Lost(Lost),
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
    files: FilesDigest,
    /// The file whose bytes come next, how many are left of it, and the hash of those that came.
    coming: Option<(Outside, u64, Fingerprint)>,
    has_files: bool,
}

/// What is read at once of a file from outside (bytes).
const PIECE: usize = 256 * 1024;

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
        if !(1..=FORMAT).contains(&head.steward_backup) {
            return Err(Error::broken(format!(
                "this backup has the format {}, and only those up to {FORMAT} are known here: use a later Steward",
                head.steward_backup
            )));
        }
        let (tallies, files) = (Vec::new(), FilesDigest::default());
        Ok(Reader { head, head_line, lines, table: None, tallies, files, coming: None, has_files: false })
    }

    /// What comes next.
    ///
    /// # Errors
    /// When the file was cut off or changed.
    pub fn item(&mut self) -> Result<Item> {
        while !self.piece()?.is_empty() {}
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

    /// The next bytes of the file that comes; none at its end, or where none comes. Whoever has read to the end knows that
    /// they are those that were written.
    ///
    /// # Errors
    /// When the file was cut off or changed.
    pub fn piece(&mut self) -> Result<Vec<u8>> {
        let Some((file, left, hash)) = &mut self.coming else { return Ok(Vec::new()) };
        if *left > 0 {
            let mut piece = vec![0; PIECE.min(usize::try_from(*left).unwrap_or(PIECE))];
            self.lines.read_exact(&mut piece).map_err(|error| damaged(&error.to_string()))?;
            *left -= piece.len() as u64;
            hash.take(&piece);
            return Ok(piece);
        }
        let mut end = [0];
        self.lines.read_exact(&mut end).map_err(|error| damaged(&error.to_string()))?;
        if end != *b"\n" || std::mem::take(hash).hex() != file.sha256 {
            return Err(damaged(&format!("the bytes of the file {} are not those that were written", file.id)));
        }
        self.coming = None;
        Ok(Vec::new())
    }

    fn between_tables(&mut self, line: &str) -> Result<Item> {
        if let Ok(heading) = serde_json::from_str::<Heading>(line)
            && !self.has_files
        {
            let table = heading.to_table()?;
            self.table = Some((table.clone(), RowDigest::default()));
            return Ok(Item::Table(table));
        }
        if let Ok(file) = serde_json::from_str::<Outside>(line) {
            self.files.hold(line, file.size);
            self.has_files = true;
            let size = u64::try_from(file.size).map_err(|_| damaged("a line of it cannot be read"))?;
            self.coming = Some((file.clone(), size, Fingerprint::default()));
            return Ok(Item::File(file));
        }
        if let Ok(lost) = serde_json::from_str::<Lost>(line) {
            self.files.lose(line);
            self.has_files = true;
            return Ok(Item::Lost(lost));
        }
        let told: Manifest = parse(line)?;
        let files = std::mem::take(&mut self.files).finish();
        let files = (self.head.steward_backup > 1 || self.has_files).then_some(files);
        let found = Manifest::of(&self.head_line, std::mem::take(&mut self.tallies), files);
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
    let (mut reader, mut lost) = (Reader::open(path)?, Vec::new());
    let manifest = loop {
        match reader.item()? {
            Item::Done(manifest) => break manifest,
            Item::Lost(one) if lost.len() < NAMED_MAX => lost.push(one),
            _ => {}
        }
    };
    let (bytes, sha256) = fingerprint(path)?;
    Ok(Checked { head: reader.head, manifest, bytes, sha256, lost })
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
