//! All SQL of maintenance to come.

use super::{Coming, What};
use crate::plans::store::plans_within;
use crate::reachable::reachable;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, sql};
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

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
    /// The day on which it is shown again.
    pub snoozed_until: Option<NaiveDate>,
    /// When somebody dismissed it.
    pub dismissed_at: Option<DateTime<Utc>>,
    /// What they are called.
    pub dismissed_by_name: Option<String>,
}

/// Which of it, as it was hushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hushed {
    /// That nobody hushed, or no longer on this day.
    Not(NaiveDate),
    /// That is put off beyond this day.
    Until(NaiveDate),
    /// That was dismissed.
    ForGood,
    /// All of it.
    Whichever,
}

/// Hushes `h` that stand so.
fn hushed_so(statement: Sql, hushed: Hushed) -> Sql {
    match hushed {
        Hushed::Whichever => statement,
        Hushed::ForGood => statement.push(" and h.dismissed_at is not null"),
        Hushed::Until(today) => statement.push(" and h.dismissed_at is null").with(" and h.snoozed_until > ", today),
        Hushed::Not(today) => statement
            .push(" and h.dismissed_at is null")
            .with(" and (h.snoozed_until is null or h.snoozed_until <= ", today)
            .push(")"),
    }
}

/// What comes until this day, as far as the viewer sees it, the soonest first; at most so many by days, and by meters.
pub async fn all(scope: &Scope, until: NaiveDate, hushed: Hushed, limit: i64) -> Result<Vec<Ahead>> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let mut ahead = upcoming(db, org, &reach, (until, hushed), limit).await?;
    ahead.extend(foretold(db, org, &reach, (until, hushed), limit).await?);
    ahead.sort_by_key(|one| (one.due_on, Coming::of(one)));
    Ok(ahead)
}

