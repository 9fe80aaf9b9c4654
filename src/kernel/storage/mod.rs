//! Bytes outside of the database: in a folder of this machine, or with a service that speaks S3.
//!
//! An *object* stands in a *place* under a generated name; it is written once and never changed.
//!
//! Promises: what [`Storage::put`] has answered is whole and on the disk, or confirmed by the service; an object appears
//! under its name only when it is whole; nothing is ever held in memory but some parts of [`PART`] bytes; no call waits
//! for ever.

mod bucket;
mod line;

pub use bucket::Bucket;

use crate::{Error, Result};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use hyper::body::Bytes;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

/// What is read and sent at once (bytes); the smallest part that S3 takes is 5 MiB.
pub const PART: usize = 8 * 1024 * 1024;
/// Parts that are on their way at once.
const AT_ONCE: usize = 2;
/// How long the next piece of an object may take to come.
const PIECE_TIMEOUT: Duration = Duration::from_secs(30);

/// Where bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In their row, as pictures and papers were noted before they could be moved: the same as [`Place::Database`].
    Row,
    /// In their row.
    Database,
    /// In a folder.
    Disk,
    /// With a service that speaks S3.
    S3,
}

impl Place {
    /// How it is stored and said.
    pub fn name(self) -> &'static str {
        match self {
            Place::Row => "row",
            Place::Database => "database",
            Place::Disk => "disk",
            Place::S3 => "s3",
        }
    }

    /// Does it lie outside of the database?
    pub fn is_outside(self) -> bool {
        matches!(self, Place::Disk | Place::S3)
    }
}

/// What an operator chose.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Where new files are put.
    pub place: Place,
    /// The folder of [`Place::Disk`]; it is made when the first file comes.
    pub folder: PathBuf,
    /// The bucket of [`Place::S3`], where there is one.
    pub bucket: Option<Bucket>,
    /// Where files stand while they arrive.
    pub arrivals: PathBuf,
    /// The largest file (bytes).
    pub max: u64,
}

impl Choice {
    /// Everything in the database, as long as nobody says otherwise.
    pub fn database(data: &Path) -> Choice {
        Choice {
            place: Place::Database,
            folder: data.join("files"),
            bucket: None,
            arrivals: data.join("arriving"),
            max: crate::files::FILE_MAX as u64,
        }
    }
}

/// A stream of the bytes of an object.
pub type Pieces = BoxStream<'static, std::io::Result<Bytes>>;

/// The places outside of the database.
#[derive(Debug, Clone)]
pub struct Storage(Arc<Opened>);

#[derive(Debug)]
struct Opened {
    choice: Choice,
    /// The bucket, once it was needed.
    bucket: OnceLock<Arc<dyn ObjectStore>>,
}

impl std::ops::Deref for Storage {
    type Target = Choice;

    fn deref(&self) -> &Choice {
        &self.0.choice
    }
}

impl Storage {
    /// As the operator chose. Nothing is opened before it is needed.
    pub fn new(choice: Choice) -> Storage {
        Storage(Arc::new(Opened { choice, bucket: OnceLock::new() }))
    }

    /// Puts the contents of a file into a place. They are safe there when this answers.
    ///
    /// # Errors
    /// When the place does not take them; it holds nothing under this name then.
    pub async fn put(&self, place: Place, name: &str, from: &Path) -> Result<()> {
        let store = self.store(place)?;
        let mut file = tokio::fs::File::open(from).await.map_err(Error::broken)?;
        let mut out = BufWriter::with_capacity(store, self.named(place, name), PART).with_max_concurrency(AT_ONCE);
        match copy(&mut file, &mut out).await {
            Ok(()) => out.shutdown().await.map_err(|error| failed(place, &error)),
            Err(error) => {
                let _ = out.abort().await; // what is left of it is swept
                Err(failed(place, &error))
            }
        }
    }

    /// Puts bytes that are at hand into a place. They are safe there when this answers.
    ///
    /// # Errors
    /// As [`Storage::put`].
    pub async fn put_bytes(&self, place: Place, name: &str, bytes: Vec<u8>) -> Result<()> {
        let put = self.store(place)?.put(&self.named(place, name), bytes.into()).await;
        put.map(drop).map_err(|error| failed(place, &error))
    }

