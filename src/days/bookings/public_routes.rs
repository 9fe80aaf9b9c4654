//! The branded pages where guests book, and the page behind the link in their mail. Nobody signs in here.

use super::actions::{self, Change, Done};
use super::explanation::{Question, Whom, explain};
use super::invitation;
use super::link;
use super::messages;
use super::model::{Booking, Edit, EditForm, SpanForm, Wish, WishForm};
use super::offers::{self, Offer, Refused};
use super::policy::{self, By};
use super::store;
use super::strip::strip;
use crate::views::bookings::{public as view, public_why as why_view};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::time::{Span, wall};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{
    Answer, Form, MaybeClient, Page, Path, Query, Routes, Visit, go, go_flash, slower, subscriber, too_often,
};
use platform::{Feature, Perm, Reach, Scope};
use serde::Deserialize;
use things::locations;
use things::resources::{self, FilterQuery, Resource, Who};
use uuid::Uuid;

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
        .post("/{resource}", Perm::Public, otherwise)
        .post("/{resource}/bookings", Perm::Public, book)
        .get("/{resource}/why", Perm::Public, why)
        .get("/manage/{token}", Perm::Public, manage)
        .get("/manage/{token}/booking.ics", Perm::Public, calendar_file)
        .post("/manage/{token}/span", Perm::Public, shift)
        .post("/manage/{token}/details", Perm::Public, edit)
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
    /// How many units are wanted.
    pub units: String,
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
        units: query.units,
        span: SpanForm { at: query.at, minutes: query.minutes, ..SpanForm::default() },
        ..WishForm::default()
    };
    shown(&scope, &page, &resource, &query.day, typed, &Problems::new(), &[]).await
}

/// The page of a resource with the slots of a day and the form, however it got there.
async fn shown(
    scope: &Scope,
    page: &Page,
    resource: &Resource,
    day: &str,
    typed: WishForm,
    problems: &Problems,
    offers: &[Offer],
) -> Answer {
    let typed = WishForm { key: scope.house.ids.token(), ..typed };
    let minutes = minutes_of(resource, &typed.span.minutes);
    let strip = strip(scope, resource, day, minutes, None).await?;
    let facts = view::ResourceFacts { org: &scope.org, resource, strip: &strip, minutes, typed: &typed };
    let photos = match resource.cover_id {
        Some(_) => resources::store::photos(scope.db(), scope.org_id(), resource.id).await?,
        None => Vec::new(),
    };
    let (hero, main, bar) = view::resource(&facts, &photos, problems, offers);
    Ok(page.public(scope, &resource.name, hero, main, bar))
}

/// The form of a public booking, sent to see another day or length.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct OtherwiseForm {
    #[serde(flatten)]
    wish: WishForm,
    /// The day to show, if another.
    other_day: String,
    /// The length to show, if another.
    other_minutes: String,
}

/// The page for another day or length with all that was typed, for a browser without script. Nothing is written, and what is
/// typed is not judged before it is sent to be booked.
async fn otherwise(scope: Scope, page: Page, Path(by): Path<BySlug>, Form(typed): Form<OtherwiseForm>) -> Answer {
    let resource = public_resource(&scope, &by.resource).await?;
    let OtherwiseForm { mut wish, other_day, other_minutes } = typed;
    if other_day.is_empty() && other_minutes.is_empty() {
        return Ok(go(&scope.org.public_path(&format!("/{}", resource.slug))));
    }
    if !other_minutes.is_empty() {
        wish.span.minutes = other_minutes;
    }
    let day = if other_day.is_empty() { wish.span.day.clone() } else { other_day };
    shown(&scope, &page, &resource, &day, wish, &Problems::new(), &[]).await
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
    if offers::take(&offer, &mut wish.resource, &mut wish.span) {
        resource = offered(&scope, &wish.resource).await?;
    }
    match booked(&scope, &visit, &resource, &wish).await {
        Ok(done) => Ok(go(&format!("{}?new=1", link::manage_path(&scope.house, &scope.org, done.booking.id)))),
        Err(error) => {
            let refusal = Refusal::of(&scope, error, &["booking_overlap", "contact_blocked"])?;
            let offers = match (refusal.is_overlap, wish.parse(&resource, None)) {
                (true, Ok(Wish { span, people, units, .. })) => {
                    instead(&scope, (&resource, span), (people, units), None).await?
                }
                _ => Vec::new(),
            };
            let day = chosen_day(&wish, &resource);
            let again = shown(&scope, &page, &resource, &day, wish, &refusal.problems, &offers).await?;
            Ok(refusal.dress(&scope, &page, again))
        }
    }
}

/// The resource of an offer.
async fn offered(scope: &Scope, id: &str) -> Result<Resource> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    for_guests(resources::store::by_id(scope.db(), scope.org_id(), id).await?)
}

