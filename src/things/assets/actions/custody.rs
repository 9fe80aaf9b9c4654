//! Handing assets over, and taking them back.

use super::super::events::Event;
use super::super::model::{Asset, Handover, Return, To, expected};
use super::super::{asking, store};
use super::held;
use crate::catalogue::labels::{self, State};
use crate::locations;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::db::Tx;
use kernel::{Error, Result};
use people::contacts::{self, Contact};
use platform::events::{record, record_about};
use platform::once::{Claim, claim_for};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// Hands assets over: all of them, or none. The key makes a second click nothing.
///
/// # Errors
/// `asset_is_kit` where a kit would go to a person: that is a story of its own. A problem at `assets` that names those that are not in stock, or that would become a part of themselves; a problem at
/// what they go to, where that is gone.
pub async fn check_out(scope: &Scope, ids: &[Uuid], handover: &Handover, key: &str) -> Result<Vec<Asset>> {
    let mut tx = scope.db().begin().await?;
    let first = ids.first().copied().ok_or(Error::NotFound)?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("check out {ids:?} {handover:?}"), first).await? {
        tx.rollback().await?;
        let mut tx = scope.db().begin().await?;
        return held(&mut tx, scope, ids, Perm::AssetsLend).await;
    }
    if let To::Contact(_) = handover.to
        && !store::kits_among(&mut tx, scope.org_id(), ids).await?.is_empty()
    {
        return Err(Error::conflict("asset_is_kit"));
    }
    let assets = check_out_many_in(&mut tx, scope, ids, handover).await?;
    tx.commit().await?;
    Ok(assets)
}

/// The part of [`check_out`] inside a transaction.
///
/// # Errors
/// The same.
pub async fn check_out_many_in(tx: &mut Tx, scope: &Scope, ids: &[Uuid], handover: &Handover) -> Result<Vec<Asset>> {
    if let To::Asset(_) = handover.to {
        store::hold_nesting(&mut *tx, scope.org_id()).await?;
    }
    let assets = held(&mut *tx, scope, ids, Perm::AssetsLend).await?;
    demand_all(&assets, "not in stock", Asset::may_be_checked_out)?;
    let target = target(&mut *tx, scope, handover.to, &assets).await?;
    let handed = hand_all(&mut *tx, scope, &assets, handover, &target).await?;
    if let Some(person) = &target.person {
        ask(tx, scope, person, &handed).await?;
    }
    Ok(assets)
}

/// Lets parts of what came back stay with the person who had it. Nobody signs for them a second time. A part.
///
/// # Errors
/// As [`check_in`] and [`check_out`].
pub(crate) async fn stay_out_in(tx: &mut Tx, scope: &Scope, ids: &[Uuid], handover: &Handover) -> Result<()> {
    let back = Return { location: None, label: None, note: handover.note.clone() };
    check_in_in(&mut *tx, scope, ids, &back).await?;
    let assets = held(&mut *tx, scope, ids, Perm::AssetsLend).await?;
    demand_all(&assets, "not in stock", Asset::may_be_checked_out)?;
    let target = target(&mut *tx, scope, handover.to, &assets).await?;
    hand_all(tx, scope, &assets, handover, &target).await.map(drop)
}

async fn hand_all<'a>(
    tx: &mut Tx,
    scope: &Scope,
    assets: &'a [Asset],
    handover: &Handover,
    target: &Target,
) -> Result<Vec<(Uuid, &'a Asset)>> {
    let mut handed = Vec::new();
    for asset in assets {
        let custody = scope.id();
        let terms = (custody, handover.due_at(scope.org.zone()));
        hand_over(&mut *tx, scope, asset, handover, terms, target).await?;
        handed.push((custody, asset));
    }
    Ok(handed)
}

/// Asks a person to sign for what was handed over, and for what is in it: all at once.
pub(super) async fn ask(tx: &mut Tx, scope: &Scope, person: &Contact, handed: &[(Uuid, &Asset)]) -> Result<()> {
    let cases = handed.iter().map(|(_, asset)| asset.id).collect();
    let inside = store::contents_below(&mut *tx, scope.org_id(), cases).await?;
    let inside = inside.iter().filter_map(|asset| Some((asset.custody_id?, asset)));
    let all: Vec<(Uuid, &Asset)> = handed.iter().copied().chain(inside).collect();
    asking::ask(tx, scope, person, &all).await
}

