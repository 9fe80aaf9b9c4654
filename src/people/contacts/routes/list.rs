//! The list of contacts, and the same as a file.

use super::super::model::ContactFilter;
use super::super::{file, policy, store};
use crate::views::contacts::index as view;
use kernel::Error;
use platform::web::{Answer, Page, Query, csv};
use platform::{Perm, Scope};

/// Rows of a CSV file.
const CSV_MAX: i64 = 20_000;

pub(super) async fn index(scope: Scope, page: Page, Query(filter): Query<ContactFilter>) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::ContactsRead));
    if filter.format == "csv" {
        let contacts = store::all(db, org, &filter, &reach, CSV_MAX + 1).await?;
        if contacts.len() as i64 > CSV_MAX {
            let sentence =
                "More than 20,000 contacts fit this filter. Narrow it, by a tag perhaps, and export in parts.";
            return Err(Error::invalid("format", sentence).into());
        }
        let tags = store::tags_of(db, org, contacts.iter().map(|contact| contact.id).collect()).await?;
        let rows = contacts.iter().map(|contact| (contact, tags.get(&contact.id).map_or(&[][..], Vec::as_slice)));
        return Ok(csv("contacts.csv", file::write(rows)?));
    }
    let contacts = store::list(db, org, &filter, &reach).await?;
    let used = store::tags_used(db, org).await?;
    let facts = view::Index {
        org: &scope.org,
        filter: &filter,
        shown: &contacts,
        tags: &used,
        may_manage: scope.may(Perm::ContactsManage) && policy::may_whole(&scope),
    };
    Ok(page.show(&scope, "Contacts", view::page(&facts)))
}
