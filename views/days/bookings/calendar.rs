//! The calendar: a day as a timeline, a week as a grid, over the resources the filter leaves.

use super::form::{self, FormPage};
use super::parts::{count_text, people_text, status_tone};
use crate::bookings::model::{SpanForm, WishForm};
use crate::bookings::{CELL_MINUTES, DayView, Item, WeekView};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use kernel::time::{Span, day_span, day_start, day_text, rfc3339, times_text, wall, zone_letters};
use maud::{Markup, html};
use platform::ui::calendar as board;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    FilterChip, Segment, button_link, chips, dialog, empty, filter_more, filter_row, filter_search, filter_select,
    icon_link, page_header_with, seg,
};
use platform::ui::{Icon, Tone, icon};
use platform::{Org, Reach};
use things::locations::Location;
use things::resources::{FilterQuery, Kind, Resource};

/// How long a closed time is asked about.
const CLOSED_MINUTES: i64 = 30;

/// What stands above the calendar.
pub struct Head<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which resources are asked for.
    pub query: &'a FilterQuery,
    /// The day shown, or a day of the week.
    pub day: NaiveDate,
    /// In which zone.
    pub zone: Tz,
    /// A week, not a day.
    pub week: bool,
    /// The whole day.
    pub all_hours: bool,
    /// The day or the week, in that zone.
    pub span: Span,
    /// May the viewer book at all?
    pub may_make: bool,
    /// May they book for others and move what others made?
    pub may_manage: bool,
    /// Of which resources may they open the page?
    pub reads: &'a Reach,
    /// What makes the dialog's booking happen once.
    pub key: &'a str,
    /// The tree, for the filter.
    pub places: &'a [Location],
    /// Resources that found no place.
    pub left_out: usize,
}

impl Head<'_> {
    fn address(&self, day: Option<NaiveDate>, week: bool, all_hours: bool, query: &FilterQuery) -> String {
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let more = [
            ("day", day.as_str()),
            ("view", if week { "week" } else { "" }),
            ("hours", if all_hours { "all" } else { "" }),
        ];
        query.address(&self.org.path("/calendar"), &more)
    }

    fn at(&self, day: Option<NaiveDate>) -> String {
        self.address(day, self.week, self.all_hours, self.query)
    }
}

/// A day over many resources.
pub fn day(head: &Head<'_>, view: &DayView) -> Markup {
    let (day, start) = (view.day.to_string(), rfc3339(view.shown.start));
    let heads: Vec<(usize, String)> = view.hours.iter().map(|(cell, label)| (cells(*cell), label.clone())).collect();
    let rows = html! {
        @for row in &view.rows {
            @let resource = row.resource.id.to_string();
            @let track = board::Track {
                resource: &resource,
                day: &day,
                zone: &row.resource.zone_name,
                start: &start,
                cells: cells(view.cells),
                step: step(&row.resource),
                lanes: row.lanes,
            };
            (board::row(resource_page(head, &row.resource).as_deref(), &row.resource.name, &resource_line(head, &row.resource), board::track(&track, html! {
                @for shut in &row.shut { (board::shut(cells(shut.start), cells(shut.length), Some(&why(head, &row.resource, view.shown.start + TimeDelta::minutes(shut.start * CELL_MINUTES))))) }
                @for (buffer, lane) in &row.buffers { (board::buffer(cells(buffer.start), cells(buffer.length), *lane)) }
                @for item in &row.items { (with_entry(head, &row.resource, item, (view.day, true), |entry| board::slot(entry, cells(item.start), cells(item.length), item.lane))) }
                @if let Some(now) = view.now { (board::now(cells(now))) }
            })))
        }
    };
    let resources: Vec<&Resource> = view.rows.iter().map(|row| &row.resource).collect();
    frame(head, &day_text(view.day), day_note(view), &resources, board::day_frame(cells(view.cells), &heads, rows))
}

