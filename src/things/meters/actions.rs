//! The verbs of meters. Each is one story in one transaction.

use super::events::Event;
use super::model::{Kind, Meter, NewMeter, NewReading, not_of_tomorrow, per_day};
use super::store;
use crate::assets;
use crate::difference::difference;
use chrono::TimeDelta;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// The most meters of one asset.
pub const METERS_MAX: usize = 20;
/// Use is reckoned over so many days.
const USE_DAYS: i64 = 90;

/// Gives an asset a meter. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; a problem at `name` where it has one of this name.
pub async fn create(scope: &Scope, asset: Uuid, new: &NewMeter, key: &str) -> Result<Uuid> {
    let (org, id) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("meter {asset} {new:?}"), id).await? {
        return Ok(made);
    }
    let held = assets::store::hold(&mut tx, org, &[asset]).await?.pop().ok_or(Error::NotFound)?;
    if !held.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !held.is_within(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    if store::of_asset(&mut tx, org, asset).await?.len() >= METERS_MAX {
        return Err(Error::invalid("name", format!("{METERS_MAX} meters are the most.")));
    }
    store::insert(&mut tx, org, (id, asset), new, scope.now).await.map_err(named_already)?;
    let meter = store::by_id(&mut tx, org, id).await?;
    record(&mut tx, scope, Event::Created { meter: &meter }).await?;
    tx.commit().await?;
    Ok(id)
}

/// The schema had the last word.
fn named_already(error: Error) -> Error {
    if error.is_conflict("meters_org_id_asset_id_name_key_key") {
        return Error::invalid("name", "This asset has a meter of this name already.");
    }
    error
}

/// Changes what a meter is called and counts in, and whether it is read. How it goes stays.
///
/// # Errors
/// `meter_changed` where somebody was quicker; as [`create`].
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewMeter) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let before = held(&mut tx, scope, id, Perm::AssetsManage).await?;
    if before.version != version {
        return Err(Error::conflict("meter_changed"));
    }
    let archived = if new.archived { before.archived_at.or(Some(scope.now)) } else { None };
    store::update(&mut tx, scope.org_id(), id, new, archived).await.map_err(named_already)?;
    let after = store::by_id(&mut tx, scope.org_id(), id).await?;
    let (was, is) = difference(told(&before), told(&after));
    if was != json!({}) || is != json!({}) {
        record(&mut tx, scope, Event::Changed { meter: &after, before: was, after: is }).await?;
    }
    tx.commit().await
}

fn told(meter: &Meter) -> Value {
    json!({ "name": meter.name, "unit": meter.unit, "archived": meter.archived_at.is_some() })
}

/// Writes a reading. The key makes a second click nothing. Answers its id.
///
/// # Errors
/// As [`read_in`].
pub async fn read(scope: &Scope, meter: Uuid, new: &NewReading, key: &str) -> Result<Uuid> {
    let id = scope.id();
    let mut tx = scope.db().begin().await?;
    // When it was read is now where nobody says it, which differs from click to click.
    let said = NewReading { at: scope.now, ..new.clone() };
    let said = (said.value, said.is_reset, said.corrects, &said.note);
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("reading {meter} {said:?}"), id).await? {
        return Ok(made);
    }
    read_in(&mut tx, scope, (id, meter), new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes a reading as part of something else, under this id.
///
/// # Errors
/// Forbidden where the viewer may not work on the asset; `meter_archived`; problems at `value` where a counter would run
/// backward, at `at` for a moment before the newest reading, at `corrects` for what is not the newest entry.
pub async fn read_in(tx: &mut Tx, scope: &Scope, (id, meter): (Uuid, Uuid), new: &NewReading) -> Result<()> {
    let org = scope.org_id();
    let meter = held(&mut *tx, scope, meter, Perm::AssetsLend).await?;
    if meter.archived_at.is_some() {
        return Err(Error::conflict("meter_archived"));
    }
    let newest = store::standing(&mut *tx, org, meter.id, None).await?;
    if let Some(wrong) = new.corrects
        && newest.as_ref().is_none_or(|newest| newest.id != wrong)
    {
        return Err(Error::invalid("corrects", "Only the newest entry can be corrected."));
    }
    not_of_tomorrow(new.at, scope.now).map_err(|told| Error::invalid("at", told))?;
    let before = match new.corrects {
        None => newest,
        Some(wrong) => store::standing(&mut *tx, org, meter.id, Some(wrong)).await?,
    };
    if before.as_ref().is_some_and(|before| new.at < before.at) {
        return Err(Error::invalid("at", "There is a later reading already."));
    }
    let total = match (meter.kind, &before) {
        (Kind::Counter, Some(before)) if new.is_reset => before.total,
        (Kind::Counter, Some(before)) => before.total.saturating_add(new.value - before.value),
        _ => new.value,
    };
    let number = meter.newest + 1;
    store::insert_reading(&mut *tx, org, (id, meter.id, number), (new, total), (scope.user_id(), scope.now))
        .await
        .map_err(runs_back)?;
    let stretch = store::stretch(&mut *tx, org, meter.id, new.at - TimeDelta::days(USE_DAYS)).await?;
    let use_of_a_day = match (meter.kind, stretch.as_slice()) {
        (Kind::Counter, [(first, since), (last, until)]) => per_day(last - first, *until - *since),
        _ => None,
    };
    store::write_standing(&mut *tx, org, (meter.id, number), (new.value, total, new.at), use_of_a_day).await?;
    let event = match new.corrects {
        None => Event::Read { meter: &meter, reading: new },
        Some(_) => Event::Corrected { meter: &meter, reading: new },
    };
    record(tx, scope, event).await?;
    Ok(())
}

/// The schema had the last word.
fn runs_back(error: Error) -> Error {
    if error.is_conflict("meter_runs_back") {
        let told = "A counter does not run backward. Was it reset or replaced? Then say so.";
        return Error::invalid("value", told);
    }
    error
}

/// A meter whose asset the viewer may see, held for a change, where they may do that.
async fn held(tx: &mut Tx, scope: &Scope, id: Uuid, perm: Perm) -> Result<Meter> {
    let meter = store::hold(tx, scope.org_id(), id).await?;
    if !meter.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !meter.is_within(&scope.reach(perm)) {
        return Err(Error::Forbidden);
    }
    Ok(meter)
}
