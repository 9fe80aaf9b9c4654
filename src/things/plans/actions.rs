//! The verbs of maintenance plans.

use super::events::Event;
use super::model::{Due, Many, ManyKind, NewPlan, Plan};
use super::rule::Rule;
use super::store;
use crate::catalogue::fields::plain;
use crate::difference::difference;
use crate::{catalogue, locations, work};
use chrono::NaiveDate;
use kernel::db::Tx;
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
    hold_subject(&mut tx, scope, new).await?;
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
    hold_subject(&mut tx, scope, new).await?;
    let next_on = match &new.due {
        Due::Days(rule) => next(&mut tx, scope, id, rule, new.starts_on).await?,
        Due::Meter { counted_from: Some(from), .. } if before.counted_from != Some(*from) => {
            store::begin_anew(&mut tx, org, id).await?;
            None
        }
        _ => None,
    };
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
        let next_on = match plan.rule.as_str() {
            "" => None,
            rule => next(&mut tx, scope, id, rule, plan.starts_on).await?,
        };
        store::set_paused(&mut tx, scope.org_id(), id, None, next_on).await?;
        record(&mut tx, scope, Event::Resumed { plan: &plan }).await?;
    }
    tx.commit().await?;
    Ok(plan)
}

/// Holds still what a plan is about, and refuses what is gone and what the viewer may not change.
async fn hold_subject(tx: &mut Tx, scope: &Scope, new: &NewPlan) -> Result<()> {
    let Some(Many { kind, category, location }) = new.many else {
        return work::actions::hold_subject(tx, scope, &new.order, None, Perm::AssetsManage).await;
    };
    if !scope.reach(Perm::AssetsManage).holds(&[location], Some(category)) {
        return Err(Error::Forbidden);
    }
    let (org, gone) = (scope.org_id(), "This is not there any more. Choose another one.");
    let (field, archived_at) = match kind {
        ManyKind::Category(id) => {
            ("category", catalogue::categories::store::hold(&mut *tx, org, id).await?.archived_at)
        }
        ManyKind::Model(id) => ("model", catalogue::models::store::by_id(&mut *tx, org, id).await?.archived_at),
    };
    if archived_at.is_some() {
        return Err(Error::invalid(field, gone));
    }
    if let Some(id) = location
        && locations::store::hold(tx, org, id).await?.archived_at.is_some()
    {
        return Err(Error::invalid("location", gone));
    }
    Ok(())
}

/// The first day of a rule that is neither over nor raised already.
async fn next(tx: &mut Tx, scope: &Scope, id: Uuid, rule: &str, starts_on: NaiveDate) -> Result<Option<NaiveDate>> {
    let rule = Rule::parse(rule, starts_on).map_err(Error::broken)?;
    let today = scope.today();
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
        "due_by": plan.due_by.name(),
        "rule": plan.rule,
        "meter": plan.meter_name,
        "every": plan.every.map(plain),
        "ahead": plan.ahead.map(plain),
        "counted_from": plan.counted_from.map(plain),
        "field": plan.field_name,
        "test": plan.test.map(super::model::Test::name),
        "threshold": plan.threshold,
        "starts_on": plan.starts_on,
        "ahead_days": plan.ahead_days,
    })
}
