//! Making, changing and putting away items.

use super::super::events::Event;
use super::super::model::{Item, NewItem};
use super::super::store;
use super::minimums::judge;
use crate::catalogue::{categories, vendors};
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Makes an item, of which nothing is on hand. The key makes a second click nothing.
///
/// # Errors
/// Forbidden for whoever may not change things everywhere; a problem at `sku` where another item has that.
pub async fn create(scope: &Scope, new: &NewItem, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let (org, id) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("stock item {new:?}"), id).await? {
        return Ok(made);
    }
    hold_catalogue(&mut tx, scope, new, None).await?;
    store::insert(&mut tx, org, id, new, &scope.org.currency, scope.now).await.map_err(same_number)?;
    let item = store::by_id(&mut tx, org, id, &Reach::Everywhere).await?;
    record(&mut tx, scope, Event::Created { id, name: &new.name, after: told(&item) }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes an item.
///
/// # Errors
/// `stock_item_changed` where somebody was quicker; as [`create`].
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewItem) -> Result<()> {
    let (mut tx, before) = held(scope, id, version, false).await?;
    if NewItem::of(&before) == *new {
        return Ok(());
    }
    hold_catalogue(&mut tx, scope, new, Some(&before)).await?;
    store::update(&mut tx, scope.org_id(), id, new, scope.now).await.map_err(same_number)?;
    let after = store::by_id(&mut tx, scope.org_id(), id, &Reach::Everywhere).await?;
    let (was, is) = difference(told(&before), told(&after));
    record(&mut tx, scope, Event::Changed { id, name: &new.name, before: was, after: is }).await?;
    // Of another category there may have to be more.
    judge(&mut tx, scope, vec![id]).await?;
    tx.commit().await
}

/// Puts an item away, of which nothing is on hand any more. Answers it.
///
/// # Errors
/// `stock_item_on_hand`; `stock_item_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Item> {
    let (mut tx, item) = held(scope, id, version, false).await?;
    if item.on_hand > 0 {
        return Err(Error::conflict("stock_item_on_hand"));
    }
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now), scope.now).await?;
    record(&mut tx, scope, Event::Archived { id, name: &item.name }).await?;
    judge(&mut tx, scope, vec![id]).await?;
    tx.commit().await?;
    Ok(item)
}

/// Takes an item out again. Answers it.
///
/// # Errors
/// `stock_item_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Item> {
    let (mut tx, item) = held(scope, id, version, true).await?;
    store::set_archived(&mut tx, scope.org_id(), id, None, scope.now).await?;
    record(&mut tx, scope, Event::Restored { id, name: &item.name }).await?;
    judge(&mut tx, scope, vec![id]).await?;
    tx.commit().await?;
    Ok(item)
}

/// An item in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Item)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let item = store::hold(&mut tx, scope.org_id(), id).await?;
    if item.version != version || item.archived_at.is_some() != is_archived {
        return Err(Error::conflict("stock_item_changed"));
    }
    Ok((tx, item))
}

/// Holds still what an item is described with until the transaction ends, and refuses what was put away.
async fn hold_catalogue(tx: &mut Tx, scope: &Scope, new: &NewItem, before: Option<&Item>) -> Result<()> {
    let (org, gone) = (scope.org_id(), "This is not there any more. Choose another one.");
    let category = categories::store::hold(&mut *tx, org, new.category).await?;
    if category.archived_at.is_some() && before.is_none_or(|before| before.category_id != new.category) {
        return Err(Error::invalid("category", gone));
    }
    if let Some(supplier) = new.supplier.filter(|id| before.is_none_or(|before| before.supplier_id != Some(*id))) {
        let vendor = vendors::store::hold(&mut *tx, org, supplier).await?;
        if vendor.archived_at.is_some() || !vendor.supplies {
            return Err(Error::invalid("supplier", gone));
        }
    }
    Ok(())
}

fn same_number(error: Error) -> Error {
    match error.is_conflict("stock_items_org_id_sku_key_key") {
        true => Error::invalid("sku", "Another item has this number already."),
        false => error,
    }
}

/// An item in the words of its history.
fn told(item: &Item) -> Value {
    json!({
        "name": item.name,
        "sku": item.sku,
        "category": item.category_name,
        "unit": item.unit,
        "supplier": item.supplier_name,
        "cost": item.cost().map(|cost| cost.to_string()),
        "note": item.note,
    })
}
