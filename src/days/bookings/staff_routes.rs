//! Bookings in the house: the list, one booking, and everything that can be done with it.

use super::actions::{self, Change, Done};
use super::messages;
use super::model::{Booking, EditForm, Guest, REASON_MAX, SpanForm, Status, WishForm};
use super::offers::{self, Offer, Refused};
use super::policy::By;
use super::store::{self, Leaf, Narrow, Sight};
use crate::views::bookings::show::Typed;
use crate::views::bookings::{form, index as list_view, show as show_view};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::mail::EmailAddress;
use kernel::time::{day_start, form_value, parse_day, rfc3339, wall};
use kernel::{Error, Problems, Result, text};
use platform::post;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, Routes, csv, go_flash};
use platform::{Perm, Scope, context, events};
use serde::Deserialize;
use things::resources::{self, Filter, Resource};
use uuid::Uuid;

/// Bookings on a page of the list.
const PAGE: i64 = 50;
/// Rows of a CSV file.
const CSV_MAX: i64 = 20_000;
/// Entries of a booking's history.
const HISTORY_MAX: i64 = 100;
/// What a new booking lasts unless something says otherwise (minutes).
const USUAL_MINUTES: i64 = 60;

pub(super) fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/bookings", Perm::CalendarRead, index)
        .get("/bookings/new", Perm::BookingsMake, new)
        .post("/bookings", Perm::BookingsMake, create)
        .get("/bookings/{id}", Perm::CalendarRead, show)
        .post("/bookings/{id}/span", Perm::BookingsMake, shift)
        .post("/bookings/{id}/details", Perm::BookingsMake, edit)
        .post("/bookings/{id}/cancellation", Perm::BookingsMake, cancel)
        .post("/bookings/{id}/restoration", Perm::BookingsManage, restore)
}

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// `upcoming` (also when absent), `past`, `cancelled` or `all`.
    pub show: String,
    /// Looked for in title, code, guest and resource.
    pub text: String,
    /// A resource's id.
    pub resource: String,
    /// A location's id: it and all below it.
    pub location: String,
    /// First day, `yyyy-mm-dd`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// The edge of the neighbouring page, `instant/id`.
    pub after: String,
    /// The same, backwards.
    pub before: String,
    /// `csv`: a file of all pages.
    pub format: String,
}

impl ListQuery {
    fn leaf(&self) -> Leaf {
        let descending = matches!(self.show.as_str(), "past" | "all" | "cancelled");
        let edge = |text: &str| {
            let (at, id) = text.split_once('/')?;
            Some((DateTime::parse_from_rfc3339(at).ok()?.with_timezone(&Utc), id.parse().ok()?))
        };
        match edge(&self.before) {
            Some(before) => Leaf { descending, edge: Some(before), backwards: true },
            None => Leaf { descending, edge: edge(&self.after), backwards: false },
        }
    }

    async fn narrow(&self, scope: &Scope) -> Result<Narrow> {
        let zone = scope.org.zone();
        let day = |text: &str, plus: i64| parse_day(text).map(|day| day_start(zone, day + TimeDelta::days(plus)));
        let mut narrow = Narrow {
            from: day(&self.from, 0),
            until: day(&self.until, 1),
            resource: self.resource.parse().ok(),
            pattern: Some(self.text.trim()).filter(|text| !text.is_empty()).map(text::contains_pattern),
            ..Narrow::default()
        };
        if let Ok(location) = self.location.parse() {
            narrow.locations = Some(context::subtree(scope.db(), scope.org_id(), location).await?);
        }
        match self.show.as_str() {
            "past" => narrow.until = Some(narrow.until.map_or(scope.now, |until| until.min(scope.now))),
            "cancelled" => narrow.statuses = vec![Status::Cancelled, Status::Released],
            "all" => {}
            _ => {
                narrow.from = Some(narrow.from.map_or(scope.now, |from| from.max(scope.now)));
                narrow.statuses = vec![Status::Held, Status::Pending, Status::Confirmed, Status::CheckedIn];
            }
        }
        Ok(narrow)
    }
}

fn sight(scope: &Scope) -> Sight {
    Sight { all: scope.reach(Perm::BookingsRead), own: scope.user_id() }
}

