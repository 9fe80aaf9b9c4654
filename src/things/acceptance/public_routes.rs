//! Behind the link in a letter: whoever has it may look, sign and decline, without signing in.

use super::model::{Acceptance, SignForm, State};
use super::record::{Circumstances, Record};
use super::routes::{SIGN_FILES, shown_paper};
use super::{actions, store};
use crate::views::acceptance::sign as view;
use axum::http::StatusCode;
use chrono::TimeDelta;
use kernel::crypto::sha256_hex;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Page, Path, Routes, Visit, go, subscriber};
use platform::{Perm, Scope};
use serde::Deserialize;

/// Answers that one address may send in [`RATE_WINDOW`]; each is drawn on paper.
const RATE: u32 = 20;
/// The window of the rate.
const RATE_WINDOW: TimeDelta = TimeDelta::minutes(10);

pub(super) fn routes() -> Routes {
    Routes::under("/b/{org}")
        .get("/acceptances/{token}", Perm::Public, show)
        .post("/acceptances/{token}", Perm::Public, sign)
        .get("/acceptances/{token}/file", Perm::Public, paper)
}

/// The word of a link.
#[derive(Debug, Deserialize)]
struct Link {
    token: String,
}

/// What a link leads to.
async fn opened(scope: &Scope, link: &Link) -> Result<Acceptance> {
    let hash = sha256_hex(link.token.as_bytes());
    store::by_link(scope.db(), scope.org_id(), hash, scope.now).await?.ok_or(Error::NotFound)
}

fn path(scope: &Scope, link: &Link) -> String {
    scope.org.public_path(&format!("/acceptances/{}", link.token))
}

async fn show(scope: Scope, page: Page, Path(link): Path<Link>) -> Answer {
    let acceptance = opened(&scope, &link).await?;
    let form = SignForm { version: acceptance.version, ..SignForm::default() };
    drawn(&scope, &page, (&acceptance, &link), &form, &Problems::new()).await
}

async fn drawn(
    scope: &Scope,
    page: &Page,
    (acceptance, link): (&Acceptance, &Link),
    form: &SignForm,
    problems: &Problems,
) -> Answer {
    let (db, org, here) = (scope.db(), scope.org_id(), path(scope, link));
    let (title, (hero, main)) = match acceptance.state {
        State::Waiting => {
            let items = store::items(db, org, acceptance.id).await?;
            ("Please sign", view::by_link(&scope.org, &here, acceptance, &items, form, problems))
        }
        State::Signed | State::Declined => {
            let record = store::record_of(db, org, acceptance.id).await?;
            let record = record.as_deref().and_then(Record::read);
            ("Thank you", view::answered(&scope.org, &here, acceptance, record.as_ref()))
        }
        State::Withdrawn | State::Ended => ("Nothing to sign", view::over(&scope.org)),
    };
    Ok(page.public_with(scope, title, SIGN_FILES, hero, main))
}

async fn sign(scope: Scope, visit: Visit, page: Page, Path(link): Path<Link>, Form(form): Form<SignForm>) -> Answer {
    let acceptance = Acceptance { version: form.version, ..opened(&scope, &link).await? };
    let items = store::items(scope.db(), scope.org_id(), acceptance.id).await?;
    let refuse = async |problems| {
        let response = drawn(&scope, &page, (&acceptance, &link), &form, &problems).await?;
        Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
    };
    let answered = match form.read(&items) {
        Ok(answered) => answered,
        Err(problems) => return refuse(problems).await,
    };
    scope.house.limits.spend(format!("sign:{}", subscriber(visit.address)), RATE, RATE_WINDOW, scope.now)?;
    let around =
        Circumstances { at: scope.now, address: visit.address.to_string(), agent: visit.device.clone(), before: None };
    let person = scope.acting_as_contact(acceptance.contact_id, acceptance.person());
    match actions::answer(&person, &acceptance, &answered, &around).await {
        Ok(()) => Ok(go(&path(&scope, &link))),
        Err(Error::Invalid(problems)) => refuse(problems).await, // what was drawn is drawn already
        Err(error) => Err(error.into()),
    }
}

async fn paper(scope: Scope, Path(link): Path<Link>) -> Answer {
    let acceptance = opened(&scope, &link).await?;
    Ok(shown_paper(&scope, &acceptance).await?)
}
