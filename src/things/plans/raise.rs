//! Raising the orders of plans when their days come near: each day once.

use super::events::Event;
use super::rule::Rule;
use super::store;
use crate::work;
use chrono::{NaiveDate, TimeDelta};
use kernel::time::wall;
use kernel::{Error, Result};
use platform::context::rounds;
use platform::events::record;
use platform::jobs::Job;
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The furthest that any plan looks ahead (days).
const AHEAD_MAX: i64 = 366;
/// Orders that one plan raises in one go.
const AT_ONCE: usize = 400;

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

/// Raises what comes near in an organisation.
///
/// # Errors
/// Only of the database.
pub async fn raise(scope: &Scope) -> Result<()> {
    let today = wall(scope.org.zone(), scope.now).date();
    for plan in store::coming(scope.db(), scope.org_id(), today + TimeDelta::days(AHEAD_MAX)).await? {
        raise_of(scope, plan, today).await?;
    }
    Ok(())
}

/// Raises what comes near of a plan: days that are over but for the latest are passed by.
async fn raise_of(scope: &Scope, id: Uuid, today: NaiveDate) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let plan = store::hold(&mut tx, org, id).await?;
    let horizon = today + TimeDelta::days(plan.ahead_days);
    let rule = Rule::parse(&plan.rule, plan.starts_on).map_err(Error::broken)?;
    let mut next = plan.next_on.filter(|_| plan.paused_at.is_none());
    for _ in 0..AT_ONCE {
        let Some(day) = next.filter(|day| *day <= horizon) else { break };
        next = rule.after(day);
        if next.is_none_or(|later| later > today) {
            let order = work::actions::create_in(&mut tx, scope, &plan.order(day)).await?;
            store::bind_order(&mut tx, org, order, id, day).await?;
            record(&mut tx, scope, Event::Due { plan: &plan, day, order }).await?;
        }
        store::write_next(&mut tx, org, id, next).await?;
    }
    tx.commit().await
}
