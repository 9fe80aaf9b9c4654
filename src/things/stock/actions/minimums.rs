//! How much there should be, and telling that there is too little.

use super::super::events::Event;
use super::super::store;
use crate::catalogue::categories;
use crate::locations;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::{Perm, Scope};
use uuid::Uuid;

/// Tells of these items, whose rows are held, where there is too little now; and forgets it where there is enough again,
/// so that it is told once and not before it was enough in between. A part.
pub async fn judge(tx: &mut Tx, scope: &Scope, items: Vec<Uuid>) -> Result<()> {
    for crossing in store::crossed(&mut *tx, scope.org_id(), items).await? {
        store::mark(&mut *tx, scope.org_id(), &crossing).await?;
        if crossing.is_low {
            record(&mut *tx, scope, Event::Low { crossing: &crossing }).await?;
        }
    }
    Ok(())
}

/// Says how much there should be of an item at a place; none: as its category says.
///
/// # Errors
/// Forbidden where the viewer may not change things there; a problem at `location` where that is gone.
pub async fn set_minimum(scope: &Scope, id: Uuid, location: Uuid, minimum: Option<i64>) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let item = store::hold(&mut tx, org, id).await?;
    if !item.is_within(&scope.reach(Perm::AssetsManage), location) {
        return Err(Error::Forbidden);
    }
    if item.archived_at.is_some() {
        return Err(Error::conflict("stock_item_archived"));
    }
    let place = locations::store::hold(&mut tx, org, location).await?;
    if place.archived_at.is_some() {
        return Err(Error::invalid("location", "This location is not there any more. Choose another one."));
    }
    store::set_minimum(&mut tx, org, id, location, minimum).await?;
    let event = Event::MinimumSet { id, name: &item.name, location: Some(&place.name), minimum };
    record(&mut tx, scope, event).await?;
    judge(&mut tx, scope, vec![id]).await?;
    tx.commit().await
}

/// Says how much there should be of every item of a category, and of those below it, at each place that has it; none:
/// nothing is said.
///
/// # Errors
/// Forbidden for whoever may not change things everywhere.
pub async fn set_category_minimum(scope: &Scope, category: Uuid, minimum: Option<i64>) -> Result<()> {
    let org = scope.org_id();
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let category = categories::store::hold(&mut tx, org, category).await?;
    let items = store::hold_below(&mut tx, org, category.id).await?;
    store::set_category_minimum(&mut tx, org, category.id, minimum).await?;
    let event = Event::MinimumSet { id: category.id, name: &category.name, location: None, minimum };
    record(&mut tx, scope, event).await?;
    judge(&mut tx, scope, items).await?;
    tx.commit().await
}
