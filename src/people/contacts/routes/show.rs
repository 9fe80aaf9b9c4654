//! One contact.

use super::super::model::{Contact, UNDO_DAYS};
use super::super::{policy, store};
use super::{path, seen};
use crate::views::contacts::show as view;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use kernel::{Problems, Result};
use platform::web::{Answer, Id, Page, go};
use platform::{Perm, Reach, Scope, events, post};

/// Letters on the page of a contact.
const LETTERS: i64 = 20;
/// Facts on it.
const FACTS: i64 = 50;

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let contact = seen(&scope, id).await?;
    // The old id leads on.
    if let Some(other) = contact.merged_into
        && contact.erased_at.is_none()
    {
        return Ok(go(&path(&scope, other)));
    }
    if contact.erased_at.is_some() {
        let erasure = store::erasure_of(scope.db(), scope.org_id(), id).await?;
        return Ok(page.show(&scope, contact.label(), view::erased(&scope.org, &contact, erasure.as_ref())));
    }
    drawn(&scope, &page, &contact, "", &Problems::new()).await
}

/// The page again, with what is wrong with what was typed on it.
pub(super) async fn refuse(scope: &Scope, page: &Page, contact: &Contact, note: &str, problems: &Problems) -> Answer {
    let response = drawn(scope, page, contact, note, problems).await?;
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

async fn drawn(
    scope: &Scope,
    page: &Page,
    contact: &Contact,
    note: &str,
    problems: &Problems,
) -> std::result::Result<Response, platform::web::Fault> {
    let (db, org, id) = (scope.db(), scope.org_id(), contact.id);
    let mut sections = Vec::new();
    for holding in scope.house.wings.holdings {
        sections.push((holding.section)(scope, id).await?);
    }
    let signs = store::signs(db, org, id).await?;
    let since = scope.now - TimeDelta::days(UNDO_DAYS);
    let merges = match policy::may_whole(scope) {
        true => store::merges(db, org, id, since).await?,
        false => Vec::new(),
    };
    let facts = view::Facts {
        org: &scope.org,
        contact,
        sections: &sections,
        signs: &signs,
        merges: &merges,
        notes: &store::notes(db, org, id).await?,
        wanted: store::wanted(db, org, id).await?,
        tags: &store::tags(db, org, id).await?,
        tags_used: &store::tags_used(db, org).await?,
        letters: &letters(scope, contact, &signs).await?,
        history: &events::of_subject(db, org, id, FACTS).await?,
        may_change: may_change(scope, contact).await?,
        may_whole: policy::may_whole(scope),
        key: &scope.house.ids.token(),
        note,
    };
    Ok(page.show(scope, contact.label(), view::page(&facts, problems)))
}

async fn may_change(scope: &Scope, contact: &Contact) -> Result<bool> {
    let reach = scope.reach(Perm::ContactsManage);
    let within = store::is_within(scope.db(), scope.org_id(), contact.id, &reach).await?;
    Ok(scope.may(Perm::ContactsManage) && policy::demand_one(&reach, within).is_ok())
}

/// The letters to a contact belong to no place: they are for whoever sees all letters.
async fn letters(scope: &Scope, contact: &Contact, signs: &[Contact]) -> Result<Vec<post::Summary>> {
    if scope.reach(Perm::MessagesRead) != Reach::Everywhere {
        return Ok(Vec::new());
    }
    let addresses: Vec<String> = std::iter::once(contact).chain(signs).map(|contact| contact.email.clone()).collect();
    post::summaries_of(scope.db(), scope.org_id(), &addresses, LETTERS).await
}
