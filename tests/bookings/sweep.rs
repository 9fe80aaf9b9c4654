//! The sweep: at every instant, how many units of each resource are promised. It knows nothing of the program's own sums
//! and triggers; it reads the rows and counts.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Db, sql};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A stretch of time that holds units: from, until, units.
pub type Block = (DateTime<Utc>, DateTime<Utc>, i64);

/// The most units that are held at once, and since when.
pub fn peak(blocks: &[Block]) -> (i64, Option<DateTime<Utc>>) {
    let ends = |&(from, until, units): &Block| [(from, 1, units), (until, 0, -units)];
    let mut changes: Vec<(DateTime<Utc>, i64, i64)> = blocks.iter().flat_map(ends).collect();
    changes.sort_unstable(); // what ends at an instant goes before what begins
    let (mut held, mut most, mut since) = (0, 0, None);
    for (at, _, change) in changes {
        held += change;
        if held > most {
            (most, since) = (held, Some(at));
        }
    }
    (most, since)
}

/// Would these units still fit in beside what is held?
pub fn fits(held: &[Block], (from, until, units): Block, total: i64) -> bool {
    let inside: Vec<Block> = held.iter().copied().filter(|held| held.0 < until && from < held.1).collect();
    let cut = inside.into_iter().map(|held| (held.0.max(from), held.1.min(until), held.2));
    peak(&cut.collect::<Vec<_>>()).0 + units <= total
}

/// Every resource of which more is promised than there is.
pub async fn overpromised(db: &Db) -> Vec<String> {
    let rows: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>, i64)> =
        sql("select resource_id, block_from, block_until, units from bookings where status not in ('cancelled', 'released')")
            .all(db)
            .await
            .expect("bookings can be read");
    let resources: Vec<(Uuid, String, i64)> =
        sql("select id, name, units from resources").all(db).await.expect("resources can be read");
    let mut by_resource: BTreeMap<Uuid, Vec<Block>> = BTreeMap::new();
    for (resource, from, until, units) in rows {
        by_resource.entry(resource).or_default().push((from, until, units));
    }
    let mut found = Vec::new();
    for (id, name, units) in resources {
        let (most, since) = peak(by_resource.get(&id).map_or(&[], Vec::as_slice));
        if let Some(since) = since.filter(|_| most > units) {
            found.push(format!("{name}: {most} of {units} at {since}"));
        }
    }
    found
}

#[test]
fn the_sweep_counts_what_is_held_at_once_and_not_what_only_touches() {
    let at = |hour: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
    assert_eq!(peak(&[]), (0, None));
    assert_eq!(peak(&[(at(1), at(2), 1), (at(2), at(3), 1)]).0, 1);
    assert_eq!(peak(&[(at(1), at(4), 1), (at(2), at(3), 2), (at(3), at(5), 2)]), (3, Some(at(2))));
    assert!(fits(&[(at(1), at(2), 3), (at(3), at(4), 3)], (at(2), at(3), 3), 3));
    assert!(!fits(&[(at(0), at(9), 2)], (at(2), at(3), 2), 3));
    assert!(
        fits(&[(at(0), at(2), 2), (at(2), at(4), 2)], (at(1), at(3), 1), 3),
        "one after the other are not both at once"
    );
}
