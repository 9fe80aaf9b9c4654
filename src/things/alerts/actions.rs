//! What people do with alerts: one or many, all of them or none.

use super::events::Event;
use super::model::Alert;
use super::store;
use chrono::{NaiveDate, TimeDelta};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::{Fact, record_many};
use platform::{Perm, Scope};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most alerts that one action handles.
pub const MANY_MAX: usize = 500;
/// The longest that something can be put off (days).
pub const SNOOZE_MAX: i64 = 366;

/// Puts alerts off until a day. Answers how many that changed.
///
/// # Errors
/// A problem at `until` for a day that is over or too far; [`Error::NotFound`] for what the viewer may not see, forbidden
/// for what they may not change.
pub async fn snooze(scope: &Scope, ids: &[Uuid], until: NaiveDate) -> Result<usize> {
    let today = scope.today();
    if until <= today || until > today + TimeDelta::days(SNOOZE_MAX) {
        return Err(Error::invalid("until", "Choose a day after today, within a year."));
    }
    let (mut tx, mut alerts) = held(scope, ids).await?;
    alerts.retain(|alert| alert.snoozed_until != Some(until) && alert.dismissed_at.is_none());
    store::snooze(&mut tx, scope.org_id(), &ids_of(&alerts), until).await?;
    tell(tx, scope, &alerts, |alert| Event::Snoozed { alert, until }.into()).await
}

/// Dismisses alerts: somebody has seen to them. Answers how many that changed.
///
/// # Errors
/// As [`snooze`].
pub async fn dismiss(scope: &Scope, ids: &[Uuid]) -> Result<usize> {
    let (mut tx, mut alerts) = held(scope, ids).await?;
    alerts.retain(|alert| alert.dismissed_at.is_none());
    store::dismiss(&mut tx, scope.org_id(), &ids_of(&alerts), (scope.user_id(), scope.now)).await?;
    tell(tx, scope, &alerts, |alert| Event::Dismissed { alert }.into()).await
}

/// Shows alerts again that were put off or dismissed. Answers how many that changed.
///
/// # Errors
/// As [`snooze`].
pub async fn restore(scope: &Scope, ids: &[Uuid]) -> Result<usize> {
    let (mut tx, mut alerts) = held(scope, ids).await?;
    alerts.retain(|alert| alert.dismissed_at.is_some() || alert.snoozed_until.is_some());
    store::restore(&mut tx, scope.org_id(), &ids_of(&alerts)).await?;
    tell(tx, scope, &alerts, |alert| Event::Restored { alert }.into()).await
}

/// Alerts that nobody else changes until the transaction ends, and that the viewer may change.
async fn held(scope: &Scope, ids: &[Uuid]) -> Result<(Tx, Vec<Alert>)> {
    let wanted: BTreeSet<Uuid> = ids.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > MANY_MAX {
        return Err(Error::invalid("alert", format!("Tick one to {MANY_MAX} of them.")));
    }
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let mut tx = scope.db().begin().await?;
    let alerts = store::hold(&mut tx, scope.org_id(), &wanted).await?;
    let (seen, reach) = (scope.reach(Perm::AssetsRead), scope.reach(Perm::AssetsManage));
    if alerts.len() != wanted.len() || alerts.iter().any(|alert| !alert.is_within(&seen)) {
        return Err(Error::NotFound);
    }
    if alerts.iter().any(|alert| !alert.is_within(&reach)) {
        return Err(Error::Forbidden);
    }
    Ok((tx, alerts))
}

fn ids_of(alerts: &[Alert]) -> Vec<Uuid> {
    alerts.iter().map(|alert| alert.id).collect()
}

/// Tells of each of them, and ends the transaction.
async fn tell<'a>(mut tx: Tx, scope: &Scope, alerts: &'a [Alert], told: impl Fn(&'a Alert) -> Fact) -> Result<usize> {
    record_many(&mut tx, scope, alerts.iter().map(|alert| (told(alert), None)).collect()).await?;
    tx.commit().await?;
    Ok(alerts.len())
}
