//! What people do with vendors: one function, one event.

use super::super::{Event, Noun};
use super::input::NewVendor;
use super::model::Vendor;
use super::store;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Adds a vendor.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; a problem at `name` where another one has it.
pub async fn create(scope: &Scope, new: &NewVendor, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("vendor {}", told(new))).await? {
        return Ok(made);
    }
    let id = scope.id();
    store::insert(&mut tx, scope.org_id(), id, new, scope.now).await.map_err(same_name)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Vendor, id, new: told(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a vendor.
///
/// # Errors
/// `vendor_changed` where somebody was quicker; problems at `name` where another one has it, and at `role` where it would
/// leave what models or assets name it for.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewVendor) -> Result<()> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    let was = NewVendor::of(&existing);
    if was == *new {
        return Ok(());
    }
    let mut problems = Problems::new();
    if existing.makes && !new.makes && store::models_made(&mut tx, scope.org_id(), id).await? > 0 {
        problems.add("role", "Models name it as their maker.");
    }
    if existing.supplies && !new.supplies && store::assets_supplied(&mut tx, scope.org_id(), id).await? > 0 {
        problems.add("role", "Assets name it as their supplier.");
    }
    problems.check()?;
    store::update(&mut tx, scope.org_id(), id, new).await.map_err(same_name)?;
    let (before, after) = difference(told(&was), told(new));
    let event = Event::Changed { noun: Noun::Vendor, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Puts a vendor away: what it made and supplied goes on naming it, nothing new does.
///
/// # Errors
/// `vendor_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Vendor> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now)).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Vendor, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a vendor out again.
///
/// # Errors
/// `vendors_org_id_name_key` where another one has its name now; `vendor_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Vendor> {
    let (mut tx, existing) = held(scope, id, version, true).await?;
    store::set_archived(&mut tx, scope.org_id(), id, None).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Vendor, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// A vendor in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Vendor)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let existing = store::hold_to_change(&mut tx, scope.org_id(), id).await?;
    if existing.version != version || existing.archived_at.is_some() != is_archived {
        return Err(Error::conflict("vendor_changed"));
    }
    Ok((tx, existing))
}

fn same_name(error: Error) -> Error {
    match error.is_conflict("vendors_org_id_name_key") || error.is_conflict("vendors_org_id_name_key_key") {
        true => Error::invalid("name", "Another supplier or maker has this name."),
        false => error,
    }
}

fn told(new: &NewVendor) -> Value {
    json!({
        "name": new.name,
        "makes": new.makes,
        "supplies": new.supplies,
        "url": new.url,
        "email": new.email,
        "phone": new.phone,
        "address": new.address,
        "note": new.note,
    })
}
