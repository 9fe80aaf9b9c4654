//! Reading, and choosing what to be told. These are a person's own: the audit trail does not keep them.

use super::super::model::{Chosen, Kind, Mail};
use super::super::policy;
use super::super::store::Thing;
use super::super::store::{self, Told};
use chrono::{DateTime, Utc};
use days::bookings::Booking;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::Happening;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The viewer has read one; answers what it tells.
///
/// # Errors
/// [`Error::NotFound`] for one that is not theirs, or of a kind they may not be told of any more.
pub async fn read_one(scope: &Scope, id: Uuid) -> Result<(Kind, Happening)> {
    let (org, user) = (scope.org_id(), scope.user_id().ok_or(Error::SignIn)?);
    let told: Told = store::reachable(scope.db(), org, user, id).await?;
    if !policy::kinds(scope).contains(&told.kind) {
        return Err(Error::NotFound);
    }
    let mut tx = scope.db().begin().await?;
    store::read_one(&mut tx, org, user, id, scope.now).await?;
    notify(scope, user, &mut tx);
    tx.commit().await?;
    Ok((told.kind, told.happening()))
}

/// The viewer has read all that happened until then, of one kind or of any; answers how many that were.
pub async fn read_all(scope: &Scope, kind: Option<Kind>, until: DateTime<Utc>) -> Result<u64> {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let mut tx = scope.db().begin().await?;
    let read = store::read_all(&mut tx, scope.org_id(), user, kind, until, scope.now).await?;
    notify(scope, user, &mut tx);
    tx.commit().await?;
    Ok(read)
}

/// Their other open pages follow.
fn notify(scope: &Scope, user: Uuid, tx: &mut Tx) {
    let (house, org) = (scope.house.clone(), scope.org_id());
    tx.afterwards(move || house.hub.tell_user(org, user, "notification"));
}

/// The viewer chooses what they are told, and when. What waits for a letter follows at once.
pub async fn choose(scope: &Scope, chosen: &Chosen) -> Result<()> {
    let (org, user) = (scope.org_id(), scope.user_id().ok_or(Error::SignIn)?);
    let (zone, now, hours) = (scope.org.zone(), scope.now, &chosen.hours);
    let mut tx = scope.db().begin().await?;
    store::choose(&mut tx, org, user, &chosen.choices).await?;
    store::choose_hours(&mut tx, org, user, hours).await?;
    for mail in Mail::ALL {
        let kinds: Vec<Kind> =
            chosen.choices.iter().filter(|(_, choice)| choice.mail == mail).map(|(kind, _)| *kind).collect();
        let due_at = match mail {
            Mail::None => None,
            Mail::AtOnce => Some(hours.leaves(zone, now)),
            Mail::Digest => Some(hours.next_digest(zone, now)),
        };
        if !kinds.is_empty() {
            store::reschedule(&mut tx, org, user, &kinds, mail, due_at).await?;
        }
    }
    tx.commit().await
}

/// Where something happened and to what, for whoever asks whether a viewer may still be told. `things` are those that it may
/// be about.
pub(super) fn lies(happening: &Happening, bookings: &HashMap<Uuid, Booking>, things: &HashMap<Uuid, Thing>) -> Thing {
    let id = |value: &Value| value.as_str().and_then(|id| id.parse::<Uuid>().ok());
    let about = match happening.subject_kind.as_str() {
        "booking" => Some(happening.subject_id),
        _ => id(&happening.data["about"]["id"]),
    };
    let of_booking = about.and_then(|id| bookings.get(&id)).map(|booking| booking.location_id);
    // Roles may hold at one location only.
    let state = if happening.data["after"].is_object() { &happening.data["after"] } else { &happening.data["before"] };
    let mut thing = thing_of(happening).and_then(|id| things.get(&id)).cloned().unwrap_or_default();
    let own = id(&state["location_id"]).or_else(|| id(&happening.data["location_id"]));
    thing.places.extend(of_booking.or(own));
    thing
}

/// The asset, or the item of stock, that something is about.
pub(super) fn thing_of(happening: &Happening) -> Option<Uuid> {
    match happening.subject_kind.as_str() {
        "asset" | "stock_item" => Some(happening.subject_id),
        "work_order" => happening.data["asset_id"].as_str().and_then(|id| id.parse().ok()),
        _ => None,
    }
}
