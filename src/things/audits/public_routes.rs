//! The page behind the link in a letter: what somebody has, and whether they still do. Nobody signs in here.

use super::asking;
use crate::views::audits::public as view;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Page, Path, Query, Routes, go};
use platform::{Perm, Scope};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Answers by one link in [`RATE_WINDOW`].
const RATE: u32 = 20;
/// The window of the rate.
const RATE_WINDOW: TimeDelta = TimeDelta::minutes(10);

/// The table.
pub fn routes() -> Routes {
    Routes::under("/b/{org}").get("/have/{token}", Perm::Public, show).post("/have/{token}", Perm::Public, answer)
}

/// Whose link it is.
#[derive(Debug, Deserialize)]
struct Link {
    token: String,
}

/// `yes`: they have just answered.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    sent: String,
}

/// What the form sends, line by line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AnswerForm {
    #[serde(flatten)]
    answers: BTreeMap<String, String>,
}

async fn show(scope: Scope, page: Page, Path(link): Path<Link>, Query(asked): Query<Asked>) -> Answer {
    drawn(&scope, &page, &link.token, &BTreeMap::new(), asked.sent == "yes", &Problems::new()).await
}

async fn drawn(
    scope: &Scope,
    page: &Page,
    token: &str,
    typed: &BTreeMap<String, String>,
    is_sent: bool,
    problems: &Problems,
) -> Answer {
    let (audit, who, items) = asking::page_of(scope, token).await?;
    if audit.closed_at.is_some() {
        let (hero, main) = view::over(&scope.org);
        return Ok(page.public(scope, "Thank you", hero, main, None));
    }
    let action = scope.org.public_path(&format!("/have/{token}"));
    let facts = view::Facts { org: &scope.org, who: &who, items: &items, action: &action, typed, is_sent };
    let (hero, main) = view::asked(&facts, problems);
    Ok(page.public(scope, "What do you have of ours?", hero, main, None))
}

async fn answer(scope: Scope, page: Page, Path(link): Path<Link>, Form(form): Form<AnswerForm>) -> Answer {
    let person = asking::opened(&scope.house, &link.token)?;
    scope.house.limits.spend(format!("audit-answers:{person}"), RATE, RATE_WINDOW, scope.now)?;
    match sent(&scope, &link.token, &form.answers).await {
        Ok(()) => Ok(go(&scope.org.public_path(&format!("/have/{}?sent=yes", link.token)))),
        Err(Error::Invalid(problems)) => {
            let response: Response = drawn(&scope, &page, &link.token, &form.answers, false, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        // It was closed meanwhile: the page says so.
        Err(Error::Conflict(_)) => Ok(go(&scope.org.public_path(&format!("/have/{}", link.token)))),
        Err(error) => Err(error.into()),
    }
}

async fn sent(scope: &Scope, token: &str, form: &BTreeMap<String, String>) -> Result<()> {
    let answers = asking::read(form)?;
    if answers.is_empty() {
        return Err(Error::invalid("answers", "Say of each whether you have it."));
    }
    asking::answer(scope, token, &answers).await
}
