//! The pages of stock: the list, one item and its form, the ledger, what to order, what there should be.

mod entry;
mod form;
mod list;
mod minimums;
mod show;

use super::model::Item;
use super::store;
use kernel::Result;
use platform::ui::{Flash, Tone};
use platform::web::{Routes, go_flash};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The table.
pub fn routes() -> Routes {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/stock", read, list::index)
        .get("/stock/new", manage, form::blank)
        .post("/stock", manage, form::create)
        .get("/stock/order-list", read, list::order_list)
        .get("/stock/minimums", read, minimums::index)
        .post("/stock/minimums", manage, minimums::of_category)
        .get("/stock/{id}", read, show::show)
        .get("/stock/{id}/details", manage, form::show)
        .post("/stock/{id}/details", manage, form::change)
        .post("/stock/{id}/archival", manage, form::archive)
        .post("/stock/{id}/restoration", manage, form::restore)
        .post("/stock/{id}/minimums", manage, minimums::of_item)
        .get("/stock/{id}/entries/new", lend, entry::blank)
        .post("/stock/{id}/entries", lend, entry::create)
        .post("/stock/{id}/entries/{entry}/reversal", manage, entry::reverse)
}

/// An item, with what is on hand of it as far as the viewer's rights go. Items belong to no place: whoever may see any of
/// the assets sees them all.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Item> {
    store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/stock/{id}"))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// May the viewer make and change items? They belong to no place, so a right within one is not enough.
fn may_change(scope: &Scope) -> bool {
    scope.demand_everywhere(Perm::AssetsManage).is_ok()
}
