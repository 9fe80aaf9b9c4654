//! A forgotten password: asking for a link, and using it.

use super::super::{actions, store};
use crate::views::identity::password_reset as view;
use axum::http::StatusCode;
use kernel::crypto::sha256_hex;
use kernel::{Error, Problems};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Page, Path, Visit, go_flash};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    password: String,
}

#[derive(Deserialize)]
pub(super) struct Link {
    token: String,
}

pub(super) async fn show(page: Page) -> Answer {
    Ok(page.bare("Forgotten password", view::ask("", &Problems::new())))
}

pub(super) async fn ask(visit: Visit, page: Page, Form(asked): Form<Asked>) -> Answer {
    match actions::ask_for_reset(&visit.house, &asked.email, visit.address).await {
        Ok(()) => Ok(page.bare("Look into your mail", view::asked(asked.email.trim()))),
        Err(Error::Invalid(problems)) => {
            let response = page.bare("Forgotten password", view::ask(&asked.email, &problems));
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show_link(visit: Visit, page: Page, Path(link): Path<Link>) -> Answer {
    match store::reset_by_hash(&visit.house.db, &sha256_hex(link.token.as_bytes()), visit.now).await? {
        Some(account) => Ok(page.bare("New password", view::choose(&link.token, &account.email, &Problems::new()))),
        None => Ok(over(&page)),
    }
}

pub(super) async fn use_link(visit: Visit, page: Page, Path(link): Path<Link>, Form(chosen): Form<Chosen>) -> Answer {
    match actions::reset_password(&visit.house, &link.token, &chosen.password).await {
        Ok(()) => {
            visit.session.flush().await.map_err(Error::broken)?;
            let text = "Your password is changed. Sign in with the new one.".to_owned();
            Ok(go_flash(&visit.house, "/sign-in", Flash { text, tone: Tone::Ok, undo: None }))
        }
        Err(Error::NotFound) => Ok(over(&page)),
        Err(Error::Invalid(problems)) => {
            let account = store::reset_by_hash(&visit.house.db, &sha256_hex(link.token.as_bytes()), visit.now).await?;
            let email = account.map(|account| account.email).unwrap_or_default();
            let response = page.bare("New password", view::choose(&link.token, &email, &problems));
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

fn over(page: &Page) -> axum::response::Response {
    page.with_status(page.bare("This link is over", view::over()), StatusCode::NOT_FOUND)
}
