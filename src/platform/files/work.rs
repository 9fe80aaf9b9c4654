//! The work behind files: what is left over goes.

use super::{GRACE_HOURS, name, store};
use crate::House;
use crate::jobs::Job;
use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use kernel::Result;
use kernel::storage::Place;
use serde::{Deserialize, Serialize};
use std::time::Duration as StdDuration;
use uuid::Uuid;

/// Names that are asked for at once.
const BATCH: usize = 500;

/// Removes bytes whose row is gone. A house that is held may be a copy of another: it leaves them alone.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remove {
    pub(super) org: Uuid,
    pub(super) place: Place,
    pub(super) object: Uuid,
}

impl Job for Remove {
    const NAME: &'static str = "files.remove";

    async fn run(&self, house: &House) -> Result<()> {
        house.files.remove(self.place, &name(self.org, self.object)).await
    }
}

/// Removes bytes that no row knows, once they are old enough. Runs every night, unless the house is held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sweep;

impl Job for Sweep {
    const NAME: &'static str = "files.sweep";
    const TIMEOUT: StdDuration = StdDuration::from_secs(60 * 60);

    async fn run(&self, house: &House) -> Result<()> {
        let before = house.now() - Duration::hours(GRACE_HOURS);
        sweep_arrivals(house, before);
        if house.files.folder.is_dir() {
            for (object, path) in house.files.fragments() {
                if object.parse().is_ok_and(|object| is_older(object, before)) {
                    let _ = std::fs::remove_file(path); // the next night tries again
                }
            }
            sweep(house, Place::Disk, before).await?;
        }
        if house.files.bucket.is_some() {
            sweep(house, Place::S3, before).await?;
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

async fn sweep(house: &House, place: Place, before: DateTime<Utc>) -> Result<()> {
    let mut names = house.files.names(place)?.chunks(BATCH);
    while let Some(batch) = names.next().await {
        let mut by_org: std::collections::BTreeMap<Uuid, Vec<Uuid>> = Default::default();
        for listed in batch {
            let listed = listed?;
            let ids = listed.split_once('/').and_then(|(org, object)| Some((org.parse().ok()?, object.parse().ok()?)));
            if let Some((org, object)) = ids.filter(|(_, object)| is_older(*object, before)) {
                by_org.entry(org).or_default().push(object);
            }
        }
        for (org, objects) in by_org {
            let known = store::known(&house.db, org, &objects).await?;
            for object in objects.into_iter().filter(|object| !known.contains(object)) {
                house.files.remove(place, &name(org, object)).await?;
                tracing::info!(place = place.name(), %object, "bytes that no file has were removed");
            }
        }
    }
    Ok(())
}
