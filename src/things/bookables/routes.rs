//! Making assets bookable, and the cards about it on the pages of assets and models.

use super::model::{Link, Of};
use super::{actions, store};
use crate::assets::{self};
use crate::catalogue::labels::State;
use crate::catalogue::models;
use crate::views::bookables as view;
use kernel::Error;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Routes, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/assets/{id}/resource", Perm::AssetsRead, of_asset)
        .post("/assets/{id}/resource", Perm::ResourcesManage, make_asset)
        .get("/catalogue/models/{id}/resource", Perm::AssetsRead, of_model)
        .post("/catalogue/models/{id}/resource", Perm::ResourcesManage, make_model)
}

async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::seen(&scope, id).await?;
    let own = store::of_asset(scope.db(), scope.org_id(), id).await?.filter(Link::is_live);
    let around = store::around_asset(scope.db(), scope.org_id(), id).await?;
    let place = asset.home_id.or(asset.location_id);
    let shown = view::Shown {
        org: &scope.org,
        key: &scope.house.ids.token(),
        name: &asset.tag,
        path: format!("/assets/{id}"),
        link: own.as_ref().or(around.as_ref()),
        is_own: own.is_some(),
        may_make: asset.state != State::Disposed
            && place.is_some_and(|place| scope.may_at(Perm::ResourcesManage, place)),
        may_stop: own.as_ref().is_some_and(|link| scope.may_at(Perm::ResourcesManage, link.location_id)),
    };
    Ok(drawn(&scope, &page, &shown))
}

async fn of_model(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let model = models::store::by_id(scope.db(), scope.org_id(), id).await?;
    let link = store::of_model(scope.db(), scope.org_id(), id).await?.filter(Link::is_live);
    let place = store::usual_place(scope.db(), scope.org_id(), id).await?;
    let sees_all = store::is_all_reached(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await?;
    let shown = view::Shown {
        org: &scope.org,
        key: &scope.house.ids.token(),
        name: &model.name,
        path: format!("/catalogue/models/{id}"),
        link: link.as_ref(),
        is_own: true,
        may_make: sees_all
            && model.archived_at.is_none()
            && place.is_some_and(|place| scope.may_at(Perm::ResourcesManage, place)),
        may_stop: link.as_ref().is_some_and(|link| scope.may_at(Perm::ResourcesManage, link.location_id)),
    };
    Ok(drawn(&scope, &page, &shown))
}

/// A card for the page that asks for it, a page of its own for a link.
fn drawn(scope: &Scope, page: &Page, shown: &view::Shown<'_>) -> axum::response::Response {
    match page.hx.is_script() && !page.hx.full {
        true => page.part(view::section(shown)),
        false => page.show(scope, &format!("Booking of {}", shown.name), view::page(shown)),
    }
}

/// What the button sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct MakeForm {
    key: String,
}

async fn make_asset(scope: Scope, Id(id): Id, Form(form): Form<MakeForm>) -> Answer {
    assets::seen(&scope, id).await?;
    made(&scope, Of::Asset(id), &form.key).await
}

async fn make_model(scope: Scope, Id(id): Id, Form(form): Form<MakeForm>) -> Answer {
    if scope.reach(Perm::AssetsRead) == Reach::Within(Vec::new()) {
        return Err(Error::NotFound.into());
    }
    made(&scope, Of::Model(id, None), &form.key).await
}

async fn made(scope: &Scope, of: Of, key: &str) -> Answer {
    let resource = actions::make(scope, of, key).await?;
    let flash = Flash {
        text: "It can be booked now. Look at its hours, rules and price.".to_owned(),
        tone: Tone::Ok,
        undo: None,
    };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/resources/{resource}")), flash))
}
