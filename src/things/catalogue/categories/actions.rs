//! What people do with categories: one function, one event.

use super::super::{Event, Noun};
use super::input::NewCategory;
use super::model::{Category, serial_key};
use super::{policy, store};
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The most categories: the tree is read whole.
const CATEGORIES_MAX: i64 = 1_000;
/// Doubled serials that are told.
const DOUBLES_TOLD: usize = 10;

/// Adds a category.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; problems at the fields.
pub async fn create(scope: &Scope, new: &NewCategory, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("category {}", told(new))).await? {
        return Ok(made);
    }
    let org = scope.org_id();
    let tree = store::hold_tree(&mut tx, org).await?;
    if store::count(&mut tx, org).await? >= CATEGORIES_MAX {
        return Err(Error::invalid("name", format!("There are {CATEGORIES_MAX} categories already.")));
    }
    let parent = policy::parent_of(new, None, &tree).map_err(Error::Invalid)?;
    let id = scope.id();
    store::insert(&mut tx, org, id, new, parent, scope.now).await.map_err(same_name)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Category, id, new: told(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a category, moves it with all below it, and makes serials unique, or not, wherever that holds now.
///
/// # Errors
/// `asset_category_changed` where somebody was quicker; problems at the fields, at `unique_serials` with the serials that
/// are there twice.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewCategory) -> Result<()> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let before = store::hold_tree(&mut tx, org).await?;
    let existing = before.iter().find(|category| category.id == id).ok_or(Error::NotFound)?;
    if existing.version != version || existing.archived_at.is_some() {
        return Err(Error::conflict("asset_category_changed"));
    }
    let was = NewCategory::of(existing);
    if was == *new {
        return Ok(());
    }
    let parent = policy::parent_of(new, Some(existing), &before).map_err(Error::Invalid)?;
    if !store::update(&mut tx, org, id, version, new).await.map_err(same_name)? {
        return Err(Error::conflict("asset_category_changed"));
    }
    if existing.parent_id != new.parent {
        store::move_subtree(&mut tx, org, existing, parent.map_or("", |parent| parent.path.as_str())).await?;
    }
    let after = store::tree_with_archived(&mut tx, org).await?;
    rekey(&mut tx, org, &before, &after).await?;
    let (before, after) = difference(told(&was), told(new));
    let event = Event::Changed { noun: Noun::Category, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Puts a category away. What is disposed of stays in it.
///
/// # Errors
/// `asset_category_in_use` while assets, models, stock or other categories are in it; `asset_category_changed` where somebody was
/// quicker.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Category> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    // Whoever puts something into a category holds it still first, so nothing can arrive between the count and the end.
    let tree = store::hold_tree(&mut tx, org).await?;
    let existing = tree.into_iter().find(|category| category.id == id).ok_or(Error::NotFound)?;
    if existing.version != version || existing.archived_at.is_some() {
        return Err(Error::conflict("asset_category_changed"));
    }
    if !store::contents(&mut tx, org, id).await?.is_empty() {
        return Err(Error::conflict("asset_category_in_use"));
    }
    store::archive(&mut tx, org, id, scope.now).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Category, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a category out again.
///
/// # Errors
/// `asset_category_parent_archived` where it would stand in something that is away;
/// `asset_categories_org_id_parent_id_name_key` or `asset_categories_org_id_name_key` where another one has its name now;
/// `asset_category_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Category> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let tree = store::hold_tree(&mut tx, org).await?;
    let existing = tree.iter().find(|category| category.id == id).ok_or(Error::NotFound)?;
    if existing.version != version || existing.archived_at.is_none() {
        return Err(Error::conflict("asset_category_changed"));
    }
    let parent = tree.iter().find(|category| Some(category.id) == existing.parent_id);
    if parent.is_some_and(|parent| parent.archived_at.is_some()) {
        return Err(Error::conflict("asset_category_parent_archived"));
    }
    store::restore(&mut tx, org, id).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Category, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing.clone())
}

/// Gives and takes the keys of serials where a change has turned what holds for them.
async fn rekey(tx: &mut Tx, org: Uuid, before: &[Category], after: &[Category]) -> Result<()> {
    let (on, off) = policy::turned(before, after);
    store::free_serials(tx, org, &off).await?;
    if on.is_empty() {
        return Ok(());
    }
    let serials = store::serials_in(tx, org, &on).await?;
    let taken = store::keys_taken(tx, org).await?;
    let keyed: Vec<(Uuid, String)> =
        serials.iter().filter_map(|(id, serial)| serial_key(serial).map(|key| (*id, key))).collect();
    let doubled = doubles(&serials, &taken);
    if !doubled.is_empty() {
        return Err(Error::invalid("unique_serials", doubles_sentence(&doubled)));
    }
    store::key_serials(tx, org, keyed).await
}

/// Serials that are there twice, or were taken before, each once as it was first written.
fn doubles(serials: &[(Uuid, String)], taken: &HashSet<String>) -> Vec<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for key in serials.iter().filter_map(|(_, serial)| serial_key(serial)) {
        *times.entry(key).or_default() += 1;
    }
    let mut told = HashSet::new();
    let is_double = |serial: &&String| {
        serial_key(serial).is_some_and(|key| (times[&key] > 1 || taken.contains(&key)) && told.insert(key))
    };
    serials.iter().map(|(_, serial)| serial).filter(is_double).cloned().collect()
}

fn doubles_sentence(doubled: &[String]) -> String {
    let some = doubled[..doubled.len().min(DOUBLES_TOLD)].join(", ");
    let rest = match doubled.len().saturating_sub(DOUBLES_TOLD) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    format!("More than one asset has the same serial number: {some}{rest}. Correct those first.")
}

/// The schema says that siblings have different names; people read it at the field.
fn same_name(error: Error) -> Error {
    let rules = [
        "asset_categories_org_id_parent_id_name_key",
        "asset_categories_org_id_parent_id_name_key_key",
        "asset_categories_org_id_name_key",
        "asset_categories_org_id_name_key_key",
    ];
    if rules.iter().any(|rule| error.is_conflict(rule)) {
        return Error::invalid("name", "Another category beside it has this name.");
    }
    error
}

fn told(new: &NewCategory) -> Value {
    json!({
        "name": new.name,
        "parent": new.parent,
        "tag_pattern": new.tag_pattern,
        "unique_serials": new.unique_serials,
        "life_months": new.life_months,
        "alert_days": new.alert_days,
        "audit_months": new.audit_months,
        "asks_acceptance": new.asks_acceptance,
        "acceptance_text": new.acceptance_text,
        "note": new.note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_told_once_and_ten_at_most() {
        let serials = |list: &[&str]| -> Vec<(Uuid, String)> {
            list.iter().map(|serial| (Uuid::nil(), (*serial).to_owned())).collect()
        };
        let taken = HashSet::from(["x-9".to_owned()]);
        assert_eq!(doubles(&serials(&["A-1", "a-1 ", "B-2", "X-9", " "]), &taken), ["A-1", "X-9"]);
        let many: Vec<String> = (0..12).map(|number| format!("S{number}")).collect();
        assert!(doubles_sentence(&many).contains("S9 and 2 more."), "{}", doubles_sentence(&many));
    }
}
