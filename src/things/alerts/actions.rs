//! What people do with alerts: one or many, all of them or none; or each as far as that goes.

use super::events::Event;
use super::model::Alert;
use super::store;
use crate::deed::{Became, Deed, MANY_MAX};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::{Fact, record_many};
use platform::{Perm, Scope};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

fn told(deed: Deed, alert: &Alert) -> Fact {
    match deed {
        Deed::Snooze(until) => Event::Snoozed { alert, until }.into(),
        Deed::Dismiss => Event::Dismissed { alert }.into(),
        Deed::Restore => Event::Restored { alert }.into(),
    }
}

/// Does it with all of these, or with none. Answers how many that changed.
///
/// # Errors
/// A problem at `until` for a day that is over or too far; [`Error::NotFound`] for what the viewer may not see, forbidden
/// for what they may not change.
pub async fn all(scope: &Scope, ids: &[Uuid], deed: Deed) -> Result<usize> {
    let mut tx = scope.db().begin().await?;
    let judged = judged(&mut tx, scope, ids, deed).await?;
    let mut changed = Vec::new();
    for (_, became, alert) in judged {
        if became.demanded()? {
            changed.extend(alert);
        }
    }
    carry_out(&mut tx, scope, &changed, deed).await?;
    tx.commit().await?;
    Ok(changed.len())
}

/// Does it with each of these as far as the viewer may; answers what became of each, in their order.
///
/// # Errors
/// A problem at `until` for a day that is over or too far, and at `alert` for none or too many.
pub async fn each(scope: &Scope, ids: &[Uuid], deed: Deed) -> Result<Vec<(Uuid, Became)>> {
    let mut tx = scope.db().begin().await?;
    let (mut answers, mut changed) = (Vec::new(), Vec::new());
    for (id, became, alert) in judged(&mut tx, scope, ids, deed).await? {
        answers.push((id, became));
        changed.extend(alert.filter(|_| became == Became::Done));
    }
    carry_out(&mut tx, scope, &changed, deed).await?;
    tx.commit().await?;
    Ok(answers)
}

/// What would become of each of these, with what is there of them, which nobody else changes until the transaction ends.
async fn judged(tx: &mut Tx, scope: &Scope, ids: &[Uuid], deed: Deed) -> Result<Vec<(Uuid, Became, Option<Alert>)>> {
    deed.check(scope.today())?;
    let wanted: BTreeSet<Uuid> = ids.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > MANY_MAX {
        return Err(Error::invalid("alert", format!("Tick one to {MANY_MAX} of them.")));
    }
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let alerts = store::hold(tx, scope.org_id(), &wanted).await?;
    let mut alerts: HashMap<Uuid, Alert> = alerts.into_iter().map(|alert| (alert.id, alert)).collect();
    let (seen, reach) = (scope.reach(Perm::AssetsRead), scope.reach(Perm::AssetsManage));
    let judge = |id: Uuid| {
        let alert = alerts.remove(&id).filter(|alert| alert.is_within(&seen));
        let became = match &alert {
            None => Became::NotFound,
            Some(alert) if !alert.is_within(&reach) => Became::Forbidden,
            Some(alert) if deed.changes(alert.snoozed_until, alert.dismissed_at.is_some()) => Became::Done,
            Some(_) => Became::Unchanged,
        };
        (id, became, alert)
    };
    let mut known = BTreeSet::new();
    Ok(ids.iter().copied().filter(|id| known.insert(*id)).map(judge).collect())
}

/// Does it with what is held, and tells of each.
async fn carry_out(tx: &mut Tx, scope: &Scope, alerts: &[Alert], deed: Deed) -> Result<()> {
    if alerts.is_empty() {
        return Ok(());
    }
    let (org, ids) = (scope.org_id(), alerts.iter().map(|alert| alert.id).collect::<Vec<_>>());
    match deed {
        Deed::Snooze(until) => store::snooze(&mut *tx, org, &ids, until).await?,
        Deed::Dismiss => store::dismiss(&mut *tx, org, &ids, (scope.user_id(), scope.now)).await?,
        Deed::Restore => store::restore(&mut *tx, org, &ids).await?,
    }
    record_many(tx, scope, alerts.iter().map(|alert| (told(deed, alert), None)).collect()).await.map(drop)
}
