//! What organisations do by themselves: host names are looked at from time to time.

use super::actions;
use kernel::Result;
use platform::House;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Looks at the host names that wait to be proven, and once a day at those that are. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct CheckHosts;

impl Job for CheckHosts {
    const NAME: &'static str = "orgs.check_hosts";
    const TIMEOUT: Duration = Duration::from_secs(600);

    async fn run(&self, house: &House) -> Result<()> {
        match house.settings.prove_hosts {
            true => actions::check_due(house).await,
            false => Ok(()),
        }
    }
}