/// What comes due until this day by the days of plans, the soonest first; at most so many.
pub async fn upcoming(
    db: &Db,
    org: Uuid,
    reach: &Reach,
    (until, hushed): (NaiveDate, Hushed),
    limit: i64,
) -> Result<Vec<Ahead>> {
    let statement = sql("select m.id as plan_id, m.title, m.asset_id,
                coalesce(a.tag || ' ' || a.name, 'Each asset of ' || g.name, 'Each ' || k.name, p.name, '') as about,
                m.next_on as due_on, cast(null as bigint) as due_at, cast(null as text) as unit,
                coalesce(m.location_id, a.location_id) as place_id, coalesce(p.name, s.name) as place_name, m.rule, m.starts_on,
                h.snoozed_until, h.dismissed_at, u.name as dismissed_by_name
           from maintenance_plans m
           left join asset_categories g on g.org_id = m.org_id and g.id = m.category_id
           left join asset_models k on k.org_id = m.org_id and k.id = m.model_id
           left join assets a on a.org_id = m.org_id and a.id = m.asset_id
           left join locations p on p.org_id = m.org_id and p.id = m.location_id
           left join locations s on s.org_id = m.org_id and s.id = a.location_id
           left join maintenance_hushes h on h.org_id = m.org_id and h.plan_id = m.id and h.asset_id is null and h.mark = cast(m.next_on as text)
           left join users u on u.id = h.dismissed_by
          where m.org_id = $1 and m.paused_at is null and m.next_on <= $2
            and coalesce(a.state, 'in_stock') <> 'disposed' and p.archived_at is null")
    .bind(org)
    .bind(until);
    let statement = hushed_so(plans_within(statement, reach), hushed);
    statement.push(" order by m.next_on, m.id").with(" limit ", limit).all(db).await
}

/// What comes due until this day by meters, as they are used; at most so many.
pub async fn foretold(
    db: &Db,
    org: Uuid,
    reach: &Reach,
    (until, hushed): (NaiveDate, Hushed),
    limit: i64,
) -> Result<Vec<Ahead>> {
    let statement = sql("select m.id as plan_id, m.title, a.id as asset_id, a.tag || ' ' || a.name as about, d.due_on, d.due_at, t.unit,
                a.location_id as place_id, p.name as place_name, m.rule, m.starts_on,
                h.snoozed_until, h.dismissed_at, u.name as dismissed_by_name
           from maintenance_dues d
           join maintenance_plans m on m.org_id = d.org_id and m.id = d.plan_id and m.paused_at is null
           join assets a on a.org_id = d.org_id and a.id = d.asset_id and a.state <> 'disposed'
           left join meters t on t.org_id = a.org_id and t.asset_id = a.id and t.name_key = m.meter_key
           left join locations p on p.org_id = a.org_id and p.id = a.location_id
           left join maintenance_hushes h on h.org_id = d.org_id and h.plan_id = d.plan_id and h.asset_id = d.asset_id and h.mark = cast(d.due_at as text)
           left join users u on u.id = h.dismissed_by
          where d.org_id = $1 and d.order_id is null and d.due_on <= $2")
    .bind(org)
    .bind(until);
    let statement = hushed_so(reachable(statement, reach), hushed);
    statement.push(" order by d.due_on, m.id, a.id").with(" limit ", limit).all(db).await
}

/// What one of them is like now: how it was hushed.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Hush {
    /// The day on which it is shown again.
    pub snoozed_until: Option<NaiveDate>,
    /// When somebody dismissed it.
    pub dismissed_at: Option<DateTime<Utc>>,
}

/// How something was hushed.
pub async fn hush(on: impl Into<On<'_>>, org: Uuid, coming: &Coming) -> Result<Hush> {
    let (asset, mark) = coming.mark();
    let found: Option<Hush> = sql("select h.snoozed_until, h.dismissed_at from maintenance_hushes h
          where h.org_id = $1 and h.plan_id = $2 and h.mark = $3 and coalesce(h.asset_id, h.plan_id) = $4")
    .bind(org)
    .bind(coming.plan)
    .bind(mark)
    .bind(asset.unwrap_or(coming.plan))
    .maybe(on)
    .await?;
    Ok(found.unwrap_or_default())
}

/// Writes how something is hushed, by whom; its plan is held.
pub async fn write_hush(
    tx: &mut Tx,
    org: Uuid,
    (id, coming): (Uuid, &Coming),
    hush: &Hush,
    by: Option<Uuid>,
) -> Result<()> {
    let (asset, mark) = coming.mark();
    sql("insert into maintenance_hushes (id, org_id, plan_id, asset_id, mark, snoozed_until, dismissed_at, dismissed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, plan_id, coalesce(asset_id, plan_id), mark) do update
            set snoozed_until = $6, dismissed_at = $7, dismissed_by = $8")
    .bind(id)
    .bind(org)
    .bind(coming.plan)
    .bind(asset)
    .bind(mark)
    .bind(hush.snoozed_until)
    .bind(hush.dismissed_at)
    .bind(by)
    .run(tx)
    .await
    .map(drop)
}

/// Does a plan come to this still: is it its next day, or is this what its asset will have counted, without an order?
pub async fn comes(on: impl Into<On<'_>>, org: Uuid, coming: &Coming) -> Result<bool> {
    let statement = match coming.what {
        What::Day(day) => sql("select m.id from maintenance_plans m where m.org_id = $1 and m.id = $2")
            .bind(org)
            .bind(coming.plan)
            .with(" and m.next_on = ", day),
        What::Count(asset, due_at) => sql(
            "select d.plan_id from maintenance_dues d where d.org_id = $1 and d.plan_id = $2 and d.order_id is null",
        )
        .bind(org)
        .bind(coming.plan)
        .with(" and d.asset_id = ", asset)
        .with(" and d.due_at = ", due_at),
    };
    let found: Option<(Uuid,)> = statement.maybe(on).await?;
    Ok(found.is_some())
}
