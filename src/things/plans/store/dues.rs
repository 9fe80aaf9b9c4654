//! How each asset stands with a plan.

use crate::assets;
use crate::plans::due::{Judged, Member};
use crate::plans::model::Plan;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Sql, Tx, sql};
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
