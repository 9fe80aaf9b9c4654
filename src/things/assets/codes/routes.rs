//! Codes on the page of an asset, and the page where a code that nothing has is given to an asset.

use super::super::model::AssetQuery;
use super::super::routes::{back, managed};
use super::super::store as assets;
use super::actions;
use crate::views::assets::codes as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::web::{Answer, Form, Id, Page, Path, Query, Routes};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Assets offered for a code.
const OFFERED: i64 = 20;

/// The table.
pub fn routes() -> Routes {
    let manage = Perm::AssetsManage;
    Routes::under("/o/{org}")
        .get("/assets/adoption", manage, choose)
        .get("/assets/{id}/codes", manage, index)
        .post("/assets/{id}/codes", manage, add)
        .post("/assets/{id}/codes/{code}/removal", manage, remove)
}

/// A code that nothing has, and words to find the asset by that is to get it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Adoption {
    code: String,
    text: String,
}

async fn choose(scope: Scope, page: Page, Query(asked): Query<Adoption>) -> Answer {
    let reach = scope.reach(Perm::AssetsManage);
    let query = AssetQuery { text: asked.text.clone(), ..AssetQuery::default() };
    let filter = query.filter(&[], (&scope.org.currency, scope.org.zone()));
    let found = match asked.text.trim() {
        "" => Vec::new(),
        _ => {
            assets::after(scope.db(), scope.org_id(), (&filter, query.sorting(), scope.today()), &reach, None, OFFERED)
                .await?
        }
    };
    Ok(page.show(&scope, "Give the code to an asset", view::adoption(&scope.org, &asked.code, &asked.text, &found)))
}

async fn index(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (title, main) = drawn(&scope, id, "", &Problems::new()).await?;
    Ok(page.show(&scope, &title, main))
}

async fn drawn(scope: &Scope, id: Uuid, typed: &str, problems: &Problems) -> Result<(String, Markup)> {
    let asset = managed(scope, id).await?;
    let codes = super::store::codes(scope.db(), scope.org_id(), id).await?;
    Ok((format!("Codes of {}", asset.tag), view::page(&scope.org, &asset, &codes, typed, problems)))
}

/// What a form with a code sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

async fn add(scope: Scope, page: Page, Id(id): Id, Form(form): Form<CodeForm>) -> Answer {
    let asset = managed(&scope, id).await?;
    match actions::add(&scope, id, &form.code).await {
        Ok(_) => {
            let text = format!("{} has the code {} now.", asset.tag, form.code.trim());
            Ok(back(&scope, &scope.org.path(&format!("/assets/{id}")), text))
        }
        Err(Error::Invalid(problems)) => {
            let (title, main) = drawn(&scope, id, &form.code, &problems).await?;
            let response = page.show(&scope, &title, main);
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

/// Which code of which asset.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct CodePath {
    pub id: Uuid,
    pub code: Uuid,
}

async fn remove(scope: Scope, Path(at): Path<CodePath>) -> Answer {
    managed(&scope, at.id).await?;
    actions::remove(&scope, at.id, at.code).await?;
    Ok(back(&scope, &scope.org.path(&format!("/assets/{}/codes", at.id)), "The code was removed.".to_owned()))
}
