//! The verbs of the front desk. Each is one story in one transaction; the schema has the last word.

use super::events::Event;
use super::model::HandOut;
use super::store;
use crate::bookings::policy::By;
use crate::bookings::{self, Booking, Status};
use kernel::db::Tx;
use kernel::time::wall;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::record;
use platform::once::{Claim, claim_for};
use things::assets::{self, Handover, Return, To};
use things::resources::Resource;
use things::{bookables, resources};
use uuid::Uuid;

/// How often a transaction is tried again that the database asked to try again.
const TRIES: usize = 5;

/// Hands an asset out for a booking: it is its contact's until the booking ends. None: the one that there is. The key makes
/// a second click nothing.
///
/// # Errors
/// Forbidden for whoever is not of the staff there, or may not hand over the asset; `booking_is_handed_out`, and the rules
/// of bookings that are over; problems at `asset` and `assets` where it is none of them, or not in stock.
pub async fn hand_out(scope: &Scope, id: Uuid, asset: Option<Uuid>, key: &str) -> Result<HandOut> {
    for _ in 0..TRIES {
        match hand_out_once(scope, id, asset, key).await {
            Err(Error::Busy) => continue,
            done => return done,
        }
    }
    Err(Error::Busy)
}

async fn hand_out_once(scope: &Scope, id: Uuid, asset: Option<Uuid>, key: &str) -> Result<HandOut> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("hand out {id} {asset:?}"), id).await? {
        tx.rollback().await?;
        return store::of_booking(scope.db(), org, id).await?.pop().ok_or(Error::NotFound);
    }
    let (booking, resource) = held(&mut tx, scope, id).await?;
    match booking.status {
        Status::Cancelled | Status::Released => return Err(Error::conflict("booking_cancelled")),
        Status::Completed => return Err(Error::conflict("booking_over")),
        _ if booking.ends_at <= scope.now => return Err(Error::conflict("booking_passed")),
        _ => {}
    }
    let members = bookables::store::member_ids(&mut tx, org, resource.id).await?;
    let asset = match (asset, members.as_slice()) {
        (Some(asset), _) if members.contains(&asset) => asset,
        (Some(_), _) => return Err(Error::invalid("asset", format!("It is none of {}.", resource.name))),
        (None, [only]) => *only,
        (None, _) => return Err(Error::invalid("asset", "Choose which one.")),
    };
    let custody = scope.id();
    store::note(&mut tx, org, custody, id).await?;
    let due_on = wall(scope.org.zone(), booking.ends_at).date();
    let handover = Handover { to: To::Contact(booking.contact_id), due_on: Some(due_on), note: String::new() };
    assets::actions::check_out_in(&mut tx, scope, asset, &handover, (custody, booking.ends_at)).await?;
    let done = one(&mut tx, org, id, custody).await?;
    record(&mut tx, scope, Event::HandedOut(&done)).await?;
    tx.commit().await?;
    Ok(done)
}

/// Takes back what was handed out for a booking, and ends the booking with it, if that is wanted and all of it is back.
/// None: the one that is out. The key makes a second click nothing.
///
/// # Errors
/// Forbidden as in [`hand_out`]; `nothing_is_out`; a problem at `asset` where several are out.
pub async fn take_back(scope: &Scope, id: Uuid, asset: Option<Uuid>, ends: bool, key: &str) -> Result<HandOut> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("take back {id} {asset:?} {ends}"), id).await? {
        tx.rollback().await?;
        return store::of_booking(scope.db(), org, id).await?.pop().ok_or(Error::NotFound);
    }
    let (booking, resource) = held(&mut tx, scope, id).await?;
    let mut out = store::of_booking(&mut tx, org, id).await?;
    out.retain(|hand_out| hand_out.in_at.is_none());
    let back = match (asset, out.as_slice()) {
        (_, []) => return Err(Error::conflict("nothing_is_out")),
        (Some(asset), _) => out.iter().find(|hand_out| hand_out.asset_id == asset).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => return Err(Error::invalid("asset", "Choose which one.")),
    };
    let back = back.ok_or_else(|| Error::conflict("nothing_is_out"))?;
    let how = Return { location: None, label: None, note: String::new() };
    assets::actions::check_in_in(&mut tx, scope, &[back.asset_id], &how).await?;
    let done = one(&mut tx, org, id, back.custody_id).await?;
    record(&mut tx, scope, Event::TakenBack(&done)).await?;
    if ends && out.len() == 1 {
        bookings::actions::end_in(&mut tx, scope, &booking, resource.rules()).await?;
    }
    tx.commit().await?;
    Ok(done)
}

/// A booking of assets that the viewer looks after, held for a change, and what it is of.
async fn held(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<(Booking, Resource)> {
    let booking = bookings::store::by_id_locked(&mut *tx, scope.org_id(), id).await?;
    let resource = resources::store::by_id(&mut *tx, scope.org_id(), booking.resource_id).await?;
    if By::of(scope, &resource)? != By::Staff {
        return Err(Error::Forbidden);
    }
    if !resource.is_made_of_assets() {
        return Err(Error::conflict("booking_without_assets"));
    }
    // Before its assets, in the order in which bookings and changes hold them.
    resources::store::is_as_judged(tx, scope.org_id(), resource.id, resource.stamp).await?;
    Ok((booking, resource))
}

async fn one(tx: &mut Tx, org: Uuid, booking: Uuid, custody: Uuid) -> Result<HandOut> {
    let all = store::of_booking(tx, org, booking).await?;
    all.into_iter().find(|hand_out| hand_out.custody_id == custody).ok_or(Error::NotFound)
}