/// Hands one asset to a person as part of something else, under a custody of this id, until an instant. Answers the asset
/// as it was.
///
/// # Errors
/// As [`check_out`].
pub async fn check_out_in(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    handover: &Handover,
    (custody, due_at): (Uuid, DateTime<Utc>),
) -> Result<Asset> {
    let assets = held(tx, scope, &[id], Perm::AssetsLend).await?;
    demand_all(&assets, "not in stock", Asset::may_be_checked_out)?;
    let target = target(&mut *tx, scope, handover.to, &assets).await?;
    for asset in &assets {
        hand_over(&mut *tx, scope, asset, handover, (custody, Some(due_at)), &target).await?;
        if let Some(person) = &target.person {
            ask(&mut *tx, scope, person, &[(custody, asset)]).await?;
        }
    }
    assets.into_iter().next().ok_or(Error::NotFound)
}

async fn hand_over(
    tx: &mut Tx,
    scope: &Scope,
    asset: &Asset,
    handover: &Handover,
    (custody, due_at): (Uuid, Option<DateTime<Utc>>),
    target: &Target,
) -> Result<()> {
    let org = scope.org_id();
    let opened =
        store::open_custody(&mut *tx, org, (custody, asset.id), (handover, due_at), scope.user_id(), scope.now);
    opened.await.map_err(|error| taken(error, asset))?;
    store::write_state(&mut *tx, org, asset.id, (State::Assigned, None), "", scope.now).await?;
    if let Some(place) = target.place {
        store::write_place(&mut *tx, org, asset.id, place).await?;
    }
    let left = |note| Event::CheckedOut { asset, to: handover.to, due_on: handover.due_on, note };
    match handover.to {
        // What is written about a person stands beside the fact, where it can be cut.
        To::Contact(contact) => {
            let words = json!({ "to_name": target.words, "note": handover.note });
            record_about(tx, scope, left(None), contact, words).await.map(drop)
        }
        To::Location(_) | To::Asset(_) => record(tx, scope, left(Some(&handover.note))).await.map(drop),
    }
}

/// To what assets go.
struct Target {
    /// What it is called.
    words: String,
    /// Where the assets are from now on; none: where they were.
    place: Option<Option<Uuid>>,
    /// The person, if it is one.
    person: Option<Contact>,
}

async fn target(tx: &mut Tx, scope: &Scope, to: To, assets: &[Asset]) -> Result<Target> {
    let org = scope.org_id();
    match to {
        To::Contact(id) => {
            let contact = contacts::store::living(&mut *tx, org, id).await?;
            if contact.erased_at.is_some() || contact.id != id {
                return Err(Error::invalid("person", "This person is not here any more. Choose another one."));
            }
            Ok(Target { words: contact.label().to_owned(), place: None, person: Some(contact) })
        }
        To::Location(id) => {
            let place = locations::store::hold(&mut *tx, org, id).await?;
            if place.archived_at.is_some() {
                return Err(Error::invalid("location", "This location is not there any more. Choose another one."));
            }
            Ok(Target { words: place.name, place: Some(Some(id)), person: None })
        }
        To::Asset(id) => {
            let holder = store::hold(&mut *tx, org, &[id]).await?.pop().ok_or(Error::NotFound)?;
            if !holder.is_within(&scope.reach(Perm::AssetsRead)) {
                return Err(Error::NotFound);
            }
            if holder.state == State::Disposed {
                return Err(Error::invalid("holder", "This asset was disposed of. Choose another one."));
            }
            let mut above = store::chain_above(&mut *tx, org, id).await?;
            above.push(id);
            demand_all(assets, "what it would be put into, or above it", |asset| !above.contains(&asset.id))?;
            Ok(Target { words: holder.tag, place: Some(holder.location_id), person: None })
        }
    }
}

/// Would what is out be let out until then? The schema is asked: it is written, and undone. A part.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn may_stay_in(tx: &mut Tx, scope: &Scope, custody: Uuid, due_on: Option<NaiveDate>) -> Result<bool> {
    let due = (due_on, expected(due_on, scope.org.zone()));
    tx.savepoint().await?;
    let tried = store::expect_at(&mut *tx, scope.org_id(), custody, due, scope.now).await;
    tx.undo_to_savepoint().await?;
    match tried {
        Err(Error::Conflict(rule)) if rule == "asset_is_promised" => Ok(false),
        tried => tried.map(|()| true),
    }
}

/// Takes assets back: all of them, or none. The key makes a second click nothing.
///
/// # Errors
/// `asset_is_kit` where a person has a kit with something in it: what came back of that is asked part by part. A problem at `assets` that names those that nobody has; at `label` and `location` where these are gone.
pub async fn check_in(scope: &Scope, ids: &[Uuid], back: &Return, key: &str) -> Result<Vec<Asset>> {
    let mut tx = scope.db().begin().await?;
    let first = ids.first().copied().ok_or(Error::NotFound)?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("check in {ids:?} {back:?}"), first).await? {
        tx.rollback().await?;
        let mut tx = scope.db().begin().await?;
        return held(&mut tx, scope, ids, Perm::AssetsLend).await;
    }
    let kits = store::kits_among(&mut tx, scope.org_id(), ids).await?;
    let assets = check_in_in(&mut tx, scope, ids, back).await?;
    let is_full = |asset: &Asset| kits.iter().any(|(kit, is_full)| *kit == asset.id && *is_full);
    if assets.iter().any(|asset| asset.contact_id.is_some() && is_full(asset)) {
        return Err(Error::conflict("asset_is_kit"));
    }
    tx.commit().await?;
    Ok(assets)
}