    /// The bytes of an object; none where it is not there.
    ///
    /// # Errors
    /// When the place does not answer.
    pub async fn get(&self, place: Place, name: &str) -> Result<Option<Pieces>> {
        let pieces = match self.store(place)?.get(&self.named(place, name)).await {
            Ok(found) => found.into_stream(),
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(place, &error)),
        };
        let late = || std::io::Error::new(std::io::ErrorKind::TimedOut, "no more of the file came in time");
        let patient = stream::unfold(Some(pieces), move |pieces| async move {
            let mut pieces = pieces?;
            match timeout(PIECE_TIMEOUT, pieces.next()).await {
                Ok(next) => next.map(|piece| (piece.map_err(std::io::Error::other), Some(pieces))),
                Err(_) => Some((Err(late()), None)),
            }
        });
        Ok(Some(patient.boxed()))
    }

    /// Removes an object; one that is gone already is no error.
    ///
    /// # Errors
    /// When the place does not answer.
    pub async fn remove(&self, place: Place, name: &str) -> Result<()> {
        match self.store(place)?.delete(&self.named(place, name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(place, &error)),
        }
    }

    /// The names of all objects of a place that stand below a name, as they come; below nothing: all of them.
    ///
    /// # Errors
    /// When the place is none.
    pub fn names(&self, place: Place, below: &str) -> Result<BoxStream<'static, Result<String>>> {
        let prefix = self.prefix(place).to_owned();
        let begin = match below {
            "" => (!prefix.is_empty()).then(|| Name::from(prefix.as_str())),
            below => Some(self.named(place, below)),
        };
        let cut = move |name: &str| name.strip_prefix(&prefix).unwrap_or(name).trim_start_matches('/').to_owned();
        let listed = self.store(place)?.list(begin.as_ref());
        Ok(listed
            .map_ok(move |object| cut(object.location.as_ref()))
            .map_err(move |error| failed(place, &error))
            .boxed())
    }

    /// What was left of objects that were being written to the folder, below a name, when the house stopped, by the last
    /// parts of their names.
    pub fn fragments(&self, below: &str) -> Vec<(String, PathBuf)> {
        let files = |folder: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect()
        };
        let all = files(&self.folder.join(below)).into_iter().flat_map(|folder| files(&folder));
        all.filter_map(|path| {
            let name = path.file_name()?.to_str()?.split_once('#')?.0.to_owned();
            Some((name, path))
        })
        .collect()
    }

    fn prefix(&self, place: Place) -> &str {
        match (place, &self.bucket) {
            (Place::S3, Some(bucket)) => bucket.prefix.trim_matches('/'),
            _ => "",
        }
    }

    fn named(&self, place: Place, name: &str) -> Name {
        match self.prefix(place) {
            "" => Name::from(name),
            prefix => Name::from(format!("{prefix}/{name}")),
        }
    }

    fn store(&self, place: Place) -> Result<Arc<dyn ObjectStore>> {
        match place {
            Place::Row | Place::Database => Err(Error::broken("the database keeps its files itself")),
            Place::Disk => {
                std::fs::create_dir_all(&self.folder).map_err(|error| failed(place, &error))?;
                let folder = LocalFileSystem::new_with_prefix(&self.folder).map_err(|error| failed(place, &error))?;
                Ok(Arc::new(folder.with_fsync(true)))
            }
            Place::S3 => match (self.0.bucket.get(), &self.bucket) {
                (Some(opened), _) => Ok(opened.clone()),
                (None, Some(bucket)) => {
                    let opened = bucket.open().map_err(|error| failed(place, &error))?;
                    Ok(self.0.bucket.get_or_init(|| opened).clone())
                }
                (None, None) => Err(Error::broken("no bucket is configured: see --s3-bucket")),
            },
        }
    }
}

async fn copy(file: &mut tokio::fs::File, out: &mut BufWriter) -> std::io::Result<()> {
    let mut piece = vec![0; 256 * 1024];
    loop {
        match file.read(&mut piece).await? {
            0 => return Ok(()),
            read => out.put(Bytes::copy_from_slice(&piece[..read])).await.map_err(std::io::Error::other)?,
        }
    }
}

fn failed(place: Place, error: &dyn std::error::Error) -> Error {
    Error::broken(format!("files cannot be kept or read ({}): {error}", place.name()))
}
