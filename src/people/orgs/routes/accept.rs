//! The answer to an invitation, by whoever holds its link.

use super::super::model::Invitation;
use super::super::{actions, store};
use crate::identity;
use crate::views::orgs::accept::{self as view, Holder};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use kernel::crypto::sha256_hex;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Page, Path, Visit, go};
use platform::{Org, context};
use serde::Deserialize;

/// The page's title.
const TITLE: &str = "Invitation";

#[derive(Deserialize)]
pub(super) struct Link {
    token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    password: String,
}

pub(super) async fn show(visit: Visit, page: Page, Path(link): Path<Link>) -> Answer {
    match found(&visit, &link.token).await? {
        None => Ok(over(&page)),
        Some((invitation, org)) => {
            let name = invitation.name.clone();
            draw(&visit, &page, &link.token, &invitation, &org, &name, &Problems::new()).await
        }
    }
}

pub(super) async fn answer(
    visit: Visit,
    page: Page,
    jar: CookieJar,
    Path(link): Path<Link>,
    Form(typed): Form<Typed>,
) -> Answer {
    let Some((invitation, org)) = found(&visit, &link.token).await? else { return Ok(over(&page)) };
    if let Some(user) = &visit.user {
        actions::accept(&visit.house, &link.token, user, &visit.request_id).await?;
        return Ok(go(&org.path("")));
    }
    match actions::accept_as_new(&visit.house, &link.token, &typed.name, &typed.password, &visit.request_id).await {
        Ok((user, org)) => identity::start(&visit, &jar, user.id, &org.path("")).await,
        Err(Error::NotFound) => Ok(over(&page)),
        Err(Error::Invalid(problems)) => {
            let response = draw(&visit, &page, &link.token, &invitation, &org, &typed.name, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn found(visit: &Visit, token: &str) -> Result<Option<(Invitation, Org)>> {
    let token_hash = sha256_hex(token.as_bytes());
    match store::invitation_by_token(&visit.house.db, &token_hash, visit.now).await? {
        None => Ok(None),
        Some(invitation) => {
            let org = context::org_by_id(&visit.house.db, invitation.org_id).await?;
            let stands = actions::stands(&visit.house, &org, &invitation).await?;
            Ok(stands.then_some((invitation, org)))
        }
    }
}

async fn draw(
    visit: &Visit,
    page: &Page,
    token: &str,
    invitation: &Invitation,
    org: &Org,
    name: &str,
    problems: &Problems,
) -> Answer {
    let account = identity::store::account_by_email(&visit.house.db, &invitation.email).await?;
    let holder = match &visit.user {
        Some(user) if user.email == invitation.email => Holder::Invited,
        Some(user) => Holder::SomebodyElse(&user.email),
        None if account.is_some() => Holder::SignedOut,
        None => Holder::New { name, problems },
    };
    Ok(page.bare(TITLE, view::page(token, invitation, &org.name, &holder)))
}

fn over(page: &Page) -> Response {
    page.with_status(page.bare(TITLE, view::over()), StatusCode::NOT_FOUND)
}