/// The part of [`check_in`] inside a transaction.
///
/// # Errors
/// The same.
pub async fn check_in_in(tx: &mut Tx, scope: &Scope, ids: &[Uuid], back: &Return) -> Result<Vec<Asset>> {
    let org = scope.org_id();
    let assets = held(tx, scope, ids, Perm::AssetsLend).await?;
    demand_all(&assets, "not checked out", |asset| asset.custody_id.is_some())?;
    let label = match back.label {
        None => None,
        Some(id) => match labels::store::by_id(&mut *tx, org, id).await {
            Ok(label) if label.archived_at.is_none() && label.state == State::InStock => Some(label),
            Ok(_) | Err(Error::NotFound) => {
                return Err(Error::invalid("label", "This label is not there any more. Choose another one."));
            }
            Err(error) => return Err(error),
        },
    };
    if let Some(id) = back.location {
        let place = locations::store::hold(&mut *tx, org, id).await?;
        if place.archived_at.is_some() {
            return Err(Error::invalid("location", "This location is not there any more. Choose another one."));
        }
    }
    for asset in &assets {
        take_back(&mut *tx, scope, asset, label.as_ref(), back).await?;
    }
    Ok(assets)
}

/// Takes back an asset that is held and that somebody has. A part.
pub(crate) async fn take_back(
    tx: &mut Tx,
    scope: &Scope,
    asset: &Asset,
    label: Option<&labels::Label>,
    back: &Return,
) -> Result<()> {
    put_back(&mut *tx, scope, asset, label.map(|label| label.id), back).await?;
    match asset.contact_id {
        Some(contact) => {
            let words = json!({ "note": back.note });
            record_about(tx, scope, Event::CheckedIn { asset, note: None }, contact, words).await.map(drop)
        }
        None => record(tx, scope, Event::CheckedIn { asset, note: Some(&back.note) }).await.map(drop),
    }
}

/// The same without telling of it.
pub(super) async fn put_back(
    tx: &mut Tx,
    scope: &Scope,
    asset: &Asset,
    label: Option<Uuid>,
    back: &Return,
) -> Result<()> {
    let org = scope.org_id();
    store::close(&mut *tx, org, asset.id, scope.user_id(), &back.note, scope.now).await?;
    let mut custodies: Vec<Uuid> = asset.custody_id.into_iter().collect();
    if asset.contact_id.is_some() {
        let inside = store::contents_below(&mut *tx, org, vec![asset.id]).await?;
        custodies.extend(inside.iter().filter_map(|part| part.custody_id));
    }
    asking::came_back(&mut *tx, scope, custodies).await?;
    // What is being looked after goes on being so; nobody has it any more.
    let (state, word) = match asset.state {
        State::InMaintenance => (State::InMaintenance, asset.label_id),
        _ => (State::InStock, label),
    };
    store::write_state(&mut *tx, org, asset.id, (state, word), "", scope.now).await?;
    store::write_place(tx, org, asset.id, back.location.or(asset.home_id)).await
}

/// Refuses all of them for the sake of those for which it does not hold, and names these.
fn demand_all(assets: &[Asset], what: &str, holds: impl Fn(&Asset) -> bool) -> Result<()> {
    let others: Vec<&str> = assets.iter().filter(|asset| !holds(asset)).map(|asset| asset.tag.as_str()).collect();
    match others.as_slice() {
        [] => Ok(()),
        [one] => Err(Error::invalid("assets", format!("{one} is {what}."))),
        several => Err(Error::invalid("assets", format!("These are {what}: {}.", several.join(", ")))),
    }
}

/// The schema had the last word.
fn taken(error: Error, asset: &Asset) -> Error {
    match &error {
        Error::Conflict(rule) if rule == "asset_not_in_stock" || rule == "custodies_org_id_asset_id_key" => {
            Error::invalid("assets", format!("{} is not in stock.", asset.tag))
        }
        Error::Conflict(rule) if rule == "asset_is_promised" => {
            let sentence = "is promised to a booking before it would be back. Hand it out for that booking, or let it be back earlier.";
            Error::invalid("assets", format!("{} {sentence}", asset.tag))
        }
        _ => error,
    }
}
