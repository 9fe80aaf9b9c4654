//! The list of assets, page by page or whole.

use super::audits::audit_due;
use super::conditions::meeting;
use super::near::{Near, Part, among};
use super::{ASSETS, reachable};
use crate::assets::model::{Asset, Filter, Order, Sorting};
use chrono::{NaiveDate, TimeDelta};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use platform::Reach;
use uuid::Uuid;

/// Assets on a page.
pub const PAGE: usize = 50;
/// The most that a list counts of what fits its filter: an index says how many.
pub const COUNTED: i64 = 2_000;

/// How many fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(i64),
    /// More than these; how many more was not counted.
    MoreThan(i64),
}

/// A page of what fits the filter, as far as the viewer's rights go, and how many fit.
pub async fn list(
    db: &Db,
    org: Uuid,
    (filter, order, today): (&Filter, Order, NaiveDate),
    reach: &Reach,
    edges: Edges,
) -> Result<(KeysetPage<Asset>, Total)> {
    let backwards = is_backwards(edges);
    let near = Near::find(db, org, filter, today).await?;
    let edge = edges.0.or(edges.1);
    let mut counted = None;
    let assets: Vec<Asset> = if near.is_few() {
        // First those of the page: what is known about each is looked up for no others.
        let statement = owned_by(sql("select a.id, count(*) over () from assets a"), org, &near);
        let statement = narrowed(statement, org, (filter, today), &near, reach);
        let statement = paged(statement, org, (order, backwards), edge).with(" limit ", PAGE as i64 + 1);
        let found: Vec<(Uuid, i64)> = statement.all(db).await?;
        counted = found.first().map(|(_, count)| *count);
        let ids: Vec<String> = found.into_iter().map(|(id, _)| id.simple().to_string()).collect();
        let statement = among(
            sql(ASSETS).with(Either { sqlite: " where +a.org_id = ", postgres: " where a.org_id = " }, org),
            &ids,
        );
        sorted(statement, order, backwards).all(db).await?
    } else {
        let statement = narrowed(owned_by(sql(ASSETS), org, &near), org, (filter, today), &near, reach);
        paged(statement, org, (order, backwards), edge).with(" limit ", PAGE as i64 + 1).all(db).await?
    };
    let page = KeysetPage::cut(assets, PAGE, edges);
    // A first page that is not full says itself how many there are.
    let is_first = edges == (None, None);
    let total = match counted.filter(|_| is_first) {
        Some(count) => Total::Exactly(count),
        None if is_first && !page.has_next => Total::Exactly(page.rows.len() as i64),
        // Each of many that are found by their words has to be read to know: nobody waits for that.
        None if !filter.words.is_empty() && !near.is_few() => Total::MoreThan(PAGE as i64),
        None => total(db, org, (filter, today), &near, reach).await?,
    };
    Ok((page, total))
}

/// What stands beyond an edge, in its order.
fn paged(statement: Sql, org: Uuid, (order, backwards): (Order, bool), edge: Option<Uuid>) -> Sql {
    let statement = match edge {
        Some(id) => beyond(statement, org, order, backwards, id),
        None => statement,
    };
    sorted(statement, order, backwards)
}

