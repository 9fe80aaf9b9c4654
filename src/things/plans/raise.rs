//! Raising the orders of plans when their days come near, or what is read calls for it: each occasion once.

use super::due::{Judged, Member, Since, compares};
use super::events::Event;
use super::model::{DueBy, Plan};
use super::rule::Rule;
use super::store;
use crate::meters::amount;
use crate::work;
use chrono::{NaiveDate, TimeDelta};
use futures::future::BoxFuture;
use kernel::db::{On, Tx};
use kernel::{Error, Result};
use platform::context::{self, rounds};
use platform::events::{Effect, Occurred, record};
use platform::jobs::{self, Job};
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The furthest that any plan looks ahead (days).
const AHEAD_MAX: i64 = 366;
/// Orders that one plan raises in one go.
const AT_ONCE: usize = 400;
/// Assets that are judged in one transaction.
const TOGETHER: i64 = 100;

/// Raises what comes near, of every organisation. Runs every night, and once an hour for those in other zones.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Raise;

impl Job for Raise {
    const NAME: &'static str = "maintenance.raise";

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs_with_plans(&house.db).await?;
        rounds::in_each(house, orgs, "orders of maintenance plans", |scope| Box::pin(raise(scope))).await
    }
}

/// Looks at what plans by meters and conditions call for in one organisation: something was read, changed or done.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookAt {
    org: Uuid,
}

impl Job for LookAt {
    const NAME: &'static str = "maintenance.look_at";

    async fn run(&self, house: &House) -> Result<()> {
        let scope = Scope::unattended(house, context::org_by_id(&house.db, self.org).await?, "schedule");
        by_use(&scope).await
    }
}

/// Has somebody look when something was read, changed or done.
pub fn on_events<'a>(
    mut on: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        let concerns = |event: &Occurred| {
            matches!(
                event.kind.as_str(),
                "meter.read"
                    | "meter.corrected"
                    | "meter.changed"
                    | "asset.created"
                    | "asset.changed"
                    | "work_order.done"
                    | "work_order.cancelled"
                    | "work_order.reopened"
                    | "maintenance_plan.created"
                    | "maintenance_plan.changed"
                    | "maintenance_plan.resumed"
            )
        };
        if !events.iter().any(concerns) || !store::any_by_use(on.again(), scope.org_id()).await? {
            return Ok(None);
        }
        let (org, house) = (scope.org_id(), scope.house.clone());
        let effect: Effect = Box::new(move |tx| {
            Box::pin(async move {
                let (now, key) = (house.now(), format!("{}:{org}", LookAt::NAME));
                jobs::enqueue(tx, &house, Some(org), &LookAt { org }, now, Some(key)).await
            })
        });
        Ok(Some(effect))
    })
}

/// Raises what comes near in an organisation.
///
/// # Errors
/// Only of the database.
pub async fn raise(scope: &Scope) -> Result<()> {
    let today = scope.today();
    for plan in store::coming(scope.db(), scope.org_id(), today + TimeDelta::days(AHEAD_MAX)).await? {
        raise_of(scope, plan, today).await?;
    }
    by_use(scope).await
}

