//! The page that explains why a time is closed, or why somebody may not book it.

use super::explanation::{Question, Whom, explain, may_ask_about_others};
use super::model::SpanForm;
use super::staff_routes::resource_for;
use crate::views::bookings::why as view;
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use kernel::time::{Span, after, form_value, wall};
use kernel::{Error, Problems, Result};
use people::orgs::store::people_ever;
use platform::web::{Answer, Id, Page, Query, Routes};
use platform::{Perm, Scope};
use serde::Deserialize;
use things::resources::Resource;

/// What is asked about unless something says otherwise (minutes).
const USUAL_MINUTES: i64 = 60;
/// People and units that can be asked about.
const COUNT_MAX: i64 = 100_000;

pub(super) fn routes() -> Routes {
    Routes::under("/o/{org}").get("/resources/{id}/why", Perm::CalendarRead, why)
}

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WhyQuery {
    #[serde(flatten)]
    span: SpanForm,
    people: String,
    units: String,
    /// The booking that would be moved there; empty: a new one.
    booking: String,
    /// `guest`, the id of somebody with a sign-in, or `contact:` and the id of a contact; empty: the viewer.
    #[serde(rename = "for")]
    whom: String,
}

async fn why(scope: Scope, page: Page, Id(id): Id, Query(query): Query<WhyQuery>) -> Answer {
    let resource = resource_for(&scope, id).await?;
    let question = question(&scope, &resource, &query)?;
    let explanation = explain(&scope, &resource, &question).await?;
    let people = match may_ask_about_others(&scope, &resource) {
        true => people_ever(scope.db(), scope.org_id()).await?,
        false => Vec::new(),
    };
    let typed = view::Typed {
        starts: form_value(wall(resource.zone(), question.span.start)),
        minutes: super::model::keep_length(resource.zone(), question.span).to_string(),
        people: question.people.to_string(),
        units: question.units.to_string(),
        whom: query.whom.clone(),
        booking: query.booking.clone(),
    };
    let may_book = explanation.bookable
        && query.whom.is_empty()
        && query.booking.is_empty()
        && scope.may_at(Perm::BookingsMake, resource.location_id);
    let shown = view::Shown {
        org: &scope.org,
        resource: &resource,
        explanation: &explanation,
        typed: &typed,
        people: &people,
        may_book,
        reads_resource: scope.may_at(Perm::ResourcesRead, resource.location_id),
    };
    Ok(page.show(&scope, &format!("Why? {}", resource.name), view::page(&shown)))
}

fn question(scope: &Scope, resource: &Resource, query: &WhyQuery) -> Result<Question> {
    let zone = resource.zone();
    let rules = resource.rules();
    let usual = USUAL_MINUTES.clamp(rules.min_minutes, rules.max_minutes.max(rules.min_minutes));
    let minutes = if query.span.minutes.trim().is_empty() { usual.to_string() } else { query.span.minutes.clone() };
    let typed = SpanForm { minutes, ..query.span.clone() };
    let known = typed.parse(zone, None, &mut Problems::new());
    let next = next_hour(scope.now);
    let span = known.or_else(|| Span::new(next, after(zone, next, usual)).ok());
    let count = |typed: &str| typed.trim().parse().ok().filter(|count| (1..=COUNT_MAX).contains(count)).unwrap_or(1);
    let whom = match query.whom.as_str() {
        "" => Whom::Me,
        "guest" => Whom::Guest,
        other => match other.strip_prefix("contact:") {
            Some(id) => Whom::Contact(id.parse().map_err(|_| Error::NotFound)?),
            None => Whom::User(other.parse().map_err(|_| Error::NotFound)?),
        },
    };
    let booking = match query.booking.trim() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let span = span.ok_or(Error::NotFound)?;
    Ok(Question { span, people: count(&query.people), units: count(&query.units), whom, booking })
}

fn next_hour(now: DateTime<Utc>) -> DateTime<Utc> {
    let next = now + TimeDelta::hours(1);
    next.with_minute(0).and_then(|at| at.with_second(0)).and_then(|at| at.with_nanosecond(0)).unwrap_or(next)
}
