//! One item: what is on hand of it where, and what came and went.

use super::super::model::Item;
use super::super::store;
use super::{may_change, seen};
use crate::locations;
use crate::views::stock::show as view;
use axum::http::StatusCode;
use kernel::Problems;
use platform::web::{Answer, Id, Page, Query};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use uuid::Uuid;

/// Entries on a page of the ledger.
pub(super) const LEDGER: i64 = 50;
/// Facts of its history.
const FACTS: i64 = 20;

/// What the address of an item says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LedgerQuery {
    /// Entries before this one.
    before: Option<Uuid>,
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<LedgerQuery>) -> Answer {
    let item = seen(&scope, id).await?;
    drawn(&scope, &page, &item, query.before, &Problems::new()).await
}

/// The page again, with what is wrong with a minimum.
pub(super) async fn again(scope: &Scope, page: &Page, id: Uuid, problems: &Problems) -> Answer {
    let item = seen(scope, id).await?;
    let response = drawn(scope, page, &item, None, problems).await?;
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

async fn drawn(scope: &Scope, page: &Page, item: &Item, before: Option<Uuid>, problems: &Problems) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let (lend, manage) = (scope.reach(Perm::AssetsLend), scope.reach(Perm::AssetsManage));
    let mut entries = store::entries(db, org, item.id, &reach, before, LEDGER + 1).await?;
    let is_more = entries.len() as i64 > LEDGER;
    entries.truncate(usize::try_from(LEDGER).unwrap_or(0));
    let mut history = events::of_subject(db, org, item.id, FACTS).await?;
    // The ledger tells what came and went; this tells what the item was called.
    history.retain(|event| event.kind.starts_with("stock_item."));
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| item.is_within(&manage, place.id));
    let facts = view::Facts {
        org: &scope.org,
        item,
        levels: &store::levels(db, org, item.id, &reach).await?,
        entries: &entries,
        older: is_more.then(|| entries.last().map(|entry| entry.id)).flatten(),
        is_first: before.is_none(),
        history: &history,
        places: &places,
        lend: &lend,
        manage: &manage,
        may_change: may_change(scope),
        key: &scope.house.ids.token(),
        problems,
    };
    Ok(page.show(scope, &item.name, view::page(&facts)))
}
