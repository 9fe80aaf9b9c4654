//! The list of contacts.

use super::model::ContactFilter;
use super::store;
use crate::views::contacts as view;
use platform::web::{Answer, Page, Query, Routes};
use platform::{Perm, Scope};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/contacts", Perm::ContactsRead, index)
}

async fn index(scope: Scope, page: Page, Query(filter): Query<ContactFilter>) -> Answer {
    let contacts = store::list(scope.db(), scope.org_id(), &filter, &scope.reach(Perm::ContactsRead)).await?;
    Ok(page.show(&scope, "Contacts", view::page(&scope.org.path("/contacts"), &filter, &contacts)))
}
