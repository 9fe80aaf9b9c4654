//! Writing an archive: beside its name, to the disk, and then under its name.

use super::digest::RowDigest;
use super::model::{Head, Heading, Manifest};
use super::read::{Checked, check};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;
use kernel::db::whole::{Snapshot, line};
use kernel::{Error, Result};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes every table of the snapshot into this file, which must not exist yet.
///
/// # Errors
/// When the file exists or cannot be written, or reads otherwise than it was written; nothing is left behind then.
pub async fn write(path: &Path, head: &Head, snapshot: &mut Snapshot) -> Result<Checked> {
    if path.exists() {
        return Err(Error::broken(format!("{} exists already: give another name", path.display())));
    }
    let draft = Draft::beside(path);
    let mut out = draft.open()?;
    let head_line = put(&mut out, head)?;
    let mut tallies = Vec::new();
    for table in snapshot.tables().await? {
        put(&mut out, &Heading::of(&table))?;
        let (mut digest, mut rows) = (RowDigest::default(), snapshot.rows(&table));
        while let Some(row) = rows.next().await {
            let text = line(&row?);
            digest.take(&text);
            put_line(&mut out, &text)?;
        }
        let tally = digest.finish(&table.name);
        put(&mut out, &tally)?;
        tallies.push(tally);
    }
    put(&mut out, &Manifest::of(&head_line, tallies))?;
    let file = out.finish().and_then(|buffer| buffer.into_inner().map_err(|error| error.into_error()));
    file.and_then(|file| file.sync_all()).map_err(cannot("write", &draft.0))?;
    let read_again = draft.0.clone();
    let checked = tokio::task::spawn_blocking(move || check(&read_again)).await.map_err(Error::broken)??;
    draft.keep_as(path)?;
    Ok(checked)
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
    out.write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|error| Error::broken(format!("the backup cannot be written: {error}")))
}

fn cannot(verb: &str, path: &Path) -> impl Fn(std::io::Error) -> Error {
    let text = format!("cannot {verb} {}", path.display());
    move |error| Error::broken(format!("{text}: {error}"))
}
