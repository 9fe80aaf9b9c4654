//! Moving.

use super::store;
use crate::archive::{RowDigest, Tally, digests};
use crate::restoration::prepare;
use futures::StreamExt;
use kernel::db::whole::line;
use kernel::db::{Db, Options};
use kernel::{Error, Result};
use platform::House;
use platform::quarantine::{self, Because};

/// What was moved.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Every table with its count and hash, the same on both sides.
    pub tables: Vec<Tally>,
}

/// Copies every table into the database at this address, which must be empty, compares both, and holds the old house.
///
/// # Errors
/// When the target is not empty, is this database itself, or does not read as it was written.
pub async fn relocate(house: &House, to: &Options) -> Result<Moved> {
    let (steps, now) = (house.db.steps_taken().await?, house.now());
    let target = Db::open(to).await?;
    prepare(&target, &steps).await?;
    let was_held = quarantine::held(&house.db).await?;
    if was_held.as_ref().is_some_and(|held| held.because == Because::Moved) {
        return Err(Error::broken("this house has moved away already; look at /console/quarantine"));
    }
    let mut source = house.db.last_snapshot().await?;
    let mut load = target.load().await?;
    let mut tables = Vec::new();
    for table in source.tables().await? {
        let there = load.expect(&table)?;
        let (mut digest, mut rows) = (RowDigest::default(), source.rows(&table));
        while let Some(row) = rows.next().await {
            let row = row?;
            digest.take(&line(&row));
            load.add(&there, row).await?;
        }
        drop(rows);
        load.flush(&there).await?;
        tables.push(digest.finish(&table.name));
    }
    // Held until it is known to be whole and the old one is held: at no moment do two houses send.
    quarantine::hold(load.tx(), Because::Moved, "a copy that is still being made", house.id(), now).await?;
    load.commit().await?;
    compare(&target, &tables).await?;
    source.run(store::leave(&shown(&to.url), now)).await?;
    source.commit().await?;
    let (since, because, note) = match was_held {
        Some(held) => (Some(held.since), Some("restored"), held.note),
        None => (None, None, String::new()),
    };
    target.run(store::arrive(house.id(), since, because, note)).await?;
    target.close().await;
    Ok(Moved { tables })
}

async fn compare(target: &Db, copied: &[Tally]) -> Result<()> {
    let found = digests(&mut target.snapshot().await?).await?;
    for tally in copied {
        let there = found.iter().find(|found| found.end_of == tally.end_of);
        let same = there.is_some_and(|there| {
            there.rows == tally.rows && (there.sha256 == tally.sha256 || tally.end_of == "installation")
        });
        if !same {
            return Err(Error::broken(format!(
                "{} does not read in the new database as it was written: throw the new one away",
                tally.end_of
            )));
        }
    }
    Ok(())
}

/// An address without its password.
fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, place)) => format!("{scheme}://{}@{place}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn an_address_is_noted_without_its_password() {
        assert_eq!(shown("postgres://me:secret@db.example/house"), "postgres://me@db.example/house");
        assert_eq!(shown("data/steward.db"), "data/steward.db");
    }
}