/// Cells are counted from what is shown, so none is negative.
fn cells(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// A day on which the clock changes says so.
fn day_note(view: &DayView) -> Option<String> {
    let hours = day_span(view.zone, view.day)?.minutes() / 60;
    (hours != 24).then(|| format!("The clock changes: this day has {hours} hours."))
}

/// A week over many resources.
pub fn week(head: &Head<'_>, view: &WeekView) -> Markup {
    let heads: Vec<board::DayHead> = view
        .days
        .iter()
        .map(|day| board::DayHead {
            label: day.format("%a %-d %b").to_string(),
            href: head.address(Some(*day), false, head.all_hours, head.query),
            today: Some(*day) == view.today,
        })
        .collect();
    let rows = html! {
        @for row in &view.rows {
            @let resource = row.resource.id.to_string();
            @let zone = row.resource.zone();
            (board::row(resource_page(head, &row.resource).as_deref(), &row.resource.name, &resource_line(head, &row.resource), html! {
                @for ((day, items), shut) in view.days.iter().zip(&row.days).zip(&row.shut) {
                    (board::week_day(&resource, &day.to_string(), &row.resource.zone_name, Some(*day) == row.today, shut.then(|| why(head, &row.resource, day_start(zone, *day) + TimeDelta::hours(12))).as_deref(), html! {
                        @for item in items {
                            @let first = wall(zone, item.booking.starts_at).date() == *day;
                            (with_entry(head, &row.resource, item, (*day, first), board::chip))
                        }
                    }))
                }
            }))
        }
    };
    let (first, last) = (view.days.first(), view.days.last());
    let title = first
        .zip(last)
        .map(|(first, last)| format!("{} – {}", first.format("%-d %b"), last.format("%-d %b %Y")))
        .unwrap_or_default();
    let resources: Vec<&Resource> = view.rows.iter().map(|row| &row.resource).collect();
    frame(head, &title, None, &resources, board::week_frame(&heads, rows))
}

fn frame(head: &Head<'_>, title: &str, note: Option<String>, resources: &[&Resource], body: Markup) -> Markup {
    let step = if head.week { 7 } else { 1 };
    let (before, after) = (head.day.checked_sub_days(Days::new(step)), head.day.checked_add_days(Days::new(step)));
    let unit = if head.week { "week" } else { "day" };
    html! {
        (page_header_with("Calendar", Some(html! { (title) " · " (zone_line(head)) }), html! {
            (icon_link(&head.at(before), Icon::ChevronLeft, &format!("Previous {unit}")))
            (button_link(&head.at(None), None, "Today"))
            (icon_link(&head.at(after), Icon::ChevronRight, &format!("Next {unit}")))
            (seg("View", &[
                Segment { label: "Day".into(), href: head.address(Some(head.day), false, head.all_hours, head.query), current: !head.week },
                Segment { label: "Week".into(), href: head.address(Some(head.day), true, head.all_hours, head.query), current: head.week },
            ]))
            @if head.may_make { a .btn.primary href=(head.org.path("/bookings/new")) data-new { (icon(Icon::Plus)) "New booking" } }
        }))
        div .card {
            (filters(head, resources))
            @if let Some(note) = note { p .card-note { (note) } }
            @if head.left_out > 0 { p .card-note { (count_text(head.left_out as i64, "resource is", "resources are")) " not shown: narrow the filter." } }
        }
        @if resources.is_empty() {
            div .card #calendar { (nothing(head)) }
        } @else {
            (board::calendar(&board::Board { move_path: head.may_make.then_some(head.org.path("/bookings/{id}/span").as_str()), create: head.may_make, label: &format!("{unit} of {title}", unit = if head.week { "Week" } else { "Timeline" }) }, body))
        }
        @if head.may_make { (new_dialog(head, resources)) }
    }
}

fn zone_line(head: &Head<'_>) -> Markup {
    let city = head.zone.name().rsplit('/').next().unwrap_or(head.zone.name()).replace('_', " ");
    html! { (city) " time (" (zone_letters(head.zone, head.span)) ")" }
}

fn nothing(head: &Head<'_>) -> Markup {
    if head.query.filter().is_empty() {
        empty(
            Icon::Calendar,
            "Nothing can be booked yet. Add a room, a desk or a van, and its bookings will stand here.",
            html! {
                (button_link(&head.org.path("/resources"), None, "Resources"))
            },
        )
    } else {
        let clear = head.address(Some(head.day), head.week, head.all_hours, &FilterQuery::default());
        platform::ui::parts::no_results("No resource fits this filter.", &clear)
    }
}

/// Kinds, places and numbers to narrow by.
pub fn kind_options() -> Vec<(String, String)> {
    Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect()
}

/// A kind in words.
pub fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Room => "Rooms",
        Kind::Desk => "Desks",
        Kind::Office => "Offices",
        Kind::Equipment => "Equipment",
        Kind::Vehicle => "Vehicles",
        Kind::Other => "Other",
    }
}

/// The tree as options, children indented.
pub fn place_options(places: &[Location]) -> Vec<(String, String)> {
    let depth = |place: &Location| place.path.matches('/').count().saturating_sub(1);
    places
        .iter()
        .map(|place| (place.id.to_string(), format!("{}{}", "\u{2003}".repeat(depth(place)), place.name)))
        .collect()
}

fn filters(head: &Head<'_>, resources: &[&Resource]) -> Markup {
    let capacities: Vec<(String, String)> =
        [2, 4, 8, 12, 20, 50].map(|people| (people.to_string(), format!("{people} people and more"))).to_vec();
    let amenities = amenity_chips(head.query, |query| head.address(Some(head.day), head.week, head.all_hours, query));
    let fields = html! {
        @if head.week { (hidden("view", "week")) }
        @if head.all_hours { (hidden("hours", "all")) }
        @for amenity in &head.query.amenity { (hidden("amenity", amenity)) }
        (filter_search("text", "Resource", &head.query.text))
        (filter_select("location", "All locations", &place_options(head.places), &head.query.location))
        (filter_select("kind", "All kinds", &kind_options(), &head.query.kind))
        (filter_select("capacity", "Any size", &capacities, &head.query.capacity))
        (amenity_select(resources.iter().copied(), head.query))
        input .input.filter-select type="date" name="day" value=(head.day) aria-label="Day";
    };
    let hours = head.address(Some(head.day), head.week, !head.all_hours, head.query);
    let more = html! {
        (chips(&amenities))
        @if !head.week { a .chip href=(hours) { @if head.all_hours { "Working hours" } @else { "All 24 hours" } } }
    };
    filter_row(&head.org.path("/calendar"), fields, more)
}

