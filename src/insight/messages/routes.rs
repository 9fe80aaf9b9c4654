//! The pages of outgoing mail: the list, one message, its letter in a frame of its own, and the test.

use super::model::{ListQuery, PageFrom, ShowQuery, Spot, TestForm};
use super::policy::{self, About};
use super::{actions, store};
use crate::views::messages as views;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Result};
use platform::post::{self, Outgoing, Summary};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, download, go_flash, stored_download};
use platform::{Perm, Scope, User};
use uuid::Uuid;

/// Messages on a page.
const PAGE: i64 = 50;
/// What a letter may do when it is shown: look like itself. It runs nothing, loads nothing, and nobody else frames it.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/// The rows of this domain.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/messages", Perm::MessagesRead, index)
        .post("/messages/test", Perm::OrgManage, test)
        .get("/messages/{id}", Perm::MessagesRead, show)
        .get("/messages/{id}/page", Perm::MessagesRead, letter)
        .get("/messages/{id}/calendar", Perm::MessagesRead, calendar)
        .get("/messages/{id}/file", Perm::MessagesRead, file)
        .post("/messages/{id}/resending", Perm::MessagesRead, resend)
}

async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let reach = scope.reach(Perm::MessagesRead);
    let from = query.page();
    // One more than a page holds tells whether there is another.
    let rows = store::list(scope.db(), scope.org_id(), &reach, query.status(), query.pattern(), from, PAGE + 1).await?;
    let listed = cut(rows, from);
    let none_at_all = listed.messages.is_empty() && !store::any(scope.db(), scope.org_id(), &reach).await?;
    let view = views::Index {
        org: &scope.org,
        query: &query,
        messages: &listed.messages,
        newer: listed.newer,
        older: listed.older,
        none_at_all,
        now: scope.now,
        server: server(&scope),
        test_key: scope.demand_everywhere(Perm::OrgManage).is_ok().then(|| scope.house.ids.token()),
        tester: scope.viewer.user.as_ref().map_or("", |user| user.email.as_str()),
    };
    Ok(page.show(&scope, "Outgoing mail", views::index(&view)))
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<ShowQuery>) -> Answer {
    let (message, about) = find(&scope, id).await?;
    let attached = attached(&scope, &message).await?;
    let view = views::Show {
        attached: &attached,
        org: &scope.org,
        message: &message,
        view: query.view(),
        content: policy::may_open(&scope, about),
        booking: match about {
            About::Booking(location) if scope.may_at(Perm::BookingsRead, location) => message.subject_id,
            _ => None,
        },
        now: scope.now,
        server: server(&scope),
    };
    Ok(page.show(&scope, &message.subject, views::show(&view)))
}

