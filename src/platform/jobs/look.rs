//! A look: what the clock would decide in a held house is decided, so that it waits for the operator with the rest.
//!
//! The other self of a house that came back from a backup went on working after that backup was made. What came due by the
//! clock since then (asking for what is late, reminders, alerts, reports by mail …) it may have decided and sent, and
//! nothing in the backup tells. So the jobs that decide by the clock do not wait for the release: they are run by each
//! look, at the end of the restore, when the operator asks for one, and before the release. What they write is real (each
//! ladder is climbed, each next day is written down, so nothing of it is decided again), does not leave, and is told
//! apart by [`quarantine::LOOK`].

use super::Does;
use crate::{House, quarantine};
use kernel::{Error, Result};
use serde_json::Value;

/// Decides what the clock would decide by now, in a house that is held; nothing in any other.
///
/// # Errors
/// When some of it cannot be decided; the rest is, all the same.
pub async fn look(house: &House) -> Result<()> {
    if !quarantine::holds(house).await? {
        return Ok(());
    }
    let mut failed = None;
    for schedule in house.wings.schedules.iter().filter(|schedule| schedule.does == Does::Decides) {
        if let Err(error) = (schedule.kind.run)(house, Value::Null).await {
            tracing::error!(%error, name = schedule.kind.name, "a held house could not decide what the clock decides");
            failed = Some(error);
        }
    }
    quarantine::note_look(&house.db, house.now()).await?;
    failed.map_or(Ok(()), |error| Err(Error::broken(format!("what the clock decides could not be looked at: {error}"))))
}
