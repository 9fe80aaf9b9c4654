//! How each asset stands with a plan.

use super::plans_within;
use crate::assets;
use crate::plans::due::{Judged, Member};
use crate::plans::model::Plan;
use crate::reachable::reachable;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The columns of a member. The organisation, the plan, its meter and its field are the first four values.
const MEMBERS: &str = "select a.id as asset_id, a.tag, a.name, t.id as meter_id, t.unit, t.newest, t.value, t.total, t.read_at, t.per_day,
        v.value as held, v.number as held_number, coalesce(d.round, 0) as round, d.order_id, o.number as order_number, o.state as order_state,
        o.ended_at as order_ended_at, d.base, d.due_at, d.due_on, coalesce(d.seen, 0) as seen, coalesce(d.is_away, true) as is_away
   from assets a
   left join maintenance_dues d on d.org_id = a.org_id and d.plan_id = $2 and d.asset_id = a.id
   left join meters t on t.org_id = a.org_id and t.asset_id = a.id and t.name_key = $3 and t.archived_at is null
   left join asset_values v on v.org_id = a.org_id and v.asset_id = a.id and v.field_id = $4
   left join work_orders o on o.org_id = d.org_id and o.id = d.order_id
  where a.org_id = $1 and a.state <> 'disposed'";

/// Assets `a` that a plan is for.
fn of_plan(statement: Sql, org: Uuid, plan: &Plan) -> Sql {
    let mut statement = match (plan.asset_id, plan.category_id, plan.model_id) {
        (Some(asset), ..) => statement.with(" and a.id = ", asset),
        (None, Some(category), _) => assets::store::in_category(statement, org, category),
        (None, None, Some(model)) => statement.with(" and a.model_id = ", model),
        (None, None, None) => return statement.push(" and 1 = 0"),
    };
    if let Some(place) = plan.location_id {
        statement = statement
            .with(
                " and exists (select 1 from locations g
                    join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = a.org_id and g.id in (a.location_id, a.home_id) and top.id = ",
                place,
            )
            .push(")");
    }
    statement
}

fn asked(org: Uuid, plan: &Plan) -> Sql {
    let meter = plan.meter_name.as_ref().map(|name| name.to_lowercase());
    sql(MEMBERS).bind(org).bind(plan.id).bind(meter).bind(plan.field_id)
}

/// The assets that a plan is for, by tag; at most so many, behind this tag where one is named.
pub async fn members(
    on: impl Into<On<'_>>,
    org: Uuid,
    plan: &Plan,
    after: Option<String>,
    limit: i64,
) -> Result<Vec<Member>> {
    let statement = of_plan(asked(org, plan), org, plan);
    statement.with_opt(" and a.tag_key > ", after).push(" order by a.tag_key").with(" limit ", limit).all(on).await
}

/// Of these assets, those that a plan is for.
pub async fn members_of(on: impl Into<On<'_>>, org: Uuid, plan: &Plan, only: &[Uuid]) -> Result<Vec<Member>> {
    let statement = of_plan(asked(org, plan), org, plan);
    statement.with_list(" and a.id in ", only.iter().copied()).push(" order by a.tag_key").all(on).await
}

