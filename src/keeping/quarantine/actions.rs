//! Letting a held house go.

use super::events::Released;
use super::model::{Choice, Kind};
use super::store::{self, Only};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::quarantine::{self, Held};
use platform::{Errand, House, events};

/// Jobs that keep the house itself: they never waited.
pub(super) fn keepers(house: &House) -> Vec<&'static str> {
    house.wings.jobs.iter().filter(|kind| kind.runs_when_held()).map(|kind| kind.name).collect()
}

/// Lets go what was chosen of what was waiting, marks the rest as not sent, and lets the house go.
///
/// # Errors
/// `house_not_held` when somebody decided before.
pub async fn release(errand: &Errand, choice: &Choice) -> Result<()> {
    let (house, now) = (&errand.house, errand.now);
    let not_held = || Error::conflict("house_not_held");
    let epoch = quarantine::identity(house).await?.map(|(_, epoch)| epoch).ok_or_else(not_held)?;
    let mut tx = house.db.begin().await?;
    let held = quarantine::held(&mut tx).await?.ok_or_else(not_held)?;
    if !quarantine::release(&mut tx).await? {
        return Err(not_held());
    }
    let dropped = drop_rest(&mut tx, house, &held, choice).await?;
    store::renew(&mut tx, held.since, now).await?;
    events::record_in_house(&mut tx, errand, Released { epoch, held: &held, choice, dropped }).await?;
    for bell in [&house.relay_bell, &house.jobs_bell, &house.post_bell, &house.stream_bell] {
        tx.wake(bell);
    }
    tx.commit().await?;
    quarantine::look_again(house);
    Ok(())
}

async fn drop_rest(tx: &mut Tx, house: &House, held: &Held, choice: &Choice) -> Result<u64> {
    let (keepers, mut dropped) = (keepers(house), 0);
    match choice {
        Choice::All => {}
        Choice::Since(instant) => {
            for kind in Kind::ALL {
                dropped += store::drop_waiting(tx, kind, held.since, Only::Before(*instant), &keepers).await?;
            }
        }
        Choice::Groups(chosen) => {
            for group in store::waiting(&house.db, held.since, false, &keepers).await? {
                if !chosen.contains(&group.group()) {
                    let only = Only::Named(&group.name);
                    dropped += store::drop_waiting(tx, group.kind, held.since, only, &keepers).await?;
                }
            }
        }
    }
    Ok(dropped)
}
