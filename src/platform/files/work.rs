//! The work behind files: what is left over goes.

use super::{GRACE_HOURS, Spot, store};
use crate::jobs::{self, Job};
use crate::{House, backups};
use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use kernel::Result;
use kernel::storage::Place;
use serde::{Deserialize, Serialize};
use std::time::Duration as StdDuration;
use uuid::Uuid;

/// Names that are asked for at once.
const BATCH: usize = 500;

/// While a backup reads, what waits is looked at again so much later.
const LATER: Duration = Duration::minutes(5);

/// Removes bytes whose row is gone. A house that is held may be a copy of another: it leaves them alone. So does one that came
/// back with bytes that are not below its own home.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remove {
    org: Uuid,
    place: Place,
    #[serde(default)]
    home: Option<Uuid>,
    object: Uuid,
}

impl Remove {
    /// What stands there.
    pub(super) fn of(org: Uuid, spot: Spot) -> Remove {
        Remove { org, place: spot.place, home: spot.home, object: spot.object }
    }

    /// Asks for it again, later.
    async fn wait(&self, house: &House) -> Result<()> {
        let mut tx = house.db.begin().await?;
        jobs::enqueue(&mut tx, house, Some(self.org), self, house.now() + LATER, None).await?;
        tx.commit().await
    }
}

impl Job for Remove {
    const NAME: &'static str = "files.remove";

    async fn run(&self, house: &House) -> Result<()> {
        if store::home(&house.db).await? != self.home {
            return Ok(());
        }
        // Its row was gone before this was asked: a backup that begins after that does not know it.
        if backups::is_reading(&house.db, house.now()).await? {
            return self.wait(house).await;
        }
        let spot = Spot { place: self.place, home: self.home, object: self.object };
        house.files.remove(self.place, &spot.name(self.org)).await
    }
}

/// Removes bytes below the house's own home that no row knows, once they are old enough. Runs every night, unless the house is
/// held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sweep;

impl Job for Sweep {
    const NAME: &'static str = "files.sweep";
    const TIMEOUT: StdDuration = StdDuration::from_secs(60 * 60);

    async fn run(&self, house: &House) -> Result<()> {
        let before = house.now() - Duration::hours(GRACE_HOURS);
        sweep_arrivals(house, before);
        let home = store::home(&house.db).await?;
        if house.files.folder.is_dir() {
            for (object, path) in house.files.fragments(&below(home)) {
                if object.parse().is_ok_and(|object| is_older(object, before)) {
                    let _ = std::fs::remove_file(path); // the next night tries again
                }
            }
            sweep(house, (Place::Disk, home), before).await?;
        }
        if house.files.bucket.is_some() {
            sweep(house, (Place::S3, home), before).await?;
        }
        Ok(())
    }
}

/// Was a name generated before this instant? Whatever else lies in a place is not ours.
fn is_older(object: Uuid, before: DateTime<Utc>) -> bool {
    let made = object.get_timestamp().map(|made| made.to_unix());
    made.is_some_and(|(seconds, _)| i64::try_from(seconds).is_ok_and(|seconds| seconds < before.timestamp()))
}

fn sweep_arrivals(house: &House, before: DateTime<Utc>) {
    for entry in std::fs::read_dir(&house.files.arrivals).into_iter().flatten().flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if id.is_some_and(|id| is_older(id, before)) {
            let _ = std::fs::remove_file(entry.path()); // the next night tries again
        }
    }
}

/// What the names of everything below a home begin with.
fn below(home: Option<Uuid>) -> String {
    home.map_or_else(String::new, |home| home.to_string())
}

async fn sweep(house: &House, (place, home): (Place, Option<Uuid>), before: DateTime<Utc>) -> Result<()> {
    let start = home.map_or_else(String::new, |home| format!("{home}/"));
    let mut names = house.files.names(place, &below(home))?.chunks(BATCH);
    while let Some(batch) = names.next().await {
        let mut by_org: std::collections::BTreeMap<Uuid, Vec<Uuid>> = Default::default();
        for listed in batch {
            let listed = listed?;
            let named = listed.strip_prefix(&start).and_then(|rest| rest.split_once('/'));
            let ids = named.and_then(|(org, object)| Some((org.parse().ok()?, object.parse().ok()?)));
            if let Some((org, object)) = ids.filter(|(_, object)| is_older(*object, before)) {
                by_org.entry(org).or_default().push(object);
            }
        }
        for (org, objects) in by_org {
            let known = store::known(&house.db, org, &objects).await?;
            // What no row knows now, no backup knows that begins later.
            if backups::is_reading(&house.db, house.now()).await? {
                return Ok(()); // the next night is early enough
            }
            for object in objects.into_iter().filter(|object| !known.contains(object)) {
                house.files.remove(place, &Spot { place, home, object }.name(org)).await?;
                tracing::info!(place = place.name(), %object, "bytes that no file has were removed");
            }
        }
    }
    Ok(())
}
