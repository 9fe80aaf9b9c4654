//! All SQL of maintenance plans.

use super::model::{NewPlan, Plan};
use crate::work::Subject;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The columns of a plan with the words of what it refers to; the organisation follows.
const PLANS: &str = "select m.id, m.title, m.kind, m.priority, m.asset_id, a.tag as asset_tag, a.name as asset_name,
        a.location_id as asset_place_id, a.home_id as asset_home_id, a.category_id as asset_category_id, m.location_id, p.name as location_name, m.assignee_id,
        u.name as assignee_name, m.takes_out, m.checklist, m.rule, m.starts_on, m.ahead_days, m.next_on, m.paused_at, m.version
   from maintenance_plans m
   left join assets a on a.org_id = m.org_id and a.id = m.asset_id
   left join locations p on p.org_id = m.org_id and p.id = m.location_id
   left join users u on u.id = m.assignee_id
  where m.org_id = ";

/// One plan.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Plan> {
    sql(PLANS).with("", org).with(" and m.id = ", id).one(on).await
}

/// Holds a plan still until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Plan> {
    let lock = Either { sqlite: "", postgres: " for no key update of m" };
    sql(PLANS).with("", org).with(" and m.id = ", id).push(lock).one(tx).await
}

fn within(statement: Sql, reach: &Reach) -> Sql {
    let there = |statement: Sql, places: &[Uuid]| {
        statement
            .with_list(" and (m.location_id in ", places.iter().copied())
            .with_list(" or a.location_id in ", places.iter().copied())
            .with_list(" or a.home_id in ", places.iter().copied())
            .push(")")
    };
    reach.narrow(statement, there, " and a.category_id in ")
}

/// What comes due next, the soonest first; what is over and what is paused last. Behind this plan, where one is named.
pub async fn list(
    on: impl Into<On<'_>>,
    org: Uuid,
    reach: &Reach,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Plan>> {
    let mut statement = within(sql(PLANS).with("", org), reach);
    if let Some(edge) = after {
        statement = statement
            .with(
                " and (case when m.paused_at is null then coalesce(m.next_on, '9999-12-31') else '9999-12-31' end, m.id) > (
                select case when e.paused_at is null then coalesce(e.next_on, '9999-12-31') else '9999-12-31' end, e.id
                  from maintenance_plans e where e.org_id = m.org_id and e.id = ",
                edge,
            )
            .push(")");
    }
    statement
        .push(" order by case when m.paused_at is null then coalesce(m.next_on, '9999-12-31') else '9999-12-31' end, m.id")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// Organisations that have plans which raise orders: the clock belongs to all of them.
pub async fn orgs_with_plans(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select distinct org_id from maintenance_plans where paused_at is null and next_on is not null")
            .all(db)
            .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Plans with a day up to this one, and how long ahead each of them looks; what is about nothing that is in use is left out.
pub async fn coming(db: &Db, org: Uuid, until: NaiveDate) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select m.id from maintenance_plans m
           left join assets a on a.org_id = m.org_id and a.id = m.asset_id
           left join locations p on p.org_id = m.org_id and p.id = m.location_id
          where m.org_id = $1 and m.paused_at is null and m.next_on <= $2
            and coalesce(a.state, 'in_stock') <> 'disposed' and p.archived_at is null order by m.next_on, m.id")
    .bind(org)
    .bind(until)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Notes for which day of which plan an order was raised. The schema refuses a second one.
pub async fn bind_order(tx: &mut Tx, org: Uuid, order: Uuid, plan: Uuid, day: NaiveDate) -> Result<()> {
    sql("update work_orders set plan_id = $3, occurrence_on = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(order)
        .bind(plan)
        .bind(day)
        .run(tx)
        .await
        .map(drop)
}

/// Writes the first day that no order was raised for.
pub async fn write_next(tx: &mut Tx, org: Uuid, id: Uuid, next: Option<NaiveDate>) -> Result<()> {
    sql("update maintenance_plans set next_on = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(next)
        .run(tx)
        .await
        .map(drop)
}

/// The last day that an order was raised for.
pub async fn last_raised(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Option<NaiveDate>> {
    let (last,): (Option<NaiveDate>,) =
        sql("select max(occurrence_on) from work_orders where org_id = $1 and plan_id = $2")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(last)
}

/// The orders that a plan raised, the newest first, as far as they go: id, number, and day.
pub async fn orders(
    on: impl Into<On<'_>>,
    org: Uuid,
    id: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, i64, NaiveDate, crate::work::State)>> {
    sql("select id, number, occurrence_on, state from work_orders where org_id = $1 and plan_id = $2 order by number desc")
        .bind(org)
        .bind(id)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// Adds a plan.
pub async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewPlan, now: DateTime<Utc>) -> Result<()> {
    let (asset, location) = subject(new);
    sql("insert into maintenance_plans (id, org_id, title, kind, priority, asset_id, location_id, assignee_id, takes_out, checklist, rule,
                starts_on, ahead_days, next_on, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(id)
        .bind(org)
        .bind(new.order.title.clone())
        .bind(new.order.kind)
        .bind(new.order.priority)
        .bind(asset)
        .bind(location)
        .bind(new.order.assignee)
        .bind(new.order.takes_out)
        .bind(new.order.checklist.join("\n"))
        .bind(new.rule.clone())
        .bind(new.starts_on)
        .bind(new.ahead_days)
        .bind(new.next_on)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

fn subject(new: &NewPlan) -> (Option<Uuid>, Option<Uuid>) {
    match new.order.subject {
        Subject::Asset(id) => (Some(id), None),
        Subject::Location(id) => (None, Some(id)),
    }
}

/// Changes a plan.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewPlan) -> Result<()> {
    let (asset, location) = subject(new);
    sql("update maintenance_plans set title = $3, kind = $4, priority = $5, asset_id = $6, location_id = $7, assignee_id = $8,
                takes_out = $9, checklist = $10, rule = $11, starts_on = $12, ahead_days = $13, next_on = $14, version = version + 1
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(new.order.title.clone())
        .bind(new.order.kind)
        .bind(new.order.priority)
        .bind(asset)
        .bind(location)
        .bind(new.order.assignee)
        .bind(new.order.takes_out)
        .bind(new.order.checklist.join("\n"))
        .bind(new.rule.clone())
        .bind(new.starts_on)
        .bind(new.ahead_days)
        .bind(new.next_on)
        .run(tx)
        .await
        .map(drop)
}

/// Pauses a plan, or lets it go on from this day.
pub async fn set_paused(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    at: Option<DateTime<Utc>>,
    next: Option<NaiveDate>,
) -> Result<()> {
    sql("update maintenance_plans set paused_at = $3, next_on = $4, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .bind(next)
        .run(tx)
        .await
        .map(drop)
}
