//! Secrets of tenants, column by column, and their move to a new key.
//!
//! A wing that stores something it has to use again locks it ([`kernel::crypto::Key::lock`]) and names the column here.
//! When the installation's key is replaced, [`Reseal`] locks every such row anew, one short transaction each; what a row
//! held meanwhile is not overwritten. It runs every night while there are previous keys, and as `steward reseal`.

use crate::House;
use crate::jobs::Job;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::crypto::Place;
use kernel::db::Db;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows looked at in one go.
const BATCH: i64 = 200;

/// Reads the next rows of a column.
pub type Rows = for<'a> fn(&'a Db, Uuid, i64) -> BoxFuture<'a, Result<Vec<Held>>>;
/// Writes one of them anew.
pub type Write = for<'a> fn(&'a Db, Held, String) -> BoxFuture<'a, Result<u64>>;

/// A column that holds secrets.
#[derive(Clone, Copy)]
pub struct Sealed {
    /// What they are locked for: `webhook.secret`.
    pub purpose: &'static str,
    /// The rows after this id that hold one, so many of them, by id.
    pub rows: Rows,
    /// Puts the second word into the place of the first, where that still stands.
    pub write: Write,
}

/// A secret as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    /// Whose.
    pub org_id: Uuid,
    /// The row it stands in.
    pub id: Uuid,
    /// The word.
    pub secret: String,
}

/// What became of the rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Locked with the current key already.
    pub current: u64,
    /// Locked anew.
    pub moved: u64,
    /// Locked with a key that is not configured, or spoilt.
    pub unopened: u64,
}

/// Locks every secret with the current key.
pub async fn reseal(house: &House) -> Result<Tally> {
    let mut tally = Tally::default();
    for group in house.wings.sealed {
        for column in *group {
            reseal_column(house, column, &mut tally).await?;
        }
    }
    Ok(tally)
}

/// How many secrets do not open with the keys of this installation: each is to be replaced where it is used.
pub async fn count_unreadable(house: &House) -> Result<u64> {
    let mut count = 0;
    for column in house.wings.sealed.iter().copied().flatten() {
        let mut after = Uuid::nil();
        loop {
            let rows = (column.rows)(&house.db, after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            let is_unreadable = |held: &&Held| {
                let place = Place { org: held.org_id, purpose: column.purpose, row: held.id };
                house.key.unlock(place, &held.secret).is_err()
            };
            count += rows.iter().filter(is_unreadable).count() as u64;
        }
    }
    Ok(count)
}

async fn reseal_column(house: &House, column: &Sealed, tally: &mut Tally) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let rows = (column.rows)(&house.db, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for held in rows {
            if !house.key.is_stale(&held.secret) {
                tally.current += 1;
                continue;
            }
            let (org, row) = (held.org_id, held.id);
            let place = Place { org, purpose: column.purpose, row };
            match house.key.unlock(place, &held.secret) {
                Ok(secret) => {
                    let anew = house.key.lock(&house.ids, place, secret.expose());
                    (column.write)(&house.db, held, anew).await?;
                    tally.moved += 1;
                }
                Err(why) => {
                    tracing::error!(%why, %org, %row, purpose = column.purpose, "a secret does not open");
                    tally.unopened += 1;
                }
            }
        }
    }
    Ok(())
}

/// Moves the secrets to the current key, where there was another.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reseal;

impl Job for Reseal {
    const NAME: &'static str = "vault.reseal";

    async fn run(&self, house: &House) -> Result<()> {
        if house.key.has_previous() {
            let tally = reseal(house).await?;
            tracing::info!(moved = tally.moved, unopened = tally.unopened, "secrets were moved to the current key");
        }
        Ok(())
    }
}
