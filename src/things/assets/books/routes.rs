//! The page of an asset's depreciation.

use super::model::{BookForm, Entry};
use super::{actions, rules, store};
use crate::assets::model::Asset;
use crate::assets::routes::{back, managed, seen};
use crate::views::assets::books as view;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Routes};
use platform::{Perm, Scope};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/assets/{id}/depreciation", Perm::AssetsRead, show).post(
        "/assets/{id}/depreciation",
        Perm::AssetsManage,
        set,
    )
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = seen(&scope, id).await?;
    let own = store::own(scope.db(), scope.org_id(), id).await?;
    let typed = BookForm::of(&own, &asset.currency);
    let main = drawn(&scope, &asset, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, &format!("Depreciation of {}", asset.tag), main))
}

async fn drawn(scope: &Scope, asset: &Asset, typed: &BookForm, problems: &Problems) -> Result<maud::Markup> {
    let rules = rules(scope).await?;
    let entry = Entry::of(asset, &store::own(scope.db(), scope.org_id(), asset.id).await?);
    Ok(view::page(
        &view::Shown {
            org: &scope.org,
            entry: &entry,
            rules: &rules,
            typed,
            may_change: asset.is_within(&scope.reach(Perm::AssetsManage)),
            today: scope.today(),
        },
        problems,
    ))
}

async fn set(scope: Scope, page: Page, Id(id): Id, Form(form): Form<BookForm>) -> Answer {
    let asset = managed(&scope, id).await?;
    let path = scope.org.path(&format!("/assets/{id}/depreciation"));
    match actions::set(&scope, id, &form).await {
        Ok(()) => Ok(back(&scope, &path, format!("The depreciation of {} was set.", asset.tag))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, &asset, &form, &problems).await?;
            Ok(page.refuse(&scope, &format!("Depreciation of {}", asset.tag), main))
        }
        Err(error) => Err(error.into()),
    }
}
