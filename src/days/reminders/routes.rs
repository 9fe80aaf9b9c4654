//! The page on which an organisation chooses what its guests are written by itself.

use super::model::GuestMessagesForm;
use super::{actions, store};
use crate::views::reminders::settings as view;
use kernel::{Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Routes, go_flash};
use platform::{Perm, Scope};

/// The page's title.
const TITLE: &str = "Messages to guests";
/// Its path below the organisation.
const PATH: &str = "/settings/guest-messages";

/// The rows of this domain.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get(PATH, Perm::OrgManage, show).post(PATH, Perm::OrgManage, choose)
}

async fn show(scope: Scope, page: Page) -> Answer {
    let settings = store::settings(scope.db(), scope.org_id()).await?;
    let drawn = draw(&scope, &GuestMessagesForm::of(&settings), &Problems::new())?;
    Ok(page.show(&scope, TITLE, drawn))
}

async fn choose(scope: Scope, page: Page, Form(form): Form<GuestMessagesForm>) -> Answer {
    let chosen = match form.parse() {
        Ok(chosen) => chosen,
        Err(problems) => return Ok(page.refuse(&scope, TITLE, draw(&scope, &form, &problems)?)),
    };
    actions::choose(&scope, &chosen).await?;
    let flash = Flash { text: "The messages to guests are saved.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(PATH), flash))
}

/// The page, for whoever may change all of the organisation.
fn draw(scope: &Scope, form: &GuestMessagesForm, problems: &Problems) -> Result<Markup> {
    scope.demand_everywhere(Perm::OrgManage)?;
    Ok(view::page(&scope.org, form, problems))
}
