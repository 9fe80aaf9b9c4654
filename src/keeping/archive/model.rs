//! The lines of an archive that are not rows.

use chrono::{DateTime, Utc};
use kernel::db::whole::{Column, Kind, Table};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The format that is written here. Those before are read too: the first held no bytes from outside of the database.
pub const FORMAT: u32 = 2;

/// What an archive is, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its format: at most [`FORMAT`].
    pub steward_backup: u32,
    /// The version of the program that wrote it.
    pub version: String,
    /// The steps of the schema, by number.
    pub steps: Vec<i64>,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// Which installation; none while nobody has set it up.
    pub instance: Option<Uuid>,
    /// In which epoch.
    pub epoch: Option<Uuid>,
    /// When.
    pub taken_at: DateTime<Utc>,
    /// Tells whether the key of the installation is the same; links in mails and seals are signed with it.
    pub key_mark: String,
    /// The hash of the newest seal of the audit trail.
    pub last_seal: Option<String>,
}

/// A table begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its name.
    pub table: String,
    /// Names and types of its columns.
    pub columns: Vec<(String, String)>,
    /// Its primary key.
    pub key: Vec<String>,
}

/// A table has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Its name.
    pub end_of: String,
    /// How many rows.
    pub rows: i64,
    /// SHA-256 over its lines, each with its line feed.
    pub sha256: String,
}

/// A file outside of the database whose bytes it does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Its id.
    pub lost: Uuid,
    /// Why.
    pub why: String,
}

/// The files from outside of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// How many are in it.
    pub held: i64,
    /// Their bytes.
    pub bytes: i64,
    /// How many are not, because nobody could have their bytes.
    pub lost: i64,
    /// SHA-256 over the lines that tell of them, each with its line feed; those say the hash of each.
    pub sha256: String,
}

/// The archive has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// All tables.
    pub tables: Vec<Tally>,
    /// Rows of all tables.
    pub rows: i64,
    /// The files from outside; none in an archive of the first format, which held none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Files>,
    /// SHA-256 over the hashes of head, tables and files, in their order.
    pub sha256: String,
}

impl Heading {
    /// Of this table.
    pub fn of(table: &Table) -> Heading {
        Heading {
            table: table.name.clone(),
            columns: table.columns.iter().map(|column| (column.name.clone(), column.kind.name().to_owned())).collect(),
            key: table.key.clone(),
        }
    }

    /// The table.
    ///
    /// # Errors
    /// When a type is unknown.
    pub fn to_table(&self) -> Result<Table> {
        let column = |(name, kind): &(String, String)| match Kind::parse(kind) {
            Some(kind) => Ok(Column { name: name.clone(), kind }),
            None => Err(Error::broken(format!("the backup has a column of an unknown type, {kind}"))),
        };
        let columns = self.columns.iter().map(column).collect::<Result<_>>()?;
        Ok(Table { name: self.table.clone(), columns, key: self.key.clone() })
    }
}

impl Manifest {
    /// Of these tables and files below this head line.
    pub fn of(head_line: &str, tables: Vec<Tally>, files: Option<Files>) -> Manifest {
        let mut text = format!("{}\n", kernel::crypto::sha256_hex(head_line.as_bytes()));
        for tally in &tables {
            text.push_str(&format!("{} {} {}\n", tally.end_of, tally.rows, tally.sha256));
        }
        if let Some(files) = &files {
            text.push_str(&format!("files {} {} {} {}\n", files.held, files.bytes, files.lost, files.sha256));
        }
        let rows = tables.iter().map(|tally| tally.rows).sum();
        Manifest { tables, rows, files, sha256: kernel::crypto::sha256_hex(text.as_bytes()) }
    }
}
