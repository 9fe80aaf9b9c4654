//! The list.

use crate::locations;
use crate::resources::{FilterQuery, Sort, store};
use crate::views::resources::index::{self as view, List};
use platform::web::{Answer, Page, Query, csv};
use platform::{Perm, Scope};
use serde::Deserialize;

/// Resources on a page.
const PAGE: i64 = 50;
/// Rows of a CSV file.
const CSV_MAX: i64 = 50_000;

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    #[serde(flatten)]
    filter: FilterQuery,
    /// See [`Sort`].
    sort: String,
    /// `desc`: from the end.
    dir: String,
    /// From 1.
    page: String,
    /// `csv`: a file of all pages.
    format: String,
}

pub async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::ResourcesRead));
    let filter = query.filter.filter();
    let order = (Sort::parse(&query.sort).unwrap_or_default(), query.dir == "desc");
    if query.format == "csv" {
        let resources = store::page(db, org, &filter, &reach, order, 0, CSV_MAX).await?;
        return Ok(csv("resources.csv", view::csv(&scope.org, &resources)?));
    }
    let total = store::count(db, org, &filter, &reach).await?;
    // A page beyond the last one is the last one: resources may have gone since the link was made.
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    let number = query.page.parse().unwrap_or(1).clamp(1, pages);
    let resources = store::page(db, org, &filter, &reach, order, (number - 1) * PAGE, PAGE).await?;
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.covers(place.id));
    let amenities = store::amenities(db, org, false).await?;
    let list = List {
        org: &scope.org,
        query: &query.filter,
        order,
        resources: &resources,
        page: (number, PAGE),
        total,
        places: &places,
        amenities: &amenities,
        may_add: scope.may(Perm::ResourcesManage),
    };
    Ok(page.show(&scope, "Resources", view::index(&list)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_filters_and_a_page_is_read() {
        let read = |text: &str| {
            let uri: axum::http::Uri = format!("/o/x/resources?{text}").parse().unwrap();
            let axum_extra::extract::Query(query) =
                axum_extra::extract::Query::<ListQuery>::try_from_uri(&uri).unwrap();
            query
        };
        let query = read("text=a%20b&amenity=Whiteboard&sort=capacity&dir=desc&page=2");
        assert_eq!((query.filter.text.as_str(), query.sort.as_str(), query.page.as_str()), ("a b", "capacity", "2"));
        assert_eq!(query.filter.amenity, ["Whiteboard"]);
        assert_eq!(read("amenity=Whiteboard&kind=room&amenity=Window").filter.amenity, ["Whiteboard", "Window"]);
        assert!(read("").filter.filter().is_empty());
    }
}
