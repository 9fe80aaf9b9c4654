//! Today at a glance: a few resources, a line each. Pure; the page only draws it.
//!
//! Of a resource with one unit each booking is shown; of one with several, how many are in use.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use days::bookings::Booking;
use kernel::time::{Span, clock_text};
use std::collections::HashMap;
use things::resources::{Hours, Resource};
use uuid::Uuid;

use super::figures::Taken;

/// Lines shown.
pub const ROWS: usize = 8;
/// Minutes of a cell, as the calendar's style sheet places them.
const CELL_MINUTES: i64 = 5;
/// Shown when nothing says which hours matter (hours after the day's first instant).
const USUAL_HOURS: (i64, i64) = (8, 18);
/// The shortest day shown (hours).
const HOURS_MIN: i64 = 8;

/// A stretch of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    /// The first one.
    pub start: usize,
    /// How many.
    pub width: usize,
}

/// What is in a stretch.
#[derive(Debug, Clone)]
pub enum Held {
    /// One booking.
    Booking(Box<Booking>),
    /// So many units.
    Units(i64),
}

/// A resource's line.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which one.
    pub resource: Resource,
    /// When it is closed.
    pub shut: Vec<Cells>,
    /// What is taken.
    pub held: Vec<(Cells, Held)>,
}

/// The day.
#[derive(Debug, Clone)]
pub struct Strip {
    /// Which day.
    pub day: NaiveDate,
    /// Cells of a line.
    pub cells: usize,
    /// Full hours: first cell and wall time.
    pub heads: Vec<(usize, String)>,
    /// The cell of the present, if it is shown.
    pub now: Option<usize>,
    /// The lines.
    pub rows: Vec<Row>,
    /// Resources without a line.
    pub left_out: usize,
}

/// The resources that deserve a line: those most taken today, then the others, in the order they came.
pub fn chosen<'a>(resources: &'a [Resource], taken: &[Taken], today: Span) -> Vec<&'a Resource> {
    let mut minutes: HashMap<Uuid, i64> = HashMap::new();
    for one in taken.iter().filter(|one| one.status.holds()) {
        if let Some(span) = Span::new(one.starts_at, one.ends_at).ok().and_then(|span| span.intersection(&today)) {
            *minutes.entry(one.resource_id).or_default() += span.minutes();
        }
    }
    let of = |resource: &Resource| minutes.get(&resource.id).copied().unwrap_or(0);
    let mut ranked: Vec<(usize, &Resource)> =
        resources.iter().enumerate().filter(|(_, resource)| resource.is_bookable()).collect();
    ranked.sort_by_key(|(place, resource)| (std::cmp::Reverse(of(resource)), *place));
    ranked.truncate(ROWS);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, resource)| resource).collect()
}

/// What a strip is drawn of.
pub struct Facts<'a> {
    /// The day's date.
    pub day: NaiveDate,
    /// The day.
    pub today: Span,
    /// In whose hours it is labelled.
    pub zone: Tz,
    /// The lines' resources.
    pub resources: Vec<&'a Resource>,
    /// Their hours.
    pub hours: &'a HashMap<Uuid, Hours>,
    /// Their bookings of the day, by start.
    pub bookings: Vec<Booking>,
    /// How many resources there are.
    pub all: usize,
    /// The present.
    pub now: DateTime<Utc>,
}

