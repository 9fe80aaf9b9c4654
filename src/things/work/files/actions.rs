//! Adding files to work orders, removing them, and taking that back.

use super::super::actions::held;
use super::super::events::Event;
use super::store;
use crate::attachments::{NewFile, chosen, demand_room};
use kernel::{Error, Result};
use platform::Scope;
use platform::events::record;
use platform::files::{self, Arrived, NewRow};
use platform::once::{self, Claim};
use serde_json::json;
use uuid::Uuid;

/// Adds a file behind the others. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not work on the order; a problem at `file` for what is not taken.
pub async fn add(scope: &Scope, order: Uuid, file: Option<Arrived>, key: &str) -> Result<Uuid> {
    let (file, kind) = chosen(file)?;
    let (org, name) = (scope.org_id(), file.name.clone());
    let wish = json!({ "file": file.sha256, "name": name, "order": order }).to_string();
    // Safe before there is a row of it; without one it is swept.
    let safe = files::keep(&scope.house, org, &file).await?;
    let (mut tx, order) = held(scope, order, None).await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &wish).await? {
        return Ok(made);
    }
    let id = scope.id();
    files::insert(&mut tx, org, NewRow { id, mime: kind.mime, is_public: false }, safe, scope.now).await?;
    let new = NewFile { id, of: order.id, name: name.clone(), kind };
    store::insert(&mut tx, org, new, scope.user_id()).await?;
    demand_room(store::all(&mut tx, org, order.id).await?.len())?;
    record(&mut tx, scope, Event::FileAdded { order: &order, file: &name }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Removes a file. Answers what it was called.
///
/// # Errors
/// Forbidden where the viewer may not work on the order; not found where the file is gone.
pub async fn remove(scope: &Scope, order: Uuid, file: Uuid) -> Result<String> {
    let (mut tx, order) = held(scope, order, None).await?;
    let gone = store::take_off(&mut tx, scope.org_id(), order.id, file, scope.now).await?;
    let name = gone.ok_or(Error::NotFound)?;
    record(&mut tx, scope, Event::FileRemoved { order: &order, file: &name }).await?;
    tx.commit().await?;
    Ok(name)
}

/// Takes a removal back. Answers what the file is called.
///
/// # Errors
/// As [`remove`]; not found also where it went for good; a problem at `file` where others took its room.
pub async fn restore(scope: &Scope, order: Uuid, file: Uuid) -> Result<String> {
    let (mut tx, order) = held(scope, order, None).await?;
    let back = store::put_back(&mut tx, scope.org_id(), order.id, file).await?;
    let name = back.ok_or(Error::NotFound)?;
    demand_room(store::all(&mut tx, scope.org_id(), order.id).await?.len())?;
    record(&mut tx, scope, Event::FileRestored { order: &order, file: &name }).await?;
    tx.commit().await?;
    Ok(name)
}
