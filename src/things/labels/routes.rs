//! The page of labels with its preview, and the file.

use super::actions::{self, Chosen};
use super::form::LabelForm;
use super::layout::{Ink, laid_out};
use super::model::{Label, Which};
use super::{Sheet, draw};
use crate::assets::AssetQuery;
use crate::stock::ItemQuery;
use crate::views::labels as view;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use kernel::{Error, Problems};
use platform::ui::assets::LABEL_FONT;
use platform::web::{Answer, Page, Query, Routes, download};
use platform::{Perm, Scope};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/assets/labels", Perm::AssetsRead, of_assets)
        .get("/assets/labels/file", Perm::AssetsRead, file_of_assets)
        .get("/stock/labels", Perm::AssetsRead, of_items)
        .get("/stock/labels/file", Perm::AssetsRead, file_of_items)
        .get("/locations/labels", Perm::ResourcesRead, of_locations)
        .get("/locations/labels/file", Perm::ResourcesRead, file_of_locations)
        .get("/resources/labels", Perm::ResourcesRead, of_resources)
        .get("/resources/labels/file", Perm::ResourcesRead, file_of_resources)
}

/// Everything an address says, name by name.
type Said = Vec<(String, String)>;

async fn of_assets(scope: Scope, page: Page, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    drawn(&scope, &page, Which::Assets, form, &said).await
}

async fn of_items(scope: Scope, page: Page, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    drawn(&scope, &page, Which::Stock, form, &said).await
}

async fn of_locations(scope: Scope, page: Page, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    drawn(&scope, &page, Which::Locations, form, &said).await
}

async fn of_resources(scope: Scope, page: Page, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    drawn(&scope, &page, Which::Resources, form, &said).await
}

async fn file_of_assets(scope: Scope, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    file(&scope, Which::Assets, form, &said).await
}

async fn file_of_items(scope: Scope, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    file(&scope, Which::Stock, form, &said).await
}

async fn file_of_locations(scope: Scope, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    file(&scope, Which::Locations, form, &said).await
}

async fn file_of_resources(scope: Scope, Query(form): Query<LabelForm>, Query(said): Query<Said>) -> Answer {
    file(&scope, Which::Resources, form, &said).await
}

/// What an address chooses: `asset` or `id` one by one, or the filter of the list of assets, or of that of stock.
fn chosen(said: &Said) -> Chosen {
    let each = said.iter().filter(|(name, _)| name == "asset" || name == "id").map(|(_, value)| value.clone());
    Chosen { each: each.collect(), assets: AssetQuery::of(said), items: ItemQuery::of(said) }
}

/// The same as the names and values of an address.
fn kept(chosen: &Chosen, which: Which) -> Vec<(String, String)> {
    let word = if which == Which::Assets { "asset" } else { "id" };
    let each = chosen.each.iter().map(|value| (word.to_owned(), value.clone()));
    let filter = match which {
        Which::Stock => chosen.items.said().to_vec(),
        Which::Assets | Which::Locations | Which::Resources => chosen.assets.said(),
    };
    let filter = filter.into_iter().filter(|(name, value)| !value.is_empty() && *name != "columns");
    each.chain(filter.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
}

async fn drawn(scope: &Scope, page: &Page, which: Which, form: LabelForm, said: &Said) -> Answer {
    let (form, chosen) = (form.filled(which), chosen(said));
    let (labels, wish) = (actions::labels(scope, which, &chosen).await, form.read());
    let (labels, mut problems) = match labels {
        Ok(labels) => (labels, Problems::new()),
        Err(Error::Invalid(problems)) => (Vec::new(), problems),
        Err(error) => return Err(error.into()),
    };
    if let Err(more) = &wish {
        problems.extend(more.clone());
    }
    let ink = Ink::of(LABEL_FONT).ok_or_else(|| Error::broken("the font of labels"))?;
    let drawn = wish.as_ref().ok().map(|wish| {
        let piece = |label: &Label| laid_out(label, wish.codes, &wish.lines, wish.sheet.label, &ink);
        let room = wish.sheet.count() - (wish.start - 1);
        view::Preview { wish, labels: labels.iter().take(room).map(piece).collect() }
    });
    let facts = view::Facts {
        org: &scope.org,
        which,
        form: &form,
        kept: &kept(&chosen, which),
        count: labels.len(),
        sheets: wish.as_ref().map_or(0, |wish| sheets(&wish.sheet, wish.start, labels.len())),
        preview: drawn,
    };
    Ok(page.show_with(scope, "Labels", &[], &["labels.css"], view::page(&facts, &problems)))
}

/// Sheets that so many labels take.
fn sheets(sheet: &Sheet, start: usize, labels: usize) -> usize {
    if labels == 0 { 0 } else { (start - 1 + labels).div_ceil(sheet.count()) }
}

async fn file(scope: &Scope, which: Which, form: LabelForm, said: &Said) -> Answer {
    let wish = form.filled(which).read().map_err(Error::Invalid)?;
    let labels = actions::labels(scope, which, &chosen(said)).await?;
    // Drawing takes as long as a page has labels: others are served meanwhile.
    let drawn = tokio::task::spawn_blocking(move || draw::pdf(&labels, &wish)).await.map_err(Error::broken)??;
    let mut response = download("labels.pdf", "application/pdf", drawn);
    // Shown in the browser, whose print button is near.
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"labels.pdf\""));
    Ok(response)
}
