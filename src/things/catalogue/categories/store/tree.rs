//! The tree of categories.

use super::super::input::NewCategory;
use super::super::model::{Category, Contents};
use crate::reachable::reachable;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use platform::Reach;
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a category.
const CATEGORIES: &str =
    "select c.id, c.parent_id, c.path, c.name, c.tag_pattern, c.unique_serials, c.life_months, c.alert_days, c.audit_months,
        c.asks_acceptance, c.acceptance_text, c.note, c.version, c.archived_at
   from asset_categories c where c.org_id = ";

/// The tree, depth first, siblings by name; also what was put away, because assets may still be in it.
pub async fn tree_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Category>> {
    sql(CATEGORIES).with("", org).all(on).await.map(depth_first)
}

/// The tree without what was put away.
pub async fn tree(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Category>> {
    let mut all = tree_with_archived(on, org).await?;
    all.retain(|category| category.archived_at.is_none());
    Ok(all)
}

/// One category.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Category> {
    sql(CATEGORIES).with("", org).with(" and c.id = ", id).one(on).await
}

/// Holds a category still, so that nobody archives, moves or re-keys it before this transaction has put something in it.
/// Whoever changes the tree holds all of it ([`hold_tree`]), so what is read of the tree after this stays so too.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Category> {
    let lock = Either { sqlite: "", postgres: " for share of c" };
    sql(CATEGORIES).with("", org).with(" and c.id = ", id).push(lock).one(tx).await
}

/// Holds the whole tree still while its shape changes: two moves at once could make a circle.
pub(in crate::catalogue) async fn hold_tree(tx: &mut Tx, org: Uuid) -> Result<Vec<Category>> {
    let lock = Either { sqlite: " order by c.id", postgres: " order by c.id for update of c" };
    sql(CATEGORIES).with("", org).push(lock).all(tx).await.map(depth_first)
}

/// How many categories there are, put away or not.
pub(in super::super) async fn count(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from asset_categories c where c.org_id = $1").bind(org).one(tx).await?;
    Ok(count)
}

/// The number that the next tag of this pattern gets.
pub async fn next_number(on: impl Into<On<'_>>, org: Uuid, pattern: &str) -> Result<i64> {
    let found: Option<(i64,)> = sql("select s.next from tag_sequences s where s.org_id = $1 and s.pattern = $2")
        .bind(org)
        .bind(pattern.to_owned())
        .maybe(on)
        .await?;
    Ok(found.map_or(1, |(next,)| next))
}

/// How many assets that are not disposed of are directly in each category, of those within reach.
pub async fn assets_in_each(on: impl Into<On<'_>>, org: Uuid, reach: &Reach) -> Result<HashMap<Uuid, i64>> {
    let statement =
        sql("select a.category_id, count(*) from assets a where a.org_id = $1 and a.state <> 'disposed'").bind(org);
    let rows: Vec<(Uuid, i64)> = reachable(statement, reach).push(" group by a.category_id").all(on).await?;
    Ok(rows.into_iter().collect())
}

/// How many models in use are directly in each category.
pub async fn models_in_each(on: impl Into<On<'_>>, org: Uuid) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = sql("select m.category_id, count(*) from asset_models m
          where m.org_id = $1 and m.archived_at is null group by m.category_id")
    .bind(org)
    .all(on)
    .await?;
    Ok(rows.into_iter().collect())
}

