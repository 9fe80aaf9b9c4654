//! What is on hand, and what there should be.

use super::MINIMUM;
use crate::stock::model::{Level, Shortage};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// What is on hand of an item, place by place, as far as the viewer's rights go.
pub async fn levels(on: impl Into<On<'_>>, org: Uuid, item: Uuid, reach: &Reach) -> Result<Vec<Level>> {
    let statement = sql("select v.item_id, i.name as item_name, v.location_id, p.name as location_name, v.on_hand, v.minimum as own_minimum, ")
        .push(MINIMUM)
        .push(" as minimum, v.is_low
           from stock_levels v
           join stock_items i on i.org_id = v.org_id and i.id = v.item_id
           join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
           join locations p on p.org_id = v.org_id and p.id = v.location_id
          where v.org_id = ")
        .with("", org)
        .with(" and v.item_id = ", item);
    at_hand(statement, reach).push(" order by p.name, v.location_id").all(on).await
}

/// Only levels `v` of items `i` that the viewer's rights hold for.
pub fn at_hand(statement: Sql, reach: &Reach) -> Sql {
    let there = |statement: Sql, places: &[Uuid]| statement.with_list(" and v.location_id in ", places.iter().copied());
    reach.narrow(statement, there, " and i.category_id in ")
}

/// How much is on hand of an item at a place.
pub async fn on_hand(on: impl Into<On<'_>>, org: Uuid, item: Uuid, location: Uuid) -> Result<i64> {
    let found: Option<(i64,)> =
        sql("select v.on_hand from stock_levels v where v.org_id = $1 and v.item_id = $2 and v.location_id = $3")
            .bind(org)
            .bind(item)
            .bind(location)
            .maybe(on)
            .await?;
    Ok(found.map_or(0, |(on_hand,)| on_hand))
}

/// Says how much there should be of an item at a place; none: as its category says.
pub async fn set_minimum(tx: &mut Tx, org: Uuid, item: Uuid, location: Uuid, minimum: Option<i64>) -> Result<()> {
    sql("insert into stock_levels (org_id, item_id, location_id, minimum) values ($1, $2, $3, $4)
         on conflict (org_id, item_id, location_id) do update set minimum = excluded.minimum")
    .bind(org)
    .bind(item)
    .bind(location)
    .bind(minimum)
    .run(tx)
    .await
    .map(drop)
}

/// Says how much there should be of every item of a category at each place that has it; none: nothing is said.
pub async fn set_category_minimum(tx: &mut Tx, org: Uuid, category: Uuid, minimum: Option<i64>) -> Result<()> {
    let statement = match minimum {
        None => sql("delete from stock_minimums where org_id = $1 and category_id = $2").bind(org).bind(category),
        Some(minimum) => sql("insert into stock_minimums (org_id, category_id, minimum) values ($1, $2, $3)
             on conflict (org_id, category_id) do update set minimum = excluded.minimum")
        .bind(org)
        .bind(category)
        .bind(minimum),
    };
    statement.run(tx).await.map(drop)
}

/// What categories say, by category.
pub async fn minimums(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<(Uuid, i64)>> {
    sql("select m.category_id, m.minimum from stock_minimums m where m.org_id = $1 order by m.category_id")
        .bind(org)
        .all(on)
        .await
}

/// A level that is not any more as it was told: too little, or enough again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Crossing {
    /// Of which item.
    pub item_id: Uuid,
    /// What that is called.
    pub item_name: String,
    /// What is counted.
    pub unit: String,
    /// Where.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// How much there is.
    pub on_hand: i64,
    /// How much there should be.
    pub minimum: Option<i64>,
    /// Is there too little now?
    pub is_low: bool,
}

/// Levels of these items that crossed what there should be, in either direction.
pub async fn crossed(tx: &mut Tx, org: Uuid, items: Vec<Uuid>) -> Result<Vec<Crossing>> {
    sql("select v.item_id, i.name as item_name, i.unit, v.location_id, p.name as location_name, v.on_hand, ")
        .push(MINIMUM)
        .push(
            " as minimum, not v.is_low as is_low
           from stock_levels v
           join stock_items i on i.org_id = v.org_id and i.id = v.item_id
           join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
           join locations p on p.org_id = v.org_id and p.id = v.location_id
          where v.org_id = ",
        )
        .with("", org)
        .with_list(" and v.item_id in ", items)
        .push(" and v.is_low <> (i.archived_at is null and v.on_hand < coalesce(")
        .push(MINIMUM)
        .push(", 0)) order by v.item_id, v.location_id")
        .all(tx)
        .await
}

/// Notes that it was told.
pub async fn mark(tx: &mut Tx, org: Uuid, crossing: &Crossing) -> Result<()> {
    sql("update stock_levels set is_low = $4 where org_id = $1 and item_id = $2 and location_id = $3")
        .bind(org)
        .bind(crossing.item_id)
        .bind(crossing.location_id)
        .bind(crossing.is_low)
        .run(tx)
        .await
        .map(drop)
}

/// Where there is too little, by supplier, item and place; at most so many.
pub async fn short(db: &Db, org: Uuid, reach: &Reach, limit: i64) -> Result<Vec<Shortage>> {
    let statement = sql("select i.id as item_id, i.name as item_name, i.sku, i.unit, v.location_id, p.name as location_name, v.on_hand, ")
        .push(MINIMUM)
        .push(" as minimum, i.supplier_id, s.name as supplier_name, i.cost_minor, i.currency
           from stock_levels v
           join stock_items i on i.org_id = v.org_id and i.id = v.item_id
           join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
           join locations p on p.org_id = v.org_id and p.id = v.location_id
           left join vendors s on s.org_id = i.org_id and s.id = i.supplier_id
          where v.org_id = ")
        .with("", org)
        .push(" and i.archived_at is null and v.on_hand < ")
        .push(MINIMUM);
    at_hand(statement, reach)
        .push(" order by coalesce(s.name, ''), i.name, i.id, p.name, v.location_id")
        .with(" limit ", limit)
        .all(db)
        .await
}