async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let (narrow, sight, leaf) = (query.narrow(&scope).await?, sight(&scope), query.leaf());
    if query.format == "csv" {
        let all = Leaf { edge: None, backwards: false, ..leaf };
        let bookings = store::list(scope.db(), scope.org_id(), &narrow, &sight, all, CSV_MAX + 1).await?;
        if bookings.len() as i64 > CSV_MAX {
            let sentence =
                "More than 20,000 bookings fit this filter. Narrow it, by dates perhaps, and export in parts.";
            return Err(Error::invalid("format", sentence).into());
        }
        return Ok(csv("bookings.csv", list_view::csv(&bookings)?));
    }
    let mut bookings = store::list(scope.db(), scope.org_id(), &narrow, &sight, leaf, PAGE + 1).await?;
    let more = bookings.len() as i64 > PAGE;
    if more {
        // The one beyond the page stands at the far end of the way it was read.
        if leaf.backwards { drop(bookings.remove(0)) } else { drop(bookings.pop()) }
    }
    let (mut places, reach) =
        (things::locations::store::tree(scope.db(), scope.org_id()).await?, scope.reach(Perm::CalendarRead));
    places.retain(|place| reach.covers(place.id));
    let pages = list_view::Pages {
        previous: if leaf.backwards { more } else { leaf.edge.is_some() },
        next: leaf.backwards || more,
    };
    let resource = match query.resource.parse() {
        Ok(id) => resource_for(&scope, id).await.ok(),
        Err(_) => None,
    };
    let main = list_view::index(
        &scope.org,
        &query,
        &bookings,
        pages,
        &places,
        resource.as_ref(),
        scope.may(Perm::BookingsMake),
    );
    Ok(page.show(&scope, "Bookings", main))
}

/// What the address of the new-booking form says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    resource: String,
    at: String,
    starts: String,
    minutes: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    let choices = choices(&scope).await?;
    let chosen = choices.iter().find(|resource| resource.id.to_string() == query.resource).or(choices.first());
    let zone = chosen.map_or_else(|| scope.org.zone(), Resource::zone);
    let at = DateTime::parse_from_rfc3339(&query.at).ok().map(|at| at.with_timezone(&Utc));
    let starts = match at {
        Some(at) => form_value(wall(zone, at)),
        None if query.starts.is_empty() => form_value(next_hour(scope.now, zone)),
        None => query.starts.clone(),
    };
    let minutes = if query.minutes.is_empty() { usual_minutes(chosen).to_string() } else { query.minutes.clone() };
    let typed = WishForm {
        resource: chosen.map(|resource| resource.id.to_string()).unwrap_or_default(),
        span: SpanForm { starts, minutes, ..SpanForm::default() },
        key: scope.house.ids.token(),
        ..WishForm::default()
    };
    let main = form::new(&form_page(&scope, &choices), &typed, &Problems::new(), &[]);
    Ok(page.show(&scope, "New booking", main))
}

fn next_hour(now: DateTime<Utc>, zone: chrono_tz::Tz) -> chrono::NaiveDateTime {
    use chrono::Timelike;
    let wall = wall(zone, now) + TimeDelta::hours(1);
    wall.date().and_hms_opt(wall.hour(), 0, 0).unwrap_or(wall)
}

fn usual_minutes(resource: Option<&Resource>) -> i64 {
    resource.map_or(USUAL_MINUTES, |resource| {
        USUAL_MINUTES.clamp(resource.rules().min_minutes, resource.rules().max_minutes)
    })
}

/// What the viewer may book, by name.
async fn choices(scope: &Scope) -> Result<Vec<Resource>> {
    let reach = scope.reach(Perm::BookingsMake);
    let all = resources::store::list(scope.db(), scope.org_id(), &Filter::default(), &reach).await?;
    let may =
        |resource: &Resource| By::of(scope, resource).is_ok_and(|by| super::policy::may_book(resource, by).is_ok());
    Ok(all.into_iter().filter(may).collect())
}

fn form_page<'a>(scope: &'a Scope, choices: &'a [Resource]) -> form::FormPage<'a> {
    form::FormPage { org: &scope.org, choices, for_others: scope.may(Perm::BookingsManage) }
}

