//! The list of items and what to order, and the same as files.

use super::super::model::{ItemQuery, filed, shown};
use super::super::store;
use super::may_change;
use crate::views::stock::{file, index as view, order};
use crate::{catalogue, lists, locations};
use kernel::sheet::Paper;
use platform::web::{Answer, Page, Query, TURN, Turn, csv, file_as_read};
use platform::{Perm, Scope};
use serde::Deserialize;
use std::sync::Arc;

/// Lines of a proposed order as a file.
const CSV_MAX: i64 = 100_000;
/// Lines of a proposed order on its page.
const ORDER_MAX: i64 = 500;

pub(super) async fn index(scope: Scope, page: Page, Query(query): Query<ItemQuery>) -> Answer {
    let (db, org, reach, filter) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead), query.filter());
    // What is remembered is not said by the addresses of the page.
    let columns = lists::columns(&scope, lists::Kind::Stock, &query.columns).await?;
    if let Some(paper) = Paper::parse(&query.format) {
        let columns = filed(&columns);
        let (heads, asked) = (file::item_heads(&columns), Arc::new((scope, filter, reach, columns)));
        return file_as_read(paper, "Stock", heads, move |edge| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter, reach, columns) = &*asked;
                let items = store::after(scope.db(), scope.org_id(), filter, reach, edge, TURN).await?;
                Ok(Turn::of(&items, |item| file::item(item, columns), |last| (last.name.clone(), last.id)))
            })
        })
        .await;
    }
    let listed = store::list(db, org, &filter, &reach, (query.after, query.before)).await?;
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let mut suppliers = catalogue::vendors::store::all(db, org).await?;
    suppliers.retain(|vendor| vendor.supplies);
    let facts = view::Index {
        org: &scope.org,
        query: &query,
        columns: &shown(&columns),
        page: &listed,
        categories: &catalogue::categories::store::tree(db, org).await?,
        suppliers: &suppliers,
        places: &places,
        may_change: may_change(&scope),
    };
    Ok(page.show_with(&scope, "Stock", &[], &["assets.css"], view::page(&facts)))
}

/// What the address of the order list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrderQuery {
    /// `csv`: a file.
    format: String,
}

pub(super) async fn order_list(scope: Scope, page: Page, Query(query): Query<OrderQuery>) -> Answer {
    let reach = scope.reach(Perm::AssetsRead);
    if query.format == "csv" {
        let short = store::short(scope.db(), scope.org_id(), &reach, CSV_MAX).await?;
        return Ok(csv("order-list.csv", file::order(&short)?));
    }
    let mut short = store::short(scope.db(), scope.org_id(), &reach, ORDER_MAX + 1).await?;
    let is_more = short.len() as i64 > ORDER_MAX;
    short.truncate(usize::try_from(ORDER_MAX).unwrap_or(0));
    Ok(page.show(&scope, "To order", order::page(&scope.org, &short, is_more)))
}
