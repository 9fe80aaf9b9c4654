//! The list of contacts, and the same as a file.

use super::super::model::{Contact, ContactFilter};
use super::super::{file, policy, store};
use crate::views::contacts::index as view;
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, TURN, Turn, file_as_read};
use platform::{Perm, Scope};
use std::sync::Arc;
use uuid::Uuid;

pub(super) async fn index(scope: Scope, page: Page, Query(filter): Query<ContactFilter>) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::ContactsRead));
    if let Some(paper) = Paper::parse(&filter.format) {
        let asked = Arc::new((scope, filter, reach));
        return file_as_read(paper, "Contacts", file::HEADS.map(str::to_owned).into(), move |edge| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter, reach) = &*asked;
                let (db, org) = (scope.db(), scope.org_id());
                let after = (store::After::Name(edge), false);
                let contacts = store::after(db, org, filter, None, reach, after, TURN).await?;
                let ids: Vec<Uuid> = contacts.iter().map(|contact| contact.id).collect();
                let (tags, notes) = (store::tags_of(db, org, ids.clone()).await?, store::notes_of(db, org, ids).await?);
                let cells = |one: &Contact| {
                    let tags = tags.get(&one.id).map_or(&[][..], Vec::as_slice);
                    file::cells(one, tags, notes.get(&one.id).map_or("", String::as_str))
                };
                Ok(Turn::of(&contacts, cells, |last| (last.name.clone(), last.id)))
            })
        })
        .await;
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
