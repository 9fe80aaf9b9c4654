//! The pages of webhooks: the list, one endpoint with its log, one delivery, and the forms.

use super::model::{Delivery, Endpoint, Form as Typed, LogQuery, NewEndpoint, Spot};
use super::{actions, store};
use crate::views::webhooks as views;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Duration;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash, overtaken};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Deliveries on a page.
const PAGE: i64 = 50;
/// The longest span of which everything may be sent again at once (days): deliveries are not kept longer.
const REPLAY_DAYS_MAX: i64 = 30;

/// The rows of this domain.
pub fn routes() -> Routes {
    let perm = Perm::IntegrationsManage;
    Routes::under("/o/{org}")
        .get("/webhooks", perm, index)
        .get("/webhooks/new", perm, new)
        .post("/webhooks", perm, create)
        .get("/webhooks/{id}", perm, show)
        .get("/webhooks/{id}/details", perm, edit)
        .post("/webhooks/{id}/details", perm, update)
        .get("/webhooks/{id}/secret", perm, secret)
        .post("/webhooks/{id}/rotation", perm, rotate)
        .post("/webhooks/{id}/suspension", perm, suspend)
        .post("/webhooks/{id}/resumption", perm, resume)
        .post("/webhooks/{id}/removal", perm, remove)
        .post("/webhooks/{id}/test", perm, test)
        .post("/webhooks/{id}/replay", perm, replay_since)
        .get("/webhook-deliveries/{id}", perm, delivery)
        .post("/webhook-deliveries/{id}/replay", perm, replay)
}

async fn index(scope: Scope, page: Page) -> Answer {
    let endpoints = store::endpoints(scope.db(), scope.org_id()).await?;
    let index = views::Index { org: &scope.org, endpoints: &endpoints, now: scope.now };
    Ok(page.show(&scope, "Webhooks", views::index(&index)))
}

async fn new(scope: Scope, page: Page) -> Answer {
    let typed = Typed { key: scope.house.ids.token(), ..Typed::default() };
    Ok(page.show(&scope, "New webhook", views::form(&scope.org, None, &typed, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<Typed>) -> Answer {
    match NewEndpoint::parse(&typed, &scope.house.egress) {
        Ok(new) => {
            let id = actions::create(&scope, &new, &typed.key).await?;
            Ok(go_to(&scope, id, "The webhook was added. Its receiver needs the secret."))
        }
        Err(problems) => Ok(page.refuse(&scope, "New webhook", views::form(&scope.org, None, &typed, &problems))),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<LogQuery>) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let before = Spot::parse(&query.before);
    // One more than a page holds tells whether there is another.
    let mut log = store::log(scope.db(), scope.org_id(), id, query.status(), &query.kind, before, PAGE + 1).await?;
    let is_more = log.len() > PAGE as usize;
    log.truncate(PAGE as usize);
    let tally = store::tally(scope.db(), scope.org_id(), id).await?;
    let view = views::Show {
        org: &scope.org,
        endpoint: &endpoint,
        log: &log,
        tally: &tally,
        query: &query,
        older: log.last().filter(|_| is_more).map(|last| Spot { at: last.created_at, id: last.id }),
        key: &scope.house.ids.token(),
        now: scope.now,
    };
    Ok(page.show(&scope, endpoint.name(), views::show(&view)))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let typed = views::typed(&endpoint);
    Ok(page.show(&scope, "Edit webhook", views::form(&scope.org, Some(&endpoint), &typed, &Problems::new())))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<Typed>) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    match NewEndpoint::parse(&typed, &scope.house.egress) {
        Ok(new) => match actions::change(&scope, &endpoint, typed.version, &new).await {
            Ok(()) => Ok(go_to(&scope, id, "The webhook was saved.")),
            Err(error) if error.is_overtaken() => second(&scope, &page, id, typed).await,
            Err(error) => Err(error.into()),
        },
        Err(problems) => {
            Ok(page.refuse(&scope, "Edit webhook", views::form(&scope.org, Some(&endpoint), &typed, &problems)))
        }
    }
}

/// The form of the second of two editors: as they typed it, beside what the first one saved.
async fn second(scope: &Scope, page: &Page, id: Uuid, typed: Typed) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let saved = views::typed(&endpoint);
    let families = saved.family.join(", ");
    let problems = overtaken(scope, id, (&typed, &saved), &[("family", &families)]).await?;
    let typed = Typed { version: endpoint.version, ..typed };
    let again = page.refuse(scope, "Edit webhook", views::form(&scope.org, Some(&endpoint), &typed, &problems));
    Ok(page.with_status(again, StatusCode::CONFLICT))
}

async fn secret(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let secret = actions::secret(&scope, &endpoint);
    let shown = secret.as_ref().map(|secret| secret.expose().as_str());
    Ok(page.show(&scope, "Signing secret", views::secret(&scope.org, &endpoint, shown, scope.now)))
}

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VersionForm {
    version: i64,
}

async fn rotate(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    actions::rotate(&scope, &endpoint, form.version).await?;
    let text = format!("There is a new secret; the old one signs too for {} hours.", actions::OVERLAP_HOURS);
    Ok(flash(&scope, &format!("/webhooks/{id}/secret"), text))
}

async fn suspend(scope: Scope, Id(id): Id) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    actions::set_enabled(&scope, &endpoint, false).await?;
    Ok(go_to(&scope, id, "The webhook is disabled. What happens meanwhile is not kept for it."))
}

