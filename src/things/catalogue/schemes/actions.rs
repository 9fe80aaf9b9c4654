//! What people do with schemes: one function, one event.

use super::super::categories::store as categories;
use super::super::{Event, Noun};
use super::fiscal::FiscalYear;
use super::input::{NewScheme, SchemeForm};
use super::model::Scheme;
use super::store;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// The most schemes: all of them are offered in one list.
const SCHEMES_MAX: i64 = 100;

/// Adds a scheme.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; a problem at `name` where another one has it, and when there are
/// too many.
pub async fn create(scope: &Scope, new: &NewScheme, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("scheme {}", json!(new))).await? {
        return Ok(made);
    }
    if store::count(&mut tx, scope.org_id()).await? >= SCHEMES_MAX {
        return Err(Error::invalid("name", format!("There are {SCHEMES_MAX} schemes already.")));
    }
    let id = scope.id();
    store::insert(&mut tx, scope.org_id(), id, new, scope.now).await.map_err(refused)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Scheme, id, new: json!(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a scheme; its figures only while nothing follows it.
///
/// # Errors
/// `depreciation_scheme_changed` where somebody was quicker; problems at `name`, and at `method` while it is in use.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewScheme) -> Result<()> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    let was = NewScheme::parse(&SchemeForm::of(&existing)).map_err(Error::Invalid)?;
    if was == *new {
        return Ok(());
    }
    if was.reckons_otherwise(new) && store::is_used(&mut tx, scope.org_id(), id).await? {
        let sentence = "Categories or assets follow it, so its figures stay. Make another scheme.";
        return Err(Error::invalid("method", sentence));
    }
    store::update(&mut tx, scope.org_id(), id, new).await.map_err(refused)?;
    let (before, after) = difference(json!(was), json!(new));
    let event = Event::Changed { noun: Noun::Scheme, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Puts a scheme away: what follows it goes on following it, nothing else gets it.
///
/// # Errors
/// `depreciation_scheme_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Scheme> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now)).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Scheme, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a scheme out again.
///
/// # Errors
/// `depreciation_schemes_org_id_name_key` where another one has its name now; `depreciation_scheme_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Scheme> {
    let (mut tx, existing) = held(scope, id, version, true).await?;
    store::set_archived(&mut tx, scope.org_id(), id, None).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Scheme, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Says which scheme the assets of a category follow; none: as it is said above it.
///
/// # Errors
/// A problem at `scheme` where it is not there any more.
pub async fn set_of_category(scope: &Scope, category: Uuid, scheme: Option<Uuid>) -> Result<()> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let tree = categories::hold_tree(&mut tx, org).await?;
    let found = tree.iter().find(|one| one.id == category && one.archived_at.is_none()).ok_or(Error::NotFound)?;
    let was = store::of_categories(&mut tx, org).await?.get(&category).copied();
    if was == scheme {
        return Ok(());
    }
    let named = async |tx: &mut Tx, id: Option<Uuid>| match id {
        Some(id) => store::by_id(tx, org, id).await.map(|scheme| json!(scheme.name)),
        None => Ok(Value::Null),
    };
    if let Some(id) = scheme {
        store::hold(&mut tx, org, id).await.map_err(|error| match error {
            Error::NotFound => Error::invalid("scheme", "This scheme is not there any more. Choose another one."),
            error => error,
        })?;
    }
    store::set_of_category(&mut tx, org, category, scheme).await?;
    let before = json!({ "depreciation": named(&mut tx, was).await? });
    let after = json!({ "depreciation": named(&mut tx, scheme).await? });
    let event = Event::Changed { noun: Noun::Category, id: category, name: found.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Says with which month years of the organisation begin. Answers with which they did before.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; a problem at `month` for what is none.
pub async fn set_fiscal_year(scope: &Scope, month: i64) -> Result<FiscalYear> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let org = scope.org_id();
    let year = FiscalYear::beginning(month).ok_or_else(|| Error::invalid("month", "Choose a month."))?;
    let mut tx = scope.db().begin().await?;
    let was = store::fiscal_year(&mut tx, org).await?;
    if was == year {
        return Ok(was);
    }
    store::set_fiscal_year(&mut tx, org, year).await?;
    let (before, after) = (json!({ "first_month": was.month() }), json!({ "first_month": year.month() }));
    let event = Event::Changed { noun: Noun::FiscalYear, id: org, name: "Fiscal year".to_owned(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await?;
    Ok(was)
}

/// A scheme in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Scheme)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let existing = store::hold_to_change(&mut tx, scope.org_id(), id).await?;
    if existing.version != version || existing.archived_at.is_some() != is_archived {
        return Err(Error::conflict("depreciation_scheme_changed"));
    }
    Ok((tx, existing))
}

/// The schema says that schemes have different names; people read it at the field.
fn refused(error: Error) -> Error {
    match error.is_conflict("depreciation_schemes_org_id_name_key") {
        true => Error::invalid("name", "Another scheme has this name."),
        false => error,
    }
}