/// The assets that a plan is for and that no order was raised for on this occurrence; at most so many.
pub async fn in_raised(
    on: impl Into<On<'_>>,
    org: Uuid,
    plan: &Plan,
    occurrence: String,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let statement = sql("select a.id from assets a
          where a.org_id = $1 and a.state <> 'disposed' and not exists (select 1 from maintenance_raisings r
                 where r.org_id = a.org_id and r.plan_id = $2 and r.asset_id = a.id and r.occurrence = $3)")
    .bind(org)
    .bind(plan.id)
    .bind(occurrence);
    let rows: Vec<(Uuid,)> =
        of_plan(statement, org, plan).push(" order by a.tag_key").with(" limit ", limit).all(on).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What a meter had counted when an order was done: what was read with it, or else the last reading before it was over.
pub async fn done_at(
    on: impl Into<On<'_>>,
    org: Uuid,
    meter: Uuid,
    (order, ended_at): (Uuid, DateTime<Utc>),
) -> Result<Option<i64>> {
    let found: Option<(i64,)> = sql("select e.total from meter_readings e
          where e.org_id = $1 and e.meter_id = $2 and (e.work_order_id = $3 or e.at <= $4)
            and not exists (select 1 from meter_readings c where c.org_id = e.org_id and c.corrects_id = e.id)
          order by case when e.work_order_id = $3 then 0 else 1 end, e.number desc limit 1")
    .bind(org)
    .bind(meter)
    .bind(order)
    .bind(ended_at)
    .maybe(on)
    .await?;
    Ok(found.map(|(total,)| total))
}

/// The least and the most that a meter showed after this reading.
pub async fn away_since(on: impl Into<On<'_>>, org: Uuid, meter: Uuid, seen: i64) -> Result<Option<(i64, i64)>> {
    let (least, most): (Option<i64>, Option<i64>) = sql("select min(e.value), max(e.value) from meter_readings e
          where e.org_id = $1 and e.meter_id = $2 and e.number > $3
            and not exists (select 1 from meter_readings c where c.org_id = e.org_id and c.corrects_id = e.id)")
    .bind(org)
    .bind(meter)
    .bind(seen)
    .one(on)
    .await?;
    Ok(least.zip(most))
}

/// Writes how an asset stands with a plan.
pub async fn write_due(tx: &mut Tx, org: Uuid, plan: Uuid, asset: Uuid, judged: &Judged) -> Result<()> {
    sql("insert into maintenance_dues (org_id, plan_id, asset_id, order_id, base, due_at, due_on, is_away)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, plan_id, asset_id) do update set order_id = excluded.order_id, base = excluded.base,
                due_at = excluded.due_at, due_on = excluded.due_on, is_away = excluded.is_away")
    .bind(org)
    .bind(plan)
    .bind(asset)
    .bind(judged.order_id)
    .bind(judged.base)
    .bind(judged.due_at)
    .bind(judged.due_on)
    .bind(judged.is_away)
    .run(tx)
    .await
    .map(drop)
}

/// Notes the order of a round, and the reading that raised it.
pub async fn write_raised(
    tx: &mut Tx,
    org: Uuid,
    (plan, asset): (Uuid, Uuid),
    (round, order): (i64, Uuid),
    seen: i64,
) -> Result<()> {
    sql("update maintenance_dues set round = $4, order_id = $5, seen = $6, due_on = null
          where org_id = $1 and plan_id = $2 and asset_id = $3")
    .bind(org)
    .bind(plan)
    .bind(asset)
    .bind(round)
    .bind(order)
    .bind(seen)
    .run(tx)
    .await
    .map(drop)
}

/// Forgets from where a plan counts, where no order waits: it is told anew.
pub async fn begin_anew(tx: &mut Tx, org: Uuid, plan: Uuid) -> Result<()> {
    sql("update maintenance_dues set base = null, due_at = null, due_on = null where org_id = $1 and plan_id = $2 and order_id is null")
        .bind(org)
        .bind(plan)
        .run(tx)
        .await
        .map(drop)
}

/// What comes due by a plan before its order is there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ahead {
    /// Which plan.
    pub plan_id: Uuid,
    /// Of its orders.
    pub title: String,
    /// About which asset.
    pub asset_id: Option<Uuid>,
    /// What it is about, as people say it.
    pub about: String,
    /// When.
    pub due_on: NaiveDate,
    /// By meter: what that will have counted.
    pub due_at: Option<i64>,
    /// What that counts in.
    pub unit: Option<String>,
    /// Where it is.
    pub place_id: Option<Uuid>,
    /// What that is called.
    pub place_name: Option<String>,
    /// The rule of the days; empty: by meter.
    pub rule: String,
    /// The day that is counted from.
    pub starts_on: NaiveDate,
}

/// What comes due until this day by the days of plans, the soonest first; at most so many.
pub async fn upcoming(db: &Db, org: Uuid, reach: &Reach, until: NaiveDate, limit: i64) -> Result<Vec<Ahead>> {
    let statement = sql("select m.id as plan_id, m.title, m.asset_id,
                coalesce(a.tag || ' ' || a.name, 'Each asset of ' || g.name, 'Each ' || k.name, p.name, '') as about,
                m.next_on as due_on, cast(null as bigint) as due_at, cast(null as text) as unit,
                coalesce(m.location_id, a.location_id) as place_id, coalesce(p.name, s.name) as place_name, m.rule, m.starts_on
           from maintenance_plans m
           left join asset_categories g on g.org_id = m.org_id and g.id = m.category_id
           left join asset_models k on k.org_id = m.org_id and k.id = m.model_id
           left join assets a on a.org_id = m.org_id and a.id = m.asset_id
           left join locations p on p.org_id = m.org_id and p.id = m.location_id
           left join locations s on s.org_id = m.org_id and s.id = a.location_id
          where m.org_id = $1 and m.paused_at is null and m.next_on <= $2
            and coalesce(a.state, 'in_stock') <> 'disposed' and p.archived_at is null")
    .bind(org)
    .bind(until);
    plans_within(statement, reach).push(" order by m.next_on, m.id").with(" limit ", limit).all(db).await
}

/// What comes due until this day by meters, as they are used; at most so many.
pub async fn foretold(db: &Db, org: Uuid, reach: &Reach, until: NaiveDate, limit: i64) -> Result<Vec<Ahead>> {
    let statement = sql("select m.id as plan_id, m.title, a.id as asset_id, a.tag || ' ' || a.name as about, d.due_on, d.due_at, t.unit,
                a.location_id as place_id, p.name as place_name, m.rule, m.starts_on
           from maintenance_dues d
           join maintenance_plans m on m.org_id = d.org_id and m.id = d.plan_id and m.paused_at is null
           join assets a on a.org_id = d.org_id and a.id = d.asset_id and a.state <> 'disposed'
           left join meters t on t.org_id = a.org_id and t.asset_id = a.id and t.name_key = m.meter_key
           left join locations p on p.org_id = a.org_id and p.id = a.location_id
          where d.org_id = $1 and d.order_id is null and d.due_on <= $2")
    .bind(org)
    .bind(until);
    reachable(statement, reach).push(" order by d.due_on, m.id, a.id").with(" limit ", limit).all(db).await
}
