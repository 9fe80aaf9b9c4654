//! In by a code, and out.

use super::super::model::{CLIENT_DAYS, CODE_MINUTES, DIGITS, Outcome, digits};
use super::super::{actions, store};
use super::onwards;
use crate::views::clients::sign_in as view;
use axum::http::StatusCode;
use axum_extra::extract::cookie::CookieJar;
use kernel::crypto::sha256_hex;
use kernel::{Error, Problems};
use platform::ui::{Flash, Tone};
use platform::web::{
    Answer, Form, MaybeClient, Page, Query, Visit, client_cookie, cookie_name, go, go_flash, set_client_cookie,
};
use platform::{Client, Scope};
use serde::Deserialize;

/// The cookie of a browser that asked for a code.
fn asking_cookie(scope: &Scope) -> String {
    cookie_name(&scope.house, "asking", &scope.org)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Wish {
    next: String,
    code: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    email: String,
    next: String,
}

pub(super) async fn show(
    scope: Scope,
    page: Page,
    MaybeClient(client): MaybeClient,
    Query(wish): Query<Wish>,
) -> Answer {
    if client.is_some() {
        return Ok(go(&onwards(&scope.org, &wish.next)));
    }
    let (hero, main) = view::ask(&scope.org, "", &wish.next, &Problems::new());
    Ok(page.public(&scope, "Sign in", hero, main, None))
}

pub(super) async fn ask(scope: Scope, page: Page, visit: Visit, Form(asked): Form<Asked>) -> Answer {
    match actions::ask(&scope, &asked.email, visit.address).await {
        Ok(browser) => {
            let next = crate::identity::policy::local_path(&asked.next).map(|next| format!("?next={next}"));
            let mut response = go(&scope.org.public_path(&format!("/sign-in/code{}", next.unwrap_or_default())));
            let (name, seconds) = (asking_cookie(&scope), CODE_MINUTES * 60);
            set_client_cookie(&scope.house, response.headers_mut(), &name, &browser, seconds);
            Ok(response)
        }
        Err(Error::Invalid(problems)) => {
            let (hero, main) = view::ask(&scope.org, &asked.email, &asked.next, &problems);
            let response = page.public(&scope, "Sign in", hero, main, None);
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page for the digits. The link in the mail leads here and fills them in, if this is the browser that asked.
pub(super) async fn show_code(scope: Scope, page: Page, jar: CookieJar, Query(wish): Query<Wish>) -> Answer {
    let asking = match jar.get(&asking_cookie(&scope)) {
        Some(cookie) => {
            let hash = sha256_hex(cookie.value().as_bytes());
            store::is_asking(scope.db(), scope.org_id(), &hash, scope.now).await?
        }
        None => false,
    };
    let code = Some(digits(&wish.code)).filter(|code| code.len() == DIGITS).unwrap_or_default();
    let (hero, main) = match asking {
        true => view::code(&scope.org, &code, &wish.next, &Problems::new()),
        false => view::elsewhere(&scope.org),
    };
    Ok(page.public(&scope, "Sign in", hero, main, None))
}

pub(super) async fn enter(scope: Scope, page: Page, visit: Visit, jar: CookieJar, Form(typed): Form<Wish>) -> Answer {
    let browser = jar.get(&asking_cookie(&scope)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let outcome = actions::enter(&scope, &browser, &typed.code, visit.address, &visit.device).await?;
    let (hero, main) = match outcome {
        Outcome::In(token) => {
            let mut response = go(&onwards(&scope.org, &typed.next));
            let headers = response.headers_mut();
            let seconds = CLIENT_DAYS * 24 * 60 * 60;
            set_client_cookie(&scope.house, headers, &client_cookie(&scope.house, &scope.org), &token, seconds);
            set_client_cookie(&scope.house, headers, &asking_cookie(&scope), "", 0);
            return Ok(response);
        }
        Outcome::Wrong(left) if left > 0 => {
            let mut problems = Problems::new();
            problems.add("code", view::wrong(left));
            view::code(&scope.org, &typed.code, &typed.next, &problems)
        }
        Outcome::Wrong(_) | Outcome::Over => view::over(&scope.org),
    };
    let response = page.public(&scope, "Sign in", hero, main, None);
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

pub(super) async fn leave(scope: Scope, client: Client, jar: CookieJar) -> Answer {
    if let Some(cookie) = jar.get(&client_cookie(&scope.house, &scope.org)) {
        actions::leave(&scope, &client, cookie.value()).await?;
    }
    Ok(left(&scope, "You are signed out."))
}

pub(super) async fn leave_everywhere(scope: Scope, client: Client) -> Answer {
    actions::leave_everywhere(&scope, &client).await?;
    Ok(left(&scope, "You are signed out everywhere."))
}

fn left(scope: &Scope, text: &str) -> axum::response::Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    let mut response = go_flash(&scope.house, &scope.org.public_path(""), flash);
    set_client_cookie(&scope.house, response.headers_mut(), &client_cookie(&scope.house, &scope.org), "", 0);
    response
}
