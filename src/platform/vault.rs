//! Secrets of tenants, column by column, and their move to a new key.
//!
//! A wing that stores something it has to use again locks it ([`kernel::crypto::Key::lock`]) and names the column here.
//! When the installation's key is replaced, [`Reseal`] locks every such row anew, one short transaction each; what a row
//! held meanwhile is not overwritten. It runs every night while there are previous keys, and as `steward reseal`.

use crate::House;
use crate::jobs::Job;
use kernel::Result;
use kernel::crypto::Place;
use kernel::db::Sql;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows looked at in one go.
const BATCH: i64 = 200;

/// A column that holds secrets.
#[derive(Clone, Copy)]
pub struct Sealed {
    /// What they are locked for: `webhook.secret`.
    pub purpose: &'static str,
    /// `select org_id, id, secret from … where id > $1 … order by id limit $2`: the next rows that hold one.
    pub rows: fn() -> Sql,
    /// `update … set secret = $3 where org_id = $1 and id = $2 and secret = $4`.
    pub write: fn() -> Sql,
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
    for column in house.wings.sealed {
        let mut after = Uuid::nil();
        loop {
            let rows: Vec<(Uuid, Uuid, String)> = (column.rows)().bind(after).bind(BATCH).all(&house.db).await?;
            let Some((_, last, _)) = rows.last() else { break };
            after = *last;
            for (org, row, stored) in rows {
                if !house.key.is_stale(&stored) {
                    tally.current += 1;
                    continue;
                }
                let place = Place { org, purpose: column.purpose, row };
                match house.key.unlock(place, &stored) {
                    Ok(secret) => {
                        let anew = house.key.lock(&house.ids, place, secret.expose());
                        house.db.run((column.write)().bind(org).bind(row).bind(anew).bind(stored)).await?;
                        tally.moved += 1;
                    }
                    Err(why) => {
                        tracing::error!(%why, %org, %row, purpose = column.purpose, "a secret does not open");
                        tally.unopened += 1;
                    }
                }
            }
        }
    }
    Ok(tally)
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
