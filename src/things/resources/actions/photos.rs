//! Photos.

use crate::resources::event::Event;
use crate::resources::store;
use crate::resources::{Resource, closures::LABEL_MAX};
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use kernel::files::Picture;
use kernel::{Error, Problems, Result, text};
use platform::events::record;
use platform::files::{self, NewRow};
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// The most photos of one resource.
pub const PHOTOS_MAX: usize = 12;

/// Adds a photo behind the others. `alt` says what it shows.
///
/// # Errors
/// Forbidden where the viewer may not change the resource; problems at `file` and `alt`.
pub async fn add_photo(scope: &Scope, resource: &Resource, bytes: Vec<u8>, alt: &str, key: &str) -> Result<()> {
    scope.demand_at(Perm::ResourcesManage, resource.location_id)?;
    let mut problems = Problems::new();
    let picture =
        problems.take("file", if bytes.is_empty() { Err("Choose a picture.") } else { Picture::detect(&bytes) });
    let alt = problems.take("alt", text::line(alt, LABEL_MAX));
    let (Some(picture), Some(alt)) = (picture, alt) else { return Err(Error::Invalid(problems)) };

    let org = scope.org_id();
    let wish = json!({ "photo": sha256_hex(&bytes), "alt": alt, "resource": resource.id }).to_string();
    // Safe before there is a row of it; without one it is swept.
    let safe = files::keep_bytes(&scope.house, org, bytes).await?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = once::claim(&mut tx, scope, key, &wish).await? {
        return Ok(());
    }
    let file = scope.id();
    files::insert(&mut tx, org, NewRow { id: file, mime: picture.mime(), is_public: true }, safe, scope.now).await?;
    store::insert_photo(&mut tx, org, resource.id, (file, alt.clone())).await?;
    if store::photos(&mut tx, org, resource.id).await?.len() > PHOTOS_MAX {
        return Err(Error::invalid("file", format!("{PHOTOS_MAX} photos are the most. Remove one first.")));
    }
    record(&mut tx, scope, Event::PhotoAdded { resource: resource.id, name: resource.name.clone(), alt }).await?;
    once::settle(&mut tx, scope, key, file).await?;
    tx.commit().await
}

/// Removes a photo and its file.
///
/// # Errors
/// Forbidden where the viewer may not change the resource; not found where the photo is gone.
pub async fn remove_photo(scope: &Scope, resource: &Resource, file: Uuid) -> Result<()> {
    scope.demand_at(Perm::ResourcesManage, resource.location_id)?;
    let mut tx = scope.db().begin().await?;
    found(store::delete_photo(&mut tx, scope.org_id(), resource.id, file).await?)?;
    files::remove(&mut tx, &scope.house, scope.org_id(), [file], scope.now).await?;
    told(tx, scope, Event::PhotoRemoved { resource: resource.id, name: resource.name.clone() }).await
}

/// Puts a photo before the others.
///
/// # Errors
/// As [`remove_photo`].
pub async fn make_cover(scope: &Scope, resource: &Resource, file: Uuid) -> Result<()> {
    scope.demand_at(Perm::ResourcesManage, resource.location_id)?;
    let mut tx = scope.db().begin().await?;
    found(store::make_cover(&mut tx, scope.org_id(), resource.id, file).await?)?;
    let (before, after) = (json!({ "cover": resource.cover_id }), json!({ "cover": file }));
    told(tx, scope, Event::Changed { resource: resource.id, name: resource.name.clone(), before, after }).await
}

fn found(changed: bool) -> Result<()> {
    if changed { Ok(()) } else { Err(Error::NotFound) }
}

async fn told(mut tx: Tx, scope: &Scope, event: Event) -> Result<()> {
    record(&mut tx, scope, event).await?;
    tx.commit().await
}