/// The amenities asked for, each a link to the same question without it.
pub fn amenity_chips(query: &FilterQuery, address: impl Fn(&FilterQuery) -> String) -> Vec<FilterChip> {
    let without = |amenity: &String| {
        let rest = query.amenity.iter().filter(|other| *other != amenity).cloned().collect();
        address(&FilterQuery { amenity: rest, ..query.clone() })
    };
    query.amenity.iter().map(|amenity| FilterChip { label: amenity.clone(), without: without(amenity) }).collect()
}

/// One more amenity to ask for, of those that the shown resources offer.
pub fn amenity_select<'a>(resources: impl Iterator<Item = &'a Resource>, query: &FilterQuery) -> Markup {
    let mut offered: Vec<&str> = resources.flat_map(|resource| resource.amenities.iter().map(String::as_str)).collect();
    offered.sort_unstable_by_key(|amenity| amenity.to_lowercase());
    offered.dedup_by_key(|amenity| amenity.to_lowercase());
    offered.retain(|amenity| !query.amenity.iter().any(|asked| asked.eq_ignore_ascii_case(amenity)));
    let options: Vec<(String, String)> =
        offered.into_iter().map(|amenity| (amenity.to_owned(), amenity.to_owned())).collect();
    html! { @if !options.is_empty() { (filter_more("amenity", "Amenity", &options)) } }
}

/// The page that explains why a resource is closed then.
fn why(head: &Head<'_>, resource: &Resource, at: DateTime<Utc>) -> String {
    head.org.path(&format!("/resources/{}/why?at={}&minutes={CLOSED_MINUTES}", resource.id, rfc3339(at)))
}

fn resource_page(head: &Head<'_>, resource: &Resource) -> Option<String> {
    super::parts::resource_page(head.org, resource, head.reads.covers(resource.location_id))
}

fn resource_line(head: &Head<'_>, resource: &Resource) -> String {
    let size = match resource.units {
        1 => count_text(resource.capacity, "person", "people"),
        units => format!("{units} units"),
    };
    let mut parts = vec![size, resource.location_name.clone()];
    if resource.zone() != head.zone {
        parts.push(format!("its times in {}", zone_letters(resource.zone(), head.span)));
    }
    if !resource.is_bookable() {
        parts.push("not available".to_owned());
    }
    parts.join(" · ")
}

/// Cells a gesture snaps to.
fn step(resource: &Resource) -> usize {
    cells(resource.rules().grid_minutes / i64::from(board::CELL_MINUTES)).clamp(1, 12)
}

/// Draws a booking on a day, with what its viewer may know of it. Its times are told by the clock of its place, as they are
/// everywhere else; `first` names it, since it may stand on several days.
fn with_entry(
    head: &Head<'_>,
    resource: &Resource,
    item: &Item,
    (day, first): (NaiveDate, bool),
    draw: impl FnOnce(&board::Entry<'_>) -> Markup,
) -> Markup {
    let booking = &item.booking;
    let id = booking.id.to_string();
    let times = times_text(resource.zone(), booking.span(), day);
    if !item.open {
        return draw(&board::Entry {
            id: &id,
            held: None,
            href: None,
            first,
            title: "Booked",
            line: &times,
            tone: Tone::Neutral,
        });
    }
    let more = if booking.title.is_empty() {
        people_text(booking.people, booking.units)
    } else {
        format!("{}, {}", booking.contact_name, people_text(booking.people, booking.units))
    };
    let tone = match status_tone(booking.status) {
        Tone::Ok => Tone::Info,
        tone => tone,
    };
    let (start, end) = (rfc3339(booking.starts_at), rfc3339(booking.ends_at));
    let held = board::Held {
        version: booking.version,
        start: &start,
        end: &end,
        minutes: booking.form_minutes(),
        grip: item.ends,
    };
    draw(&board::Entry {
        id: &id,
        held: (head.may_manage && first && booking.status.is_open()).then_some(held),
        href: Some(&head.org.path(&format!("/bookings/{id}"))),
        first,
        title: booking.label(),
        line: &format!("{times} · {more}"),
        tone,
    })
}

fn new_dialog(head: &Head<'_>, resources: &[&Resource]) -> Markup {
    let choices: Vec<Resource> =
        resources.iter().filter(|resource| resource.is_bookable()).map(|resource| (*resource).clone()).collect();
    let page = FormPage { org: head.org, choices: &choices, for_others: head.may_manage };
    let typed = WishForm {
        key: head.key.to_owned(),
        span: SpanForm { minutes: "60".into(), ..SpanForm::default() },
        ..WishForm::default()
    };
    dialog("new-booking", "New booking", form::body(&page, &typed, &Problems::new(), &[], &head.at(Some(head.day))))
}