/// What fits the filter after this asset, for a program.
pub async fn after(
    db: &Db,
    org: Uuid,
    (filter, order, today): (&Filter, Order, NaiveDate),
    reach: &Reach,
    edge: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Asset>> {
    let near = Near::find(db, org, filter, today).await?;
    let mut statement = narrowed(owned_by(sql(ASSETS), org, &near), org, (filter, today), &near, reach);
    if let Some(id) = edge {
        statement = beyond(statement, org, order, false, id);
    }
    sorted(statement, order, false).with(" limit ", limit).all(db).await
}

/// What fits the filter behind this asset, as it was read, whatever has become of it since.
pub async fn behind(
    db: &Db,
    org: Uuid,
    (filter, order, today): (&Filter, Order, NaiveDate),
    reach: &Reach,
    last: Option<Asset>,
    limit: i64,
) -> Result<Vec<Asset>> {
    let near = Near::find(db, org, filter, today).await?;
    let mut statement = narrowed(owned_by(sql(ASSETS), org, &near), org, (filter, today), &near, reach);
    if let Some(last) = last {
        statement = beyond_read(statement, org, order, last);
    }
    sorted(statement, order, false).with(" limit ", limit).all(db).await
}

fn beyond_read(statement: Sql, org: Uuid, order: Order, last: Asset) -> Sql {
    let than = |up: &'static str, down: &'static str| if order.is_descending { down } else { up };
    let never = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let statement = match order.by {
        // A tag is given once.
        Sorting::Tag => return beyond(statement, org, order, false, last.id),
        Sorting::Name => statement.with(than(" and (a.name, a.id) > (", " and (a.name, a.id) < ("), last.name),
        Sorting::Updated => {
            statement.with(than(" and (a.updated_at, a.id) > (", " and (a.updated_at, a.id) < ("), last.updated_at)
        }
        // The first of the pair is bounded by itself as well: see [`beyond`].
        Sorting::Purchased => {
            let day = last.purchased_on.unwrap_or(never);
            statement
                .with(
                    than(
                        " and coalesce(a.purchased_on, '0001-01-01') >= ",
                        " and coalesce(a.purchased_on, '0001-01-01') <= ",
                    ),
                    day,
                )
                .with(
                    than(
                        " and (coalesce(a.purchased_on, '0001-01-01'), a.id) > (",
                        " and (coalesce(a.purchased_on, '0001-01-01'), a.id) < (",
                    ),
                    day,
                )
        }
        Sorting::Cost => {
            let cost = last.cost_minor.unwrap_or(-1);
            statement
                .with(than(" and coalesce(a.cost_minor, -1) >= ", " and coalesce(a.cost_minor, -1) <= "), cost)
                .with(
                    than(" and (coalesce(a.cost_minor, -1), a.id) > (", " and (coalesce(a.cost_minor, -1), a.id) < ("),
                    cost,
                )
        }
        Sorting::Warranty => {
            let day = last.warranty_until.unwrap_or(never);
            statement
                .with(
                    than(
                        " and coalesce(a.warranty_until, '0001-01-01') >= ",
                        " and coalesce(a.warranty_until, '0001-01-01') <= ",
                    ),
                    day,
                )
                .with(
                    than(
                        " and (coalesce(a.warranty_until, '0001-01-01'), a.id) > (",
                        " and (coalesce(a.warranty_until, '0001-01-01'), a.id) < (",
                    ),
                    day,
                )
        }
    };
    statement.with(", ", last.id).push(")")
}

/// How many fit, counted as far as [`COUNTED`]: a page of fifty is not held up by a hundred thousand.
async fn total(db: &Db, org: Uuid, (filter, today): (&Filter, NaiveDate), near: &Near, reach: &Reach) -> Result<Total> {
    let statement = owned_by(sql("select count(*) from (select 1 from assets a"), org, near);
    let statement = narrowed(statement, org, (filter, today), near, reach);
    let (count,): (i64,) = statement.with(" limit ", COUNTED + 1).push(") found").one(db).await?;
    Ok(if count > COUNTED { Total::MoreThan(COUNTED) } else { Total::Exactly(count) })
}

/// How many fit, all of them counted.
pub async fn count(
    on: impl Into<On<'_>>,
    org: Uuid,
    (filter, today): (&Filter, NaiveDate),
    reach: &Reach,
) -> Result<i64> {
    let mut on = on.into();
    let near = Near::find(on.again(), org, filter, today).await?;
    let statement =
        narrowed(owned_by(sql("select count(*) from assets a"), org, &near), org, (filter, today), &near, reach);
    let (count,): (i64,) = statement.one(on).await?;
    Ok(count)
}

/// The assets `a` of an organisation, read along an order; or each by its id, where they are few.
fn owned_by(statement: Sql, org: Uuid, near: &Near) -> Sql {
    match near.is_few() {
        true => statement.with(Either { sqlite: " where +a.org_id = ", postgres: " where a.org_id = " }, org),
        false => statement.with(" where a.org_id = ", org),
    }
}

/// Only what stands beyond an asset in an order: what has no value comes first. The asset is named by the organisation that was
/// asked for and not by that of the row, so that an engine reads it once and looks on from there. Where the order begins with
/// an expression, that is bounded by itself, too: SQLite finds no range by a pair that begins with one.
fn beyond(statement: Sql, org: Uuid, order: Order, backwards: bool, id: Uuid) -> Sql {
    let beyond = match (order.by, order.is_descending != backwards) {
        (Sorting::Tag, false) => statement.with(" and a.tag_key > (select e.tag_key from assets e where e.org_id = ", org),
        (Sorting::Tag, true) => statement.with(" and a.tag_key < (select e.tag_key from assets e where e.org_id = ", org),
        (Sorting::Name, false) => statement.with(" and (a.name, a.id) > (select e.name, e.id from assets e where e.org_id = ", org),
        (Sorting::Name, true) => statement.with(" and (a.name, a.id) < (select e.name, e.id from assets e where e.org_id = ", org),
        (Sorting::Updated, false) => statement.with(" and (a.updated_at, a.id) > (select e.updated_at, e.id from assets e where e.org_id = ", org),
        (Sorting::Updated, true) => statement.with(" and (a.updated_at, a.id) < (select e.updated_at, e.id from assets e where e.org_id = ", org),
        (Sorting::Purchased, false) => statement
            .with(" and coalesce(a.purchased_on, '0001-01-01') >= (select coalesce(e.purchased_on, '0001-01-01') from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.purchased_on, '0001-01-01'), a.id) > (select coalesce(e.purchased_on, '0001-01-01'), e.id from assets e where e.org_id = ", org),
        (Sorting::Purchased, true) => statement
            .with(" and coalesce(a.purchased_on, '0001-01-01') <= (select coalesce(e.purchased_on, '0001-01-01') from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.purchased_on, '0001-01-01'), a.id) < (select coalesce(e.purchased_on, '0001-01-01'), e.id from assets e where e.org_id = ", org),
        (Sorting::Cost, false) => statement
            .with(" and coalesce(a.cost_minor, -1) >= (select coalesce(e.cost_minor, -1) from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.cost_minor, -1), a.id) > (select coalesce(e.cost_minor, -1), e.id from assets e where e.org_id = ", org),
        (Sorting::Cost, true) => statement
            .with(" and coalesce(a.cost_minor, -1) <= (select coalesce(e.cost_minor, -1) from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.cost_minor, -1), a.id) < (select coalesce(e.cost_minor, -1), e.id from assets e where e.org_id = ", org),
        (Sorting::Warranty, false) => statement
            .with(" and coalesce(a.warranty_until, '0001-01-01') >= (select coalesce(e.warranty_until, '0001-01-01') from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.warranty_until, '0001-01-01'), a.id) > (select coalesce(e.warranty_until, '0001-01-01'), e.id from assets e where e.org_id = ", org),
        (Sorting::Warranty, true) => statement
            .with(" and coalesce(a.warranty_until, '0001-01-01') <= (select coalesce(e.warranty_until, '0001-01-01') from assets e where e.org_id = ", org)
            .with(" and e.id = ", id)
            .with(") and (coalesce(a.warranty_until, '0001-01-01'), a.id) < (select coalesce(e.warranty_until, '0001-01-01'), e.id from assets e where e.org_id = ", org),
    };
    beyond.with(" and e.id = ", id).push(")")
}

fn sorted(statement: Sql, order: Order, backwards: bool) -> Sql {
    match (order.by, order.is_descending != backwards) {
        (Sorting::Tag, false) => statement.push(" order by a.tag_key"),
        (Sorting::Tag, true) => statement.push(" order by a.tag_key desc"),
        (Sorting::Name, false) => statement.push(" order by a.name, a.id"),
        (Sorting::Name, true) => statement.push(" order by a.name desc, a.id desc"),
        (Sorting::Updated, false) => statement.push(" order by a.updated_at, a.id"),
        (Sorting::Updated, true) => statement.push(" order by a.updated_at desc, a.id desc"),
        (Sorting::Purchased, false) => statement.push(" order by coalesce(a.purchased_on, '0001-01-01'), a.id"),
        (Sorting::Purchased, true) => {
            statement.push(" order by coalesce(a.purchased_on, '0001-01-01') desc, a.id desc")
        }
        (Sorting::Cost, false) => statement.push(" order by coalesce(a.cost_minor, -1), a.id"),
        (Sorting::Cost, true) => statement.push(" order by coalesce(a.cost_minor, -1) desc, a.id desc"),
        (Sorting::Warranty, false) => statement.push(" order by coalesce(a.warranty_until, '0001-01-01'), a.id"),
        (Sorting::Warranty, true) => {
            statement.push(" order by coalesce(a.warranty_until, '0001-01-01') desc, a.id desc")
        }
    }
}

/// The organisation is bound anew in each list of ids: then the engine reads it once, and not once a row.
fn narrowed(statement: Sql, org: Uuid, (filter, today): (&Filter, NaiveDate), near: &Near, reach: &Reach) -> Sql {
    let mut statement = near.leave(reachable(statement, reach));
    for at in near.in_order() {
        statement = near.worded(statement, org, at, &filter.words[at]);
    }
    if let Some(category) = filter.category {
        statement = in_category(statement, org, category);
    }
    if let Some(location) = filter.location {
        statement = statement
            .with(
                " and a.location_id in (select g.id from locations g
                    join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = ",
                org,
            )
            .with(" and top.id = ", location)
            .push(")");
    }
    statement = statement
        .with_opt(" and a.model_id = ", filter.model)
        .with_opt(" and a.label_id = ", filter.label)
        .with_opt(" and a.state = ", filter.state)
        .with_opt(" and a.supplier_id = ", filter.supplier)
        // What is not owned any more is shown to whoever asks for it.
        .push_if(filter.state.is_none() && filter.label.is_none(), " and a.state <> 'disposed'");
    if let Some(holder) = filter.holder.filter(|_| near.lacks(Part::Holder)) {
        statement = statement
            .with(" and a.id in (select w.asset_id from custodies w where w.in_at is null and w.org_id = ", org)
            .with(" and w.contact_id = ", holder)
            .push(")");
    }
    if filter.is_overdue && near.lacks(Part::Overdue) {
        statement = statement
            .with(" and a.id in (select w.asset_id from custodies w where w.in_at is null and w.org_id = ", org)
            .with(" and w.due_on < ", today)
            .push(")");
    }
    if filter.is_out_of_warranty && near.lacks(Part::Warranty) {
        statement = statement.with(" and a.warranty_until <= ", today + TimeDelta::days(Filter::WARRANTY_DAYS));
    }
    if filter.is_old && near.lacks(Part::Old) {
        statement = statement.with(" and a.ends_on <= ", today);
    }
    if filter.is_audit_due && near.lacks(Part::Audit) {
        statement = audit_due(statement, org, today);
    }
    for condition in &filter.conditions {
        statement = meeting(statement, org, condition);
    }
    for (_, (field, value)) in filter.fields.iter().enumerate().filter(|(at, _)| near.lacks(Part::Field(*at))) {
        statement = statement
            .with(" and a.id in (select w.asset_id from asset_values w where w.org_id = ", org)
            .with(" and w.field_id = ", *field)
            .with(" and w.value = ", value.clone())
            .push(")");
    }
    statement
}

/// Only assets `a` of a category and of all below it.
pub fn in_category(statement: Sql, org: Uuid, category: Uuid) -> Sql {
    statement
        .with(
            " and a.category_id in (select g.id from asset_categories g
                    join asset_categories top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = ",
            org,
        )
        .with(" and top.id = ", category)
        .push(")")
}
