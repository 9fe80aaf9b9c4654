//! The pages of the inbox: what was told, one event, and the sources.

use super::model::{Form as Typed, ListQuery, NewSource, Source, State};
use super::{actions, policy, store};
use crate::views::inbox as views;
use axum::response::Response;
use chrono::{DateTime, Utc};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Role, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Events on a page.
const PAGE: i64 = 50;

/// The rows of this domain.
pub fn routes() -> Routes {
    let perm = Perm::IntegrationsManage;
    Routes::under("/o/{org}")
        .get("/inbox", perm, index)
        .get("/inbox/{id}", perm, show)
        .post("/inbox/{id}/replay", perm, replay)
        .get("/inbox/sources/new", perm, new)
        .post("/inbox/sources", perm, create)
        .get("/inbox/sources/{id}", perm, source)
        .post("/inbox/sources/{id}/details", perm, update)
        .post("/inbox/sources/{id}/rotation", perm, rotate)
        .post("/inbox/sources/{id}/suspension", perm, suspend)
        .post("/inbox/sources/{id}/resumption", perm, resume)
        .post("/inbox/sources/{id}/removal", perm, remove)
}

async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let sources = store::sources(scope.db(), scope.org_id()).await?;
    let before = edge(&scope, &query.before).await?;
    // One more than a page holds tells whether there is another.
    let mut events =
        store::list(scope.db(), scope.org_id(), query.state(), query.source(), &query.kind, before, PAGE + 1).await?;
    let is_more = events.len() > PAGE as usize;
    events.truncate(PAGE as usize);
    let view = views::Index {
        org: &scope.org,
        sources: &sources,
        events: &events,
        none_at_all: events.is_empty() && !store::any(scope.db(), scope.org_id()).await?,
        query: &query,
        older: events.last().filter(|_| is_more).map(|last| last.id),
        now: scope.now,
    };
    Ok(page.show(&scope, "Inbox", views::index(&view)))
}

/// Where a page begins; one whose event is not kept any more begins at the newest.
async fn edge(scope: &Scope, before: &str) -> Result<Option<(DateTime<Utc>, Uuid)>> {
    let Ok(id) = before.parse() else { return Ok(None) };
    match store::event(scope.db(), scope.org_id(), id).await {
        Ok(event) => Ok(Some((event.received_at, event.id))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let event = store::event(scope.db(), scope.org_id(), id).await?;
    Ok(page.show(&scope, &event.kind, views::show(&scope.org, &event, scope.now)))
}

async fn replay(scope: Scope, Id(id): Id) -> Answer {
    let event = actions::replay(&scope, id).await?;
    let tone = if event.state == State::Failed { Tone::Warn } else { Tone::Ok };
    let text = format!("{}: {}", views::state_word(event.state), event.reason);
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/inbox/{id}")), Flash { text, tone, undo: None }))
}

async fn new(scope: Scope, page: Page) -> Answer {
    let typed = Typed { key: scope.house.ids.token(), ..Typed::default() };
    Ok(page.show(&scope, "New source", views::form(&scope.org, &roles(&scope), &typed, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<Typed>) -> Answer {
    match NewSource::parse(&typed) {
        Ok(new) => {
            let id = actions::create(&scope, &new, &typed.key).await?;
            Ok(flash(
                &scope,
                &format!("/inbox/sources/{id}"),
                "The source was added. It needs the address and the secret.",
            ))
        }
        Err(problems) => {
            Ok(page.refuse(&scope, "New source", views::form(&scope.org, &roles(&scope), &typed, &problems)))
        }
    }
}

async fn source(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    let typed = views::typed(&source);
    let main = drawn(&scope, &source, &typed, &Problems::new())?;
    Ok(page.show(&scope, &source.name, main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<Typed>) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    match NewSource::parse(&typed) {
        Ok(new) => {
            actions::change(&scope, &source, typed.version, &new).await?;
            Ok(flash(&scope, &format!("/inbox/sources/{id}"), "The source was saved."))
        }
        Err(problems) => Ok(page.refuse(&scope, &source.name, drawn(&scope, &source, &typed, &problems)?)),
    }
}

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VersionForm {
    version: i64,
}

async fn rotate(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    actions::rotate(&scope, &source, form.version).await?;
    Ok(flash(&scope, &format!("/inbox/sources/{id}"), "There is a new secret; the old one is believed too for a day."))
}

async fn suspend(scope: Scope, Id(id): Id) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    actions::set_enabled(&scope, &source, false).await?;
    Ok(flash(&scope, &format!("/inbox/sources/{id}"), "The source is not listened to any more."))
}

async fn resume(scope: Scope, Id(id): Id) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    actions::set_enabled(&scope, &source, true).await?;
    Ok(flash(&scope, &format!("/inbox/sources/{id}"), "The source is listened to again."))
}

async fn remove(scope: Scope, Id(id): Id) -> Answer {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    actions::remove(&scope, &source).await?;
    Ok(flash(&scope, "/inbox", "The source was removed. What it told stays listed."))
}

/// Roles the viewer may let a source hand out.
fn roles(scope: &Scope) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| policy::may_allow(&scope.viewer, Some(*role))).collect()
}

fn drawn(scope: &Scope, source: &Source, typed: &Typed, problems: &Problems) -> Result<maud::Markup> {
    let secret = actions::secret(&scope.house, source);
    let view = views::SourcePage {
        org: &scope.org,
        source,
        url: &scope.house.url(&format!("/api/v1/inbox/{}", source.id)),
        secret: secret.as_ref().map(|secret| secret.expose().as_str()),
        roles: &roles(scope),
        typed,
        problems,
        now: scope.now,
    };
    Ok(views::source(&view))
}

fn flash(scope: &Scope, path: &str, text: &str) -> Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.path(path), flash)
}
