//! Letting go what is too old, every night.

use super::{actions, store};
use kernel::Result;
use platform::jobs::Job;
use platform::quarantine::by_clock;
use platform::{House, Scope, context};
use serde::{Deserialize, Serialize};

/// Goes through all organisations that have set a span.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Apply;

impl Job for Apply {
    const NAME: &'static str = "retention.apply";
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60 * 60);

    async fn run(&self, house: &House) -> Result<()> {
        let (request, mut failed) = (by_clock(house).await?, None);
        for org in store::setters(&house.db).await? {
            let org = context::org_by_id(&house.db, org).await?;
            let slug = org.slug.clone();
            // What fails at one organisation is no reason to keep everything of the others.
            let scope = Scope::unattended(house, org, request);
            if let Err(error) = actions::apply(&scope).await {
                tracing::error!(%error, org = slug, "what is too old could not be let go");
                // A held house would tell after its release what it cannot decide now.
                failed = failed.or(scope.is_look().then_some(error));
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
