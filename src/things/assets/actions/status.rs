//! How an asset stands, and where it is.

use super::super::events::Event;
use super::super::model::{Asset, NOTE_MAX, StatusForm};
use super::super::policy::may_become;
use super::super::store;
use super::held;
use crate::catalogue::labels::{self, State};
use crate::locations::{self, Location};
use kernel::db::Tx;
use kernel::{Error, Problems, Result, text};
use platform::events::record;
use platform::{Perm, Scope};
use uuid::Uuid;

/// Lets an asset stand otherwise: in another state, with another label, or both. Answers the state it came from.
///
/// # Errors
/// `asset_changed` when this version is not the present one any more; the rule of the policy; a problem at `status` for a
/// label that is gone, and at `note` where what is disposed of says no reason.
pub async fn set_status(scope: &Scope, id: Uuid, form: &StatusForm) -> Result<State> {
    let mut tx = scope.db().begin().await?;
    let state = set_status_in(&mut tx, scope, id, form).await?;
    tx.commit().await?;
    Ok(state)
}

/// The part of [`set_status`] inside a transaction.
///
/// # Errors
/// The same.
pub async fn set_status_in(tx: &mut Tx, scope: &Scope, id: Uuid, form: &StatusForm) -> Result<State> {
    let org = scope.org_id();
    let mut problems = Problems::new();
    let note = problems.take("note", text::optional_line(&form.note, NOTE_MAX)).unwrap_or_default();
    problems.check()?;
    let asset = held(&mut *tx, scope, &[id], Perm::AssetsManage).await?.remove(0);
    if asset.version != form.version {
        return Err(Error::conflict("asset_changed"));
    }
    let gone = || Error::invalid("status", "This label is not there any more. Choose another one.");
    let (state, label) = match form.plain_state() {
        Some(state) => (state, None),
        None => {
            let id = form.status.parse().map_err(|_| gone())?;
            let found = labels::store::by_id(&mut *tx, org, id).await;
            let label = found.map_err(|error| if matches!(error, Error::NotFound) { gone() } else { error })?;
            if label.archived_at.is_some() && asset.label_id != Some(label.id) {
                return Err(gone());
            }
            (label.state, Some(label))
        }
    };
    may_become(&asset, state)?;
    if state == State::Disposed && asset.state != State::Disposed && note.is_empty() {
        return Err(Error::invalid("note", "Say what became of it: sold, lost, recycled, given away."));
    }
    let now = (state, label.as_ref().map(|label| label.id));
    if now == (asset.state, asset.label_id) {
        return Ok(asset.state);
    }
    let disposal = match (state, asset.state) {
        (State::Disposed, State::Disposed) if note.is_empty() => asset.disposal.as_str(),
        (State::Disposed, _) => note.as_str(),
        _ => "",
    };
    store::write_state(&mut *tx, org, id, now, disposal, scope.now).await?;
    let after = (state.name(), label.as_ref().map(|label| label.name.as_str()));
    record(tx, scope, Event::StatusChanged { asset: &asset, after, note: &note }).await?;
    Ok(asset.state)
}

/// Takes an asset out of service for some work. Answers whether it was in service. A part.
///
/// # Errors
/// The rule of the policy, where it was disposed of.
pub(crate) async fn take_out(tx: &mut Tx, scope: &Scope, id: Uuid, why: &str) -> Result<bool> {
    let asset = store::hold(&mut *tx, scope.org_id(), &[id]).await?.pop().ok_or(Error::NotFound)?;
    if asset.state == State::InMaintenance {
        return Ok(false);
    }
    stand(tx, scope, &asset, State::InMaintenance, why).await?;
    Ok(true)
}

/// Brings an asset back into service when some work is over: to whoever has it, or to the shelf. What stands otherwise
/// meanwhile stays so. A part.
pub(crate) async fn bring_back(tx: &mut Tx, scope: &Scope, id: Uuid, why: &str) -> Result<()> {
    let asset = store::hold(&mut *tx, scope.org_id(), &[id]).await?.pop().ok_or(Error::NotFound)?;
    if asset.state != State::InMaintenance {
        return Ok(());
    }
    let state = if asset.custody_id.is_some() { State::Assigned } else { State::InStock };
    stand(tx, scope, &asset, state, why).await
}

/// Disposes of assets that nobody has any more because they are lost. A part.
///
/// # Errors
/// Forbidden where the viewer may not dispose of them; the rule of the policy.
pub(crate) async fn lose(tx: &mut Tx, scope: &Scope, ids: &[Uuid], why: &str) -> Result<()> {
    for asset in held(&mut *tx, scope, ids, Perm::AssetsManage).await? {
        may_become(&asset, State::Disposed)?;
        store::write_state(&mut *tx, scope.org_id(), asset.id, (State::Disposed, None), why, scope.now).await?;
        let after = (State::Disposed.name(), None);
        record(&mut *tx, scope, Event::StatusChanged { asset: &asset, after, note: why }).await?;
    }
    Ok(())
}

async fn stand(tx: &mut Tx, scope: &Scope, asset: &Asset, state: State, why: &str) -> Result<()> {
    may_become(asset, state)?;
    store::write_state(&mut *tx, scope.org_id(), asset.id, (state, None), "", scope.now).await?;
    record(tx, scope, Event::StatusChanged { asset, after: (state.name(), None), note: why }).await.map(drop)
}

/// Brings assets to another place; those that somebody has stay theirs. Answers how many were elsewhere.
///
/// # Errors
/// Forbidden where the viewer may not put them; a problem at `location` where that is gone.
pub async fn relocate(scope: &Scope, ids: &[Uuid], location: Uuid) -> Result<usize> {
    let org = scope.org_id();
    let reach = scope.reach(Perm::AssetsLend);
    let mut tx = scope.db().begin().await?;
    let place = locations::store::hold(&mut tx, org, location).await?;
    if place.archived_at.is_some() {
        return Err(Error::invalid("location", "This location is not there any more. Choose another one."));
    }
    let mut assets = held(&mut tx, scope, ids, Perm::AssetsLend).await?;
    if assets.iter().any(|asset| !reach.holds(&[Some(location)], Some(asset.category_id))) {
        return Err(Error::Forbidden);
    }
    assets.retain(|asset| asset.location_id != Some(location));
    for asset in &assets {
        put(&mut tx, scope, asset, &place, "").await?;
    }
    tx.commit().await?;
    Ok(assets.len())
}

/// Brings an asset that is held to a place that is held. A part.
pub(crate) async fn put(tx: &mut Tx, scope: &Scope, asset: &Asset, place: &Location, why: &str) -> Result<()> {
    store::write_place(&mut *tx, scope.org_id(), asset.id, Some(place.id)).await?;
    record(tx, scope, Event::Moved { asset, to: &place.name, note: why }).await.map(drop)
}

/// Lets an asset that is held stand with a label, which brings its state along, or back in stock with none. A part.
///
/// # Errors
/// The rule of the policy.
pub(crate) async fn mark(
    tx: &mut Tx,
    scope: &Scope,
    asset: &Asset,
    label: Option<&labels::Label>,
    why: &str,
) -> Result<()> {
    let state = label.map_or(State::InStock, |label| label.state);
    may_become(asset, state)?;
    let disposal = if state == State::Disposed { why } else { "" };
    let now = (state, label.map(|label| label.id));
    store::write_state(&mut *tx, scope.org_id(), asset.id, now, disposal, scope.now).await?;
    let after = (state.name(), label.map(|label| label.name.as_str()));
    record(tx, scope, Event::StatusChanged { asset, after, note: why }).await.map(drop)
}
