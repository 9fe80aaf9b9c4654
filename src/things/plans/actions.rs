//! The verbs of maintenance plans.

use super::events::Event;
use super::model::{NewPlan, Plan};
use super::rule::Rule;
use super::store;
use crate::difference::difference;
use crate::work;
use chrono::NaiveDate;
use kernel::db::Tx;
use kernel::time::wall;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Makes a plan. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change things; problems where what it is about is gone.
pub async fn create(scope: &Scope, new: &NewPlan, key: &str) -> Result<Uuid> {
    let (org, id) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("plan {new:?}"), id).await? {
        return Ok(made);
    }
    work::actions::hold_subject(&mut tx, scope, &new.order, None, Perm::AssetsManage).await?;
    store::insert(&mut tx, org, id, new, scope.now).await?;
    let plan = store::by_id(&mut tx, org, id).await?;
    record(&mut tx, scope, Event::Created { plan: &plan }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a plan; days that an order was raised for are not raised again.
///
/// # Errors
/// `maintenance_plan_changed` where somebody was quicker; as [`create`].
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewPlan) -> Result<()> {
    let org = scope.org_id();
    let (mut tx, before) = held(scope, id, version).await?;
    work::actions::hold_subject(&mut tx, scope, &new.order, None, Perm::AssetsManage).await?;
    let next_on = next(&mut tx, scope, id, &new.rule, new.starts_on).await?;
    store::update(&mut tx, org, id, &NewPlan { next_on, ..new.clone() }).await?;
    let after = store::by_id(&mut tx, org, id).await?;
    let (was, is) = difference(told(&before), told(&after));
    if was != json!({}) || is != json!({}) {
        record(&mut tx, scope, Event::Changed { plan: &after, before: was, after: is }).await?;
    }
    tx.commit().await
}

/// Pauses a plan, or lets it go on with the first day that is not over. Answers it as it was.
///
/// # Errors
/// `maintenance_plan_changed` where somebody was quicker.
pub async fn set_paused(scope: &Scope, id: Uuid, version: i64, pauses: bool) -> Result<Plan> {
    let (mut tx, plan) = held(scope, id, version).await?;
    if plan.paused_at.is_some() == pauses {
        return Ok(plan);
    }
    if pauses {
        store::set_paused(&mut tx, scope.org_id(), id, Some(scope.now), plan.next_on).await?;
        record(&mut tx, scope, Event::Paused { plan: &plan }).await?;
    } else {
        let next_on = next(&mut tx, scope, id, &plan.rule, plan.starts_on).await?;
        store::set_paused(&mut tx, scope.org_id(), id, None, next_on).await?;
        record(&mut tx, scope, Event::Resumed { plan: &plan }).await?;
    }
    tx.commit().await?;
    Ok(plan)
}

/// The first day of a rule that is neither over nor raised already.
async fn next(tx: &mut Tx, scope: &Scope, id: Uuid, rule: &str, starts_on: NaiveDate) -> Result<Option<NaiveDate>> {
    let rule = Rule::parse(rule, starts_on).map_err(Error::broken)?;
    let today = wall(scope.org.zone(), scope.now).date();
    let raised = store::last_raised(tx, scope.org_id(), id).await?.and_then(|last| last.succ_opt());
    Ok(rule.from(today.max(starts_on).max(raised.unwrap_or(today))))
}

/// A plan that the viewer may change, in this version, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64) -> Result<(Tx, Plan)> {
    let mut tx = scope.db().begin().await?;
    let plan = store::hold(&mut tx, scope.org_id(), id).await?;
    if !plan.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !plan.is_within(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    if plan.version != version {
        return Err(Error::conflict("maintenance_plan_changed"));
    }
    Ok((tx, plan))
}

fn told(plan: &Plan) -> Value {
    json!({
        "title": plan.title,
        "kind": plan.kind.name(),
        "priority": plan.priority.name(),
        "about": plan.subject(),
        "assignee": plan.assignee_id,
        "takes_out": plan.takes_out,
        "checklist": plan.checklist,
        "rule": plan.rule,
        "starts_on": plan.starts_on,
        "ahead_days": plan.ahead_days,
    })
}
