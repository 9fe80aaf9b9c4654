//! What follows an erasure: the list of who was erased, which stands beside the database, learns of it; and what a house
//! that came back from a backup does with that list.

use super::actions;
use kernel::Result;
use platform::House;
use platform::erasures;
use platform::house::AfterRestore;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};

/// What a restored house does before it is served.
pub const RESTORED: AfterRestore = |house, list| Box::pin(actions::replay_erasures(house, list));

/// Adds to the list beside the database, wherever this node keeps it, whom it does not name yet. Enqueued by every erasure,
/// and each hour: a folder that was not there, or another node's list, catches up.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeepList;

impl KeepList {
    /// Erasures at once need it once.
    pub const KEY: &'static str = "contacts.keep_list";
}

impl Job for KeepList {
    const NAME: &'static str = "contacts.keep_list";
    const RUNS_WHEN_HELD: bool = true;

    async fn run(&self, house: &House) -> Result<()> {
        let all = actions::erased(house).await?;
        let mut result = Ok(());
        for place in erasures::places(&house.settings) {
            // One folder that cannot be written does not keep the other one from learning of it.
            if let Err(error) = erasures::add(&place, &all) {
                tracing::error!(%error, "the list of erasures cannot be kept");
                result = Err(error);
            }
        }
        result
    }
}
