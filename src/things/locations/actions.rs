//! What people do with locations: one function, one event. What ends in `_in` is a part that other transactions use.

use super::event::Event;
use super::model::{Kind, Location, NewLocation, Place};
use super::{policy, store};
use crate::difference::difference;
use chrono::{DateTime, Utc};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Adds a location.
///
/// # Errors
/// Forbidden where the viewer may not change the parent (or, for a site, everything); problems at the fields.
pub async fn create(scope: &Scope, new: &NewLocation, key: &str) -> Result<Uuid> {
    demand(scope, new)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("location {}", told(new))).await? {
        return Ok(made);
    }
    let id = create_in(&mut tx, scope, new).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// The part of [`create`] inside a transaction. Whether the viewer may is the caller's to ask.
pub async fn create_in(tx: &mut Tx, scope: &Scope, new: &NewLocation) -> Result<Uuid> {
    let tree = store::hold_tree(tx, scope.org_id()).await?;
    let parent = policy::parent_of(new, None, &tree).map_err(Error::Invalid)?;
    let id = scope.id();
    store::insert(tx, scope.org_id(), id, new, parent, scope.now).await.map_err(same_name)?;
    record(tx, scope, Event::Created { location: id, new: told(new) }).await?;
    Ok(id)
}

/// Renames a location, moves it with all below it, or gives a site another zone or address. A part, because another zone
/// or another place in the tree may leave bookings outside of the hours: see [`crate::changes`].
///
/// # Errors
/// `location_changed` where somebody was quicker; problems at the fields.
pub async fn update_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64, new: &NewLocation) -> Result<()> {
    let org = scope.org_id();
    let tree = store::hold_tree(tx, org).await?;
    let existing = tree.iter().find(|location| location.id == id).ok_or(Error::NotFound)?;
    demand_for(scope, existing)?;
    if existing.version != version {
        return Err(Error::conflict("location_changed"));
    }
    let was = as_wanted(existing);
    if was == *new {
        return Ok(());
    }
    let parent = policy::parent_of(new, Some(existing), &tree).map_err(Error::Invalid)?;
    if was.place != new.place {
        demand(scope, new)?;
    }
    if !store::update(tx, org, id, version, new).await.map_err(same_name)? {
        return Err(Error::conflict("location_changed"));
    }
    match (&new.place, parent) {
        (Place::Site { zone, .. }, _) if zone.name() != existing.zone_name => {
            store::set_zone(tx, org, id, zone.name()).await?;
        }
        (Place::Inside { .. }, Some(parent)) if existing.parent_id != Some(parent.id) => {
            let to = store::Destination { parent_path: &parent.path, site: parent.site_id, zone: &parent.zone_name };
            store::move_subtree(tx, org, existing, &to).await?;
        }
        _ => {}
    }
    let (before, after) = difference(told(&was), told(new));
    record(tx, scope, Event::Changed { location: id, name: new.name.clone(), before, after }).await.map(drop)
}

/// Puts a location away, with all below it. A part, because the resources in it are put away before it, and that may leave
/// bookings without a place: see [`crate::changes`].
///
/// # Errors
/// `location_in_use` while live resources stand in it, `location_has_assets` while assets are or belong in it, `location_has_stock` while stock is on hand there;
/// `location_changed` where somebody was quicker.
pub async fn archive_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64) -> Result<()> {
    let org = scope.org_id();
    // Whoever stands a resource in a location holds it still first, so none can arrive between the count and the end.
    let tree = store::hold_tree(&mut *tx, org).await?;
    let existing = tree.iter().find(|location| location.id == id).ok_or(Error::NotFound)?;
    demand_for(scope, existing)?;
    if existing.version != version || existing.archived_at.is_some() {
        return Err(Error::conflict("location_changed"));
    }
    if store::live_resources_in(&mut *tx, org, existing).await? > 0 {
        return Err(Error::conflict("location_in_use"));
    }
    if store::has_assets(&mut *tx, org, existing).await? {
        return Err(Error::conflict("location_has_assets"));
    }
    if store::has_stock(&mut *tx, org, existing).await? {
        return Err(Error::conflict("location_has_stock"));
    }
    store::archive(&mut *tx, org, existing, scope.now).await?;
    record(tx, scope, Event::Archived(existing.clone())).await.map(drop)
}

/// Takes a location out again, with the locations that were put away together with it. A part: the resources come after
/// it. Answers when it was put away.
///
/// # Errors
/// `location_parent_archived` where it would stand in something that is away; `locations_org_id_parent_id_name_key` or
/// `locations_org_id_name_key` where another one has its name now.
pub async fn restore_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64) -> Result<DateTime<Utc>> {
    let org = scope.org_id();
    let tree = store::hold_tree(&mut *tx, org).await?;
    let existing = tree.iter().find(|location| location.id == id).ok_or(Error::NotFound)?;
    demand_for(scope, existing)?;
    let archived_at = existing.archived_at.filter(|_| existing.version == version);
    let archived_at = archived_at.ok_or_else(|| Error::conflict("location_changed"))?;
    let parent = tree.iter().find(|location| Some(location.id) == existing.parent_id);
    if parent.is_some_and(|parent| parent.archived_at.is_some()) {
        return Err(Error::conflict("location_parent_archived"));
    }
    store::restore(&mut *tx, org, existing).await?;
    record(tx, scope, Event::Restored(existing.clone())).await?;
    Ok(archived_at)
}

/// A site is a matter of the whole organisation; everything else, of what it stands in.
fn demand(scope: &Scope, new: &NewLocation) -> Result<()> {
    match new.place {
        Place::Site { .. } => scope.demand_everywhere(Perm::ResourcesManage),
        Place::Inside { parent, .. } => scope.demand_at(Perm::ResourcesManage, parent),
    }
}

fn demand_for(scope: &Scope, existing: &Location) -> Result<()> {
    scope.demand_at(Perm::ResourcesManage, existing.id)
}

/// A location as somebody would have to wish for it to leave it as it is.
fn as_wanted(location: &Location) -> NewLocation {
    let place = match location.parent_id {
        Some(parent) if location.kind != Kind::Site => Place::Inside { kind: location.kind, parent },
        _ => Place::Site { zone: location.zone(), address: location.address.clone() },
    };
    NewLocation { name: location.name.clone(), place }
}

/// The schema says that siblings have different names; people read it at the field.
fn same_name(error: Error) -> Error {
    if error.is_conflict("locations_org_id_parent_id_name_key") || error.is_conflict("locations_org_id_name_key") {
        return Error::invalid("name", "Another location beside it has this name.");
    }
    error
}

fn told(new: &NewLocation) -> Value {
    match &new.place {
        Place::Site { zone, address } => {
            json!({ "name": new.name, "kind": "site", "zone": zone.name(), "address": address })
        }
        Place::Inside { kind, parent } => json!({ "name": new.name, "kind": kind.name(), "parent": parent }),
    }
}
