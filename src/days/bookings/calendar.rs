//! Laying bookings out on a day or a week: which cell, how long, in which lane. Pure; the page only draws it.
//!
//! A cell is five minutes of elapsed time from the first instant shown, so a day of 23 or 25 hours has fewer or more
//! cells and every booking stands where it really is. The labels above are wall time.

use super::model::Booking;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::time::{Span, clock_text, day_span, day_start, wall};
use std::collections::HashMap;
use things::resources::{Hours, Resource};
use uuid::Uuid;

/// Minutes of a cell.
pub const CELL_MINUTES: i64 = 5;
/// Shown when nothing else says which hours matter (wall time).
const USUAL_HOURS: (i64, i64) = (7, 20);
/// At least so many hours are shown.
const SHOWN_HOURS_MIN: i64 = 8;
/// Lanes drawn beside each other; what needs more shares the last one.
const LANES_MAX: usize = 12;

/// What of the calendar is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// The day, or a day of the week.
    pub day: NaiveDate,
    /// In which zone days begin and hours are labelled.
    pub zone: Tz,
    /// Show the whole day, not only the hours that matter.
    pub all_hours: bool,
}

/// A booking on the timeline.
#[derive(Debug, Clone)]
pub struct Item {
    /// Which.
    pub booking: Booking,
    /// May the viewer see whose it is, and change it?
    pub open: bool,
    /// First cell.
    pub start: i64,
    /// Cells.
    pub length: i64,
    /// From the top, the first is 0.
    pub lane: usize,
    /// Is its end shown?
    pub ends: bool,
}

/// A stretch of cells without a booking: closed, or a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First cell.
    pub start: i64,
    /// Cells.
    pub length: i64,
}

/// A resource's line of a day.
#[derive(Debug, Clone)]
pub struct DayRow {
    /// Which resource.
    pub resource: Resource,
    /// Its bookings.
    pub items: Vec<Item>,
    /// When it is closed.
    pub shut: Vec<Stretch>,
    /// The buffers around its bookings, each in its booking's lane.
    pub buffers: Vec<(Stretch, usize)>,
    /// Lanes that its bookings need.
    pub lanes: usize,
}

/// A day over many resources.
#[derive(Debug, Clone)]
pub struct DayView {
    /// The day.
    pub day: NaiveDate,
    /// Its zone.
    pub zone: Tz,
    /// What is shown of it.
    pub shown: Span,
    /// Cells of what is shown.
    pub cells: i64,
    /// Full hours: cell and wall time.
    pub hours: Vec<(i64, String)>,
    /// The cell of the present, if it is shown.
    pub now: Option<i64>,
    /// The resources.
    pub rows: Vec<DayRow>,
}

/// A resource's line of a week.
#[derive(Debug, Clone)]
pub struct WeekRow {
    /// Which resource.
    pub resource: Resource,
    /// Its bookings by day; one that lasts several days stands on each.
    pub days: Vec<Vec<Item>>,
    /// Is it closed all day?
    pub shut: Vec<bool>,
    /// Which of them is today, by its clock.
    pub today: Option<NaiveDate>,
}

/// A week over many resources. Each row has the days of its own place: there a day is what the resource's clock says, and a
/// booking stands on the day that its letters name.
#[derive(Debug, Clone)]
pub struct WeekView {
    /// Monday to Sunday.
    pub days: Vec<NaiveDate>,
    /// Its zone.
    pub zone: Tz,
    /// Today, if it is one of them.
    pub today: Option<NaiveDate>,
    /// The resources.
    pub rows: Vec<WeekRow>,
}

/// What a calendar is drawn of.
pub struct Facts<'a> {
    /// Resources, in the order of their rows.
    pub resources: Vec<Resource>,
    /// Their hours.
    pub hours: &'a HashMap<Uuid, Hours>,
    /// Their bookings inside the span, by start.
    pub bookings: Vec<Booking>,
    /// May the viewer see whose booking it is, and change it?
    pub open: &'a dyn Fn(&Booking) -> bool,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
}

/// The week of a day, in a zone.
pub fn week_span(zone: Tz, day: NaiveDate) -> Option<Span> {
    let first = monday(day);
    Span::new(day_start(zone, first), day_start(zone, first + TimeDelta::days(7))).ok()
}