/// What stands in a category, itself.
pub async fn contents(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Contents> {
    sql("select (select count(*) from assets a where a.org_id = $1 and a.category_id = $2 and a.state <> 'disposed') as assets,
                (select count(*) from asset_models m where m.org_id = $1 and m.category_id = $2 and m.archived_at is null) as models,
                (select count(*) from asset_categories c where c.org_id = $1 and c.parent_id = $2 and c.archived_at is null) as categories,
                (select count(*) from stock_items s where s.org_id = $1 and s.category_id = $2 and s.archived_at is null) as stock")
        .bind(org)
        .bind(id)
        .one(on)
        .await
}

/// Adds a category in `parent`, or at the top.
pub(in super::super) async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewCategory,
    parent: Option<&Category>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into asset_categories (id, org_id, parent_id, path, name, tag_pattern, unique_serials, life_months, alert_days, note, created_at, audit_months,
            asks_acceptance, acceptance_text, name_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
    .bind(id)
    .bind(org)
    .bind(parent.map(|parent| parent.id))
    .bind(format!("{}/{id}", parent.map_or("", |parent| parent.path.as_str())))
    .bind(new.name.clone())
    .bind(new.tag_pattern.clone())
    .bind(new.unique_serials)
    .bind(new.life_months)
    .bind(new.alert_days)
    .bind(new.note.clone())
    .bind(now)
    .bind(new.audit_months)
    .bind(new.asks_acceptance)
    .bind(new.acceptance_text.clone())
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Changes what stands on the category itself; false where its version is not this one any more.
pub(in super::super) async fn update(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    new: &NewCategory,
) -> Result<bool> {
    sql("update asset_categories set name = $4, parent_id = $5, tag_pattern = $6, unique_serials = $7, life_months = $8,
                alert_days = $9, note = $10, audit_months = $11, asks_acceptance = $12, acceptance_text = $13,
                name_key = case when name = $4 then name_key else $14 end, version = version + 1
          where org_id = $1 and id = $2 and version = $3")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(new.name.clone())
    .bind(new.parent)
    .bind(new.tag_pattern.clone())
    .bind(new.unique_serials)
    .bind(new.life_months)
    .bind(new.alert_days)
    .bind(new.note.clone())
    .bind(new.audit_months)
    .bind(new.asks_acceptance)
    .bind(new.acceptance_text.clone())
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Gives a category and everything below it new paths. `above` is the path of what it stands in now; empty at the top.
pub(in super::super) async fn move_subtree(tx: &mut Tx, org: Uuid, category: &Category, above: &str) -> Result<u64> {
    // What is cut off is all above the category itself; ids have no letters outside of ASCII, so bytes are characters.
    let cut = i32::try_from(category.path.len() - category.id.to_string().len()).unwrap_or(i32::MAX);
    sql("update asset_categories set path = $4 || substr(path, $5) where org_id = $1 and (id = $2 or path like $3)")
        .bind(org)
        .bind(category.id)
        .bind(format!("{}/%", category.path))
        .bind(above.to_owned())
        .bind(cut)
        .run(tx)
        .await
}

/// Puts a category away.
pub(in super::super) async fn archive(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<u64> {
    sql("update asset_categories set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await
}

/// Takes a category out again.
pub(in super::super) async fn restore(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<u64> {
    sql("update asset_categories set archived_at = null, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .run(tx)
        .await
}

/// Puts each category behind what it stands in, and siblings in the order of their names.
fn depth_first(categories: Vec<Category>) -> Vec<Category> {
    let names: HashMap<String, String> =
        categories.iter().map(|category| (category.id.to_string(), category.name.to_lowercase())).collect();
    let mut keyed: Vec<(Vec<(String, String)>, Category)> = categories
        .into_iter()
        .map(|category| {
            let from_the_top = category.path.split('/').filter(|id| !id.is_empty());
            let key = from_the_top.map(|id| (names.get(id).cloned().unwrap_or_default(), id.to_owned())).collect();
            (key, category)
        })
        .collect();
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    keyed.into_iter().map(|(_, category)| category).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_told_depth_first_and_siblings_by_name() {
        let category = |number: u128, above: &str, name: &str| {
            Category::new(Uuid::from_u128(number), above.rsplit('/').next().and_then(|id| id.parse().ok()), above, name)
        };
        let top = category(1, "", "Vehicles");
        let late = category(2, &top.path, "Trailers");
        let early = category(3, &top.path, "bikes");
        let inner = category(4, &early.path, "Cargo bikes");
        let other = category(5, "", "IT");
        let order = depth_first(vec![late, inner, top, other, early]);
        let names: Vec<_> = order.iter().map(|category| category.name.as_str()).collect();
        assert_eq!(names, ["IT", "Vehicles", "bikes", "Cargo bikes", "Trailers"]);
    }
}
