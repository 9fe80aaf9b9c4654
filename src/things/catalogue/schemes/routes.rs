//! Pages of schemes.

use super::super::pages::{Shelf, VersionForm, done, may_change, put_away};
use super::input::{NewScheme, SchemeForm};
use super::model::Scheme;
use super::{actions, store};
use crate::views::catalogue::schemes::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::schemes::index::{self as index_view, Index};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The rows of schemes.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue/depreciation", read, index)
        .get("/catalogue/depreciation/new", manage, new)
        .post("/catalogue/depreciation", manage, create)
        .post("/catalogue/depreciation/fiscal-year", manage, set_fiscal_year)
        .get("/catalogue/depreciation/{id}/details", manage, edit)
        .post("/catalogue/depreciation/{id}/details", manage, update)
        .post("/catalogue/depreciation/{id}/archival", manage, archive)
        .post("/catalogue/depreciation/{id}/restoration", manage, restore)
        .post("/catalogue/categories/{id}/depreciation", manage, set_of_category)
}

async fn index(scope: Scope, page: Page, Query(shelf): Query<Shelf>) -> Answer {
    let mut schemes = store::all_with_archived(scope.db(), scope.org_id()).await?;
    let has_archived = schemes.iter().any(|scheme| scheme.archived_at.is_some());
    schemes.retain(|scheme| scheme.archived_at.is_some() == shelf.is_archive());
    let users = store::users_of_each(scope.db(), scope.org_id()).await?;
    let facts = Index {
        org: &scope.org,
        schemes: &schemes,
        users: &users,
        is_archive: shelf.is_archive(),
        has_archived,
        may_change: may_change(&scope),
        fiscal: store::fiscal_year(scope.db(), scope.org_id()).await?,
    };
    Ok(page.show(&scope, "Depreciation schemes", index_view::page(&facts)))
}

async fn new(scope: Scope, page: Page) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let typed = SchemeForm::fresh(scope.house.ids.token());
    Ok(page.show(&scope, "New depreciation scheme", drawn(&scope, None, &typed, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<SchemeForm>) -> Answer {
    let made = match NewScheme::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(_) => Ok(done(&scope, "/depreciation", format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, "New depreciation scheme", drawn(&scope, None, &typed, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let scheme = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&scheme), &SchemeForm::of(&scheme), &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", scheme.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<SchemeForm>) -> Answer {
    let scheme = changeable(&scope, id).await?;
    let saved = match NewScheme::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, "/depreciation", format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&scheme), &typed, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", scheme.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let scheme = actions::archive(&scope, id, form.version).await?;
    Ok(put_away(&scope, "/depreciation", id, form.version, &scheme.name))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let scheme = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, "/depreciation", format!("{} is in use again.", scheme.name)))
}

/// What the form of the fiscal year sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FiscalForm {
    /// Its first month, 1 to 12.
    month: String,
}

async fn set_fiscal_year(scope: Scope, Form(form): Form<FiscalForm>) -> Answer {
    let month = form.month.parse().unwrap_or_default();
    let was = actions::set_fiscal_year(&scope, month).await?.month();
    let list = scope.org.path("/catalogue/depreciation");
    let undo = Undo { action: format!("{list}/fiscal-year"), fields: vec![("month".to_owned(), was.to_string())] };
    let text = "The fiscal year was set.".to_owned();
    Ok(go_flash(&scope.house, &list, Flash { text, tone: Tone::Ok, undo: (i64::from(was) != month).then_some(undo) }))
}

/// What the form on a category's page sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OfCategory {
    /// Which scheme; empty: as it is said above.
    scheme: String,
}

async fn set_of_category(scope: Scope, Id(id): Id, Form(form): Form<OfCategory>) -> Answer {
    let scheme = match form.scheme.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::invalid("scheme", "Choose from the list."))?),
    };
    actions::set_of_category(&scope, id, scheme).await?;
    Ok(done(&scope, &format!("/categories/{id}"), "Depreciation was set.".to_owned()))
}

/// A scheme in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Scheme> {
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if scheme.archived_at.is_some() { Err(Error::NotFound) } else { Ok(scheme) }
}

fn drawn(scope: &Scope, existing: Option<&Scheme>, typed: &SchemeForm, problems: &Problems) -> maud::Markup {
    form_view::page(&ShownForm { org: &scope.org, existing, typed, problems })
}