async fn booked(scope: &Scope, visit: &Visit, resource: &Resource, wish: &WishForm) -> Result<Done> {
    let limits = &scope.house.limits;
    limits.spend(format!("book:{}", subscriber(visit.address)), RATE, RATE_WINDOW, scope.now)?;
    let wish = wish.parse(resource, None).map_err(Error::Invalid)?;
    // Whoever does not own an address must not fill its mailbox.
    let whose = format!("book-for:{}:{}", scope.org_id(), wish.guest.email.key());
    limits.spend(whose, RATE_FOR, RATE_WINDOW, scope.now)?;
    actions::book(scope, resource, &wish, By::Guest).await
}

/// What is free for a guest instead of a time that somebody was quicker to take.
async fn instead(
    scope: &Scope,
    (resource, span): (&Resource, Span),
    (people, units): (i64, i64),
    moving: Option<Uuid>,
) -> Result<Vec<Offer>> {
    let refused = Refused { resource, span, people, units, moving, origin: By::Guest, beside: &[] };
    offers::instead(scope.db(), scope, refused, By::Guest).await
}

/// Why a guest's form was refused: it comes back with what was typed.
struct Refusal {
    problems: Problems,
    status: StatusCode,
    /// When it may be sent again, if it was sent too often.
    until: Option<DateTime<Utc>>,
    /// Was somebody quicker?
    is_overlap: bool,
}

impl Refusal {
    /// Of an error that the form can say itself; of conflicts, these.
    fn of(scope: &Scope, error: Error, rules: &[&str]) -> Result<Refusal> {
        let is_overlap = error.is_conflict("booking_overlap");
        let mut refusal =
            Refusal { problems: Problems::new(), status: StatusCode::UNPROCESSABLE_ENTITY, until: None, is_overlap };
        match error {
            // What a page carries unseen has no field to lead to.
            Error::Invalid(problems) => problems.iter().for_each(|(field, message)| {
                refusal.problems.add(if field == "key" { String::new() } else { field.to_owned() }, message);
            }),
            Error::TooMany(until) => {
                refusal.until = Some(until);
                refusal.problems.add("", too_often(until, scope.now));
            }
            Error::Conflict(rule) if rule == "contact_blocked" && rules.contains(&"contact_blocked") => {
                refusal.problems.add("email", scope.house.refusal(&rule));
            }
            Error::Conflict(rule) if rules.is_empty() || rules.contains(&rule.as_ref()) => {
                refusal.status = StatusCode::CONFLICT;
                refusal.problems.add("starts", scope.house.refusal(&rule));
            }
            other => return Err(other),
        }
        Ok(refusal)
    }

    fn dress(&self, scope: &Scope, page: &Page, again: Response) -> Response {
        match self.until {
            Some(until) => slower(page, again, until, scope.now),
            None => page.with_status(again, self.status),
        }
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
    /// The length it is to have.
    minutes: String,
    /// The start that is chosen already (RFC 3339).
    at: String,
}

async fn manage(scope: Scope, page: Page, Path(by): Path<ByToken>, Query(query): Query<ManageQuery>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    managed(&scope, &page, (&booking, &resource), &by.token, &query, None, &Problems::new(), &[]).await
}

/// The page of a booking, however it got there; `typed` is what a form said that was refused.
#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn managed(
    scope: &Scope,
    page: &Page,
    (booking, resource): (&Booking, &Resource),
    token: &str,
    query: &ManageQuery,
    typed: Option<&EditForm>,
    problems: &Problems,
    offers: &[Offer],
) -> Answer {
    let denied = policy::may_change(booking, resource.rules(), By::Guest, scope.now).err();
    // A move keeps the length, if no other is asked for.
    let minutes = match query.minutes.parse::<i64>() {
        Ok(minutes) if minutes != booking.form_minutes() => minutes_of(resource, &query.minutes),
        _ => booking.form_minutes(),
    };
    let strip = match denied.is_none() && !query.day.is_empty() {
        true => Some(strip(scope, resource, &query.day, minutes, Some(booking)).await?),
        false => None,
    };
    let place = locations::store::address_line(scope.db(), scope.org_id(), booking.location_id).await?;
    let why_not = match &denied {
        Some(Error::Conflict(rule)) => Some(messages::unchangeable(rule, booking, resource.rules())),
        _ => None,
    };
    let own = EditForm { title: booking.title.clone(), people: booking.people.to_string(), ..EditForm::default() };
    let facts = view::ManageFacts {
        org: &scope.org,
        booking,
        resource,
        place: &place,
        token,
        is_new: !query.new.is_empty(),
        strip: strip.as_ref(),
        minutes,
        at: &query.at,
        offers,
        typed: typed.unwrap_or(&own),
        why_not: why_not.as_deref(),
        key: &scope.house.ids.token(),
    };
    let (hero, main) = view::manage(&facts, problems);
    Ok(page.public(scope, "Your booking", hero, main, None))
}

