//! The calendar of an organisation: a day or a week over many resources.

use super::calendar::{self, Facts, Filter};
use super::model::Booking;
use super::store;
use crate::views::bookings::calendar as view;
use kernel::Error;
use kernel::time::{day_span, parse_day, wall};
use platform::web::{Answer, Page, Query, Routes, live};
use platform::{Perm, Scope};
use serde::Deserialize;
use things::locations;
use things::resources::{self, FilterQuery};

/// Resources drawn on one calendar.
const RESOURCES_MAX: usize = 2_000;

pub(super) fn routes() -> Routes {
    Routes::under("/o/{org}").get("/calendar", Perm::CalendarRead, index).get("/live", Perm::CalendarRead, live)
}

/// What the address of a calendar says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct CalendarQuery {
    /// `yyyy-mm-dd`; today when absent.
    day: String,
    /// `week`; a day when absent.
    view: String,
    /// `all`: the whole day.
    hours: String,
    #[serde(flatten)]
    filter: FilterQuery,
}

async fn index(scope: Scope, page: Page, Query(query): Query<CalendarQuery>) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let reach = scope.reach(Perm::CalendarRead);
    let mut shown = resources::store::list(db, org, &query.filter.filter(), &reach).await?;
    let left_out = shown.len().saturating_sub(RESOURCES_MAX);
    shown.truncate(RESOURCES_MAX);
    // Days begin where the resources are; with several zones, where the organisation is.
    let zone = match shown.first() {
        Some(first) if shown.iter().all(|resource| resource.zone_name == first.zone_name) => first.zone(),
        _ => scope.org.zone(),
    };
    let day = parse_day(&query.day).unwrap_or_else(|| wall(zone, scope.now).date());
    let week = query.view == "week";
    let whole = if week { calendar::week_span(zone, day) } else { day_span(zone, day) };
    let Some(whole) = whole else { return Err(Error::NotFound.into()) };
    // A row of a week has the days of its own place.
    let zones = shown.iter().map(resources::Resource::zone);
    let span = if week { calendar::weeks_span(zones, day).unwrap_or(whole) } else { whole };

    let ids: Vec<_> = shown.iter().map(|resource| resource.id).collect();
    // Of many resources all bookings are read: a long list of ids costs more than the few that are not shown.
    let bookings = store::in_span(db, org, (ids.len() < 100).then_some(ids.as_slice()), span).await?;
    let borrowed: Vec<_> = shown.iter().collect();
    let hours = resources::store::hours(db, org, &borrowed, span, scope.now).await?;
    drop(borrowed);
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.covers(place.id));
    let (sees_all, me) = (scope.reach(Perm::BookingsRead), scope.user_id());
    let open = |booking: &Booking| sees_all.covers(booking.location_id) || booking.is_own(me);
    let filter = Filter { day, zone, all_hours: query.hours == "all" };
    let facts = Facts { resources: shown, hours: &hours, bookings, open: &open, now: scope.now };
    let head = view::Head {
        org: &scope.org,
        query: &query.filter,
        day,
        zone,
        week,
        all_hours: filter.all_hours,
        span: whole,
        may_make: scope.may(Perm::BookingsMake),
        may_manage: scope.may(Perm::BookingsManage),
        reads: &scope.reach(Perm::ResourcesRead),
        key: &scope.house.ids.token(),
        places: &places,
        left_out,
    };
    let main = if week {
        view::week(&head, &calendar::week_view(filter, facts))
    } else {
        view::day(&head, &calendar::day_view(filter, facts).ok_or(Error::NotFound)?)
    };
    Ok(page.show_with(&scope, "Calendar", &["calendar.js"], &["calendar.css"], main))
}
