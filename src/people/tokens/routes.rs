//! The page of a user's personal tokens.

use super::model::{NewPersonal, PersonalForm};
use super::{actions, store};
use crate::identity;
use crate::views::tokens::{self as view, TokensPage};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Routes, Visit, go_flash};
use platform::{Perm, User};

/// The page that all of these lead back to.
const TOKENS: &str = "/account/tokens";

/// The table.
pub fn routes() -> Routes {
    Routes::under("/account").get("/tokens", Perm::SignedIn, index).post("/tokens", Perm::SignedIn, make).post(
        "/tokens/{id}/revocation",
        Perm::SignedIn,
        revoke,
    )
}

async fn index(visit: Visit, page: Page) -> Answer {
    let form = PersonalForm { days: "90".to_owned(), key: visit.house.ids.token(), ..PersonalForm::default() };
    Ok(draw(&visit, &page, &form, &Problems::new(), None).await?)
}

/// The token is on the page that answers, and on no other.
async fn make(visit: Visit, page: Page, Form(form): Form<PersonalForm>) -> Answer {
    let user = signed_in(&visit)?;
    let memberships = identity::store::memberships(&visit.house.db, user.id, visit.now).await?;
    let made = match NewPersonal::parse(&form, &memberships) {
        Ok(wish) => actions::make_personal(&visit.house, user, &wish, &form.key, &visit.request_id).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(word) => {
            let fresh = PersonalForm { days: form.days, key: visit.house.ids.token(), ..PersonalForm::default() };
            let response = draw(&visit, &page, &fresh, &Problems::new(), Some(&word)).await?;
            Ok(page.with_status(response, StatusCode::CREATED))
        }
        Err(Error::Invalid(problems)) => {
            let response = draw(&visit, &page, &form, &problems, None).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn revoke(visit: Visit, Id(id): Id) -> Answer {
    actions::revoke_personal(&visit.house, signed_in(&visit)?, id, &visit.request_id).await?;
    let text = "The token is revoked. Nothing can use it any more.".to_owned();
    Ok(go_flash(&visit.house, TOKENS, Flash { text, tone: Tone::Ok, undo: None }))
}

fn signed_in(visit: &Visit) -> Result<&User> {
    visit.user.as_ref().ok_or(Error::SignIn)
}

async fn draw(
    visit: &Visit,
    page: &Page,
    form: &PersonalForm,
    problems: &Problems,
    made: Option<&str>,
) -> Result<Response> {
    let user = signed_in(visit)?;
    let memberships = identity::store::memberships(&visit.house.db, user.id, visit.now).await?;
    let tokens = store::personals(&visit.house.db, user.id, visit.now).await?;
    let shown = TokensPage { tokens: &tokens, memberships: &memberships, form, problems, made, now: visit.now };
    Ok(page.account(user, "Your tokens", view::page(&shown)))
}
