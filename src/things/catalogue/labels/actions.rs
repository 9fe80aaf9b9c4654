//! What people do with labels: one function, one event.

use super::super::{Event, Noun};
use super::input::{LabelForm, NewLabel};
use super::model::Label;
use super::store;
use crate::difference::difference;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// The most labels: all of them are offered in one list.
const LABELS_MAX: i64 = 100;

/// Adds a label.
///
/// # Errors
/// Forbidden for whoever may not change the catalogue; a problem at `name` where another one has it, and when there are
/// too many.
pub async fn create(scope: &Scope, new: &NewLabel, key: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &format!("label {}", told(new))).await? {
        return Ok(made);
    }
    if store::count(&mut tx, scope.org_id()).await? >= LABELS_MAX {
        return Err(Error::invalid("name", format!("There are {LABELS_MAX} labels already.")));
    }
    let id = scope.id();
    store::insert(&mut tx, scope.org_id(), id, new, scope.now).await.map_err(refused)?;
    record(&mut tx, scope, Event::Created { noun: Noun::Label, id, new: told(new) }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a label. What bears it stands as it stood, so its state is open only while nothing does.
///
/// # Errors
/// `asset_label_changed` where somebody was quicker; problems at `name` and `state`.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewLabel) -> Result<()> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    let was = NewLabel::parse(&LabelForm::of(&existing)).map_err(Error::Invalid)?;
    if was == *new {
        return Ok(());
    }
    if was.state != new.state {
        let bearing = store::assets_with(&mut tx, scope.org_id(), id).await?;
        if bearing > 0 {
            let sentence = format!("Assets bear it ({bearing}), so it stays on its state. Make another label.");
            return Err(Error::invalid("state", sentence));
        }
    }
    store::update(&mut tx, scope.org_id(), id, new).await.map_err(refused)?;
    let (before, after) = difference(told(&was), told(new));
    let event = Event::Changed { noun: Noun::Label, id, name: new.name.clone(), before, after };
    record(&mut tx, scope, event).await?;
    tx.commit().await
}

/// Puts a label away: what bears it goes on bearing it, nothing else gets it.
///
/// # Errors
/// `asset_label_changed`.
pub async fn archive(scope: &Scope, id: Uuid, version: i64) -> Result<Label> {
    let (mut tx, existing) = held(scope, id, version, false).await?;
    store::set_archived(&mut tx, scope.org_id(), id, Some(scope.now)).await?;
    record(&mut tx, scope, Event::Archived { noun: Noun::Label, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// Takes a label out again.
///
/// # Errors
/// `asset_labels_org_id_name_key` where another one has its name now; `asset_label_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Label> {
    let (mut tx, existing) = held(scope, id, version, true).await?;
    store::set_archived(&mut tx, scope.org_id(), id, None).await?;
    record(&mut tx, scope, Event::Restored { noun: Noun::Label, id, name: existing.name.clone() }).await?;
    tx.commit().await?;
    Ok(existing)
}

/// A label in this version, put away or not, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Label)> {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let mut tx = scope.db().begin().await?;
    let existing = store::hold_to_change(&mut tx, scope.org_id(), id).await?;
    if existing.version != version || existing.archived_at.is_some() != is_archived {
        return Err(Error::conflict("asset_label_changed"));
    }
    Ok((tx, existing))
}

/// The schema says that labels have different names; people read it at the field.
fn refused(error: Error) -> Error {
    match error.is_conflict("asset_labels_org_id_name_key") || error.is_conflict("asset_labels_org_id_name_key_key") {
        true => Error::invalid("name", "Another label has this name."),
        false => error,
    }
}

fn told(new: &NewLabel) -> Value {
    json!({ "name": new.name, "state": new.state.name(), "tone": new.tone, "may_leave": new.may_leave })
}
