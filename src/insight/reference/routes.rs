//! The readable page.

use super::api::described;
use super::sections::sections;
use crate::views::reference as view;
use axum::extract::State;
use kernel::Error;
use platform::web::{Answer, Page, Routes};
use platform::{House, Perm};

/// The table.
pub fn routes() -> Routes {
    Routes::under("").get("/api", Perm::Public, show)
}

async fn show(State(house): State<House>, page: Page) -> Answer {
    let (Some(calls), Some(document)) = (house.wings.api, described(&house)) else {
        return Err(Error::NotFound.into());
    };
    let sections = sections(&calls(), &document, &house.settings.base_url);
    let refusals: Vec<(&str, &str)> = house.wings.refusals.iter().flat_map(|list| list.iter().copied()).collect();
    let main = view::page(&sections, &refusals, &house.settings.base_url);
    Ok(page.reading("The API", &["reference.css"], main))
}
