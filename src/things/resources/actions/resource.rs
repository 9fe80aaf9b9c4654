//! The resource itself and its ordinary week.

use crate::difference::difference;
use crate::locations;
use crate::resources::event::Event;
use crate::resources::hours::WeeklySpan;
use crate::resources::week::WeekForm;
use crate::resources::{NewResource, Resource, store};
use chrono::{DateTime, Utc};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Resources of the same name that get a public address of their own by a number behind it.
const SAME_NAME_MAX: u32 = 500;

/// Adds a resource with its week.
///
/// # Errors
/// Forbidden where the viewer may not change the location; problems at the fields.
pub async fn create(scope: &Scope, new: &NewResource, week: &[WeeklySpan], key: &str) -> Result<Uuid> {
    scope.demand_at(Perm::ResourcesManage, new.location)?;
    let mut tx = scope.db().begin().await?;
    let wish = json!({ "resource": new, "week": WeekForm::of(week) }).to_string();
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &wish).await? {
        return Ok(made);
    }
    let id = create_in(&mut tx, scope, new, week).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// The part of [`create`] inside a transaction. Whether the viewer may is the caller's to ask.
pub async fn create_in(tx: &mut Tx, scope: &Scope, new: &NewResource, week: &[WeeklySpan]) -> Result<Uuid> {
    let org = scope.org_id();
    stand_in(tx, scope, new.location).await?;
    let id = scope.id();
    let slug = insert(tx, scope, id, new).await?;
    room_for_it(tx, scope).await?;
    store::replace_amenities(tx, org, id, &new.amenities).await?;
    store::replace_hours(tx, org, id, week).await?;
    let after = told(&NewResource { slug: Some(slug), ..new.clone() });
    record(tx, scope, Event::Created { resource: id, after }).await?;
    Ok(id)
}

/// Inserts the row under the address that was asked for, or else the first free one that its name suggests.
async fn insert(tx: &mut Tx, scope: &Scope, id: Uuid, new: &NewResource) -> Result<String> {
    let org = scope.org_id();
    if let Some(slug) = &new.slug {
        return match store::insert(tx, org, id, slug, new, scope.now).await? {
            true => Ok(slug.clone()),
            false => Err(taken()),
        };
    }
    let base = new.suggested_slug();
    for number in 1..=SAME_NAME_MAX {
        let slug = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        if store::insert(tx, org, id, &slug, new, scope.now).await? {
            return Ok(slug);
        }
    }
    Err(taken())
}

/// Changes what a resource is and its rules. Its address stays as it is unless another one is asked for. Fewer units than
/// there are come into force by [`lower_units_in`] only, at the end of a transaction that has made room for them.
///
/// # Errors
/// `resource_changed` where somebody was quicker; problems at the fields; forbidden where the viewer may not change the
/// location it stands in, or the one it goes to.
pub async fn update_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64, new: &NewResource) -> Result<()> {
    let existing = changeable(tx, scope, id, version).await?;
    if existing.location_id != new.location {
        scope.demand_at(Perm::ResourcesManage, new.location)?;
    }
    write_in(tx, scope, &existing, new).await
}

/// What [`update_in`] writes, for whoever has asked whether it may be.
///
/// # Errors
/// The same, but for what is forbidden.
pub(crate) async fn write_in(tx: &mut Tx, scope: &Scope, existing: &Resource, new: &NewResource) -> Result<()> {
    let (org, id) = (scope.org_id(), existing.id);
    let slug = new.slug.clone().unwrap_or_else(|| existing.slug.clone());
    // How many there are of what is made of assets, the schema counts.
    let units = if existing.is_made_of_assets() { existing.units } else { new.units };
    let new = NewResource { slug: Some(slug.clone()), units, ..new.clone() };
    let was = NewResource::of(existing);
    if was == new {
        return Ok(());
    }
    if was.location != new.location {
        stand_in(tx, scope, new.location).await?;
    }
    let for_now = NewResource { units: new.units.max(was.units), ..new.clone() };
    match store::update(tx, org, id, existing.version, &slug, &for_now).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::conflict("resource_changed")),
        Err(error) => return Err(at_field(error)),
    }
    if was.amenities != new.amenities {
        store::replace_amenities(tx, org, id, &new.amenities).await?;
    }
    let (before, after) = difference(told(&was), told(&new));
    record(tx, scope, Event::Changed { resource: id, name: new.name, before, after }).await.map(drop)
}

/// The end of [`update_in`]: as many units as were asked for.
///
/// # Errors
/// A problem at `units` where more are promised still.
pub async fn lower_units_in(tx: &mut Tx, scope: &Scope, id: Uuid, units: i64) -> Result<()> {
    if store::by_id(&mut *tx, scope.org_id(), id).await?.is_made_of_assets() {
        return Ok(());
    }
    store::lower_units(tx, scope.org_id(), id, units).await.map_err(at_field)
}

/// Puts a resource away.
///
/// # Errors
/// `resource_changed` where somebody was quicker.
pub async fn archive_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64) -> Result<()> {
    let existing = changeable(tx, scope, id, version).await?;
    if !store::archive(tx, scope.org_id(), id, version, scope.now).await? {
        return Err(Error::conflict("resource_changed"));
    }
    record(tx, scope, Event::Archived { resource: id, name: existing.name }).await.map(drop)
}

