//! Restoring.

use super::store;
use crate::archive::{self, Checked, Item, Reader, Tally};
use kernel::db::Db;
use kernel::{Error, Result};
use platform::House;
use platform::events::seal::key_mark;
use platform::quarantine::{self, Because};
use std::path::Path;

/// Tables in which a restore changes rows on purpose; of them only the number of rows is compared afterwards.
const CHANGED: [&str; 4] = ["installation", "messages", "jobs", "backups"];

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The backup.
    pub from: Checked,
    /// Is the key another one than when the backup was made? Then links in mails do not open, and seals are vouched for
    /// by their hashes only.
    pub other_key: bool,
}

/// Fills the house's database, which must be empty, from this backup, and holds the house.
///
/// # Errors
/// When the database is not empty, the file is not whole, or it was written by a newer Steward; nothing is changed then
/// but an empty schema that may have been made.
pub async fn restore(house: &House, file: &Path) -> Result<Restored> {
    let checked = archive::check(file)?;
    prepare(&house.db, &checked.head.steps).await?;
    let mut load = house.db.load().await?;
    let mut reader = Reader::open(file)?;
    let (mut table, mut filled) = (None, 0);
    loop {
        match reader.item()? {
            Item::Table(begun) => table = Some(load.expect(&begun)?),
            Item::Row(row) => match &table {
                Some(table) => load.add(table, row).await?,
                None => return Err(Error::broken("a row stands outside of every table")),
            },
            Item::End(_) => {
                if let Some(table) = table.take() {
                    load.flush(&table).await?;
                    filled += 1;
                }
            }
            Item::Done(_) => break,
        }
    }
    if filled != load.tables().len() {
        return Err(Error::broken("the backup does not hold every table of its schema"));
    }
    let (epoch, now) = (house.id(), house.now());
    store::end_what_ran(load.tx(), now).await?;
    let note = format!("the backup of {}", checked.head.taken_at.format("%Y-%m-%d %H:%M:%S UTC"));
    quarantine::hold(load.tx(), Because::Restored, &note, epoch, now).await?;
    load.commit().await?;
    compare(&house.db, &checked.manifest.tables).await?;
    house.db.migrate().await?;
    for follow in house.wings.restored {
        follow(house).await?;
    }
    Ok(Restored { other_key: checked.head.key_mark != key_mark(&house.key), from: checked })
}

/// Makes the schema the rows belong to, in a database that holds nothing.
///
/// # Errors
/// When it holds anything, or has another schema.
pub(crate) async fn prepare(db: &Db, steps: &[i64]) -> Result<()> {
    let taken = db.steps_taken().await?;
    let filled = db.filled().await?;
    if !taken.is_empty() {
        if let Some((table, rows)) = filled.first() {
            return Err(Error::broken(format!(
                "the database is not empty: {table} holds {rows} rows. Name a new, empty database"
            )));
        }
        if taken != steps {
            return Err(Error::broken(
                "the database has a schema of another version already. Name a new, empty database",
            ));
        }
        return Ok(());
    }
    if !filled.is_empty() {
        return Err(Error::broken("the database holds tables of something else. Name a new, empty database"));
    }
    db.migrate_as(steps).await
}

/// Reads back what was written: as many rows, and in tables that nothing changes the same ones.
async fn compare(db: &Db, told: &[Tally]) -> Result<()> {
    let found = archive::digests(&mut db.snapshot().await?).await?;
    for (told, found) in told.iter().zip(&found) {
        let same = told.rows == found.rows && (told == found || CHANGED.contains(&told.end_of.as_str()));
        if told.end_of != found.end_of || !same {
            return Err(Error::broken(format!(
                "{} does not read as it was written: do not use this database",
                told.end_of
            )));
        }
    }
    Ok(())
}