/// The time that a week view of these zones shows: from where the first of them begins the week to where the last ends it.
pub fn weeks_span(zones: impl Iterator<Item = Tz>, day: NaiveDate) -> Option<Span> {
    let weeks = zones.filter_map(|zone| week_span(zone, day));
    weeks.reduce(|all, week| Span::new(all.start.min(week.start), all.end.max(week.end)).unwrap_or(all))
}

/// Lays out a day.
pub fn day_view(filter: Filter, facts: Facts<'_>) -> Option<DayView> {
    let whole = day_span(filter.zone, filter.day)?;
    let shown = if filter.all_hours { whole } else { hours_that_matter(whole, &facts) };
    let cells = (shown.minutes() + CELL_MINUTES - 1) / CELL_MINUTES;
    let mut by_resource = grouped(facts.bookings);
    let rows = facts.resources.into_iter().map(|resource| {
        let bookings = by_resource.remove(&resource.id).unwrap_or_default();
        let open = facts.hours.get(&resource.id).map(|hours| hours.open_spans(shown)).unwrap_or_default();
        let shut = shown.subtract(&open).into_iter().filter_map(|span| stretch(shown, span)).collect();
        let mut items: Vec<Item> = bookings
            .into_iter()
            .filter_map(|booking| {
                let Stretch { start, length } = stretch(shown, booking.span())?;
                let ends = booking.ends_at <= shown.end;
                Some(Item { open: (facts.open)(&booking), booking, start, length, lane: 0, ends })
            })
            .collect();
        let lanes = assign_lanes(&mut items);
        let buffers = items.iter().flat_map(|item| buffers(shown, item)).collect();
        DayRow { resource, items, shut, buffers, lanes }
    });
    let rows = rows.collect();
    let now = shown.contains(facts.now).then(|| (facts.now - shown.start).num_minutes() / CELL_MINUTES);
    Some(DayView { day: filter.day, zone: filter.zone, shown, cells, hours: labels(filter.zone, shown), now, rows })
}

/// Lays out a week.
pub fn week_view(filter: Filter, facts: Facts<'_>) -> WeekView {
    let days: Vec<NaiveDate> = monday(filter.day).iter_days().take(7).collect();
    let mut by_resource = grouped(facts.bookings);
    let rows = facts.resources.into_iter().map(|resource| {
        let zone = resource.zone();
        let spans: Vec<Option<Span>> = days.iter().map(|day| day_span(zone, *day)).collect();
        let bookings = by_resource.remove(&resource.id).unwrap_or_default();
        let mut row: Vec<Vec<Item>> = vec![Vec::new(); days.len()];
        for booking in bookings {
            let span = booking.span();
            for (cell, day) in row.iter_mut().zip(&spans) {
                if day.is_some_and(|day| day.overlaps(&span)) {
                    let open = (facts.open)(&booking);
                    cell.push(Item { open, booking: booking.clone(), start: 0, length: 0, lane: 0, ends: true });
                }
            }
        }
        let hours = facts.hours.get(&resource.id);
        let shut = spans
            .iter()
            .map(|day| hours.zip(*day).is_none_or(|(hours, day)| hours.open_spans(day).is_empty()))
            .collect();
        let today = Some(wall(zone, facts.now).date()).filter(|today| days.contains(today));
        WeekRow { resource, days: row, shut, today }
    });
    let rows = rows.collect();
    let today = wall(filter.zone, facts.now).date();
    WeekView { today: days.contains(&today).then_some(today), days, zone: filter.zone, rows }
}

/// The time kept free before and after a booking.
fn buffers(shown: Span, item: &Item) -> impl Iterator<Item = (Stretch, usize)> {
    let (booking, lane) = (&item.booking, item.lane);
    let around = [Span::new(booking.block_from, booking.starts_at), Span::new(booking.ends_at, booking.block_until)];
    around.into_iter().flatten().filter_map(move |span| Some((stretch(shown, span)?, lane)))
}

fn grouped(bookings: Vec<Booking>) -> HashMap<Uuid, Vec<Booking>> {
    let mut groups: HashMap<Uuid, Vec<Booking>> = HashMap::new();
    for booking in bookings {
        groups.entry(booking.resource_id).or_default().push(booking);
    }
    groups
}

