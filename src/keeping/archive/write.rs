//! Writing an archive: beside its name, to the disk, and then under its name.

use super::digest::{FilesDigest, RowDigest};
use super::model::{Head, Heading, Lost, Manifest, Tally};
use super::read::{Checked, check};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;
use kernel::db::whole::{Snapshot, line};
use kernel::{Error, Result};
use platform::files::Outside;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

/// What is read at once of a file from outside (bytes).
const PIECE: usize = 256 * 1024;

/// An archive that is being written. Dropped before [`Writer::finish`], it leaves nothing behind.
pub struct Writer {
    path: PathBuf,
    draft: Draft,
    out: GzEncoder<BufWriter<File>>,
    head_line: String,
    tallies: Vec<Tally>,
    files: FilesDigest,
}

impl Writer {
    /// Begins one in this file, which must not exist yet.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn begin(path: &Path, head: &Head) -> Result<Writer> {
        if path.exists() {
            return Err(Error::broken(format!("{} exists already: give another name", path.display())));
        }
        let draft = Draft::beside(path);
        let mut out = draft.open()?;
        let head_line = put(&mut out, head)?;
        let (tallies, files) = (Vec::new(), FilesDigest::default());
        Ok(Writer { path: path.to_owned(), draft, out, head_line, tallies, files })
    }

    /// Writes every table of the snapshot.
    ///
    /// # Errors
    /// When the file cannot be written, or the database does not answer.
    pub async fn tables(&mut self, snapshot: &mut Snapshot) -> Result<()> {
        for table in snapshot.tables().await? {
            put(&mut self.out, &Heading::of(&table))?;
            let (mut digest, mut rows) = (RowDigest::default(), snapshot.rows(&table));
            while let Some(row) = rows.next().await {
                let text = line(&row?);
                digest.take(&text);
                put_line(&mut self.out, &text)?;
            }
            let tally = digest.finish(&table.name);
            put(&mut self.out, &tally)?;
            self.tallies.push(tally);
        }
        Ok(())
    }

    /// Writes a file from outside, whose bytes stand here and are what it says.
    ///
    /// # Errors
    /// When the file cannot be written, or the bytes cannot be read.
    pub async fn hold(&mut self, file: &Outside, bytes: &Path) -> Result<()> {
        let line = put(&mut self.out, file)?;
        let mut from = tokio::fs::File::open(bytes).await.map_err(Error::broken)?.take(file.size.unsigned_abs());
        let (mut piece, mut written) = (vec![0; PIECE], 0);
        loop {
            let read = from.read(&mut piece).await.map_err(Error::broken)?;
            if read == 0 {
                break;
            }
            put_bytes(&mut self.out, &piece[..read])?;
            written += read as i64;
        }
        put_bytes(&mut self.out, b"\n")?;
        self.files.hold(&line, file.size);
        match written == file.size {
            true => Ok(()),
            false => Err(Error::broken(format!("the bytes of the file {} were cut off on this disk", file.id))),
        }
    }

    /// Notes a file from outside whose bytes could not be had.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn lose(&mut self, file: Uuid, why: &str) -> Result<()> {
        let line = put(&mut self.out, &Lost { lost: file, why: why.to_owned() })?;
        self.files.lose(&line);
        Ok(())
    }

    /// Ends it, reads all of it again, and gives it its name.
    ///
    /// # Errors
    /// When the file cannot be written, or reads otherwise than it was written.
    pub async fn finish(mut self) -> Result<Checked> {
        put(&mut self.out, &Manifest::of(&self.head_line, self.tallies, Some(self.files.finish())))?;
        let file = self.out.finish().and_then(|buffer| buffer.into_inner().map_err(|error| error.into_error()));
        file.and_then(|file| file.sync_all()).map_err(cannot("write", &self.draft.0))?;
        let read_again = self.draft.0.clone();
        let checked = tokio::task::spawn_blocking(move || check(&read_again)).await.map_err(Error::broken)??;
        self.draft.keep_as(&self.path)?;
        Ok(checked)
    }
}

/// A file that is not whole yet; removed when it is dropped.
struct Draft(PathBuf);

impl Draft {
    fn beside(path: &Path) -> Draft {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        Draft(name.into())
    }

    fn open(&self) -> Result<GzEncoder<BufWriter<File>>> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // It holds everything there is: for its owner only.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.0).map_err(cannot("write", &self.0))?;
        Ok(GzEncoder::new(BufWriter::new(file), Compression::fast()))
    }

    fn keep_as(&self, path: &Path) -> Result<()> {
        // A link, unlike a rename, never replaces what somebody else put there meanwhile.
        std::fs::hard_link(&self.0, path)
            .or_else(|_| {
                if path.exists() {
                    Err(std::io::ErrorKind::AlreadyExists.into())
                } else {
                    std::fs::rename(&self.0, path)
                }
            })
            .map_err(cannot("write", path))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(cannot("write", folder))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // gone already where it was renamed
    }
}

fn put(out: &mut impl Write, value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(Error::broken)?;
    put_line(out, &text)?;
    Ok(text)
}

fn put_line(out: &mut impl Write, text: &str) -> Result<()> {
    put_bytes(out, text.as_bytes())?;
    put_bytes(out, b"\n")
}

fn put_bytes(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    out.write_all(bytes).map_err(|error| Error::broken(format!("the backup cannot be written: {error}")))
}

fn cannot(verb: &str, path: &Path) -> impl Fn(std::io::Error) -> Error {
    let text = format!("cannot {verb} {}", path.display());
    move |error| Error::broken(format!("{text}: {error}"))
}
