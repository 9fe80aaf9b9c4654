//! Making assets bookable. Each is one story in one transaction; the schema counts the units.

use super::events::Event;
use super::model::{Link, Of};
use super::store;
use crate::catalogue::labels::State;
use crate::catalogue::models;
use crate::resources::week::Preset;
use crate::resources::{self, Kind, NewResource, PricePer, ResourceForm, Status, Who};
use crate::{assets, locations};
use kernel::db::Tx;
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// People that a thing to take along may be booked for: it has no seats.
const PEOPLE: i64 = 100;
/// The longest name that a resource takes from an asset (characters).
const NAME_MAX: usize = 80;

/// Makes an asset bookable, or any of a model: under a resource of its own, or under the one it had before. Answers the
/// resource. The key makes a second click nothing.
///
/// # Errors
/// Not found where the viewer may not see the asset; forbidden where they may not look after resources at its place, or do
/// not see every asset of the model; a
/// problem at `location` where it belongs nowhere.
pub async fn make(scope: &Scope, of: Of, key: &str) -> Result<Uuid> {
    let mut tx = scope.db().begin().await?;
    let id = scope.id();
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("make bookable {of:?}"), id).await? {
        tx.rollback().await?;
        return known(scope, of).await?.map(|link| link.resource_id).ok_or(Error::NotFound);
    }
    let resource = match of {
        Of::Asset(asset) => of_asset(&mut tx, scope, asset).await?,
        Of::Model(model, place) => of_model(&mut tx, scope, model, place).await?,
    };
    tx.commit().await?;
    Ok(resource)
}

/// The resource that something is already, put away or not.
///
/// # Errors
/// Only of the database.
pub async fn known(scope: &Scope, of: Of) -> Result<Option<Link>> {
    match of {
        Of::Asset(asset) => store::of_asset(scope.db(), scope.org_id(), asset).await,
        Of::Model(model, _) => store::of_model(scope.db(), scope.org_id(), model).await,
    }
}

async fn of_asset(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Uuid> {
    let org = scope.org_id();
    let asset = assets::store::hold(&mut *tx, org, &[id]).await?.pop().ok_or(Error::NotFound)?;
    if !asset.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if asset.state == State::Disposed {
        return Err(Error::conflict("asset_is_disposed"));
    }
    if let Some(link) = store::of_asset(&mut *tx, org, id).await? {
        return again(tx, scope, &link).await;
    }
    let place = asset.home_id.or(asset.location_id);
    let place = place.ok_or_else(|| Error::invalid("location", "Say where this asset belongs first."))?;
    let new = fresh(scope, &asset.name, place)?;
    let resource = begin(tx, scope, &new).await?;
    store::link(&mut *tx, org, resource, (Some(id), None)).await?;
    let linked = Event::Linked { resource, name: &new.name, asset: Some(id), model: None };
    record(tx, scope, linked).await?;
    Ok(resource)
}

async fn of_model(tx: &mut Tx, scope: &Scope, id: Uuid, place: Option<Uuid>) -> Result<Uuid> {
    let org = scope.org_id();
    let model = models::store::by_id(&mut *tx, org, id).await?;
    if scope.reach(Perm::AssetsRead) == Reach::Within(Vec::new()) {
        return Err(Error::NotFound);
    }
    if !store::is_all_reached(&mut *tx, org, id, &scope.reach(Perm::AssetsRead)).await? {
        return Err(Error::Forbidden);
    }
    if let Some(link) = store::of_model(&mut *tx, org, id).await? {
        return again(tx, scope, &link).await;
    }
    let place = match place {
        Some(place) => Some(place),
        None => store::usual_place(&mut *tx, org, id).await?,
    };
    let place = place.ok_or_else(|| Error::invalid("location", "No asset of this model belongs anywhere."))?;
    let new = fresh(scope, &model.name, place)?;
    let resource = begin(tx, scope, &new).await?;
    store::link(&mut *tx, org, resource, (None, Some(id))).await?;
    let linked = Event::Linked { resource, name: &new.name, asset: None, model: Some(id) };
    record(tx, scope, linked).await?;
    Ok(resource)
}

/// The resource that there was before, taken out again.
async fn again(tx: &mut Tx, scope: &Scope, link: &Link) -> Result<Uuid> {
    scope.demand_at(Perm::ResourcesManage, link.location_id)?;
    if !link.is_live() {
        resources::actions::restore_in(tx, scope, link.resource_id, link.version).await?;
    }
    Ok(link.resource_id)
}

async fn begin(tx: &mut Tx, scope: &Scope, new: &NewResource) -> Result<Uuid> {
    scope.demand_at(Perm::ResourcesManage, new.location)?;
    if locations::store::by_id(&mut *tx, scope.org_id(), new.location).await?.archived_at.is_some() {
        return Err(Error::invalid("location", "This location is not there any more. Choose another one."));
    }
    resources::actions::create_in(tx, scope, new, &Preset::Office.week()).await
}

/// A resource as it starts on the form of the house, but for what an asset says.
fn fresh(scope: &Scope, name: &str, location: Uuid) -> Result<NewResource> {
    let form = ResourceForm {
        name: name.chars().take(NAME_MAX).collect(),
        kind: Kind::Equipment.name().to_owned(),
        status: Status::Available.name().to_owned(),
        location: location.to_string(),
        capacity: PEOPLE.to_string(),
        who: Who::Anyone.name().to_owned(),
        price_per: PricePer::Hour.name().to_owned(),
        ..ResourceForm::fresh()
    };
    let mut problems = Problems::new();
    let new = form.parse(&scope.org.currency, &mut problems);
    problems.check()?;
    new.ok_or_else(|| Error::broken("a resource made of an asset was refused without a problem"))
}

/// Lets the resource of an asset be called and stand as that does now. A part.
pub(crate) async fn follow_in(tx: &mut Tx, scope: &Scope, asset: Uuid, was: Option<&str>) -> Result<()> {
    let org = scope.org_id();
    let Some(link) = store::of_asset(&mut *tx, org, asset).await?.filter(Link::is_live) else { return Ok(()) };
    let now = assets::store::by_id(&mut *tx, org, asset).await?;
    let resource = resources::store::by_id(&mut *tx, org, link.resource_id).await?;
    let mut new = NewResource::of(&resource);
    // A name that somebody gave the resource itself stays.
    if was.is_some_and(|was| was.chars().take(NAME_MAX).eq(resource.name.chars())) {
        new.name = now.name.chars().take(NAME_MAX).collect();
    }
    if let Some(place) = now.home_id.or(now.location_id)
        && locations::store::by_id(&mut *tx, org, place).await?.archived_at.is_none()
    {
        new.location = place;
    }
    resources::actions::write_in(tx, scope, &resource, &new).await
}