/// Raises what comes near of a plan: days that are over but for the latest are passed by.
async fn raise_of(scope: &Scope, id: Uuid, today: NaiveDate) -> Result<()> {
    let org = scope.org_id();
    for _ in 0..AT_ONCE {
        let mut tx = scope.db().begin().await?;
        let plan = store::hold(&mut tx, org, id).await?;
        let horizon = today + TimeDelta::days(plan.ahead_days);
        let rule = Rule::parse(&plan.rule, plan.starts_on).map_err(Error::broken)?;
        let next = plan.next_on.filter(|day| plan.paused_at.is_none() && *day <= horizon);
        let Some(day) = next else { return Ok(()) };
        let next = rule.after(day);
        let mut is_all = true;
        if next.is_none_or(|later| later > today) {
            is_all = raise_day(&mut tx, scope, &plan, day).await?;
        }
        if is_all {
            store::write_next(&mut tx, org, id, next).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Raises the orders of a day: one, or one for each asset. Answers whether that were all.
async fn raise_day(tx: &mut Tx, scope: &Scope, plan: &Plan, day: NaiveDate) -> Result<bool> {
    let (org, occurrence) = (scope.org_id(), day.to_string());
    if !plan.is_for_many() {
        raise_one(tx, scope, plan, (None, String::new()), (occurrence, day, Some(day))).await?;
        return Ok(true);
    }
    let assets = store::in_raised(&mut *tx, org, plan, occurrence.clone(), TOGETHER).await?;
    for asset in &assets {
        let occasion = (occurrence.clone(), day, Some(day));
        raise_one(&mut *tx, scope, plan, (Some(*asset), String::new()), occasion).await?;
    }
    Ok((assets.len() as i64) < TOGETHER)
}

/// Raises an order, for this asset where the plan is for several, and notes for what. Answers its id.
async fn raise_one(
    tx: &mut Tx,
    scope: &Scope,
    plan: &Plan,
    (asset, why): (Option<Uuid>, String),
    (occurrence, due_on, day): (String, NaiveDate, Option<NaiveDate>),
) -> Result<Uuid> {
    let order = work::actions::create_in(&mut *tx, scope, &plan.order(due_on, asset, why)).await?;
    store::bind_order(&mut *tx, scope.org_id(), (plan.id, asset), (occurrence, day), order).await?;
    record(tx, scope, Event::Due { plan, asset, day: due_on, order }).await?;
    Ok(order)
}

/// Judges every asset that a plan by a meter or a condition is for.
///
/// # Errors
/// Only of the database.
pub async fn by_use(scope: &Scope) -> Result<()> {
    let org = scope.org_id();
    for id in store::by_use(scope.db(), org).await? {
        let plan = store::by_id(scope.db(), org, id).await?;
        let mut after = None;
        loop {
            let members = store::members(scope.db(), org, &plan, after.take(), TOGETHER).await?;
            let mut due = Vec::new();
            for member in &members {
                let since = since(scope.db(), scope, &plan, member).await?;
                let judged = member.judge(&plan, since, (scope.org.zone(), scope.today()));
                if judged.raises || differs(member, &judged) {
                    due.push(member.asset_id);
                }
            }
            if !due.is_empty() {
                judge_again(scope, id, &due).await?;
            }
            match members.last().filter(|_| members.len() as i64 == TOGETHER) {
                Some(last) => after = Some(last.tag.to_lowercase()),
                None => break,
            }
        }
    }
    Ok(())
}

/// Is there something to be written?
fn differs(member: &Member, judged: &Judged) -> bool {
    (member.order_id, member.base, member.due_at, member.due_on, member.is_away)
        != (judged.order_id, judged.base, judged.due_at, judged.due_on, judged.is_away)
}

/// What is looked up beside a member, where it matters.
async fn since(on: impl Into<On<'_>>, scope: &Scope, plan: &Plan, member: &Member) -> Result<Since> {
    let (org, mut on) = (scope.org_id(), on.into());
    let mut since = Since::default();
    let Some(meter) = member.meter_id else { return Ok(since) };
    if let (true, Some(order), Some(ended_at)) = (member.is_over(), member.order_id, member.order_ended_at) {
        since.done_at = store::done_at(on.again(), org, meter, (order, ended_at)).await?;
    }
    if let (DueBy::Condition, None, false, Some(test), Some(threshold)) =
        (plan.due_by, plan.field_id, member.is_away, plan.test, plan.threshold_number)
    {
        let range = store::away_since(on, org, meter, member.seen).await?;
        since.was_away =
            range.is_some_and(|(least, most)| !compares(least, test, threshold) || !compares(most, test, threshold));
    }
    Ok(since)
}

/// Judges these assets behind the lock of their plan, writes how they stand, and raises what is due: one order for each round
/// of an asset.
async fn judge_again(scope: &Scope, id: Uuid, due: &[Uuid]) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let plan = store::hold(&mut tx, org, id).await?;
    if plan.paused_at.is_some() || plan.due_by == DueBy::Days {
        return Ok(());
    }
    for member in store::members_of(&mut tx, org, &plan, due).await? {
        let since = since(&mut tx, scope, &plan, &member).await?;
        let judged = member.judge(&plan, since, (scope.org.zone(), scope.today()));
        store::write_due(&mut tx, org, id, member.asset_id, &judged).await?;
        if judged.raises {
            let (round, day) = (member.round + 1, judged.due_on.unwrap_or_else(|| scope.today()));
            let about = (Some(member.asset_id), why(&plan, &member, &judged));
            let order = raise_one(&mut tx, scope, &plan, about, (format!("round {round}"), day, None)).await?;
            let seen = member.newest.unwrap_or(0);
            store::write_raised(&mut tx, org, (id, member.asset_id), (round, order), seen).await?;
        }
    }
    tx.commit().await
}

/// Why an order was raised, for whoever does it.
fn why(plan: &Plan, member: &Member, judged: &Judged) -> String {
    let unit = member.unit.as_deref().unwrap_or_default();
    match (judged.due_at, member.total, &member.held) {
        (Some(due_at), Some(total), _) => {
            format!("Due at {}; it had counted {}.", amount(due_at, unit), amount(total, unit))
        }
        _ => format!("{}.", plan.due_text(unit)),
    }
}
