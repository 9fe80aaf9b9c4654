//! Pages of resources.

pub(crate) mod closures;
pub(crate) mod edit;
pub(crate) mod hours;
mod list;
mod photos;
mod show;

use super::{Resource, store};
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The rows of resources. What may leave bookings unfit is asked of [`crate::changes`].
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/resources", Perm::ResourcesRead, list::index)
        .get("/resources/new", Perm::ResourcesManage, edit::new)
        .post("/resources", Perm::ResourcesManage, edit::create)
        .get("/resources/{id}", Perm::ResourcesRead, show::show)
        .get("/resources/{id}/details", Perm::ResourcesManage, edit::edit)
        .post("/resources/{id}/restoration", Perm::ResourcesManage, edit::restore)
        .get("/resources/{id}/hours", Perm::ResourcesManage, hours::edit)
        .get("/resources/{id}/exceptions/new", Perm::ResourcesManage, closures::new_exception)
        .get("/resources/{id}/blackouts/new", Perm::ResourcesManage, closures::new_blackout)
        .post("/resources/{id}/blackouts/{blackout}/removal", Perm::ResourcesManage, closures::remove_blackout)
        .get("/resources/{id}/photos", Perm::ResourcesManage, photos::index)
        .post("/resources/{id}/photos", Perm::ResourcesManage, photos::create)
        .post("/resources/{id}/photos/{photo}/cover", Perm::ResourcesManage, photos::cover)
        .post("/resources/{id}/photos/{photo}/removal", Perm::ResourcesManage, photos::remove)
}

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionForm {
    pub(crate) version: i64,
}

/// A resource that the viewer may know of.
pub(crate) async fn readable(scope: &Scope, id: Uuid) -> Result<Resource> {
    let resource = store::by_id(scope.db(), scope.org_id(), id).await?;
    if scope.may_at(Perm::ResourcesRead, resource.location_id) { Ok(resource) } else { Err(Error::NotFound) }
}

/// A resource that the viewer may change.
pub(crate) async fn changeable(scope: &Scope, id: Uuid) -> Result<Resource> {
    let resource = readable(scope, id).await?;
    scope.demand_at(Perm::ResourcesManage, resource.location_id)?;
    Ok(resource)
}

pub(crate) fn home(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/resources/{id}"))
}

/// Back to the resource's page, with a sentence.
fn done(scope: &Scope, id: Uuid, text: String) -> axum::response::Response {
    go_flash(&scope.house, &home(scope, id), Flash { text, tone: Tone::Ok, undo: None })
}
