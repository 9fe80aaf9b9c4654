//! Restoring.

use super::bytes::{self, Files};
use super::store;
use crate::archive::{self, Checked, Item, Reader, Tally};
use kernel::db::Db;
use kernel::{Error, Result};
use platform::House;
use platform::erasures::{self, FILE, List};
use platform::events::seal::key_mark;
use platform::jobs;
use platform::quarantine::{self, Because, UNFINISHED};
use platform::vault;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
    /// How many secrets of organisations do not open with the keys that there are.
    pub unreadable_secrets: u64,
    /// Lists of erasures that were found.
    pub lists: Vec<PathBuf>,
    /// Lines of them that cannot be read.
    pub unreadable: usize,
    /// How many people were erased again.
    pub erased_again: usize,
    /// What became of the files that stood outside of the database.
    pub files: Files,
}

/// Fills the house's database, which must be empty, from this backup, holds the house, and erases again who was erased
/// since: who is on the list that was named, on the one beside the backup, or on those that this house keeps. Bytes from
/// outside of the database go where this house keeps its files. Then the clock decides what it has to by now, so that it
/// waits for the operator with the rest.
///
/// # Errors
/// When the database is not empty, the file is not whole, the list that was named is not there, or the backup was written
/// by a newer Steward; nothing is changed then but an empty schema that may have been made. A restore that fails later
/// leaves a database that is not served.
pub async fn restore(house: &House, file: &Path, named: Option<&Path>) -> Result<Restored> {
    let checked = archive::check(file)?;
    let (lists, list) = erasure_lists(house, file, named)?;
    prepare(&house.db, &checked.head.steps).await?;
    let mut load = house.db.load().await?;
    let mut reader = Reader::open(file)?;
    let (mut table, mut filled) = (None, 0);
    let next = loop {
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
            next @ (Item::File(_) | Item::Lost(_) | Item::Done(_)) => break next,
        }
    };
    if filled != load.tables().len() {
        return Err(Error::broken("the backup does not hold every table of its schema"));
    }
    let (epoch, now) = (house.id(), house.now());
    store::end_what_ran(load.tx(), now).await?;
    quarantine::hold(load.tx(), Because::Restored, UNFINISHED, epoch, now).await?;
    load.commit().await?;
    compare(&house.db, &checked.manifest.tables).await?;
    house.db.migrate().await?;
    let (unreadable, list) = (list.unreadable, Vec::from_iter(list.erased));
    let mut erased_again = 0;
    for follow in house.wings.restored {
        erased_again += follow(house, &list).await?;
    }
    // After that: the bytes of what was erased come back nowhere.
    let files = bytes::unpack(house, &mut reader, next).await?;
    // This house keeps the list from now on, also of those whom this backup does not know.
    for place in erasures::places(&house.settings) {
        erasures::add(&place, &list)?;
    }
    // What the clock cannot decide now is looked at again before the release, which demands it.
    if let Err(error) = jobs::look(house).await {
        tracing::warn!(%error, "the restored house will be looked at again");
    }
    let note = format!("the backup of {}", checked.head.taken_at.format("%Y-%m-%d %H:%M:%S UTC"));
    quarantine::finish(&house.db, &note).await?;
    let other_key = checked.head.key_mark != key_mark(&house.key);
    let unreadable_secrets = vault::count_unreadable(house).await?;
    Ok(Restored { from: checked, other_key, unreadable_secrets, lists, unreadable, erased_again, files })
}

/// The lists of erasures that there are, and all that is on them.
fn erasure_lists(house: &House, file: &Path, named: Option<&Path>) -> Result<(Vec<PathBuf>, List)> {
    if let Some(named) = named.filter(|named| !named.exists()) {
        return Err(Error::broken(format!("there is no list of erasures {}", named.display())));
    }
    let places = named.map(PathBuf::from).into_iter().chain([file.with_file_name(FILE)]);
    let places: BTreeSet<PathBuf> = places.chain(erasures::places(&house.settings)).collect();
    let (mut found, mut all) = (Vec::new(), List::default());
    for place in places {
        let Some(list) = erasures::read(&place)? else { continue };
        all.erased.extend(list.erased);
        all.unreadable += list.unreadable;
        found.push(place);
    }
    Ok((found, all))
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
