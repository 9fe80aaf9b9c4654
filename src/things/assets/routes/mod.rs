//! The pages of assets: the list, one asset and its form, handing over and taking back.

mod conditions;
mod custody;
mod form;
mod list;
pub(crate) mod show;

pub(crate) use custody::person;

use super::model::Asset;
use super::store;
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Routes, go_flash};
use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/assets", Perm::AssetsRead, list::index)
        .get("/assets/new", Perm::AssetsManage, form::blank)
        .post("/assets", Perm::AssetsManage, form::create)
        .post("/assets/filters", Perm::AssetsRead, conditions::ask)
        .get("/assets/check-out", Perm::AssetsLend, custody::check_out_form)
        .post("/assets/check-out", Perm::AssetsLend, custody::check_out)
        .get("/assets/check-in", Perm::AssetsLend, custody::check_in_form)
        .post("/assets/check-in", Perm::AssetsLend, custody::check_in)
        .get("/assets/people", Perm::AssetsLend, custody::people)
        .get("/assets/holdings", Perm::AssetsLend, custody::beside)
        .get("/assets/{id}", Perm::AssetsRead, show::show)
        .get("/assets/{id}/form", Perm::AssetsManage, form::show)
        .post("/assets/{id}", Perm::AssetsManage, form::change)
        .post("/assets/{id}/location", Perm::AssetsLend, show::relocate)
        .and(super::files::routes())
        .and(super::codes::routes())
}

/// An asset the viewer may see.
pub(crate) async fn seen(scope: &Scope, id: Uuid) -> Result<Asset> {
    let asset = store::by_id(scope.db(), scope.org_id(), id).await?;
    if asset.is_within(&scope.reach(Perm::AssetsRead)) { Ok(asset) } else { Err(Error::NotFound) }
}

/// An asset the viewer may change.
pub async fn managed(scope: &Scope, id: Uuid) -> Result<Asset> {
    let asset = seen(scope, id).await?;
    if asset.is_within(&scope.reach(Perm::AssetsManage)) { Ok(asset) } else { Err(Error::Forbidden) }
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/assets/{id}"))
}

pub(super) fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// May the viewer make assets: somewhere at least?
fn may_add(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsManage) != Reach::Within(Vec::new())
}