/// Puts away every resource that stands in a place or below it: the part of putting the place away.
pub async fn archive_below_in(tx: &mut Tx, scope: &Scope, place: Uuid) -> Result<()> {
    scope.demand_at(Perm::ResourcesManage, place)?;
    let mut gone = store::archive_below(&mut *tx, scope.org_id(), place, scope.now).await?;
    gone.sort();
    for (resource, name) in gone {
        record(&mut *tx, scope, Event::Archived { resource, name }).await?;
    }
    Ok(())
}

/// Takes out again what was put away together with a place.
///
/// # Errors
/// A problem at the name where the operator allows fewer resources.
pub async fn restore_below_in(tx: &mut Tx, scope: &Scope, place: Uuid, archived_at: DateTime<Utc>) -> Result<()> {
    let mut back = store::restore_below(&mut *tx, scope.org_id(), place, archived_at).await?;
    if back.is_empty() {
        return Ok(());
    }
    room_for_it(&mut *tx, scope).await?;
    back.sort();
    for (resource, name) in back {
        record(&mut *tx, scope, Event::Restored { resource, name }).await?;
    }
    Ok(())
}

/// Takes a resource out again.
///
/// # Errors
/// `resource_changed` where somebody was quicker; `resource_location_archived` where what it stood in is away.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    restore_in(&mut tx, scope, id, version).await?;
    tx.commit().await
}

/// The part of [`restore`] inside a transaction.
///
/// # Errors
/// The same.
pub async fn restore_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64) -> Result<()> {
    let existing = changeable(tx, scope, id, version).await?;
    let location = locations::store::hold(&mut *tx, scope.org_id(), existing.location_id).await?;
    if location.archived_at.is_some() {
        return Err(Error::conflict("resource_location_archived"));
    }
    if !store::restore(&mut *tx, scope.org_id(), id, version).await? {
        return Err(Error::conflict("resource_changed"));
    }
    room_for_it(tx, scope).await?;
    record(tx, scope, Event::Restored { resource: id, name: existing.name }).await.map(drop)
}

/// Writes the ordinary week anew.
///
/// # Errors
/// `resource_changed` where somebody was quicker.
pub async fn set_hours_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64, week: &[WeeklySpan]) -> Result<()> {
    let org = scope.org_id();
    let existing = changeable(tx, scope, id, version).await?;
    let was = WeekForm::of(&store::weekly(&mut *tx, org, id).await?);
    let is = WeekForm::of(week);
    if was == is {
        return Ok(());
    }
    if !store::touch(tx, org, id, version).await? {
        return Err(Error::conflict("resource_changed"));
    }
    store::replace_hours(tx, org, id, week).await?;
    let (before, after) = difference(json!(was), json!(is));
    record(tx, scope, Event::HoursChanged { resource: id, name: existing.name, before, after }).await.map(drop)
}

/// The resource, if the viewer may change it and it is still the one they read.
async fn changeable(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64) -> Result<Resource> {
    let existing = store::by_id(&mut *tx, scope.org_id(), id).await?;
    scope.demand_at(Perm::ResourcesManage, existing.location_id)?;
    if existing.version == version { Ok(existing) } else { Err(Error::conflict("resource_changed")) }
}

/// Holds the location in which a resource is to stand, and refuses one that was put away.
async fn stand_in(tx: &mut Tx, scope: &Scope, location: Uuid) -> Result<()> {
    let gone = || Error::invalid("location", "This location is not there any more. Choose another one.");
    match locations::store::hold(tx, scope.org_id(), location).await {
        Ok(location) if location.archived_at.is_none() => Ok(()),
        Ok(_) | Err(Error::NotFound) => Err(gone()),
        Err(error) => Err(error),
    }
}

/// Refuses a resource that is one more than the operator allows. It stands already, in this transaction; whoever adds
/// another one at the same time waits.
async fn room_for_it(tx: &mut Tx, scope: &Scope) -> Result<()> {
    let Some(limit) = scope.org.terms.limits.resources else { return Ok(()) };
    people::orgs::store::hold_organisation(tx, scope.org_id()).await?;
    if store::count_present(tx, scope.org_id()).await? <= limit {
        return Ok(());
    }
    let sentence = format!(
        "The operator of this installation allows {limit} resources, and that many there are. \
         Archive one first, or ask for more."
    );
    Err(Error::invalid("name", sentence))
}

/// Rules of the schema that people read at a field.
fn at_field(error: Error) -> Error {
    if error.is_conflict("resource_units_promised") {
        Error::invalid(
            "units",
            "More of them than that are promised to bookings already. Cancel or move some of those first.",
        )
    } else if error.is_conflict("resources_org_id_slug_key") {
        taken()
    } else {
        error
    }
}

fn taken() -> Error {
    Error::invalid("slug", "Another resource has this address, perhaps an archived one. Choose another address.")
}

fn told(new: &NewResource) -> Value {
    json!(new)
}