async fn calendar_file(scope: Scope, Path(by): Path<ByToken>) -> Answer {
    let (booking, _) = linked(&scope, &by.token).await?;
    let place = locations::store::address_line(scope.db(), scope.org_id(), booking.location_id).await?;
    let known = invitation::known(scope.db(), scope.org_id(), &[booking.id]).await?;
    let file = invitation::file(&scope.house, &scope.org, &booking, &place, &known).ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "no-store")], file).into_response())
}

/// Another time for a booking.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct GuestSpan {
    #[serde(flatten)]
    span: SpanForm,
    version: i64,
    key: String,
    /// An offer that is taken instead, as its button says it.
    offer: String,
}

async fn shift(scope: Scope, page: Page, Path(by): Path<ByToken>, Form(typed): Form<GuestSpan>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    let (mut span, mut wanted) = (typed.span, String::new());
    let target = match offers::take(&typed.offer, &mut wanted, &mut span) {
        true if wanted != resource.id.to_string() => offered(&scope, &wanted).await?,
        _ => resource.clone(),
    };
    let change = Change { id: booking.id, version: Some(typed.version), key: &typed.key, by: By::Guest };
    let mut problems = Problems::new();
    let parsed = span.parse(target.zone(), Some(booking.span()), &mut problems);
    let moved = async {
        spend_change(&scope, &booking)?;
        // Also when it goes to where it could be changed longer.
        policy::may_change(&booking, resource.rules(), By::Guest, scope.now)?;
        match parsed.filter(|_| problems.is_empty()) {
            Some(span) => actions::shift(&scope, change, &target, span).await,
            None => Err(Error::Invalid(problems)),
        }
    };
    let Err(error) = moved.await else {
        return Ok(moved_on(&scope, &by.token, "Your booking has been moved. We have sent you a new confirmation."));
    };
    let refusal = Refusal::of(&scope, error, &[])?;
    let offers = match parsed.filter(|_| refusal.is_overlap) {
        Some(span) => instead(&scope, (&target, span), (booking.people, booking.units), Some(booking.id)).await?,
        None => Vec::new(),
    };
    let day = wall(resource.zone(), parsed.map_or(booking.starts_at, |span| span.start)).date().to_string();
    let again = ManageQuery { day, minutes: span.minutes, at: span.at, ..ManageQuery::default() };
    refuse(&scope, &page, &by.token, &again, None, &refusal, &offers).await
}

/// The page again, as the booking is now.
async fn refuse(
    scope: &Scope,
    page: &Page,
    token: &str,
    again: &ManageQuery,
    typed: Option<&EditForm>,
    refusal: &Refusal,
    offers: &[Offer],
) -> Answer {
    let (booking, resource) = linked(scope, token).await?;
    let shown = managed(scope, page, (&booking, &resource), token, again, typed, &refusal.problems, offers).await?;
    Ok(refusal.dress(scope, page, shown))
}

/// How many come, and for what. The note is the house's own.
async fn edit(scope: Scope, page: Page, Path(by): Path<ByToken>, Form(typed): Form<EditForm>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    let change = Change { id: booking.id, version: Some(typed.version), key: &typed.key, by: By::Guest };
    let edited = async {
        spend_change(&scope, &booking)?;
        let edit = typed.parse(&resource, booking.units).map_err(Error::Invalid)?;
        actions::edit(&scope, change, &resource, &Edit { note: booking.note.clone(), ..edit }).await
    };
    match edited.await {
        Ok(_) => Ok(moved_on(&scope, &by.token, "Your booking has been changed.")),
        Err(error) => {
            let refusal = Refusal::of(&scope, error, &[])?;
            refuse(&scope, &page, &by.token, &ManageQuery::default(), Some(&typed), &refusal, &[]).await
        }
    }
}

/// A booking given back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct GuestCancel {
    key: String,
    reason: String,
}

async fn cancel(scope: Scope, page: Page, Path(by): Path<ByToken>, Form(typed): Form<GuestCancel>) -> Answer {
    let (booking, resource) = linked(&scope, &by.token).await?;
    let reason = kernel::text::optional_line(&typed.reason, super::model::REASON_MAX).unwrap_or_default();
    let change = Change { id: booking.id, version: None, key: &typed.key, by: By::Guest };
    let cancelled = async {
        spend_change(&scope, &booking)?;
        actions::cancel(&scope, change, &resource, &reason).await
    };
    match cancelled.await {
        Ok(_) => Ok(moved_on(&scope, &by.token, "Your booking has been cancelled.")),
        Err(error) => {
            let refusal = Refusal::of(&scope, error, &[])?;
            refuse(&scope, &page, &by.token, &ManageQuery::default(), None, &refusal, &[]).await
        }
    }
}

fn spend_change(scope: &Scope, booking: &Booking) -> Result<()> {
    scope.house.limits.spend(format!("manage:{}", booking.id), RATE_CHANGES, RATE_WINDOW, scope.now)
}

fn moved_on(scope: &Scope, token: &str, text: &str) -> Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.public_path(&format!("/manage/{token}")), flash)
}
