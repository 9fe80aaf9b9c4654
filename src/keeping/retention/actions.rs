//! Setting spans, looking what would go, and letting it go.

use super::events::Event;
use super::model::Spans;
use super::store;
use kernel::{Error, Result};
use platform::retention::Ageing;
use platform::{Perm, Scope, events};

/// Things let go in one transaction.
const STEP: i64 = 100;
/// Steps of one night for one thing of one organisation; the rest goes the next night.
const STEPS_MAX: usize = 500;

fn ageing(scope: &Scope) -> impl Iterator<Item = &'static Ageing> {
    scope.house.wings.ageing.iter().copied().flatten()
}

/// Sets the spans.
///
/// # Errors
/// `retention_changed` when this version is not the present one any more; [`Error::Forbidden`] for a viewer whose rights
/// end somewhere.
pub async fn change(scope: &Scope, spans: &Spans, version: i64) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let (before, _) = store::of(&mut tx, org).await?;
    if !store::set(&mut tx, org, spans, version, scope.now).await? {
        return Err(Error::conflict("retention_changed"));
    }
    if before != *spans {
        events::record(&mut tx, scope, Event::Changed { org, before, after: *spans }).await?;
    }
    tx.commit().await
}

/// What would go under these spans now, and how many of each.
pub async fn preview(scope: &Scope, spans: &Spans) -> Result<Vec<(&'static Ageing, i64)>> {
    let mut all = Vec::new();
    for kind in ageing(scope) {
        let count = match spans.before(kind.group, scope.now) {
            Some(before) => kind.count(scope, before).await?,
            None => 0,
        };
        all.push((kind, count));
    }
    Ok(all)
}

/// Lets go what is too old, in small steps, and tells how much it was.
pub async fn apply(scope: &Scope) -> Result<()> {
    let org = scope.org_id();
    let (spans, _) = store::of(scope.db(), org).await?;
    let mut gone = Vec::new();
    for kind in ageing(scope) {
        let Some(before) = spans.before(kind.group, scope.now) else { continue };
        let mut count = 0;
        for _ in 0..STEPS_MAX {
            let step = kind.release(scope, before, STEP).await?;
            count += step;
            if step == 0 {
                break;
            }
        }
        if count > 0 {
            gone.push((kind.noun, count));
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    let mut tx = scope.db().begin().await?;
    events::record(&mut tx, scope, Event::Applied { org, gone }).await?;
    tx.commit().await
}
