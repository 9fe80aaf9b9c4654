//! What was removed goes for good after some days.

use super::{KEPT_DAYS, store};
use chrono::TimeDelta;
use kernel::Result;
use platform::House;
use platform::files;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};

/// Files looked at in one go.
const AT_ONCE: i64 = 200;

/// Forgets files that were removed days ago. Runs every night.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Forget;

impl Job for Forget {
    const NAME: &'static str = "work_orders.forget_files";

    async fn run(&self, house: &House) -> Result<()> {
        let before = house.now() - TimeDelta::days(KEPT_DAYS);
        loop {
            let some = store::forgettable(&house.db, before, AT_ONCE).await?;
            for (org, order, file) in &some {
                let mut tx = house.db.begin().await?;
                if store::forget(&mut tx, *org, (*order, *file), before).await? {
                    files::remove(&mut tx, house, *org, [*file], house.now()).await?;
                }
                tx.commit().await?;
            }
            if (some.len() as i64) < AT_ONCE {
                return Ok(());
            }
        }
    }
}
