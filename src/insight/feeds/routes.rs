//! The feed itself, and the page on which people make and revoke theirs.

use super::model::{self, Feed, Form as Typed, NewFeed, Stamp, Subject};
use super::store::Of;
use super::{actions, calendar, policy, store};
use crate::views::feeds as views;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use kernel::crypto::sha256_hex;
use kernel::time::Span;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Path, Routes, Visit, go_flash};
use platform::{Feature, Perm, Reach, Scope, context};
use serde::Deserialize;
use things::{locations, resources};

/// A feed begins this long before today (days) …
const PAST_DAYS: i64 = 30;
/// … and ends this long after it.
const FUTURE_DAYS: i64 = 400;
/// Bookings in one file.
const EVENTS_MAX: i64 = 2_000;
/// Fetches of one feed within an hour: several devices, each every few minutes.
const FETCHES_AN_HOUR: u32 = 240;
/// Calendars come again after this long where the organisation is suspended (seconds). What they have they keep.
const CLOSED_SECONDS: &str = "3600";
/// That a feed was fetched is noted this often (hours).
const NOTED_HOURS: i64 = 1;

/// The rows of this domain.
pub fn routes() -> Routes {
    let own = Routes::under("/o/{org}")
        .get("/feeds", Perm::CalendarRead, index)
        .post("/feeds", Perm::CalendarRead, create)
        .post("/feeds/{id}/revocation", Perm::CalendarRead, revoke);
    Routes::under("/feeds").get("/{token}", Perm::Public, fetch).and(own)
}

/// The last part of a feed's address.
#[derive(Deserialize)]
struct ByToken {
    token: String,
}

async fn fetch(visit: Visit, Path(by): Path<ByToken>, headers: HeaderMap) -> Answer {
    let (house, now) = (&visit.house, visit.now);
    let id = model::open(house, &by.token).ok_or(Error::NotFound)?;
    house.limits.spend(format!("feed:{id}"), FETCHES_AN_HOUR, Duration::hours(1), now)?;
    let feed = store::sealed(&house.db, id).await?;
    // With the rights its owner has now: who holds nothing here any more has no feed any more.
    let (org, viewer) = context::enter(&house.db, &feed.org_slug, feed.user_id, now).await?;
    if org.is_suspended() {
        let later = [(RETRY_AFTER, CLOSED_SECONDS)];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, later, "Not open at the moment.\n").into_response());
    }
    if !org.has(Feature::Feeds) {
        return Err(Error::NotFound.into());
    }
    let scope = Scope { viewer, ..Scope::unattended(house, org, &visit.request_id) };
    let place = match (feed.resource_id, feed.location_id) {
        (Some(id), _) => Some(resources::store::by_id(scope.db(), scope.org_id(), id).await?.location_id),
        (_, location) => location,
    };
    if !policy::may_have(&scope, feed.subject(), place) {
        return Err(Error::NotFound.into());
    }
    let below = match feed.subject() {
        Subject::Location(id) => context::subtree(scope.db(), scope.org_id(), id).await?,
        _ => Vec::new(),
    };
    let email = scope.viewer.user.as_ref().map_or_else(String::new, |user| user.email.clone());
    let (org, subject) = (scope.org_id(), feed.subject());
    let of = Of { org, subject, locations: &below, owner: (feed.user_id, &email), span: span(now)? };
    let stamp = store::stamp(scope.db(), &of).await?;
    if feed.last_used_at.is_none_or(|at| now - at >= Duration::hours(NOTED_HOURS)) {
        store::used(scope.db(), org, feed.id, now).await?;
    }
    let (tag, latest) = (tag(&scope, &feed, &stamp, now), stamp.latest.unwrap_or(feed.created_at));
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bookings = store::taken(scope.db(), &of, EVENTS_MAX).await?;
        let mut response = calendar::file(&scope, &feed, &bookings).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"steward.ics\""));
        response
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(ETAG, HeaderValue::from_str(&tag).map_err(Error::broken)?);
    headers.insert(LAST_MODIFIED, HeaderValue::from_str(&http_date(latest)).map_err(Error::broken)?);
    Ok(response)
}

/// From which instant until which one a feed tells; both move at midnight only, so that a day's fetches are alike.
fn span(now: DateTime<Utc>) -> Result<Span> {
    let today = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    let span = Span::new(today - Duration::days(PAST_DAYS), today + Duration::days(FUTURE_DAYS));
    span.map_err(|_| Error::broken("a feed without a span"))
}

/// What stands for the content: the bookings, how much the owner may see of them, the names around them, and the day.
fn tag(scope: &Scope, feed: &Feed, stamp: &Stamp, now: DateTime<Utc>) -> String {
    let reach = |perm| match scope.reach(perm) {
        Reach::Everywhere => "everywhere".to_owned(),
        limited => format!("{limited:?}"),
    };
    let content = format!(
        "{} {} {stamp:?} {} {} {} {:?} {:?}",
        feed.id,
        feed.detail.name(),
        reach(Perm::BookingsRead),
        reach(Perm::CalendarRead),
        scope.org.version,
        feed.location_name,
        now.date_naive(),
    );
    format!("\"{}\"", &sha256_hex(content.as_bytes())[..32])
}

/// Has the caller this already? Only the tag tells: what was cancelled or may not be seen any more has no date.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

async fn index(scope: Scope, page: Page) -> Answer {
    let typed = Typed { subject: "mine".into(), detail: "titles".into(), key: scope.house.ids.token() };
    let main = drawn(&scope, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, "Calendar feeds", main))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<Typed>) -> Answer {
    match NewFeed::parse(&typed) {
        Ok(new) => {
            actions::create(&scope, &new, &typed.key).await?;
            Ok(done(&scope, "The feed was added. Give its address to your calendar."))
        }
        Err(problems) => Ok(page.refuse(&scope, "Calendar feeds", drawn(&scope, &typed, &problems).await?)),
    }
}

async fn revoke(scope: Scope, Id(id): Id) -> Answer {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let feed = store::own(scope.db(), scope.org_id(), user, id).await?;
    actions::revoke(&scope, &feed).await?;
    Ok(done(&scope, "The feed was revoked. Its address leads nowhere any more."))
}

async fn drawn(scope: &Scope, typed: &Typed, problems: &Problems) -> Result<maud::Markup> {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let feeds = store::of_user(scope.db(), scope.org_id(), user).await?;
    let reach = scope.reach(Perm::CalendarRead);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| reach.covers(place.id));
    let filter = resources::Filter::default();
    let things = resources::store::list(scope.db(), scope.org_id(), &filter, &reach).await?;
    let feeds: Vec<(Feed, String)> = feeds
        .into_iter()
        .map(|feed| (scope.house.url(&feed.path(&scope.house)), feed))
        .map(|(url, feed)| (feed, url))
        .collect();
    let view = views::Index {
        org: &scope.org,
        feeds: &feeds,
        places: &places,
        things: &things,
        sees_bookings: scope.may(Perm::BookingsRead),
        typed,
        problems,
        now: scope.now,
    };
    Ok(views::index(&view))
}

fn done(scope: &Scope, text: &str) -> Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.path("/feeds"), flash)
}