/// The letter itself, for the frame on its page.
async fn letter(scope: Scope, Id(id): Id) -> Answer {
    let message = open(&scope, id).await?;
    let mut response = Body::from(message.html_body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(LETTER_POLICY));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn calendar(scope: Scope, Id(id): Id) -> Answer {
    let message = open(&scope, id).await?;
    let text = message.calendar.ok_or(Error::NotFound)?;
    Ok(download("invite.ics", "text/calendar; charset=utf-8", text.into_bytes()))
}

/// The file that goes along with a letter.
async fn file(scope: Scope, Id(id): Id) -> Answer {
    let message = open(&scope, id).await?;
    let file = message.file_id.ok_or(Error::NotFound)?;
    let (org, name) = (scope.org_id(), message.file_name.unwrap_or_default());
    let file = post::file(scope.db(), org, file).await?.ok_or(Error::NotFound)?;
    Ok(stored_download(&scope.house, org, &name, file).await?)
}

/// What goes along with a letter: an invitation, a file.
async fn attached(scope: &Scope, message: &Outgoing) -> Result<Vec<views::Attached>> {
    let mut attached = Vec::new();
    if let Some(calendar) = &message.calendar {
        let (mime, size) = ("text/calendar".to_owned(), calendar.len() as i64);
        attached.push(views::Attached { name: "invite.ics".to_owned(), mime, size, at: "calendar" });
    }
    if let Some(file) = message.file_id
        && let Some((mime, size)) = post::file_kind(scope.db(), scope.org_id(), file).await?
    {
        let name = message.file_name.clone().unwrap_or_default();
        attached.push(views::Attached { name, mime, size, at: "file" });
    }
    Ok(attached)
}

async fn resend(scope: Scope, Id(id): Id) -> Answer {
    let message = open(&scope, id).await?;
    actions::send_again(&scope, &message).await?;
    let text = views::resent(&message.to_address, scope.house.settings.smtp.is_some());
    Ok(flash(&scope, &scope.org.path(&format!("/messages/{id}")), text))
}

async fn test(scope: Scope, Form(form): Form<TestForm>) -> Answer {
    // The mail is the whole organisation's.
    scope.demand_everywhere(Perm::OrgManage)?;
    let user: &User = scope.viewer.user.as_ref().ok_or(Error::SignIn)?;
    let url = scope.house.url(&scope.org.path("/messages"));
    let letter = views::mail::test(&scope.org, (&user.name, &user.email), scope.now, &url);
    let id = actions::send_test(&scope, user, letter, &form.key).await?;
    let text = views::tested(&user.email, scope.house.settings.smtp.is_some());
    // The page of the message may be closed to whoever sends the test; the list is not needed for knowing that it left.
    let path = if scope.may(Perm::MessagesRead) { format!("/messages/{id}") } else { String::new() };
    Ok(flash(&scope, &scope.org.path(&path), text))
}

fn flash(scope: &Scope, path: &str, text: String) -> Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// A message the viewer may know of, and what it is about.
pub(super) async fn find(scope: &Scope, id: Uuid) -> Result<(Outgoing, About)> {
    let message = post::maybe_by_id(scope.db(), scope.org_id(), id).await?.ok_or(Error::NotFound)?;
    let location = match (message.subject_kind.as_str(), message.subject_id) {
        ("booking", Some(booking)) => store::booking_location(scope.db(), scope.org_id(), booking).await?,
        _ => None,
    };
    let about = match location {
        Some(location) => About::Booking(location),
        None if message.kind == views::mail::TEST => About::Test,
        None if message.kind == post::CODE => About::Code,
        None => About::Other,
    };
    if policy::may_see(scope, about) { Ok((message, about)) } else { Err(Error::NotFound) }
}

/// A message the viewer may read.
async fn open(scope: &Scope, id: Uuid) -> Result<Outgoing> {
    let (message, about) = find(scope, id).await?;
    if policy::may_open(scope, about) { Ok(message) } else { Err(Error::Forbidden) }
}

/// The mail server, as far as the viewer may know of it: where it stands is the operator's.
fn server(scope: &Scope) -> views::Server {
    let settings = &scope.house.settings;
    let operator = scope.viewer.user.as_ref().is_some_and(|user| user.is_operator);
    views::Server {
        from: settings.mail_from.clone(),
        is_set_up: settings.smtp.is_some(),
        is_demo: settings.demo,
        address: settings.smtp.as_ref().filter(|_| operator).map(|smtp| format!("{}:{}", smtp.host, smtp.port)),
    }
}

/// A page of the list and its neighbours.
struct Listed {
    messages: Vec<Summary>,
    newer: Option<Spot>,
    older: Option<Spot>,
}

/// Takes the row too many off the end that the page grew towards, and finds the neighbours.
fn cut(mut rows: Vec<Summary>, from: PageFrom) -> Listed {
    let more = rows.len() > PAGE as usize;
    let backwards = matches!(from, PageFrom::After(_));
    if more && backwards {
        rows.remove(0);
    } else if more {
        rows.pop();
    }
    let spot = |message: Option<&Summary>| message.map(|message| Spot { at: message.queued_at, id: message.id });
    let newer = match from {
        PageFrom::Newest => None,
        PageFrom::Before(_) => spot(rows.first()),
        PageFrom::After(_) => spot(rows.first()).filter(|_| more),
    };
    let older = if more || backwards { spot(rows.last()) } else { None };
    Listed { messages: rows, newer, older }
}
