//! The pages of contacts: the list, one contact and its form, files, duplicates and merges, erasing.

mod around;
mod duplicates;
mod erasure;
mod form;
mod import;
mod list;
mod show;

use super::model::Contact;
use super::{policy, store};
use kernel::{Error, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Routes, go_flash};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/contacts", Perm::ContactsRead, list::index)
        .get("/contacts/new", Perm::ContactsManage, form::blank)
        .post("/contacts", Perm::ContactsManage, form::create)
        .get("/contacts/duplicates", Perm::ContactsManage, duplicates::index)
        .get("/contacts/imports/new", Perm::ContactsManage, import::blank)
        .post("/contacts/imports", Perm::ContactsManage, import::upload)
        .get("/contacts/imports/{id}", Perm::ContactsManage, import::show)
        .post("/contacts/imports/{id}/application", Perm::ContactsManage, import::apply)
        .get("/contacts/{id}", Perm::ContactsRead, show::show)
        .get("/contacts/{id}/form", Perm::ContactsManage, form::show)
        .post("/contacts/{id}", Perm::ContactsManage, form::change)
        .post("/contacts/{id}/notes", Perm::ContactsManage, around::note)
        .post("/contacts/{id}/tags", Perm::ContactsManage, around::add_tag)
        .post("/contacts/{id}/tags/removal", Perm::ContactsManage, around::remove_tag)
        .post("/contacts/{id}/blocking", Perm::ContactsManage, around::block)
        .post("/contacts/{id}/unblocking", Perm::ContactsManage, around::unblock)
        .get("/contacts/{id}/merging", Perm::ContactsManage, duplicates::compare)
        .post("/contacts/{id}/merging", Perm::ContactsManage, duplicates::merge)
        .post("/contacts/merges/{id}/reversal", Perm::ContactsManage, duplicates::undo)
        .post("/contacts/{id}/distinctions", Perm::ContactsManage, duplicates::tell_apart)
        .get("/contacts/{id}/disclosure", Perm::ContactsManage, erasure::disclose)
        .get("/contacts/{id}/erasure", Perm::ContactsManage, erasure::show)
        .post("/contacts/{id}/erasure", Perm::ContactsManage, erasure::erase)
}

/// A contact the viewer may see. With rights at some places only: who booked there.
pub async fn seen(scope: &Scope, id: Uuid) -> Result<Contact> {
    let contact = store::by_id(scope.db(), scope.org_id(), id).await?;
    // Where a sign leads is for the page it leads to.
    let present = contact.merged_into.unwrap_or(id);
    match store::is_within(scope.db(), scope.org_id(), present, &scope.reach(Perm::ContactsRead)).await? {
        true => Ok(contact),
        false => Err(Error::NotFound),
    }
}

/// A contact the viewer may change.
pub(super) async fn managed(scope: &Scope, id: Uuid) -> Result<Contact> {
    let contact = seen(scope, id).await?;
    let reach = scope.reach(Perm::ContactsManage);
    let within = store::is_within(scope.db(), scope.org_id(), id, &reach).await?;
    policy::demand_one(&reach, within)?;
    Ok(contact)
}

/// A contact, for what is about the whole directory.
pub(super) async fn whole(scope: &Scope, id: Uuid) -> Result<Contact> {
    let contact = seen(scope, id).await?;
    policy::demand_whole(scope)?;
    Ok(contact)
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/contacts/{id}"))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}
