//! The SQL of the front page.

use super::figures::Taken;
use super::owned::{Due, Lot};
use chrono::NaiveDate;
use kernel::Result;
use kernel::db::{Db, sql};
use kernel::time::Span;
use platform::Reach;
use things::alerts::store::alerts_unseen;
use things::assets::store::reachable;
use things::work::store::reachable_work;
use uuid::Uuid;

/// What bookings hold of the resources within reach somewhere inside the span, and what was given back.
pub async fn taken(db: &Db, org: Uuid, reach: &Reach, span: Span) -> Result<Vec<Taken>> {
    // That they end after the span begins leaves the long past out.
    let statement = sql("select b.resource_id, b.starts_at, b.ends_at, b.units, b.status from bookings b
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
          where b.org_id = $1 and b.ends_at > $2 and b.starts_at < $3")
    .bind(org)
    .bind(span.start)
    .bind(span.end);
    reach.limit(statement, " and r.location_id in ").all(db).await
}

/// What an organisation has by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct SetUp {
    /// Live locations, counted to one.
    pub locations: i64,
    /// Live resources, counted to one.
    pub resources: i64,
    /// People of the house and invitations, counted to two.
    pub people: i64,
    /// How many of the latest bookings guests made on the public page.
    pub guests: i64,
}

/// How far an organisation is set up. Counts no further than it must.
pub async fn set_up(db: &Db, org: Uuid) -> Result<SetUp> {
    sql("select
            (select count(*) from (select 1 from locations where org_id = $1 and archived_at is null limit 1) x) as locations,
            (select count(*) from (select 1 from resources where org_id = $1 and archived_at is null limit 1) x) as resources,
            (select count(*) from (
                select user_id from grants where org_id = $1 and ended_at is null
                union all
                select id from invitations where org_id = $1 and accepted_at is null and revoked_at is null limit 2) x) as people,
            (select count(*) from (
                select source from bookings where org_id = $1 order by starts_at desc, id desc limit 500) x
              where source = 'page') as guests")
        .bind(org)
        .one(db)
        .await
}

/// What is owned within reach, by state and currency.
pub async fn lots(db: &Db, org: Uuid, reach: &Reach) -> Result<Vec<Lot>> {
    let statement =
        sql("select a.state, a.currency, count(*) as count, cast(coalesce(sum(a.cost_minor), 0) as bigint) as minor
           from assets a where a.state <> 'disposed' and a.org_id = ")
        .with("", org);
    reachable(statement, reach).push(" group by a.state, a.currency order by a.state, a.currency").all(db).await
}

/// What somebody should look at, within reach: one statement for all of it.
pub async fn due(db: &Db, org: Uuid, reach: &Reach, today: NaiveDate) -> Result<Due> {
    let alerts = sql("select (select count(*) from asset_alerts l
            left join work_orders o on o.org_id = l.org_id and o.id = l.order_id
            left join assets a on a.org_id = l.org_id and a.id = coalesce(l.asset_id, o.asset_id)
           where l.closed_at is null and l.org_id = ")
    .with("", org);
    let overdue = reachable_work(alerts_unseen(alerts, today), reach)
        .push(
            ") as alerts, (select count(*) from custodies k join assets a on a.org_id = k.org_id and a.id = k.asset_id
           where k.in_at is null and k.org_id = ",
        )
        .with("", org)
        .with(" and k.due_on < ", today);
    let late = reachable(overdue, reach)
        .push(
            ") as overdue, (select count(*) from work_orders o left join assets a on a.org_id = o.org_id and a.id = o.asset_id
           where o.state in ('open', 'in_progress', 'waiting') and o.org_id = ",
        )
        .with("", org)
        .with(" and o.due_on < ", today);
    let low = reachable_work(late, reach)
        .push(
            ") as late, (select count(distinct v.item_id) from stock_levels v join stock_items i on i.org_id = v.org_id and i.id = v.item_id
           where v.is_low and i.archived_at is null and v.org_id = ",
        )
        .with("", org);
    reach.limit(low, " and v.location_id in ").push(") as low").one(db).await
}
