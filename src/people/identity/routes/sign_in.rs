//! In and out.

use super::super::{actions, policy, store};
use super::session::{known_device, start};
use crate::views::identity::sign_in as view;
use actions::Attempt;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum_extra::extract::cookie::CookieJar;
use kernel::{Error, Result};
use platform::web::{Answer, Form, Page, Query, Visit, go};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `/`: to the set-up page, to the sign-in, or home.
pub(super) async fn front_door(visit: Visit) -> Answer {
    if !store::is_set_up(&visit.house.db).await? {
        return Ok(go("/set-up"));
    }
    match &visit.user {
        None => Ok(go("/sign-in")),
        Some(user) => Ok(go(&home(&visit, user.id, "").await?)),
    }
}

pub(super) async fn show(visit: Visit, page: Page, Query(wish): Query<Wish>) -> Answer {
    if !store::is_set_up(&visit.house.db).await? {
        return Ok(go("/set-up"));
    }
    if let Some(user) = &visit.user {
        return Ok(go(&home(&visit, user.id, &wish.next).await?));
    }
    Ok(page.bare("Sign in", view::form("", &wish.next, false)))
}

pub(super) async fn enter(visit: Visit, page: Page, jar: CookieJar, Form(typed): Form<Typed>) -> Answer {
    let attempt = Attempt {
        email: typed.email.clone(),
        password: typed.password,
        address: visit.address,
        known: known_device(&visit, &jar),
    };
    match actions::sign_in(&visit.house, &attempt).await? {
        Some(account) => start(&visit, &jar, account.id, &home(&visit, account.id, &typed.next).await?).await,
        None => {
            let response = page.bare("Sign in", view::form(&typed.email, &typed.next, true));
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

pub(super) async fn leave(visit: Visit) -> Answer {
    visit.session.flush().await.map_err(Error::broken)?;
    if let Some(user) = &visit.user {
        actions::note_sign_out(&visit.errand(), user.id).await?;
    }
    let mut response = go("/sign-in");
    // Pages of the house are not kept by the browser, but its own copies for the back button go too.
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// Where a user goes: where they wanted to, else to their only organisation, else to choose one.
async fn home(visit: &Visit, user: Uuid, next: &str) -> Result<String> {
    if let Some(path) = policy::local_path(next) {
        return Ok(path.to_owned());
    }
    let memberships = store::memberships(&visit.house.db, user, visit.now).await?;
    Ok(match memberships.as_slice() {
        [only] => format!("/o/{}", only.slug),
        _ => "/organisations".to_owned(),
    })
}
