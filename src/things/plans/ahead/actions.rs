//! Hushing maintenance to come: all of it or none, or each as far as that goes.

use super::store::{self, Hush};
use super::{Coming, What};
use crate::assets;
use crate::deed::{Became, Deed, MANY_MAX};
use crate::plans::events::Event;
use crate::plans::model::Plan;
use crate::plans::store as plans;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::{Perm, Reach, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// Does it with all of these, or with none. Answers how many that changed.
///
/// # Errors
/// A problem at `until` for a day that is over or too far, and at `ahead` for none or too many; not found for what does not
/// come any more and what the viewer may not see, forbidden for what they may not change.
pub async fn all(scope: &Scope, coming: &[Coming], deed: Deed) -> Result<usize> {
    let mut tx = scope.db().begin().await?;
    let mut changed = 0;
    for became in done(&mut tx, scope, coming, deed).await?.into_values() {
        changed += usize::from(became.demanded()?);
    }
    tx.commit().await?;
    Ok(changed)
}

/// Does it with each of these as far as the viewer may; answers what became of each.
///
/// # Errors
/// A problem at `until` for a day that is over or too far, and at `ahead` for none or too many.
pub async fn each(scope: &Scope, coming: &[Coming], deed: Deed) -> Result<BTreeMap<Coming, Became>> {
    let mut tx = scope.db().begin().await?;
    let answers = done(&mut tx, scope, coming, deed).await?;
    tx.commit().await?;
    Ok(answers)
}

async fn done(tx: &mut Tx, scope: &Scope, coming: &[Coming], deed: Deed) -> Result<BTreeMap<Coming, Became>> {
    deed.check(scope.today())?;
    // Plans are held in the order of their ids, so that two who hush many do not wait for each other.
    let wanted: BTreeSet<Coming> = coming.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > MANY_MAX {
        return Err(Error::invalid("ahead", format!("Tick one to {MANY_MAX} of them.")));
    }
    let mut answers = BTreeMap::new();
    for one in wanted {
        let became = hush(&mut *tx, scope, &one, deed).await?;
        answers.insert(one, became);
    }
    Ok(answers)
}

async fn hush(tx: &mut Tx, scope: &Scope, coming: &Coming, deed: Deed) -> Result<Became> {
    let org = scope.org_id();
    let plan = match plans::hold(&mut *tx, org, coming.plan).await {
        Ok(plan) => plan,
        Err(Error::NotFound) => return Ok(Became::NotFound),
        Err(error) => return Err(error),
    };
    let is_seen = is_within(&mut *tx, scope, (&plan, coming), &scope.reach(Perm::AssetsRead)).await?;
    if !is_seen || !store::comes(&mut *tx, org, coming).await? {
        return Ok(Became::NotFound);
    }
    if !is_within(&mut *tx, scope, (&plan, coming), &scope.reach(Perm::AssetsManage)).await? {
        return Ok(Became::Forbidden);
    }
    let now = store::hush(&mut *tx, org, coming).await?;
    if !deed.changes(now.snoozed_until, now.dismissed_at.is_some()) {
        return Ok(Became::Unchanged);
    }
    let hush = match deed {
        Deed::Snooze(until) => Hush { snoozed_until: Some(until), dismissed_at: None },
        Deed::Dismiss => Hush { dismissed_at: Some(scope.now), ..now },
        Deed::Restore => Hush::default(),
    };
    let by = hush.dismissed_at.and(scope.user_id());
    store::write_hush(&mut *tx, org, (scope.id(), coming), &hush, by).await?;
    record(tx, scope, Event::Hushed { plan: &plan, coming, deed }).await?;
    Ok(Became::Done)
}

/// By days the rights for what the plan is about decide; by meter those for the asset that counts.
async fn is_within(tx: &mut Tx, scope: &Scope, (plan, coming): (&Plan, &Coming), reach: &Reach) -> Result<bool> {
    match coming.what {
        What::Day(_) => Ok(plan.is_within(reach)),
        What::Count(asset, _) => match assets::store::by_id(tx, scope.org_id(), asset).await {
            Ok(asset) => Ok(asset.is_within(reach)),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        },
    }
}
