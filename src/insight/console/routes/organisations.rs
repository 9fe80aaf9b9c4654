//! Organisations: the list, founding one for somebody, and what is decided about one.

use super::{PAGE, STYLES, done, operator};
use crate::console::model::{FoundForm, OrgsQuery};
use crate::console::store::organisations as store;
use crate::paging::Listed;
use crate::views::console::{found as found_view, organisations as views};
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use people::orgs::actions;
use people::orgs::model::TermsForm;
use platform::web::{Answer, Form, Id, Page, Query, Visit};
use platform::{Org, Scope, context};
use serde::Deserialize;
use uuid::Uuid;

pub(super) async fn index(visit: Visit, page: Page, Query(query): Query<OrgsQuery>) -> Answer {
    let user = operator(&visit)?;
    let from = query.page();
    let rows = store::list(&visit.house.db, query.pattern(), query.suspended(), from, PAGE + 1, visit.now).await?;
    let listed = Listed::cut(rows, from, PAGE, |row| row.spot());
    Ok(page.console(user, "Organisations", STYLES, views::index(&query, &listed, visit.now)))
}

/// The title of the form.
const FOUND: &str = "New organisation";

pub(super) async fn blank(visit: Visit, page: Page) -> Answer {
    let user = operator(&visit)?;
    Ok(page.console(user, FOUND, STYLES, found_view::form(&FoundForm::blank(), &Problems::new())))
}

pub(super) async fn found(visit: Visit, page: Page, Form(form): Form<FoundForm>) -> Answer {
    let user = operator(&visit)?;
    let founded = match form.parse() {
        Ok((org, owner)) => actions::found_for(&visit.errand(), org, &owner).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match founded {
        Ok(org) => Ok(done(&visit, &path(org.id), found_view::founded(&org.name, form.owner_email.trim()))),
        Err(Error::Invalid(problems)) => {
            let shown = page.console(user, FOUND, STYLES, found_view::form(&form, &problems));
            Ok(page.with_status(shown, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(visit: Visit, page: Page, Id(id): Id) -> Answer {
    let org = context::org_by_id(&visit.house.db, id).await?;
    let form = TermsForm::of(&org.terms, org.version);
    draw(&visit, &page, &org, &form, "", &Problems::new()).await
}

async fn draw(visit: &Visit, page: &Page, org: &Org, form: &TermsForm, reason: &str, problems: &Problems) -> Answer {
    let user = operator(visit)?;
    let figures = store::figures(&visit.house.db, org.id, visit.now).await?;
    let view =
        views::Show { org, figures: &figures, form, reason, problems, public: visit.house.url(&org.public_path("")) };
    Ok(page.console(user, &org.name, STYLES, views::show(&view)))
}

/// What an operator says when they suspend.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Suspension {
    reason: String,
}

pub(super) async fn suspend(visit: Visit, page: Page, Id(id): Id, Form(form): Form<Suspension>) -> Answer {
    let scope = scope(&visit, id).await?;
    match actions::suspend(&scope, &form.reason).await {
        Ok(()) => Ok(done(&visit, &path(id), views::suspended(&scope.org.name))),
        Err(Error::Invalid(problems)) => {
            let terms = TermsForm::of(&scope.org.terms, scope.org.version);
            refuse(&visit, &page, &scope.org, &terms, &form.reason, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn resume(visit: Visit, Id(id): Id) -> Answer {
    let scope = scope(&visit, id).await?;
    actions::resume(&scope).await?;
    Ok(done(&visit, &path(id), views::resumed(&scope.org.name)))
}

pub(super) async fn set_terms(visit: Visit, page: Page, Id(id): Id, Form(form): Form<TermsForm>) -> Answer {
    let scope = scope(&visit, id).await?;
    match form.parse() {
        Ok((limits, off)) => {
            actions::set_terms(&scope, limits, &off, form.version).await?;
            Ok(done(&visit, &path(id), views::terms_saved(&scope.org.name)))
        }
        Err(problems) => refuse(&visit, &page, &scope.org, &form, "", &problems).await,
    }
}

async fn refuse(visit: &Visit, page: &Page, org: &Org, form: &TermsForm, reason: &str, problems: &Problems) -> Answer {
    let shown = draw(visit, page, org, form, reason, problems).await?;
    Ok(page.with_status(shown, StatusCode::UNPROCESSABLE_ENTITY))
}

/// The operator at work inside an organisation.
async fn scope(visit: &Visit, id: Uuid) -> Result<Scope> {
    operator(visit)?;
    Ok(visit.errand().inside(context::org_by_id(&visit.house.db, id).await?))
}

fn path(id: Uuid) -> String {
    format!("/console/organisations/{id}")
}