async fn resume(scope: Scope, Id(id): Id) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    actions::set_enabled(&scope, &endpoint, true).await?;
    Ok(go_to(&scope, id, "The webhook is enabled."))
}

async fn remove(scope: Scope, Id(id): Id) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    actions::remove(&scope, &endpoint).await?;
    Ok(flash(&scope, "/webhooks", "The webhook was removed.".to_owned()))
}

/// A form that does something once.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OnceForm {
    key: String,
}

async fn test(scope: Scope, Id(id): Id, Form(form): Form<OnceForm>) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let delivery = actions::test(&scope, &endpoint, &form.key).await?;
    Ok(flash(&scope, &format!("/webhook-deliveries/{delivery}"), "A test is on its way.".to_owned()))
}

/// The form that sends again what was given up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SinceForm {
    days: String,
}

async fn replay_since(scope: Scope, Id(id): Id, Form(form): Form<SinceForm>) -> Answer {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let days = form.days.trim().parse().ok().filter(|days| (1..=REPLAY_DAYS_MAX).contains(days));
    let days = days.ok_or_else(|| Error::invalid("days", format!("Give 1 to {REPLAY_DAYS_MAX} days.")))?;
    let again = actions::replay_since(&scope, &endpoint, scope.now - Duration::days(days)).await?;
    let text = match again {
        0 => "Nothing was given up in that time.".to_owned(),
        1 => "One delivery is on its way once more.".to_owned(),
        many => format!("{many} deliveries are on their way once more."),
    };
    Ok(flash(&scope, &format!("/webhooks/{id}"), text))
}

async fn delivery(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (delivery, endpoint) = find(&scope, id).await?;
    let view =
        views::DeliveryPage { org: &scope.org, endpoint: endpoint.as_ref(), delivery: &delivery, now: scope.now };
    Ok(page.show(&scope, &delivery.kind, views::delivery(&view)))
}

async fn replay(scope: Scope, Id(id): Id) -> Answer {
    let (_, endpoint) = find(&scope, id).await?;
    actions::replay(&scope, &endpoint.ok_or(Error::NotFound)?, id).await?;
    Ok(flash(&scope, &format!("/webhook-deliveries/{id}"), "It is on its way once more, under the same id.".to_owned()))
}

/// A delivery with its endpoint, if that is still there.
pub(super) async fn find(scope: &Scope, id: Uuid) -> Result<(Delivery, Option<Endpoint>)> {
    let delivery = store::delivery(scope.db(), scope.org_id(), id).await?;
    match store::endpoint(scope.db(), scope.org_id(), delivery.endpoint_id).await {
        Ok(endpoint) => Ok((delivery, Some(endpoint))),
        Err(Error::NotFound) => Ok((delivery, None)),
        Err(error) => Err(error),
    }
}

fn go_to(scope: &Scope, id: Uuid, text: &str) -> Response {
    flash(scope, &format!("/webhooks/{id}"), text.to_owned())
}

fn flash(scope: &Scope, path: &str, text: String) -> Response {
    go_flash(&scope.house, &scope.org.path(path), Flash { text, tone: Tone::Ok, undo: None })
}
