//! Where the public pages stand on the web.

use super::super::actions;
use super::super::model::{NewWeb, WebForm};
use super::back;
use crate::views::orgs::web as view;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::web::{Answer, Form, Page};
use platform::{Perm, Scope};

/// The page's title.
const TITLE: &str = "Public pages";

pub(super) async fn show(scope: Scope, page: Page) -> Answer {
    let main = draw(&scope, &WebForm::of(&scope.org), &Problems::new())?;
    Ok(page.show(&scope, TITLE, main))
}

pub(super) async fn change(scope: Scope, page: Page, Form(form): Form<WebForm>) -> Answer {
    let changed = match NewWeb::parse(&form, scope.house.settings.host()) {
        Ok(wish) => actions::change_web(&scope, &wish, form.version).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, "/settings/web", "Saved. It holds from now on.".to_owned())),
        Err(Error::Invalid(problems)) => Ok(page.refuse(&scope, TITLE, draw(&scope, &form, &problems)?)),
        Err(error) => Err(error.into()),
    }
}

fn draw(scope: &Scope, form: &WebForm, problems: &Problems) -> Result<Markup> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let public = scope.org.public_url(&scope.house, "");
    Ok(view::page(&scope.org, form, &public, scope.house.settings.host(), problems))
}
