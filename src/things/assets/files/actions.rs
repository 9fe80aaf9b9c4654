//! Adding files to assets, and removing them.

use super::super::actions::held;
use super::super::events::Event;
use super::store;
use crate::attachments::{NewFile, chosen, demand_room};
use kernel::{Error, Result};
use platform::events::record;
use platform::files::{self, Arrived, NewRow};
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// Adds a file behind the others. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; a problem at `file` for what is not taken.
pub async fn add(scope: &Scope, asset: Uuid, file: Option<Arrived>, key: &str) -> Result<Uuid> {
    let (file, kind) = chosen(file)?;
    let (org, name) = (scope.org_id(), file.name.clone());
    let wish = json!({ "file": file.sha256, "name": name, "asset": asset }).to_string();
    // Safe before there is a row of it; without one it is swept.
    let safe = files::keep(&scope.house, org, &file).await?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = once::claim(&mut tx, scope, key, &wish).await? {
        return Ok(made);
    }
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let id = scope.id();
    files::insert(&mut tx, org, NewRow { id, mime: kind.mime, is_public: false }, safe, scope.now).await?;
    let new = NewFile { id, of: asset.id, name: name.clone(), kind };
    store::insert(&mut tx, org, new, scope.user_id()).await?;
    demand_room(store::all(&mut tx, org, asset.id).await?.len())?;
    record(&mut tx, scope, Event::FileAdded { asset: &asset, file: &name }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Removes a file for good.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; not found where the file is gone.
pub async fn remove(scope: &Scope, asset: Uuid, file: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let name = store::delete(&mut tx, scope.org_id(), asset.id, file).await?.ok_or(Error::NotFound)?;
    files::remove(&mut tx, &scope.house, scope.org_id(), [file], scope.now).await?;
    record(&mut tx, scope, Event::FileRemoved { asset: &asset, file: &name }).await?;
    tx.commit().await
}

/// Puts a file before the others: of pictures, the one that stands for the asset.
///
/// # Errors
/// As [`remove`].
pub async fn put_first(scope: &Scope, asset: Uuid, file: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    if !store::put_first(&mut tx, scope.org_id(), asset.id, file).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await
}
