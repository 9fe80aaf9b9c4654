//! Asking once more: a ladder of letters to whoever has not answered.
//!
//! Each acceptance that waits climbs the [`LADDER`]; a letter is written for the highest step that is reached, and the steps
//! below it are behind it, so that a house that was down writes one letter and not several.

use super::actions::letter;
use super::store;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Result;
use platform::context::rounds;
use platform::jobs::Job;
use platform::post::{self, Draft};
use platform::{House, Scope};
use serde::{Deserialize, Serialize};

/// When letters are written, in days after it was asked for: less and less often.
pub const LADDER: [i64; 4] = [2, 5, 10, 20];
/// Acceptances looked at in one transaction.
const AT_ONCE: i64 = 100;

/// Writes the letters that have come due, of every organisation. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Remind;

impl Job for Remind {
    const NAME: &'static str = "acceptances.remind";

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs_that_wait(&house.db).await?;
        rounds::in_each_by_day(house, orgs, "reminders of acceptances", |scope| Box::pin(remind(scope))).await
    }
}

/// How many steps are behind what was asked for then.
fn steps(asked: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    LADDER.iter().filter(|days| now >= asked + TimeDelta::days(**days)).count() as i64
}

/// Writes what has come due in an organisation.
///
/// # Errors
/// Only of the database; who cannot be written to is passed over.
pub async fn remind(scope: &Scope) -> Result<()> {
    let (org, now) = (scope.org_id(), scope.now);
    let reached = LADDER.map(|days| now - TimeDelta::days(days));
    loop {
        let mut tx = scope.db().begin().await?;
        let due = store::to_remind(&mut tx, org, &reached, AT_ONCE).await?;
        let mut drafts = Vec::new();
        for acceptance in &due {
            let behind = steps(acceptance.asked_at, now);
            store::climb(&mut tx, org, acceptance.id, behind).await?;
            let dedupe_key = format!("acceptance:{}:step {behind}", acceptance.id);
            let draft = letter(&mut tx, scope, acceptance).await?;
            drafts.extend(draft.map(|draft| Draft { dedupe_key, ..draft }));
        }
        post::queue(&mut tx, scope, drafts).await?;
        tx.commit().await?;
        if due.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_is_climbed_a_step_at_a_time() {
        let asked = DateTime::UNIX_EPOCH;
        let on = |day: i64| steps(asked, asked + TimeDelta::days(day));
        assert_eq!([on(0), on(1), on(2), on(4), on(5), on(10), on(19), on(20), on(400)], [0, 0, 1, 1, 2, 3, 3, 4, 4]);
    }
}
