//! The branded pages where guests book, and the page behind the link in their mail. Nobody signs in here.

use super::actions::{self, Change};
use super::explanation::{Question, Whom, explain};
use super::invitation;
use super::link;
use super::messages;
use super::model::{Booking, SpanForm, WishForm};
use super::offers::{self, Offer, Refused};
use super::policy::{self, By};
use super::store;
use super::strip::strip;
use crate::views::bookings::{public as view, public_why as why_view};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::time::wall;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, MaybeClient, Page, Path, Query, Routes, Visit, go, go_flash, subscriber};
use platform::{Feature, Perm, Reach, Scope};
use serde::Deserialize;
use things::locations;
use things::resources::{self, FilterQuery, Resource, Who};

/// Bookings one address may make in [`RATE_WINDOW`].
const RATE: u32 = 30;
/// Bookings that may be made for one e-mail address in [`RATE_WINDOW`].
const RATE_FOR: u32 = 10;
/// Changes of one booking by its link in [`RATE_WINDOW`]: each of them sends mail.
const RATE_CHANGES: u32 = 10;
/// People and units that can be asked about.
const COUNT_MAX: i64 = 100_000;
/// The window of the rate.
const RATE_WINDOW: TimeDelta = TimeDelta::minutes(10);

pub(super) fn routes() -> Routes {
    Routes::under("/b/{org}")
        .get("", Perm::Public, directory)
        .get("/{resource}", Perm::Public, resource)
        .post("/{resource}/bookings", Perm::Public, book)
        .get("/{resource}/why", Perm::Public, why)
        .get("/manage/{token}", Perm::Public, manage)
        .get("/manage/{token}/booking.ics", Perm::Public, calendar_file)
        .post("/manage/{token}/span", Perm::Public, shift)
        .post("/manage/{token}/cancellation", Perm::Public, cancel)
        .framed()
}

async fn directory(
    scope: Scope,
    page: Page,
    MaybeClient(client): MaybeClient,
    Query(query): Query<FilterQuery>,
) -> Answer {
    has_pages(&scope)?;
    let all =
        resources::store::list(scope.db(), scope.org_id(), &FilterQuery::default().public_filter(), &Reach::Everywhere)
            .await?;
    let filter = query.public_filter();
    let shown = resources::store::list(scope.db(), scope.org_id(), &filter, &Reach::Everywhere).await?;
    let places = locations::store::tree(scope.db(), scope.org_id()).await?;
    let (hero, main) = view::directory(&scope.org, &query, &shown, &all, &places, client.as_ref());
    Ok(page.public(&scope, &format!("Book at {}", scope.org.name), hero, main, None))
}

/// The resource of a public address.
#[derive(Debug, Deserialize)]
struct BySlug {
    resource: String,
}

/// An operator may have taken the public pages away. What guests have booked stays theirs, behind the links they have.
fn has_pages(scope: &Scope) -> Result<()> {
    if scope.org.has(Feature::PublicPage) { Ok(()) } else { Err(Error::NotFound) }
}

async fn public_resource(scope: &Scope, slug: &str) -> Result<Resource> {
    has_pages(scope)?;
    for_guests(resources::store::by_slug(scope.db(), scope.org_id(), slug).await?)
}

/// What guests may not book is not on the public pages at all; what is only closed for now says so.
fn for_guests(resource: Resource) -> Result<Resource> {
    if resource.who == Who::Anyone && resource.archived_at.is_none() { Ok(resource) } else { Err(Error::NotFound) }
}

/// What the address of a resource's page says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SlotsQuery {
    /// The day shown, `yyyy-mm-dd`.
    pub day: String,
    /// How long.
    pub minutes: String,
    /// The start that is chosen already (RFC 3339).
    pub at: String,
}

async fn resource(
    scope: Scope,
    page: Page,
    MaybeClient(client): MaybeClient,
    Path(by): Path<BySlug>,
    Query(query): Query<SlotsQuery>,
) -> Answer {
    let resource = public_resource(&scope, &by.resource).await?;
    // Whoever signed in need not type what is known.
    let (name, email, phone) = client.map_or_else(Default::default, |client| (client.name, client.email, client.phone));
    let typed = WishForm {
        name,
        email,
        phone,
        span: SpanForm { at: query.at.clone(), minutes: query.minutes.clone(), ..SpanForm::default() },
        key: scope.house.ids.token(),
        ..WishForm::default()
    };
    shown(&scope, &page, &resource, &query.day, typed, &Problems::new(), &[], StatusCode::OK).await
}

/// The page of a resource with the slots of a day and the form, however it got there.
#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn shown(
    scope: &Scope,
    page: &Page,
    resource: &Resource,
    day: &str,
    typed: WishForm,
    problems: &Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    let minutes = minutes_of(resource, &typed.span.minutes);
    let strip = strip(scope, resource, day, minutes, None).await?;
    let facts =
        view::ResourceFacts { org: &scope.org, resource, strip: &strip, minutes, typed: &typed, now: scope.now };
    let photos = match resource.cover_id {
        Some(_) => resources::store::photos(scope.db(), scope.org_id(), resource.id).await?,
        None => Vec::new(),
    };
    let (hero, main, bar) = view::resource(&facts, &photos, problems, offers);
    Ok(page.with_status(page.public(scope, &resource.name, hero, main, bar), status))
}

