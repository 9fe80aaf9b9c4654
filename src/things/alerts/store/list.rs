//! The list of alerts, and what people do with them.

use crate::alerts::model::{Alert, Filter, Standing};
use crate::assets;
use crate::reachable::reachable_work;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use platform::Reach;
use uuid::Uuid;

/// Alerts on a page.
pub const PAGE: usize = 50;

/// The columns of an alert with the words of what it refers to; the organisation follows.
const ALERTS: &str = "select l.id, l.kind, l.due_on, l.raised_at, l.snoozed_until, l.dismissed_at, u.name as dismissed_by_name,
        a.id as asset_id, a.tag as asset_tag, a.name as asset_name, a.location_id as asset_place_id, a.home_id as asset_home_id,
        a.category_id, c.name as category_name, f.name as field_name, o.id as order_id, o.number as order_number, o.title as order_title,
        o.location_id as order_place_id, p.name as place_name
   from asset_alerts l
   left join work_orders o on o.org_id = l.org_id and o.id = l.order_id
   left join assets a on a.org_id = l.org_id and a.id = coalesce(l.asset_id, o.asset_id)
   left join asset_categories c on c.org_id = a.org_id and c.id = a.category_id
   left join asset_fields f on f.org_id = l.org_id and f.id = l.field_id
   left join locations p on p.org_id = l.org_id and p.id = coalesce(o.location_id, a.location_id)
   left join users u on u.id = l.dismissed_by
  where l.org_id = ";

/// A page of what fits the filter, the soonest first.
pub async fn list(
    db: &Db,
    org: Uuid,
    (filter, today): (&Filter, NaiveDate),
    reach: &Reach,
    edges: Edges,
) -> Result<KeysetPage<Alert>> {
    let backwards = is_backwards(edges);
    let mut statement = narrowed(org, filter, today, reach);
    if let Some(edge) = edges.0.or(edges.1) {
        statement = beyond(statement, backwards, edge);
    }
    let order = if backwards { " order by l.due_on desc, l.id desc" } else { " order by l.due_on, l.id" };
    let alerts = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(alerts, PAGE, edges))
}

/// What fits the filter after this alert; at most so many.
pub async fn after(
    db: &Db,
    org: Uuid,
    (filter, today): (&Filter, NaiveDate),
    reach: &Reach,
    edge: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Alert>> {
    let mut statement = narrowed(org, filter, today, reach);
    if let Some(edge) = edge {
        statement = beyond(statement, false, edge);
    }
    statement.push(" order by l.due_on, l.id").with(" limit ", limit).all(db).await
}

fn beyond(statement: Sql, backwards: bool, edge: Uuid) -> Sql {
    let than = if backwards { " and (l.due_on, l.id) < " } else { " and (l.due_on, l.id) > " };
    statement
        .push(than)
        .with("(select e.due_on, e.id from asset_alerts e where e.org_id = l.org_id and e.id = ", edge)
        .push(")")
}

fn narrowed(org: Uuid, filter: &Filter, today: NaiveDate, reach: &Reach) -> Sql {
    let mut statement = reachable_work(sql(ALERTS).with("", org).push(" and l.closed_at is null"), reach);
    statement = match filter.standing {
        Standing::All => statement,
        Standing::Dismissed => statement.push(" and l.dismissed_at is not null"),
        Standing::Snoozed => statement.push(" and l.dismissed_at is null").with(" and l.snoozed_until > ", today),
        Standing::Open => alerts_unseen(statement, today),
        Standing::Over => alerts_unseen(statement, today).with(" and l.due_on < ", today),
    };
    if let Some(category) = filter.category {
        statement = assets::store::in_category(statement, org, category);
    }
    if let Some(location) = filter.location {
        statement = statement
            .with(
                " and coalesce(o.location_id, a.location_id) in (select g.id from locations g
                    join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = l.org_id and top.id = ",
                location,
            )
            .push(")");
    }
    statement.with_opt(" and l.kind = ", filter.kind).with_opt(" and a.id = ", filter.asset)
}

/// Alerts `l` that are neither dismissed nor put off beyond this day.
pub fn alerts_unseen(statement: Sql, today: NaiveDate) -> Sql {
    statement
        .push(" and l.dismissed_at is null")
        .with(" and (l.snoozed_until is null or l.snoozed_until <= ", today)
        .push(")")
}

/// The alerts of an asset and of work about it that are not closed, the soonest first.
pub async fn of_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, limit: i64) -> Result<Vec<Alert>> {
    sql(ALERTS)
        .with("", org)
        .with(" and l.closed_at is null and a.id = ", asset)
        .push(" order by l.due_on, l.id")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// One alert.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Alert> {
    sql(ALERTS).with("", org).with(" and l.id = ", id).one(on).await
}

/// Alerts that nobody else changes until the transaction ends, in the order of their ids.
pub async fn hold(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<Vec<Alert>> {
    sql(ALERTS)
        .with("", org)
        .with_list(" and l.id in ", ids.iter().copied())
        .push(" order by l.id")
        .push(Either { sqlite: "", postgres: " for no key update of l" })
        .all(tx)
        .await
}

/// Puts alerts off until a day.
pub async fn snooze(tx: &mut Tx, org: Uuid, ids: &[Uuid], until: NaiveDate) -> Result<()> {
    let statement = sql("update asset_alerts set snoozed_until = $2 where org_id = $1").bind(org).bind(until);
    statement.with_list(" and id in ", ids.iter().copied()).run(tx).await.map(drop)
}

/// Dismisses alerts.
pub async fn dismiss(tx: &mut Tx, org: Uuid, ids: &[Uuid], (by, now): (Option<Uuid>, DateTime<Utc>)) -> Result<()> {
    sql("update asset_alerts set dismissed_at = $2, dismissed_by = $3 where org_id = $1")
        .bind(org)
        .bind(now)
        .bind(by)
        .with_list(" and id in ", ids.iter().copied())
        .run(tx)
        .await
        .map(drop)
}

/// Shows alerts again that were put off or dismissed.
pub async fn restore(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<()> {
    let statement =
        sql("update asset_alerts set snoozed_until = null, dismissed_at = null, dismissed_by = null where org_id = $1");
    statement.bind(org).with_list(" and id in ", ids.iter().copied()).run(tx).await.map(drop)
}
