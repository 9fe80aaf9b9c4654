//! From an error to a response.
//!
//! Handlers fail with a [`Fault`]. It carries the error to the guard, which knows who asked and dresses it: a page for a
//! person, a toast for a script of ours, with the status that says what it is.

use super::hx::toast_trigger;
use super::page::Page;
use crate::House;
use crate::ui::{Chrome, errors};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use kernel::Error;
use maud::Markup;
use std::sync::Arc;

/// What a handler answers.
pub type Answer = Result<Response, Fault>;

/// An error on its way to the edge.
#[derive(Debug)]
pub struct Fault(pub Error);

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::SignIn => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What is said before anybody knows who asked.
pub(super) fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")], "The house is busy. Try again in a moment.\n")
        .into_response()
}

/// Dresses an error for whoever asked.
pub(super) fn dress(house: &House, page: &Page, error: &Error, bare: Response) -> Response {
    if let Error::Broken(report) = error {
        tracing::error!(request_id = %page.request_id, report, "a request failed");
    }
    let status = bare.status();
    let mut response = if page.hx.is_script() {
        toast(house, page, error)
    } else {
        page.error(|chrome| whole(house, page, chrome, error))
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if page.hx.request {
        headers.insert(HeaderName::from_static("hx-push-url"), HeaderValue::from_static("false"));
    }
    match error {
        Error::TooMany(until) => retry_after(headers, *until, house.now()),
        Error::Busy => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"))),
        _ => {}
    }
    response
}

/// What is said of a body that was not taken, before anybody knows who sent it: the page it was sent from stays as it is.
pub fn not_taken(house: &House, parts: &Parts, status: StatusCode, sentence: &str) -> Response {
    let page = Page::of(parts, house);
    let mut response = if page.hx.request {
        said(sentence)
    } else {
        page.error(|chrome| errors::invalid(chrome, &[(String::new(), sentence.to_owned())]))
    };
    *response.status_mut() = status;
    response.headers_mut().insert(HeaderName::from_static("hx-push-url"), HeaderValue::from_static("false"));
    response
}

fn toast(house: &House, page: &Page, error: &Error) -> Response {
    said(&match error {
        Error::NotFound => "This is not here any more.".to_owned(),
        Error::Forbidden => "You may not do this.".to_owned(),
        Error::SignIn => "You are signed out. Load the page again to sign in.".to_owned(),
        Error::Invalid(problems) => problems.iter().map(|(_, message)| message).collect::<Vec<_>>().join(" "),
        Error::Conflict(rule) => house.refusal(rule).to_owned(),
        Error::TooMany(_) => "That was a lot at once. Wait a moment.".to_owned(),
        Error::Busy => "The house is busy. Try again in a moment.".to_owned(),
        Error::Broken(_) => {
            format!("Something broke on our side. Look before you try again; report {} if it goes on.", page.request_id)
        }
    })
}

/// A sentence as a toast, and nothing else.
fn said(text: &str) -> Response {
    bad_news(StatusCode::OK, &serde_json::json!({ "toast": { "text": text, "tone": "bad" } }))
}

/// Refuses a gesture with a toast that leads on: a link and what it is called.
pub fn toast_with_way(status: StatusCode, text: &str, (href, label): (&str, &str)) -> Response {
    let way = serde_json::json!({ "href": href, "label": label });
    bad_news(status, &serde_json::json!({ "toast": { "text": text, "tone": "bad", "way": way } }))
}

fn bad_news(status: StatusCode, event: &serde_json::Value) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("none"));
    if let Some(value) = toast_trigger(event) {
        headers.insert(HeaderName::from_static("hx-trigger"), value);
    }
    response
}

fn whole(house: &House, page: &Page, chrome: &Chrome, error: &Error) -> Markup {
    match error {
        Error::NotFound => errors::not_found(chrome),
        Error::Forbidden => {
            errors::forbidden(chrome, "Your role in this organisation does not allow it. Ask an owner or an admin.")
        }
        Error::SignIn => errors::forbidden(chrome, "You are signed out. Sign in, then try again."),
        Error::Invalid(problems) => {
            let problems: Vec<_> =
                problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect();
            errors::invalid(chrome, &problems)
        }
        Error::Conflict(rule) if error.is_overtaken() => {
            errors::overtaken(chrome, house.refusal(rule), &page.came_from())
        }
        Error::Conflict(rule) => errors::refused(chrome, house.refusal(rule), &page.came_from()),
        Error::TooMany(until) => errors::too_many(chrome, &wait_text((*until - house.now()).num_seconds())),
        Error::Busy => errors::unavailable(chrome),
        Error::Broken(_) => errors::broken(chrome, &page.request_id),
    }
}

fn retry_after(headers: &mut HeaderMap, until: DateTime<Utc>, now: DateTime<Utc>) {
    headers.insert(header::RETRY_AFTER, HeaderValue::from((until - now).num_seconds().max(1)));
}

/// What a form says that was sent too often.
pub fn too_often(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("That was tried too often. Try again {}.", wait_text((until - now).num_seconds()))
}

/// A form again that was sent too often, with the time when it may be.
pub fn slower(page: &Page, answer: Response, until: DateTime<Utc>, now: DateTime<Utc>) -> Response {
    let mut answer = page.with_status(answer, StatusCode::TOO_MANY_REQUESTS);
    retry_after(answer.headers_mut(), until, now);
    answer
}

fn wait_text(seconds: i64) -> String {
    match seconds {
        ..=1 => "in a second".to_owned(),
        2..=89 => format!("in {seconds} seconds"),
        _ => format!("in {} minutes", (seconds + 59) / 60),
    }
}

/// What answers where no row does.
pub async fn nowhere(
    axum::extract::State(house): axum::extract::State<House>,
    request: axum::extract::Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let page = Page::of(&parts, &house);
    dress(&house, &page, &Error::NotFound, StatusCode::NOT_FOUND.into_response())
}