/// Lays out the day.
pub fn strip(facts: Facts<'_>) -> Strip {
    let open: Vec<Vec<Span>> = facts
        .resources
        .iter()
        .map(|resource| facts.hours.get(&resource.id).map(|hours| hours.open_spans(facts.today)).unwrap_or_default())
        .collect();
    let shown = hours_that_matter(facts.today, &open, &facts.bookings);
    let mut by_resource: HashMap<Uuid, Vec<Booking>> = HashMap::new();
    for booking in facts.bookings {
        by_resource.entry(booking.resource_id).or_default().push(booking);
    }
    let left_out = facts.all.saturating_sub(facts.resources.len());
    let rows = facts.resources.into_iter().zip(&open).map(|(resource, open)| {
        let bookings = by_resource.remove(&resource.id).unwrap_or_default();
        let shut = shown.subtract(open).into_iter().filter_map(|span| cells(shown, span)).collect();
        let held = if resource.units > 1 { units_in_use(shown, &bookings) } else { one_by_one(shown, bookings) };
        Row { resource: resource.clone(), shut, held }
    });
    let cell_of = |at: DateTime<Utc>| usize::try_from((at - shown.start).num_minutes() / CELL_MINUTES).ok();
    let hours = (0..(shown.minutes() + 59) / 60).map(|hour| shown.start + TimeDelta::hours(hour));
    Strip {
        rows: rows.collect(),
        day: facts.day,
        cells: usize::try_from((shown.minutes() + CELL_MINUTES - 1) / CELL_MINUTES).unwrap_or(1),
        heads: hours.filter_map(|hour| Some((cell_of(hour)?, clock_text(facts.zone, hour)))).collect(),
        now: shown.contains(facts.now).then(|| cell_of(facts.now)).flatten(),
        left_out,
    }
}

fn one_by_one(shown: Span, bookings: Vec<Booking>) -> Vec<(Cells, Held)> {
    bookings
        .into_iter()
        .filter_map(|booking| Some((cells(shown, booking.span())?, Held::Booking(Box::new(booking)))))
        .collect()
}

/// Stretches with the same number of units in use.
fn units_in_use(shown: Span, bookings: &[Booking]) -> Vec<(Cells, Held)> {
    let mut changes: Vec<(DateTime<Utc>, i64)> = bookings
        .iter()
        .flat_map(|booking| [(booking.starts_at, booking.units), (booking.ends_at, -booking.units)])
        .collect();
    changes.sort_unstable();
    let mut stretches: Vec<(Span, i64)> = Vec::new();
    let mut in_use = 0;
    for (nth, (at, change)) in changes.iter().enumerate() {
        in_use += change;
        let Some(Ok(span)) = changes.get(nth + 1).map(|(next, _)| Span::new(*at, *next)) else { continue };
        match stretches.last_mut() {
            Some((last, units)) if last.end == span.start && *units == in_use => {
                *last = last.union(&span).unwrap_or(*last)
            }
            _ if in_use > 0 => stretches.push((span, in_use)),
            _ => {}
        }
    }
    stretches.into_iter().filter_map(|(span, units)| Some((cells(shown, span)?, Held::Units(units)))).collect()
}

/// From the first opening to the last closing, and every booking's edge of the day, in full hours. What is open round the
/// clock says nothing about which hours matter.
fn hours_that_matter(today: Span, open: &[Vec<Span>], bookings: &[Booking]) -> Span {
    let openings: Vec<Span> = open.iter().flatten().copied().filter(|span| *span != today).collect();
    let starts = openings.iter().map(|span| span.start).chain(bookings.iter().map(|booking| booking.starts_at));
    let ends = openings.iter().map(|span| span.end).chain(bookings.iter().map(|booking| booking.ends_at));
    let first = starts.filter(|at| today.contains(*at)).min();
    let last = ends.filter(|at| today.start < *at && *at <= today.end).max();
    let first = first.unwrap_or(today.start + TimeDelta::hours(USUAL_HOURS.0));
    let last = last.unwrap_or(today.start + TimeDelta::hours(USUAL_HOURS.1));
    let over = |at: DateTime<Utc>| TimeDelta::minutes((at - today.start).num_minutes().rem_euclid(60));
    let last = if over(last).is_zero() { last } else { last - over(last) + TimeDelta::hours(1) };
    let first = (first - over(first)).min(today.end - TimeDelta::hours(HOURS_MIN)).max(today.start);
    let last = last.max(first + TimeDelta::hours(HOURS_MIN)).min(today.end);
    Span::new(first, last).unwrap_or(today)
}

