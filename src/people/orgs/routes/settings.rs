//! The organisation's settings: name, zone, currency, colour, logo.

use super::super::actions;
use super::super::model::{NewOrg, OrgForm, logo};
use super::back;
use crate::views::orgs::settings as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::web::{Answer, Form, Page, Query, Upload, overtaken};
use platform::{Perm, Scope, context};
use serde::Deserialize;

/// The page's title.
const TITLE: &str = "Settings";

#[derive(Deserialize)]
pub(super) struct Preview {
    /// A colour to be tried: the hint about its contrast follows it.
    colour: Option<String>,
}

pub(super) async fn show(scope: Scope, page: Page, Query(preview): Query<Preview>) -> Answer {
    let mut form = OrgForm::of(&scope.org);
    if let Some(colour) = preview.colour {
        form.colour = colour;
    }
    Ok(page.show(&scope, TITLE, draw(&scope, &form, &Problems::new())?))
}

pub(super) async fn change(scope: Scope, page: Page, Form(form): Form<OrgForm>) -> Answer {
    // The short name stands in links that people keep: it is not changed here.
    let form = OrgForm { slug: scope.org.slug.clone(), ..form };
    let wish = match NewOrg::parse(&form) {
        Ok(wish) => wish,
        Err(problems) => return refuse(&scope, &page, &form, &problems),
    };
    match actions::change_settings(&scope, &wish, form.version).await {
        Ok(()) => Ok(back(&scope, "/settings", "The settings are saved.".to_owned())),
        Err(error) if error.is_overtaken() => {
            let saved = OrgForm::of(&context::org_by_id(scope.db(), scope.org_id()).await?);
            let problems = overtaken(&scope, scope.org_id(), (&form, &saved), &[]).await?;
            let again = refuse(&scope, &page, &OrgForm { version: saved.version, ..form }, &problems)?;
            Ok(page.with_status(again, StatusCode::CONFLICT))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show_logo(scope: Scope, page: Page, upload: Upload) -> Answer {
    let chosen = upload.file.and_then(|file| {
        let file = file.ok_or("Choose a picture first.")?;
        Ok(logo(file.bytes)?)
    });
    let shown = match chosen {
        Ok(logo) => actions::show_logo(&scope, logo).await,
        Err(message) => Err(Error::invalid("file", message)),
    };
    match shown {
        Ok(()) => Ok(back(&scope, "/settings", "The logo is changed.".to_owned())),
        Err(Error::Invalid(problems)) => refuse(&scope, &page, &OrgForm::of(&scope.org), &problems),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove_logo(scope: Scope) -> Answer {
    actions::remove_logo(&scope).await?;
    Ok(back(&scope, "/settings", "The logo is removed.".to_owned()))
}

fn refuse(scope: &Scope, page: &Page, form: &OrgForm, problems: &Problems) -> Answer {
    Ok(page.refuse(scope, TITLE, draw(scope, form, problems)?))
}

/// The page, for whoever may change all of the organisation: its settings belong to no location.
fn draw(scope: &Scope, form: &OrgForm, problems: &Problems) -> Result<Markup> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let public = scope.org.public_url(&scope.house, "");
    Ok(view::page(&scope.org, form, &public, problems))
}