/// From the first opening or booking to the last, in full hours. What is open around the clock says nothing about which
/// hours matter, and neither does a booking's edge on another day.
fn hours_that_matter(whole: Span, facts: &Facts<'_>) -> Span {
    let open = facts
        .resources
        .iter()
        .filter_map(|resource| facts.hours.get(&resource.id))
        .flat_map(|hours| hours.open_spans(whole));
    let opened = open.filter(|span| *span != whole).flat_map(|span| [span.start, span.end]);
    let booked = facts.bookings.iter().flat_map(|booking| [booking.starts_at, booking.ends_at]);
    let edges: Vec<DateTime<Utc>> = opened.chain(booked).filter(|at| whole.start <= *at && *at <= whole.end).collect();
    let usual = (whole.start + TimeDelta::hours(USUAL_HOURS.0), whole.start + TimeDelta::hours(USUAL_HOURS.1));
    let (first, last) = edges.iter().min().copied().zip(edges.iter().max().copied()).unwrap_or(usual);
    let past_hour = |at: DateTime<Utc>| TimeDelta::minutes((at - whole.start).num_minutes().rem_euclid(60));
    let first = first - past_hour(first);
    let over = past_hour(last);
    let last = if over.is_zero() { last } else { last - over + TimeDelta::hours(1) };
    // A short day on the screen is still a working day.
    let last = last.max(first + TimeDelta::hours(SHOWN_HOURS_MIN)).min(whole.end);
    let first = first.min(last - TimeDelta::hours(SHOWN_HOURS_MIN));
    Span::new(first.max(whole.start), last).unwrap_or(whole)
}

fn labels(zone: Tz, shown: Span) -> Vec<(i64, String)> {
    let hours = (shown.minutes() + 59) / 60;
    (0..hours).map(|hour| (hour * 60 / CELL_MINUTES, clock_text(zone, shown.start + TimeDelta::hours(hour)))).collect()
}

/// The cells of a span, as far as they are shown.
fn stretch(shown: Span, span: Span) -> Option<Stretch> {
    let seen = span.intersection(&shown)?;
    let start = (seen.start - shown.start).num_minutes() / CELL_MINUTES;
    let end = ((seen.end - shown.start).num_minutes() + CELL_MINUTES - 1) / CELL_MINUTES;
    Some(Stretch { start, length: (end - start).max(1) })
}

/// Gives each item the first lane that is free at its start; answers how many are needed. Items come by start.
fn assign_lanes(items: &mut [Item]) -> usize {
    let mut ends: Vec<i64> = Vec::new();
    for item in items {
        let free = ends.iter().position(|end| *end <= item.start);
        item.lane = match free {
            Some(lane) => lane,
            None if ends.len() < LANES_MAX => {
                ends.push(0);
                ends.len() - 1
            }
            None => LANES_MAX - 1,
        };
        ends[item.lane] = item.start + item.length;
    }
    ends.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Span {
        Span::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_stretch_is_cut_to_what_is_shown_and_never_vanishes() {
        let shown = span("2026-03-02T07:00:00Z", "2026-03-02T20:00:00Z");
        let cells = |from, until| stretch(shown, span(from, until)).map(|stretch| (stretch.start, stretch.length));
        assert_eq!(cells("2026-03-02T07:30:00Z", "2026-03-02T08:00:00Z"), Some((6, 6)));
        assert_eq!(cells("2026-03-01T22:00:00Z", "2026-03-02T07:05:00Z"), Some((0, 1)));
        assert_eq!(cells("2026-03-02T09:01:00Z", "2026-03-02T09:02:00Z"), Some((24, 1)));
        assert_eq!(cells("2026-03-02T20:00:00Z", "2026-03-02T21:00:00Z"), None);
    }

    #[test]
    fn the_hours_of_a_day_with_a_change_are_labelled_by_the_clock() {
        let day = day_span(Tz::Europe__Madrid, NaiveDate::from_ymd_opt(2026, 3, 29).unwrap()).unwrap();
        let labels: Vec<String> = labels(Tz::Europe__Madrid, day).into_iter().map(|(_, label)| label).collect();
        assert_eq!((labels.len(), &labels[1][..], &labels[2][..]), (23, "01:00", "03:00"));
    }

    #[test]
    fn a_week_begins_on_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(monday(day("2026-03-01")), day("2026-02-23"));
        assert_eq!(monday(day("2026-03-02")), day("2026-03-02"));
    }
}
