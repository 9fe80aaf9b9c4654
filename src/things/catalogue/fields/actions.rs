//! What people do with fields: one function, one event.

use super::super::{Event, Noun, categories};
use super::input::NewField;
use super::model::{Field, Kind};
use super::store;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// The most fields: all of them are drawn in one form.
const FIELDS_MAX: i64 = 100;
/// Doubled values that are told.
const DOUBLES_TOLD: usize = 10;

/// Where a field goes among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Before the one before it.
    Up,
    /// Behind the one behind it.
    Down,
    /// To this place, from 1.
    Place(i64),
}

/// Adds a field, behind the others.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; problems at the fields.
pub async fn create(scope: &Scope, new: &NewField, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let (mut tx, org) = (scope.db().begin().await?, scope.org_id());
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("field {}", told(new))).await? {
        return Ok(made);
    }
    let (count, last) = store::count(&mut tx, org).await?;
    if count >= FIELDS_MAX {
        return Err(Error::invalid("name", format!("There are {FIELDS_MAX} fields already.")));
    }
    demand_category(&mut tx, org, new).await?;
    let id = scope.id();
    store::insert(&mut tx, org, id, new, last + 1, scope.now).await.map_err(same_name)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Field, id, new: told(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a field, and makes what it holds unique, or not. Its kind stays; so does whether it is encrypted, once it holds
/// something.
///
/// # Errors
/// `asset_field_changed` where somebody was quicker; problems at the fields: at `is_unique` with what is there twice, at
/// `choices` with what is in use.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewField) -> Result<()> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    let (org, was) = (scope.org_id(), NewField::of(&existing));
    if was == *new {
        return Ok(());
    }
    demand_fit(&mut tx, org, &existing, new).await?;
    if was.category != new.category {
        demand_category(&mut tx, org, new).await?;
    }
    store::update(&mut tx, org, id, new).await.map_err(same_name)?;
    match (was.is_unique, new.is_unique) {
        (false, true) => make_unique(&mut tx, org, id).await?,
        (true, false) => store::free_values(&mut tx, org, id).await?,
        _ => {}
    }
    let (before, after) = difference(told(&was), told(new));
    let event = Event::Changed { noun: Noun::Field, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Stands a field in another place among the others. At the end of the list nothing happens.
///
/// # Errors
/// `asset_field_changed` where somebody was quicker.
pub async fn place(scope: &Scope, id: Uuid, version: i64, to: To) -> Result<Field> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let (mut tx, org) = (scope.db().begin().await?, scope.org_id());
    let mut order = store::hold_order(&mut tx, org).await?;
    let from = order.iter().position(|field| field.id == id).ok_or(Error::NotFound)?;
    if order[from].version != version {
        return Err(Error::conflict("asset_field_changed"));
    }
    let last = order.len() - 1;
    let at = match to {
        To::Up => from.saturating_sub(1),
        To::Down => (from + 1).min(last),
        To::Place(place) => usize::try_from(place - 1).unwrap_or(0).min(last),
    };
    let moved = order.remove(from);
    if at == from {
        return Ok(moved);
    }
    order.insert(at, moved.clone());
    for (number, field) in (1..).zip(&order) {
        let is_moved = field.id == id;
        if is_moved || field.position != number {
            store::set_position(&mut tx, org, field.id, number, is_moved).await?;
        }
    }
    let place = |index: usize| json!({ "position": index + 1 });
    let (name, before, after) = (moved.name.clone(), place(from), place(at));
    record(&mut tx, scope, Event::Changed { noun: Noun::Field, id, name, before, after }).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Puts a field away: what it holds is kept and not shown.
///
/// # Errors
/// `asset_field_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Field> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now)).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Field, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a field out again, with what it holds.
///
/// # Errors
/// `asset_fields_org_id_category_id_name_key` or `asset_fields_org_id_name_key` where another one has its name now;
/// `asset_field_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Field> {
    let (mut tx, existing) = held(scope, id, version, true).await?;
    store::set_archived(&mut tx, scope.org_id(), id, None).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Field, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// A field in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Field)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let existing = store::hold_to_change(&mut tx, scope.org_id(), id).await?;
    if existing.version != version || existing.archived_at.is_some() != is_archived {
        return Err(Error::conflict("asset_field_changed"));
    }
    Ok((tx, existing))
}

/// The category is there and in use, and stays so until the end.
async fn demand_category(tx: &mut Tx, org: Uuid, new: &NewField) -> Result<()> {
    let Some(category) = new.category else { return Ok(()) };
    match categories::store::hold(tx, org, category).await {
        Ok(category) if category.archived_at.is_none() => Ok(()),
        Ok(_) | Err(Error::NotFound) => {
            Err(Error::invalid("category", "This category is not there any more. Choose another one."))
        }
        Err(error) => Err(error),
    }
}

/// What the field holds already can be held by what it is to be.
async fn demand_fit(tx: &mut Tx, org: Uuid, existing: &Field, new: &NewField) -> Result<()> {
    let mut problems = Problems::new();
    let values = store::values_in(tx, org, existing.id).await?;
    if new.kind != existing.kind {
        problems.add("kind", "What a field holds never changes. Archive this one and make another.");
    }
    if new.is_sealed != existing.is_sealed && values > 0 {
        problems.add("is_sealed", format!("It holds something already ({values}). Archive this one and make another."));
    }
    if let Some(category) = new.category.filter(|category| existing.category_id != Some(*category)) {
        let outside = store::values_outside(tx, org, existing.id, category).await?;
        if outside > 0 {
            problems.add("category", format!("Assets outside of this category hold something in it ({outside})."));
        }
    }
    if existing.kind == Kind::Choice {
        let gone: Vec<&String> = existing.choices.iter().filter(|choice| !new.choices.contains(choice)).collect();
        if existing.is_sealed && values > 0 && !gone.is_empty() {
            problems.add("choices", format!("What is chosen is encrypted ({values}), so no choice can be taken away."));
        } else if !gone.is_empty() {
            let times = store::times(tx, org, existing.id).await?;
            let used = |choice: &&&String| times.contains_key(choice.as_str());
            let used: Vec<String> =
                gone.iter().filter(used).map(|choice| format!("{choice} ({})", times[choice.as_str()])).collect();
            if !used.is_empty() {
                problems.add("choices", format!("These are in use: {}.", used.join(", ")));
            }
        }
    }
    problems.check()
}

/// Gives what a field holds its keys, unless something is there twice.
async fn make_unique(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    let held = store::held_by(tx, org, id).await?;
    let keyed: Vec<(Uuid, String)> = held.iter().map(|(asset, value)| (*asset, value.to_lowercase())).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, key) in &keyed {
        *times.entry(key).or_default() += 1;
    }
    let mut doubled: Vec<&str> = times.into_iter().filter(|(_, times)| *times > 1).map(|(key, _)| key).collect();
    doubled.sort_unstable();
    if doubled.is_empty() {
        return store::key_values(tx, org, id, keyed).await;
    }
    let some = doubled[..doubled.len().min(DOUBLES_TOLD)].join(", ");
    let rest = match doubled.len().saturating_sub(DOUBLES_TOLD) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    Err(Error::invalid("is_unique", format!("More than one asset has the same: {some}{rest}. Correct those first.")))
}

/// The schema says that the fields of a category have different names; people read it at the field.
fn same_name(error: Error) -> Error {
    if error.is_conflict("asset_fields_org_id_category_id_name_key")
        || error.is_conflict("asset_fields_org_id_name_key")
    {
        return Error::invalid("name", "Another field of the same has this name.");
    }
    error
}

fn told(new: &NewField) -> Value {
    json!({
        "name": new.name,
        "category": new.category,
        "kind": new.kind.name(),
        "required": new.is_required,
        "unique": new.is_unique,
        "encrypted": new.is_sealed,
        "listed": new.is_listed,
        "expiry": new.is_expiry,
        "pattern": new.pattern,
        "help": new.help,
        "choices": new.choices,
    })
}
