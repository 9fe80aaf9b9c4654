//! What a client is called, and in how many browsers they are signed in.

use super::super::model::ProfileForm;
use super::super::{actions, store};
use crate::contacts;
use crate::views::clients::profile as view;
use axum::http::StatusCode;
use kernel::Problems;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, go_flash};
use platform::{Client, Scope};

pub(super) async fn show(scope: Scope, page: Page, client: Client) -> Answer {
    let contact = contacts::store::by_id(scope.db(), scope.org_id(), client.contact_id).await?;
    let form = ProfileForm { name: contact.name, phone: contact.phone, version: contact.version };
    draw(&scope, &page, &client, &form, &Problems::new()).await
}

pub(super) async fn change(scope: Scope, page: Page, client: Client, Form(form): Form<ProfileForm>) -> Answer {
    match form.parse() {
        Ok((name, phone)) => {
            actions::change_profile(&scope, &client, form.version, name, phone).await?;
            let flash = Flash { text: "Saved.".to_owned(), tone: Tone::Ok, undo: None };
            Ok(go_flash(&scope.house, &scope.org.public_path("/my/profile"), flash))
        }
        Err(problems) => {
            let response = draw(&scope, &page, &client, &form, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

async fn draw(scope: &Scope, page: &Page, client: &Client, form: &ProfileForm, problems: &Problems) -> Answer {
    let sessions = store::count_sessions(scope.db(), scope.org_id(), client.contact_id, scope.now).await?;
    let wanted = contacts::store::wanted(scope.db(), scope.org_id(), client.contact_id).await?;
    let (hero, main) = view::page(&scope.org, client, form, (sessions, wanted), problems);
    Ok(page.public(scope, "Profile", hero, main, None))
}
