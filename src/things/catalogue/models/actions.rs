//! What people do with models: one function, one event.

use super::super::{Event, Noun, categories, vendors};
use super::input::NewModel;
use super::model::Model;
use super::store;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Adds a model.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; problems at the fields.
pub async fn create(scope: &Scope, new: &NewModel, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("model {}", told(new))).await? {
        return Ok(made);
    }
    demand_named(&mut tx, scope.org_id(), new, None).await?;
    let id = scope.id();
    store::insert(&mut tx, scope.org_id(), id, new, scope.now).await.map_err(same_name)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Model, id, new: told(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a model. Assets of it stay in their categories.
///
/// # Errors
/// `asset_model_changed` where somebody was quicker; problems at the fields.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewModel) -> Result<()> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    let was = NewModel::of(&existing);
    if was == *new {
        return Ok(());
    }
    demand_named(&mut tx, scope.org_id(), new, Some(&was)).await?;
    store::update(&mut tx, scope.org_id(), id, new).await.map_err(same_name)?;
    let (before, after) = difference(told(&was), told(new));
    let event = Event::Changed { noun: Noun::Model, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Puts a model away: assets of it stay, no new ones are made.
///
/// # Errors
/// `asset_model_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Model> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now)).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Model, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a model out again.
///
/// # Errors
/// `asset_model_category_archived` where its category is away; `asset_models_org_id_name_number_key` where another one has
/// its name and number now; `asset_model_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Model> {
    let (mut tx, existing) = held(scope, id, version, true).await?;
    let category = categories::store::hold(&mut tx, scope.org_id(), existing.category_id).await?;
    if category.archived_at.is_some() {
        return Err(Error::conflict("asset_model_category_archived"));
    }
    store::set_archived(&mut tx, scope.org_id(), id, None).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Model, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// A model in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Model)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let existing = store::hold_to_change(&mut tx, scope.org_id(), id).await?;
    if existing.version != version || existing.archived_at.is_some() != is_archived {
        return Err(Error::conflict("asset_model_changed"));
    }
    Ok((tx, existing))
}

/// Category and maker are there and in use, and stay so until the end; a maker that it has already may be kept.
async fn demand_named(tx: &mut Tx, org: Uuid, new: &NewModel, was: Option<&NewModel>) -> Result<()> {
    let mut problems = Problems::new();
    let is_there = match categories::store::hold(tx, org, new.category).await {
        Ok(category) => category.archived_at.is_none(),
        Err(Error::NotFound) => false,
        Err(error) => return Err(error),
    };
    if !is_there {
        problems.add("category", "This category is not there any more. Choose another one.");
    }
    if let Some(maker) = new.maker.filter(|maker| was.and_then(|was| was.maker) != Some(*maker)) {
        match vendors::store::hold(tx, org, maker).await {
            Ok(vendor) if vendor.archived_at.is_none() && vendor.makes => {}
            Ok(_) | Err(Error::NotFound) => problems.add("maker", "Choose a maker from the list."),
            Err(error) => return Err(error),
        }
    }
    problems.check()
}

fn same_name(error: Error) -> Error {
    match error.is_conflict("asset_models_org_id_name_number_key")
        || error.is_conflict("asset_models_org_id_name_key_number_key")
    {
        true => Error::invalid("name", "Another model has this name and number."),
        false => error,
    }
}

fn told(new: &NewModel) -> Value {
    json!({
        "name": new.name,
        "number": new.number,
        "maker": new.maker,
        "category": new.category,
        "life_months": new.life_months,
        "note": new.note,
    })
}
