//! What follows changes, and what the clock does.

use super::judge::{self, About};
use super::store;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::On;
use platform::context::{self, rounds};
use platform::events::{Effect, Occurred};
use platform::jobs::{self, Job};
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Looks again at what changed.
pub fn on_events<'a>(
    mut on: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        // Of which something is to be told, or how long before, is for all assets.
        let concerns_all = |event: &&Occurred| {
            matches!(
                event.kind.as_str(),
                "asset_category.changed" | "asset_field.changed" | "asset_field.archived" | "asset_field.restored"
            )
        };
        if events.iter().any(|event| concerns_all(&event)) {
            let org = scope.org_id();
            let house = scope.house.clone();
            let effect: Effect = Box::new(move |tx| {
                Box::pin(async move {
                    let (now, key) = (house.now(), format!("{}:{org}", LookAt::NAME));
                    jobs::enqueue(tx, &house, Some(org), &LookAt { org }, now, Some(key)).await
                })
            });
            return Ok(Some(effect));
        }
        let about: BTreeSet<Uuid> = events
            .iter()
            .filter(|event| {
                matches!(
                    event.kind.as_str(),
                    "asset.created"
                        | "asset.changed"
                        | "asset.status_changed"
                        | "work_order.opened"
                        | "work_order.changed"
                        | "work_order.done"
                        | "work_order.cancelled"
                        | "work_order.reopened"
                )
            })
            .map(|event| event.subject_id)
            .collect();
        if about.is_empty() {
            return Ok(None);
        }
        let found = judge::look(on.again(), scope, &About::Some(about.into_iter().collect())).await?;
        if found.is_nothing() {
            return Ok(None);
        }
        let scope = scope.clone();
        let effect: Effect =
            Box::new(move |tx| Box::pin(async move { judge::write(tx, &scope, found).await.map(drop) }));
        Ok(Some(effect))
    })
}

/// Looks at one organisation: what is told of changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookAt {
    org: Uuid,
}

impl Job for LookAt {
    const NAME: &'static str = "alerts.look_at";

    async fn run(&self, house: &House) -> Result<()> {
        let scope = Scope::unattended(house, context::org_by_id(&house.db, self.org).await?, "schedule");
        judge::all(&scope).await
    }
}

/// Looks at every organisation. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Look;

impl Job for Look {
    const NAME: &'static str = "alerts.look";

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs(&house.db).await?;
        rounds::in_each_by_day(house, orgs, "alerts", |scope| Box::pin(judge::all(scope))).await
    }
}
