//! The list of bookings, and the same as a file.

use super::calendar::place_options;
use super::parts::{people_text, status_badge, status_text};
use crate::bookings::model::{Booking, Line};
use crate::bookings::staff_routes::ListQuery;
use kernel::time::{form_value, rfc3339, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, Segment, button_link, cell, cell_main, cell_status, chips, empty, filter_row, filter_search,
    filter_select, no_results, page_header, pager, primary_link, seg, table,
};
use things::locations::Location;
use things::resources::Resource;

/// Which neighbours a page has.
pub struct Pages {
    /// There is one before it.
    pub previous: bool,
    /// There is one after it.
    pub next: bool,
}

/// A page of the list.
pub fn index(
    org: &Org,
    query: &ListQuery,
    bookings: &[Line],
    pages: Pages,
    places: &[Location],
    resource: Option<&Resource>,
    may_make: bool,
) -> Markup {
    let edge = |booking: &Line| format!("{}/{}", rfc3339(booking.starts_at), booking.id);
    let previous = bookings
        .first()
        .filter(|_| pages.previous)
        .map(|first| address(org, &ListQuery { before: edge(first), after: String::new(), ..query.clone() }));
    let next = bookings
        .last()
        .filter(|_| pages.next)
        .map(|last| address(org, &ListQuery { after: edge(last), before: String::new(), ..query.clone() }));
    let file =
        address(org, &ListQuery { format: "csv".into(), after: String::new(), before: String::new(), ..query.clone() });
    html! {
        (page_header("Bookings", None, html! {
            (button_link(&file, Some(Icon::Download), "Export CSV"))
            @if may_make { a .btn.primary href=(org.path("/bookings/new")) data-new { (platform::ui::icon(Icon::Plus)) "New booking" } }
        }))
        div .card {
            (filters(org, query, places, resource))
            div #list {
                @if bookings.is_empty() {
                    (nothing(org, query, may_make))
                } @else {
                    (table("Bookings", &[Column::main("Booking"), Column::sub("When"), Column::extra("Resource"), Column::extra("Guest"), Column::extra("People"), Column::status("Status")], html! {
                        @for booking in bookings { (row(org, booking)) }
                    }))
                    (pager(previous.as_deref(), next.as_deref(), &format!("{} on this page", bookings.len())))
                }
            }
        }
    }
}

fn row(org: &Org, booking: &Line) -> Markup {
    html! {
        tr #{ "b-" (booking.id) } {
            (cell_main(&org.path(&format!("/bookings/{}", booking.id)), booking.label()))
            (cell(Column::SUB, html! { (span_text(booking.zone(), booking.span())) @if booking.zone_name != org.zone_name { " " span .muted { (booking.zone_name) } } }))
            (cell(Column::EXTRA, html! { (booking.resource_name) }))
            (cell(Column::EXTRA, html! { (booking.contact_name) }))
            (cell(Column::EXTRA, html! { (people_text(booking.people, booking.units)) }))
            (cell_status(status_badge(booking.status)))
        }
    }
}

fn nothing(org: &Org, query: &ListQuery, may_make: bool) -> Markup {
    if is_plain(query) {
        let new =
            html! { @if may_make { (primary_link(&org.path("/bookings/new"), Some(Icon::Plus), "New booking")) } };
        return empty(Icon::CalendarCheck, "No booking lies ahead.", new);
    }
    no_results("No booking fits this filter.", &org.path("/bookings"))
}

fn is_plain(query: &ListQuery) -> bool {
    [&query.show, &query.text, &query.resource, &query.location, &query.from, &query.until]
        .iter()
        .all(|value| value.is_empty())
}

fn filters(org: &Org, query: &ListQuery, places: &[Location], resource: Option<&Resource>) -> Markup {
    let views = [("", "Upcoming"), ("past", "Past"), ("cancelled", "Cancelled"), ("all", "All")];
    let first_page = ListQuery { after: String::new(), before: String::new(), ..query.clone() };
    let segments: Vec<Segment> = views
        .iter()
        .map(|(show, label)| Segment {
            label: (*label).to_owned(),
            href: address(org, &ListQuery { show: (*show).to_owned(), ..first_page.clone() }),
            current: query.show == *show,
        })
        .collect();
    let chosen: Vec<FilterChip> = resource
        .iter()
        .map(|resource| FilterChip {
            label: resource.name.clone(),
            without: address(org, &ListQuery { resource: String::new(), ..first_page.clone() }),
        })
        .collect();
    let fields = html! {
        @if !query.show.is_empty() { (hidden("show", &query.show)) }
        @if !query.resource.is_empty() { (hidden("resource", &query.resource)) }
        (filter_search("text", "Title, code, guest or resource", &query.text))
        (filter_select("location", "All locations", &place_options(places), &query.location))
        input .input.filter-select type="date" name="from" value=(query.from) aria-label="From";
        input .input.filter-select type="date" name="until" value=(query.until) aria-label="Until";
    };
    html! {
        div .card-tools { (seg("Which bookings", &segments)) }
        (filter_row(&org.path("/bookings"), fields, chips(&chosen)))
    }
}

/// The address of a list.
fn address(org: &Org, query: &ListQuery) -> String {
    let pairs = [
        ("show", &query.show),
        ("text", &query.text),
        ("resource", &query.resource),
        ("location", &query.location),
        ("from", &query.from),
        ("until", &query.until),
        ("after", &query.after),
        ("before", &query.before),
        ("format", &query.format),
    ];
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    things::resources::FilterQuery::default().address(&org.path("/bookings"), &pairs)
}

/// The columns of the list as a file.
pub const HEADS: [&str; 20] = [
    "code",
    "status",
    "resource",
    "location",
    "starts",
    "ends",
    "zone",
    "starts_utc",
    "ends_utc",
    "minutes",
    "title",
    "people",
    "units",
    "guest",
    "email",
    "phone",
    "price",
    "currency",
    "source",
    "created_utc",
];

/// A booking as a line of it: times both as instants and by the clock of the place.
pub fn cells(booking: &Booking) -> Vec<String> {
    let zone = booking.zone();
    let price = booking.price().map(|price| price.plain()).unwrap_or_default();
    vec![
        booking.code.clone(),
        status_text(booking.status).to_lowercase(),
        booking.resource_name.clone(),
        booking.location_name.clone(),
        form_value(wall(zone, booking.starts_at)),
        form_value(wall(zone, booking.ends_at)),
        booking.zone_name.clone(),
        rfc3339(booking.starts_at),
        rfc3339(booking.ends_at),
        booking.span().minutes().to_string(),
        booking.title.clone(),
        booking.people.to_string(),
        booking.units.to_string(),
        booking.contact_name.clone(),
        booking.contact_email.clone(),
        booking.contact_phone.clone(),
        price,
        booking.currency.clone(),
        booking.source.clone(),
        rfc3339(booking.created_at),
    ]
}
