//! Work that comes due by itself.
//!
//! Due instants come from a cron line and a real time zone. A tick belongs to whoever inserts `(task, due_at)` first,
//! in the transaction that enqueues its job, so any number of nodes may look. After a pause of the house only the
//! latest missed tick runs.

use super::{Job, Kind, queue};
use crate::House;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use chrono_tz::Tz;
use croner::Cron;
use kernel::db::sql;
use kernel::{Error, Result};
use std::str::FromStr;

/// How far back a missed tick is looked for.
const LOOK_BACK: Duration = Duration::days(2);

/// What a job of a schedule does about letters, events and whatever else leaves. Its line in the registry says it, so that
/// nobody forgets what its other self may have done in a house that came back from a backup (see [`super::look`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It decides some of it, by the clock.
    Decides,
    /// It sends what was decided before and stands in rows of its own.
    Sends,
    /// It keeps the house, and decides nothing of it.
    Keeps,
}

/// When a kind of job comes due.
#[derive(Clone, Copy)]
pub struct Schedule {
    /// The job; it takes no arguments.
    pub kind: Kind,
    /// Five fields: minute, hour, day of month, month, day of week.
    pub cron: &'static str,
    /// Where the fields are wall time.
    pub zone: Tz,
    /// What it does about what leaves.
    pub does: Does,
}

impl Schedule {
    /// This job decides by the clock what is written to somebody, or told.
    pub const fn deciding<J: Job + Default>(cron: &'static str, zone: Tz) -> Schedule {
        Schedule { kind: Kind::of::<J>(), cron, zone, does: Does::Decides }
    }

    /// This job sends what waits in rows of its own, which a quarantine lists.
    pub const fn sending<J: Job + Default>(cron: &'static str, zone: Tz) -> Schedule {
        Schedule { kind: Kind::of::<J>(), cron, zone, does: Does::Sends }
    }

    /// This job writes to nobody, and records nothing of an organisation that is told because its time has come.
    pub const fn keeping<J: Job + Default>(cron: &'static str, zone: Tz) -> Schedule {
        Schedule { kind: Kind::of::<J>(), cron, zone, does: Does::Keeps }
    }

    /// The latest due instant not after `now`, within the look-back.
    pub fn last_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let cron = Cron::from_str(self.cron).map_err(Error::broken)?;
        // To the second, as cron counts: every look, on every node, must find the same instant.
        let local = now.trunc_subsecs(0).with_timezone(&self.zone);
        let due = cron.find_previous_occurrence(&local, true).map_err(Error::broken)?.with_timezone(&Utc);
        Ok((due > now - LOOK_BACK).then_some(due))
    }

    /// The next due instant after `now`.
    pub fn next_due(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let cron = Cron::from_str(self.cron).map_err(Error::broken)?;
        let next = cron.find_next_occurrence(&now.with_timezone(&self.zone), false).map_err(Error::broken)?;
        Ok(next.with_timezone(&Utc))
    }
}

/// Enqueues what has come due since the last tick. Called every few seconds by the heartbeat.
pub async fn tick(house: &House) -> Result<()> {
    let now = house.now();
    for schedule in house.wings.schedules {
        let Some(due) = schedule.last_due(now)? else { continue };
        let seen: Option<(String,)> = sql("select task from ticks where task = $1 and due_at >= $2 limit 1")
            .bind(schedule.kind.name)
            .bind(due)
            .maybe(&house.db)
            .await?;
        if seen.is_some() {
            continue;
        }
        let mut tx = house.db.begin().await?;
        let ours = sql("insert into ticks (task, due_at) values ($1, $2) on conflict do nothing")
            .bind(schedule.kind.name)
            .bind(due)
            .run(&mut tx)
            .await?;
        if ours == 1 {
            let (name, attempts) = (schedule.kind.name, schedule.kind.max_attempts);
            queue::enqueue_named(
                &mut tx,
                house,
                None,
                name,
                serde_json::Value::Null,
                attempts,
                now,
                Some(name.to_owned()),
            )
            .await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};

    #[derive(Default, Serialize, Deserialize)]
    struct Nothing;

    impl super::super::Job for Nothing {
        const NAME: &'static str = "nothing";

        async fn run(&self, _: &House) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn two_looks_within_a_second_find_the_same_instant() {
        let schedule = Schedule::keeping::<Nothing>("11 * * * *", chrono_tz::UTC);
        let due = |text: &str| schedule.last_due(text.parse().unwrap()).unwrap().unwrap();
        let wanted: DateTime<Utc> = "2026-03-02T08:11:00Z".parse().unwrap();
        for now in
            ["2026-03-02T08:11:00Z", "2026-03-02T08:11:00.250Z", "2026-03-02T08:11:46.9Z", "2026-03-02T09:10:59.001Z"]
        {
            assert_eq!(due(now), wanted, "{now}");
        }
    }
}
