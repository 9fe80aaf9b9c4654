//! Letting a held house go.

use super::events::Released;
use super::model::{Choice, Kind, Origin, Waiting};
use super::store::{self, Only};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::quarantine::{self, Because, Held};
use platform::{Errand, House, events, jobs};

/// Jobs of which none is chosen: those that keep the house itself never waited, and those of a schedule hold nothing of
/// their own. What the clock decides is looked at, and what they send stands in its rows.
pub(super) fn keepers(house: &House) -> Vec<&'static str> {
    let keeping = house.wings.jobs.iter().filter(|kind| kind.runs_when_held()).map(|kind| kind.name);
    keeping.chain(house.wings.schedules.iter().map(|schedule| schedule.kind.name)).collect()
}

/// What waits in a house that is held so.
pub(super) async fn waiting(house: &House, held: &Held, origin: Origin) -> Result<Vec<Waiting>> {
    store::waiting(&house.db, held.since, origin, &keepers(house)).await
}

/// Looks what the clock has decided by now, in a house that came back.
///
/// # Errors
/// `house_not_held` for one that is not held, or has moved away: that decides nothing any more.
pub async fn look(house: &House) -> Result<()> {
    match quarantine::held(&house.db).await? {
        Some(held) if held.because == Because::Restored => jobs::look(house).await,
        _ => Err(Error::conflict("house_not_held")),
    }
}

/// Lets go what was chosen of what is uncertain, marks the rest as not sent, and lets the house go. What the clock has to
/// decide by now is decided first: it is among what was chosen, or not sent.
///
/// # Errors
/// `house_not_held` when somebody decided before; those of a [look](jobs::look): a house in which something cannot be
/// decided would send it after the release.
pub async fn release(errand: &Errand, choice: &Choice) -> Result<()> {
    let (house, now) = (&errand.house, errand.now);
    let not_held = || Error::conflict("house_not_held");
    let epoch = quarantine::identity(house).await?.map(|(_, epoch)| epoch).ok_or_else(not_held)?;
    look(house).await?;
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
            dropped += store::drop_unsure(tx, None).await?;
        }
        Choice::Groups(chosen) => {
            for group in waiting(house, held, Origin::Waited).await? {
                if !chosen.contains(&group.group()) {
                    let only = Only::Named(&group.name);
                    dropped += store::drop_waiting(tx, group.kind, held.since, only, &keepers).await?;
                }
            }
            for group in waiting(house, held, Origin::Clock).await? {
                if !chosen.contains(&group.group()) {
                    dropped += store::drop_unsure(tx, Some((group.kind, &group.name))).await?;
                }
            }
        }
    }
    Ok(dropped)
}