/// A booking form, with the offer that was taken instead of its own time, if one was.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct CreateForm {
    #[serde(flatten)]
    wish: WishForm,
    /// An offer, as its button says it.
    offer: String,
    /// The page to go back to.
    back: String,
}

impl CreateForm {
    /// The wish, with the offer in place of its own resource and time.
    fn resolved(self) -> (WishForm, String) {
        let mut wish = self.wish;
        offers::take(&self.offer, &mut wish.resource, &mut wish.span);
        (wish, self.back)
    }
}

async fn create(scope: Scope, page: Page, Form(typed): Form<CreateForm>) -> Answer {
    let (typed, back) = typed.resolved();
    let id: Uuid = typed.resource.parse().map_err(|_| Error::NotFound)?;
    let resource = resource_for(&scope, id).await?;
    let by = By::of(&scope, &resource)?;
    let myself = myself(&scope, by)?;
    if myself.as_ref().is_some_and(|guest| !typed.email.trim().is_empty() && !guest.is_at(&typed.email)) {
        let mut problems = Problems::new();
        problems.add("email", "Here you can book for yourself only.");
        return refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let wish = match typed.parse(&resource, myself) {
        Ok(wish) => wish,
        Err(problems) => return refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match actions::book(&scope, &resource, &wish, by).await {
        Ok(done) => {
            let text = format!("Booked {} on {}.", resource.name, kernel::time::span_text(resource.zone(), wish.span));
            let flash = Flash { text: with_warnings(text, &done, &resource), tone: tone(&done), undo: None };
            let own = scope.org.path(&format!("/bookings/{}", done.booking.id));
            Ok(go_flash(&scope.house, &inside(&scope, &back).unwrap_or(own), flash))
        }
        Err(Error::Invalid(problems)) => {
            refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) if error.is_conflict("booking_overlap") => {
            let refused =
                Refused { resource: &resource, span: wish.span, people: wish.people, units: wish.units, moving: None };
            let offers = offers::instead(&scope, refused, by).await?;
            let mut problems = Problems::new();
            problems.add("starts", "This time is taken.");
            refuse(&scope, &page, typed, &problems, &offers, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form again, with what is wrong and what is free instead. It gets a new key: another wish follows.
async fn refuse(
    scope: &Scope,
    page: &Page,
    typed: WishForm,
    problems: &Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    let choices = choices(scope).await?;
    let typed = WishForm { key: scope.house.ids.token(), ..typed };
    let main = form::new(&form_page(scope, &choices), &typed, problems, offers);
    Ok(page.with_status(page.show(scope, "New booking", main), status))
}

/// Who a member books for: themselves.
fn myself(scope: &Scope, by: By) -> Result<Option<Guest>> {
    if by == By::Staff {
        return Ok(None);
    }
    let user = scope.viewer.user.as_ref().ok_or(Error::SignIn)?;
    let email = EmailAddress::parse(&user.email).map_err(Error::broken)?;
    Ok(Some(Guest { name: user.name.clone(), email, phone: String::new() }))
}

async fn resource_for(scope: &Scope, id: Uuid) -> Result<Resource> {
    let resource = resources::store::by_id(scope.db(), scope.org_id(), id).await?;
    // What they may not even see does not exist for them.
    if scope.may_at(Perm::CalendarRead, resource.location_id) { Ok(resource) } else { Err(Error::NotFound) }
}

/// A booking the viewer may see, its resource, and in what capacity they may act on it.
async fn seen(scope: &Scope, id: Uuid) -> Result<(Booking, Resource, Option<By>)> {
    let booking = store::by_id(scope.db(), scope.org_id(), id).await?;
    let own = booking.is_own(scope.user_id());
    if !own && !scope.may_at(Perm::BookingsRead, booking.location_id) {
        return Err(Error::NotFound);
    }
    let resource = resources::store::by_id(scope.db(), scope.org_id(), booking.resource_id).await?;
    let by = match By::of(scope, &resource) {
        Ok(By::Staff) => Some(By::Staff),
        Ok(by) if own => Some(by),
        _ => None,
    };
    Ok((booking, resource, by))
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    show_with(
        &scope,
        &page,
        &booking,
        &resource,
        by,
        Typed::of(&booking, resource.zone()),
        &Problems::new(),
        &[],
        StatusCode::OK,
    )
    .await
}

#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn show_with(
    scope: &Scope,
    page: &Page,
    booking: &Booking,
    resource: &Resource,
    by: Option<By>,
    typed: Typed,
    problems: &Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    let reads_all = scope.may_at(Perm::BookingsRead, booking.location_id);
    let history = events::of_subject(scope.db(), scope.org_id(), booking.id, HISTORY_MAX).await?;
    let messages = match scope.may_at(Perm::MessagesRead, booking.location_id) {
        true => post::of_subject(scope.db(), scope.org_id(), booking.id).await?,
        false => Vec::new(),
    };
    let choices = choices(scope).await?;
    let facts = show_view::Facts {
        org: &scope.org,
        booking,
        resource,
        history: &history,
        messages: &messages,
        typed: &typed,
        choices: &choices,
        may_change: by.is_some_and(|by| super::policy::may_change(booking, resource.rules(), by, scope.now).is_ok()),
        may_restore: by == Some(By::Staff) && booking.status == Status::Cancelled,
        reads_all,
        key: &scope.house.ids.token(),
    };
    let main = show_view::show(&facts, problems, offers);
    Ok(page.with_status(page.show(scope, booking.label(), main), status))
}

/// Where a booking is to go.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ShiftForm {
    #[serde(flatten)]
    span: SpanForm,
    /// Another resource; empty: the same.
    resource: String,
    version: i64,
    key: String,
    offer: String,
    back: String,
}

impl ShiftForm {
    /// What stands in the form when it is shown again. It keeps the version it was made against.
    fn again(&self, booking: &Booking, target: &Resource) -> Typed {
        let known = Typed::of(booking, target.zone());
        let or = |typed: &str, known: String| if typed.is_empty() { known } else { typed.to_owned() };
        let starts = match DateTime::parse_from_rfc3339(&self.span.at) {
            Ok(at) => form_value(wall(target.zone(), at.with_timezone(&Utc))),
            Err(_) => self.span.starts.clone(),
        };
        let (starts, minutes) = (or(&starts, known.starts), or(&self.span.minutes, known.minutes));
        Typed { resource: target.id.to_string(), starts, minutes, version: self.version, details: known.details }
    }
}

async fn shift(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<ShiftForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let mut typed = typed;
    offers::take(&typed.offer, &mut typed.resource, &mut typed.span);
    let target = match typed.resource.as_str() {
        "" => resource.clone(),
        other => resource_for(&scope, other.parse().map_err(|_| Error::NotFound)?).await?,
    };
    if By::of(&scope, &target)? != by {
        return Err(Error::Forbidden.into()); // staff here is not staff there
    }
    let mut problems = Problems::new();
    let span = typed.span.parse(target.zone(), Some(booking.span()), &mut problems);
    let again = typed.again(&booking, &target);
    let Some(span) = span.filter(|_| problems.is_empty()) else {
        return told(&scope, &page, &booking, &resource, by, again, problems, &[], StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    };
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    match actions::shift(&scope, change, &target, span).await {
        Ok(done) => {
            let text = format!("Moved to {}, {}.", target.name, kernel::time::span_text(target.zone(), span));
            let undo = done.fresh.then(|| undo_shift(&scope, &booking, &done.booking, &page));
            let flash = Flash { text: with_warnings(text, &done, &target), tone: tone(&done), undo };
            Ok(go_flash(&scope.house, &back(&scope, &page, &typed.back), flash))
        }
        Err(Error::Invalid(problems)) => {
            told(&scope, &page, &booking, &resource, by, again, problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) if error.is_conflict("booking_overlap") && !page.hx.is_script() => {
            let refused =
                Refused { resource: &target, span, people: booking.people, units: booking.units, moving: Some(id) };
            let offers = offers::instead(&scope, refused, by).await?;
            let mut problems = Problems::new();
            problems.add("starts", "This time is taken.");
            told(&scope, &page, &booking, &resource, by, again, problems, &offers, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with a change: on the booking's page for a form, as a toast for a gesture.
#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn told(
    scope: &Scope,
    page: &Page,
    booking: &Booking,
    resource: &Resource,
    by: By,
    typed: Typed,
    problems: Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    if page.hx.is_script() {
        return Err(Error::Invalid(problems).into());
    }
    show_with(scope, page, booking, resource, Some(by), typed, &problems, offers, status).await
}

fn undo_shift(scope: &Scope, before: &Booking, after: &Booking, page: &Page) -> Undo {
    let field = |name: &str, value: String| (name.to_owned(), value);
    Undo {
        action: scope.org.path(&format!("/bookings/{}/span", after.id)),
        fields: vec![
            field("resource", before.resource_id.to_string()),
            field("at", rfc3339(before.starts_at)),
            field("minutes", before.form_minutes().to_string()),
            field("version", after.version.to_string()),
            field("key", scope.house.ids.token()),
            field("back", back(scope, page, "")),
        ],
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<EditForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    let edit = match typed.parse(&resource) {
        // A member does not see the note, so their form cannot change it.
        Ok(edit) if by == By::Staff => edit,
        Ok(edit) => super::model::Edit { note: booking.note.clone(), ..edit },
        Err(problems) => {
            let again = Typed { details: typed, ..Typed::of(&booking, resource.zone()) };
            return told(
                &scope,
                &page,
                &booking,
                &resource,
                by,
                again,
                problems,
                &[],
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
    };
    actions::edit(&scope, change, &resource, &edit).await?;
    let flash = Flash { text: "Saved.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/bookings/{id}")), flash))
}

/// A booking given back, and why.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct CancelForm {
    reason: String,
    version: i64,
    key: String,
    back: String,
}

async fn cancel(scope: Scope, Id(id): Id, Form(typed): Form<CancelForm>) -> Answer {
    let (_, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let reason = text::optional_line(&typed.reason, REASON_MAX).map_err(|message| Error::invalid("reason", message))?;
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    let done = actions::cancel(&scope, change, &resource, &reason).await?;
    let undo = (by == By::Staff).then(|| Undo {
        action: scope.org.path(&format!("/bookings/{id}/restoration")),
        fields: vec![
            ("version".to_owned(), done.booking.version.to_string()),
            ("key".to_owned(), scope.house.ids.token()),
        ],
    });
    let text = format!("Cancelled {}. {} is told by mail.", done.booking.label(), done.booking.contact_name);
    let own = scope.org.path(&format!("/bookings/{id}"));
    let back = inside(&scope, &typed.back).unwrap_or(own);
    Ok(go_flash(&scope.house, &back, Flash { text, tone: Tone::Ok, undo }))
}

/// A cancelled booking taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RestoreForm {
    version: i64,
    key: String,
}

async fn restore(scope: Scope, Id(id): Id, Form(typed): Form<RestoreForm>) -> Answer {
    let (_, resource, by) = seen(&scope, id).await?;
    if by != Some(By::Staff) {
        return Err(Error::Forbidden.into());
    }
    let change = Change { id, version: Some(typed.version), key: &typed.key, by: By::Staff };
    let done = actions::restore(&scope, change, &resource).await?;
    let text = with_warnings(format!("{} is on again.", done.booking.label()), &done, &resource);
    let flash = Flash { text, tone: tone(&done), undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/bookings/{id}")), flash))
}

fn with_warnings(text: String, done: &Done, resource: &Resource) -> String {
    let warnings = done.warnings.iter().map(|refusal| messages::sentence(refusal, resource.zone()));
    std::iter::once(text).chain(warnings).collect::<Vec<_>>().join(" ")
}

fn tone(done: &Done) -> Tone {
    if done.warnings.is_empty() { Tone::Ok } else { Tone::Warn }
}

/// A path to go back to, if it stays inside this organisation.
fn inside(scope: &Scope, path: &str) -> Option<String> {
    let inside =
        path == scope.org.path("") || path.starts_with(&scope.org.path("/")) || path.starts_with(&scope.org.path("?"));
    (inside && !path.contains("//") && path.is_ascii()).then(|| path.to_owned())
}

/// Where a change leads: back to where it was made from.
fn back(scope: &Scope, page: &Page, wanted: &str) -> String {
    inside(scope, wanted).or_else(|| inside(scope, &page.came_from())).unwrap_or_else(|| scope.org.path("/calendar"))
}