/// The cells of a span, as far as they are shown.
fn cells(shown: Span, span: Span) -> Option<Cells> {
    let seen = span.intersection(&shown)?;
    let start = (seen.start - shown.start).num_minutes() / CELL_MINUTES;
    let end = ((seen.end - shown.start).num_minutes() + CELL_MINUTES - 1) / CELL_MINUTES;
    Some(Cells { start: usize::try_from(start).ok()?, width: usize::try_from(end - start).ok()?.max(1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use days::bookings::Status;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-11-20T{text}:00Z")).unwrap().to_utc()
    }

    fn shown() -> Span {
        Span::new(utc("08:00"), utc("18:00")).unwrap()
    }

    fn booking(from: &str, until: &str, units: i64) -> Booking {
        let (starts_at, ends_at) = (utc(from), utc(until));
        Booking {
            id: Uuid::nil(),
            org_id: Uuid::nil(),
            code: String::new(),
            resource_id: Uuid::nil(),
            contact_id: Uuid::nil(),
            user_id: None,
            status: Status::Confirmed,
            title: String::new(),
            note: String::new(),
            people: 1,
            units,
            starts_at,
            ends_at,
            block_from: starts_at,
            block_until: ends_at,
            zone_name: "UTC".into(),
            price_minor: None,
            currency: "EUR".into(),
            source: "staff".into(),
            version: 1,
            sequence: 0,
            created_at: starts_at,
            updated_at: starts_at,
            cancelled_at: None,
            cancel_reason: String::new(),
            resource_name: "Desks".into(),
            resource_slug: "desks".into(),
            location_id: Uuid::nil(),
            location_name: "Harbour".into(),
            contact_name: "Cy".into(),
            contact_email: "cy@harbour.example".into(),
            contact_phone: String::new(),
        }
    }

    fn units(bookings: &[Booking]) -> Vec<(usize, usize, i64)> {
        let stretches = units_in_use(shown(), bookings).into_iter();
        let plain = stretches.filter_map(|(cells, held)| match held {
            Held::Units(units) => Some((cells.start, cells.width, units)),
            Held::Booking(_) => None,
        });
        plain.collect()
    }

    #[test]
    fn bookings_of_several_units_add_up_where_they_meet() {
        let desks = [
            booking("08:00", "10:00", 1),
            booking("09:00", "11:00", 2),
            booking("11:00", "12:00", 2),
            booking("14:00", "15:00", 1),
        ];
        assert_eq!(units(&desks), [(0, 12, 1), (12, 12, 3), (24, 24, 2), (72, 12, 1)]);
    }

    #[test]
    fn what_reaches_beyond_the_day_is_cut() {
        assert_eq!(units(&[booking("06:00", "09:00", 1), booking("19:00", "20:00", 1)]), [(0, 12, 1)]);
        assert_eq!(cells(shown(), Span::new(utc("08:02"), utc("08:04")).unwrap()), Some(Cells { start: 0, width: 1 }));
    }

    #[test]
    fn what_is_open_round_the_clock_does_not_show_the_night() {
        let day = Span::new(utc("00:00"), utc("23:59")).unwrap();
        let open = vec![vec![day], vec![Span::new(utc("08:00"), utc("18:00")).unwrap()]];
        let overnight = Booking { starts_at: utc("07:30") - TimeDelta::days(1), ..booking("07:30", "08:30", 1) };
        assert_eq!(hours_that_matter(day, &open, &[overnight]), shown());
        let early = booking("06:30", "08:30", 1);
        assert_eq!(hours_that_matter(day, &open, &[early]).start, utc("06:00"));
        assert_eq!(hours_that_matter(day, &[vec![day]], &[]), shown(), "the usual hours");
    }

    #[test]
    fn a_short_day_is_still_a_working_day_and_begins_with_a_full_hour() {
        let day = Span::new(utc("00:00"), utc("23:59")).unwrap();
        let open = vec![vec![Span::new(utc("09:30"), utc("11:15")).unwrap()]];
        assert_eq!(hours_that_matter(day, &open, &[]), Span::new(utc("09:00"), utc("17:00")).unwrap());
    }
}
