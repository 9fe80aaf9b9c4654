//! Pages of vendors.

use super::super::pages::{VersionForm, done, may_change, put_away};
use super::input::{NewVendor, VendorForm};
use super::model::{Vendor, VendorFilter};
use super::{actions, store};
use crate::views::catalogue::vendors::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::vendors::index::{self as index_view, Index};
use crate::views::catalogue::vendors::show::{self as show_view, Shown};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Query, Routes};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use uuid::Uuid;

/// Lines of a vendor's history.
const HISTORY_MAX: i64 = 20;

/// The rows of vendors.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue/vendors", read, index)
        .get("/catalogue/vendors/new", manage, new)
        .post("/catalogue/vendors", manage, create)
        .get("/catalogue/vendors/{id}", read, show)
        .get("/catalogue/vendors/{id}/details", manage, edit)
        .post("/catalogue/vendors/{id}/details", manage, update)
        .post("/catalogue/vendors/{id}/archival", manage, archive)
        .post("/catalogue/vendors/{id}/restoration", manage, restore)
}

async fn index(scope: Scope, page: Page, Query(filter): Query<VendorFilter>) -> Answer {
    let shown = store::list(scope.db(), scope.org_id(), &filter).await?;
    let facts = Index { org: &scope.org, filter: &filter, shown: &shown, may_change: may_change(&scope) };
    Ok(page.show(&scope, "Suppliers and makers", index_view::page(&facts)))
}

/// What the address of the form for a new vendor says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    /// `makes` or `supplies`.
    role: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let role = if query.role.is_empty() { Vec::new() } else { vec![query.role] };
    let typed = VendorForm { role, key: scope.house.ids.token(), ..VendorForm::default() };
    Ok(page.show(&scope, "New supplier or maker", drawn(&scope, None, &typed, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<VendorForm>) -> Answer {
    let made = match NewVendor::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(id) => Ok(done(&scope, &format!("/vendors/{id}"), format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, "New supplier or maker", drawn(&scope, None, &typed, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let vendor = store::by_id(db, org, id).await?;
    let history = events::of_subject(db, org, id, HISTORY_MAX).await?;
    let facts = Shown {
        org: &scope.org,
        vendor: &vendor,
        models: store::models_made(db, org, id).await?,
        assets: store::assets_supplied(db, org, id).await?,
        history: &history,
        may_change: may_change(&scope),
    };
    Ok(page.show(&scope, &vendor.name, show_view::page(&facts)))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let vendor = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&vendor), &VendorForm::of(&vendor), &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", vendor.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<VendorForm>) -> Answer {
    let vendor = changeable(&scope, id).await?;
    let saved = match NewVendor::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, &format!("/vendors/{id}"), format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&vendor), &typed, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", vendor.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let vendor = actions::archive(&scope, id, form.version).await?;
    Ok(put_away(&scope, "/vendors", id, form.version, &vendor.name))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let vendor = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, &format!("/vendors/{id}"), format!("{} is in use again.", vendor.name)))
}

/// A vendor in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Vendor> {
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if vendor.archived_at.is_some() { Err(Error::NotFound) } else { Ok(vendor) }
}

fn drawn(scope: &Scope, existing: Option<&Vendor>, typed: &VendorForm, problems: &Problems) -> maud::Markup {
    form_view::page(&ShownForm { org: &scope.org, existing, typed, problems })
}
