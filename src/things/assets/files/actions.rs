//! Adding files to assets, and removing them.

use super::super::actions::held;
use super::super::events::Event;
use super::FILES_MAX;
use super::store::{self, NewFile};
use kernel::crypto::sha256_hex;
use kernel::files::{self, Kind};
use kernel::{Error, Problems, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// Adds a file behind the others: what it is called, and all of it. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; a problem at `file` for what is not taken.
pub async fn add(scope: &Scope, asset: Uuid, file: Option<(String, Vec<u8>)>, key: &str) -> Result<()> {
    let mut problems = Problems::new();
    let file = problems.take("file", file.ok_or("Choose a file."));
    let kind = file.as_ref().and_then(|file| problems.take("file", Kind::detect(&file.1, &file.0)));
    let (Some((name, bytes)), Some(kind)) = (file, kind) else { return Err(Error::Invalid(problems)) };
    let name = files::plain_name(&name);
    let org = scope.org_id();
    let wish = json!({ "file": sha256_hex(&bytes), "name": name, "asset": asset }).to_string();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = once::claim(&mut tx, scope, key, &wish).await? {
        return Ok(());
    }
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let id = scope.id();
    let new = NewFile { id, asset: asset.id, name: name.clone(), kind, bytes };
    store::insert(&mut tx, org, new, scope.user_id(), scope.now).await?;
    if store::all(&mut tx, org, asset.id).await?.len() > FILES_MAX {
        return Err(Error::invalid("file", format!("{FILES_MAX} files are the most. Remove one first.")));
    }
    record(&mut tx, scope, Event::FileAdded { asset: &asset, file: &name }).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await
}

/// Removes a file for good.
///
/// # Errors
/// Forbidden where the viewer may not change the asset; not found where the file is gone.
pub async fn remove(scope: &Scope, asset: Uuid, file: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let asset = held(&mut tx, scope, &[asset], Perm::AssetsManage).await?.remove(0);
    let name = store::delete(&mut tx, scope.org_id(), asset.id, file).await?.ok_or(Error::NotFound)?;
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
