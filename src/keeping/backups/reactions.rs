//! The jobs that make a backup: when the operator's plan says that one is due, and when an operator asks for one.

use super::{actions, store};
use chrono::Duration;
use kernel::{Error, Result};
use platform::House;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// After one that failed, the next is tried so much later.
const RETRY: Duration = Duration::minutes(15);

/// Looks whether a backup is due, and makes it. Runs every five minutes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Due;

impl Job for Due {
    const NAME: &'static str = "backups.due";
    const RUNS_WHEN_HELD: bool = true;
    // What failed is noted, and tried again by a later look.
    const MAX_ATTEMPTS: i64 = 2;
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(6 * 60 * 60);

    async fn run(&self, house: &House) -> Result<()> {
        let Some(plan) = &house.settings.backups else { return Ok(()) };
        let now = house.now();
        if actions::others_at_work(house, [Self::NAME, Now::NAME]).await? {
            return Ok(());
        }
        actions::abandon(house).await?;
        let (tried, good) = store::last_tries(&house.db).await?;
        // A minute's grace: the look that comes a second too early must not shift the hour by five minutes each day.
        let is_due = good.is_none_or(|at| at + plan.every <= now + Duration::minutes(1));
        let may_try = tried.is_none_or(|at| at == good.unwrap_or(at) && good.is_some() || at + RETRY <= now);
        if is_due && may_try {
            // An error is noted already, and visible; the job has done what it can.
            let _ = actions::make_scheduled(house, plan, None).await;
        }
        Ok(())
    }
}

/// Makes the backup that an operator asked for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Now {
    /// The operator.
    pub asked_by: Uuid,
}

impl Job for Now {
    const NAME: &'static str = "backups.now";
    const RUNS_WHEN_HELD: bool = true;
    const TIMEOUT: std::time::Duration = Due::TIMEOUT;

    async fn run(&self, house: &House) -> Result<()> {
        let Some(plan) = &house.settings.backups else { return Ok(()) };
        if actions::others_at_work(house, [Self::NAME, Due::NAME]).await? {
            return Err(Error::broken("another backup is being made: this one waits for it"));
        }
        actions::abandon(house).await?;
        // An error is noted already, and visible; the job has done what it can.
        let _ = actions::make_scheduled(house, plan, Some(self.asked_by)).await;
        Ok(())
    }
}
