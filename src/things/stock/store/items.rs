//! Items: found, listed, made, changed.

use super::levels::at_hand;
use crate::stock::model::{Filter, Item, NewItem};
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, batches, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// Items on a page.
pub const PAGE: usize = 50;

/// The columns of an item with what is on hand where one looks; the organisation follows.
fn items(reach: &Reach, location: Option<Uuid>) -> Sql {
    let statement = sql("select i.id, i.name, i.sku, i.category_id, c.name as category_name, i.unit, i.supplier_id, s.name as supplier_name,
            i.cost_minor, i.currency, i.note, i.version, i.archived_at,
            coalesce((select cast(sum(v.on_hand) as bigint) from stock_levels v where v.org_id = i.org_id and v.item_id = i.id");
    let statement = looked_at(statement, reach, location)
        .push("), 0) as on_hand, exists (select 1 from stock_levels v where v.org_id = i.org_id and v.item_id = i.id and v.is_low");
    looked_at(statement, reach, location).push(
        ") as is_low
       from stock_items i
       join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
       left join vendors s on s.org_id = i.org_id and s.id = i.supplier_id
      where i.org_id = ",
    )
}

/// Only items of categories that the viewer's rights hold for somewhere: what there is belongs to no place.
fn known(statement: Sql, reach: &Reach) -> Sql {
    match reach.categories() {
        None => statement,
        Some(categories) => statement.with_list(" and i.category_id in ", categories),
    }
}

/// Only levels `v` of items `i` that the viewer may see, at a place and below it.
fn looked_at(statement: Sql, reach: &Reach, location: Option<Uuid>) -> Sql {
    let statement = at_hand(statement, reach);
    match location {
        None => statement,
        Some(location) => statement
            .with(
                " and v.location_id in (select g.id from locations g
                    join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = v.org_id and top.id = ",
                location,
            )
            .push(")"),
    }
}

/// One item, with what is on hand as far as the viewer's rights go.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid, reach: &Reach) -> Result<Item> {
    known(items(reach, None).with("", org), reach).with(" and i.id = ", id).one(on).await
}

/// The item with this number.
pub async fn by_sku(on: impl Into<On<'_>>, org: Uuid, sku: &str) -> Result<Option<Uuid>> {
    let statement = sql("select id from stock_items where org_id = $1 and sku_key = $2");
    let row: Option<(Uuid,)> = statement.bind(org).bind(sku.to_lowercase()).maybe(on).await?;
    Ok(row.map(|(id,)| id))
}

/// Holds an item still until the transaction ends: one entry at a time is written of it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Item> {
    let lock = Either { sqlite: "", postgres: " for no key update of i" };
    items(&Reach::Everywhere, None).with("", org).with(" and i.id = ", id).push(lock).one(tx).await
}

/// Holds every item of a category and of those below it, so that what there should be of them changes at one moment.
pub async fn hold_below(tx: &mut Tx, org: Uuid, category: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select i.id from stock_items i
           join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
           join asset_categories top on top.org_id = c.org_id and (c.id = top.id or c.path like top.path || '/%')
          where i.org_id = $1 and top.id = $2 order by i.id")
    .bind(org)
    .bind(category)
    .push(Either { sqlite: "", postgres: " for no key update of i" })
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A page of what fits the filter, by name.
pub async fn list(db: &Db, org: Uuid, filter: &Filter, reach: &Reach, edges: Edges) -> Result<KeysetPage<Item>> {
    let backwards = is_backwards(edges);
    let mut statement = narrowed(org, filter, reach);
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and (i.name, i.id) < " } else { " and (i.name, i.id) > " };
        statement = statement
            .push(beyond)
            .with("(select e.name, e.id from stock_items e where e.org_id = i.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by i.name desc, i.id desc" } else { " order by i.name, i.id" };
    let items = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(items, PAGE, edges))
}

/// Items by name, those after this edge (name and id), for a program.
pub async fn after(
    db: &Db,
    org: Uuid,
    filter: &Filter,
    reach: &Reach,
    edge: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Item>> {
    let mut statement = narrowed(org, filter, reach);
    if let Some((name, id)) = edge {
        statement = statement.with(" and (i.name, i.id) > (", name).with(", ", id).push(")");
    }
    statement.push(" order by i.name, i.id").with(" limit ", limit).all(db).await
}

/// These items, archived ones too, by name.
pub async fn of_ids(db: &Db, org: Uuid, ids: impl IntoIterator<Item = Uuid>, reach: &Reach) -> Result<Vec<Item>> {
    let mut found: Vec<Item> = Vec::new();
    for batch in batches(ids.into_iter().collect()) {
        found.extend(
            known(items(reach, None).with("", org), reach).with_list(" and i.id in ", batch).all::<Item>(db).await?,
        );
    }
    found.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(found)
}

fn narrowed(org: Uuid, filter: &Filter, reach: &Reach) -> Sql {
    let mut statement = known(items(reach, filter.location).with("", org), reach);
    statement = match filter.is_archived {
        true => statement.push(" and i.archived_at is not null"),
        false => statement.push(" and i.archived_at is null"),
    };
    for word in &filter.words {
        statement = statement.with(" and i.search like ", text::contains_pattern(word)).push(" escape '\\'");
    }
    if let Some(category) = filter.category {
        statement = statement
            .with(
                " and i.category_id in (select g.id from asset_categories g
                    join asset_categories top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = i.org_id and top.id = ",
                category,
            )
            .push(")");
    }
    statement = statement.with_opt(" and i.supplier_id = ", filter.supplier);
    if filter.location.is_some() || filter.is_low {
        statement = statement
            .push(" and i.id in (select v.item_id from stock_levels v where v.org_id = i.org_id")
            .push_if(filter.is_low, " and v.is_low");
        statement = looked_at(statement, reach, filter.location).push(")");
    }
    statement
}

/// Adds an item.
pub async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewItem, currency: &str, now: DateTime<Utc>) -> Result<()> {
    sql("insert into stock_items (id, org_id, name, sku, sku_key, category_id, unit, supplier_id, cost_minor, currency, note, search, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)")
        .bind(id)
        .bind(org)
        .bind(new.name.clone())
        .bind(new.sku.clone())
        .bind(sku_key(new))
        .bind(new.category)
        .bind(new.unit.clone())
        .bind(new.supplier)
        .bind(new.cost_minor)
        .bind(currency.to_owned())
        .bind(new.note.clone())
        .bind(new.search())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Changes an item.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewItem, now: DateTime<Utc>) -> Result<()> {
    sql("update stock_items set name = $3, sku = $4, sku_key = $5, category_id = $6, unit = $7, supplier_id = $8, cost_minor = $9,
                note = $10, search = $11, updated_at = $12, version = version + 1
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(new.name.clone())
        .bind(new.sku.clone())
        .bind(sku_key(new))
        .bind(new.category)
        .bind(new.unit.clone())
        .bind(new.supplier)
        .bind(new.cost_minor)
        .bind(new.note.clone())
        .bind(new.search())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Puts an item away, or takes it out again.
pub async fn set_archived(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("update stock_items set archived_at = $3, updated_at = $4, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

fn sku_key(new: &NewItem) -> Option<String> {
    Some(new.sku.to_lowercase()).filter(|key| !key.is_empty())
}