/// A length the rules allow: the one asked for, or the nearest to an hour.
fn minutes_of(resource: &Resource, typed: &str) -> i64 {
    let rules = resource.rules();
    typed.parse::<i64>().unwrap_or(60).clamp(rules.min_minutes, rules.max_minutes)
}

/// The form of a public booking.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PublicForm {
    #[serde(flatten)]
    wish: WishForm,
    /// An offer that is taken instead, as its button says it.
    offer: String,
}

async fn book(scope: Scope, page: Page, visit: Visit, Path(by): Path<BySlug>, Form(typed): Form<PublicForm>) -> Answer {
    let mut resource = public_resource(&scope, &by.resource).await?;
    let PublicForm { mut wish, offer } = typed;
    if !wish.website.is_empty() {
        // A machine filled in what no person sees. It is told what a person would be told; nothing is written.
        return Ok(go(&scope.org.public_path("")));
    }
    let limits = &scope.house.limits;
    limits.spend(format!("book:{}", subscriber(visit.address)), RATE, RATE_WINDOW, scope.now)?;
    if offers::take(&offer, &mut wish.resource, &mut wish.span) {
        let id = wish.resource.parse().map_err(|_| Error::NotFound)?;
        resource = for_guests(resources::store::by_id(scope.db(), scope.org_id(), id).await?)?;
    }
    let day = chosen_day(&wish, &resource);
    let fresh_key = |wish: &WishForm| WishForm { key: scope.house.ids.token(), ..wish.clone() };
    let parsed = match wish.parse(&resource, None) {
        Ok(parsed) => parsed,
        Err(problems) => {
            return shown(
                &scope,
                &page,
                &resource,
                &day,
                fresh_key(&wish),
                &problems,
                &[],
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
    };
    // Whoever does not own an address must not fill its mailbox.
    limits.spend(
        format!("book-for:{}:{}", scope.org_id(), parsed.guest.email.key()),
        RATE_FOR,
        RATE_WINDOW,
        scope.now,
    )?;
    match actions::book(&scope, &resource, &parsed, By::Guest).await {
        Ok(done) => Ok(go(&format!("{}?new=1", link::manage_path(&scope.house, &scope.org, done.booking.id)))),
        Err(Error::Invalid(problems)) => {
            shown(&scope, &page, &resource, &day, fresh_key(&wish), &problems, &[], StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        Err(error) if error.is_conflict("contact_blocked") => {
            let mut problems = Problems::new();
            problems.add("email", scope.house.refusal("contact_blocked"));
            shown(&scope, &page, &resource, &day, fresh_key(&wish), &problems, &[], StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        Err(error) if error.is_conflict("booking_overlap") => {
            let refused = Refused {
                resource: &resource,
                span: parsed.span,
                people: parsed.people,
                units: parsed.units,
                moving: None,
                origin: By::Guest,
                beside: &[],
            };
            let offers = offers::instead(scope.db(), &scope, refused, By::Guest).await?;
            let mut problems = Problems::new();
            problems.add("starts", "This time was taken a moment ago.");
            shown(&scope, &page, &resource, &day, fresh_key(&wish), &problems, &offers, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the address of an explanation says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct WhyQuery {
    #[serde(flatten)]
    span: SpanForm,
    people: String,
    units: String,
}

/// Why a guest cannot have what they wished for, politely: every reason at once, and how booking works here.
async fn why(scope: Scope, page: Page, Path(by): Path<BySlug>, Query(query): Query<WhyQuery>) -> Answer {
    let resource = public_resource(&scope, &by.resource).await?;
    let Some(span) = query.span.parse(resource.zone(), None, &mut Problems::new()) else {
        return Ok(go(&scope.org.public_path(&format!("/{}", resource.slug))));
    };
    let count = |typed: &str| typed.trim().parse().ok().filter(|count| (1..=COUNT_MAX).contains(count)).unwrap_or(1);
    let question =
        Question { span, people: count(&query.people), units: count(&query.units), whom: Whom::Guest, booking: None };
    // As a guest asks, whoever is signed in: names and sources are not for this page.
    let explanation = explain(&scope, &resource, &question).await?;
    let (hero, main) = why_view::page(&scope.org, &resource, &explanation);
    Ok(page.public(&scope, &format!("Why? {}", resource.name), hero, main, None))
}

/// The day of a wish, so that its page shows it again.
fn chosen_day(wish: &WishForm, resource: &Resource) -> String {
    match DateTime::parse_from_rfc3339(&wish.span.at) {
        Ok(at) => wall(resource.zone(), at.with_timezone(&Utc)).date().to_string(),
        Err(_) => wish.span.day.clone(),
    }
}

/// The booking of a link.
#[derive(Debug, Deserialize)]
struct ByToken {
    token: String,
}

async fn linked(scope: &Scope, token: &str) -> Result<(Booking, Resource)> {
    let id = link::open(&scope.house, token)?;
    let booking = store::by_id(scope.db(), scope.org_id(), id).await?;
    let resource = resources::store::by_id(scope.db(), scope.org_id(), booking.resource_id).await?;
    Ok((booking, resource))
}

/// What the address of a booking's page says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ManageQuery {
    /// Just booked.
    new: String,
    /// The day shown for moving it.
    day: String,
}

async fn manage(scope: Scope, page: Page, Path(by): Path<ByToken>, Query(query): Query<ManageQuery>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    managed(&scope, &page, (&booking, &resource), &by.token, &query, &Problems::new(), StatusCode::OK).await
}

async fn managed(
    scope: &Scope,
    page: &Page,
    (booking, resource): (&Booking, &Resource),
    token: &str,
    query: &ManageQuery,
    problems: &Problems,
    status: StatusCode,
) -> Answer {
    let denied = policy::may_change(booking, resource.rules(), By::Guest, scope.now).err();
    let minutes = booking.form_minutes(); // a move keeps it
    let strip = match denied.is_none() && !query.day.is_empty() {
        true => Some(strip(scope, resource, &query.day, minutes, Some(booking)).await?),
        false => None,
    };
    let place = locations::store::address_line(scope.db(), scope.org_id(), booking.location_id).await?;
    let why_not = match &denied {
        Some(Error::Conflict(rule)) => Some(messages::unchangeable(rule, booking, resource.rules())),
        _ => None,
    };
    let facts = view::ManageFacts {
        org: &scope.org,
        booking,
        resource,
        place: &place,
        token,
        is_new: !query.new.is_empty(),
        strip: strip.as_ref(),
        why_not: why_not.as_deref(),
        key: &scope.house.ids.token(),
    };
    let (hero, main) = view::manage(&facts, problems);
    Ok(page.with_status(page.public(scope, "Your booking", hero, main, None), status))
}

async fn calendar_file(scope: Scope, Path(by): Path<ByToken>) -> Answer {
    let (booking, _) = linked(&scope, &by.token).await?;
    let place = locations::store::address_line(scope.db(), scope.org_id(), booking.location_id).await?;
    let file = invitation::file(&scope.house, &scope.org, &booking, &place).ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "no-store")], file).into_response())
}

/// A guest's change.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct GuestForm {
    #[serde(flatten)]
    span: SpanForm,
    version: i64,
    key: String,
    reason: String,
}

async fn shift(scope: Scope, page: Page, Path(by): Path<ByToken>, Form(typed): Form<GuestForm>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    spend_change(&scope, &booking)?;
    let mut problems = Problems::new();
    let span = typed.span.parse(resource.zone(), Some(booking.span()), &mut problems);
    let change = Change { id: booking.id, version: Some(typed.version), key: &typed.key, by: By::Guest };
    let outcome = match span.filter(|_| problems.is_empty()) {
        Some(span) => actions::shift(&scope, change, &resource, span).await,
        None => Err(Error::Invalid(problems)),
    };
    let day = wall(resource.zone(), span.map_or(booking.starts_at, |span| span.start)).date().to_string();
    let again = ManageQuery { new: String::new(), day };
    match outcome {
        Ok(_) => Ok(moved_on(&scope, &by.token, "Your booking has been moved. We have sent you a new confirmation.")),
        Err(Error::Invalid(problems)) => {
            managed(
                &scope,
                &page,
                (&booking, &resource),
                &by.token,
                &again,
                &problems,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Conflict(rule)) => {
            let mut problems = Problems::new();
            problems.add("starts", scope.house.refusal(&rule));
            let (booking, resource) = linked(&scope, &by.token).await?;
            managed(&scope, &page, (&booking, &resource), &by.token, &again, &problems, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn cancel(scope: Scope, Path(by): Path<ByToken>, Form(typed): Form<GuestForm>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    spend_change(&scope, &booking)?;
    let reason = kernel::text::optional_line(&typed.reason, super::model::REASON_MAX).unwrap_or_default();
    let change = Change { id: booking.id, version: None, key: &typed.key, by: By::Guest };
    actions::cancel(&scope, change, &resource, &reason).await?;
    Ok(moved_on(&scope, &by.token, "Your booking has been cancelled."))
}

fn spend_change(scope: &Scope, booking: &Booking) -> Result<()> {
    scope.house.limits.spend(format!("manage:{}", booking.id), RATE_CHANGES, RATE_WINDOW, scope.now)
}

fn moved_on(scope: &Scope, token: &str, text: &str) -> axum::response::Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.public_path(&format!("/manage/{token}")), flash)
}
