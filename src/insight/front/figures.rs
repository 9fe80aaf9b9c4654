//! From stretches taken to figures: how many bookings, how much in use, when and what. Pure.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use days::bookings::Status;
use kernel::time::{Span, day_start, wall};
use std::collections::HashMap;
use things::resources::{Hours, Resource};
use uuid::Uuid;

/// Days of a period; the one before it has as many.
pub const DAYS: usize = 30;

/// A stretch that a booking holds, or held before it was given back.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Taken {
    /// Of which resource.
    pub resource_id: Uuid,
    /// From.
    pub starts_at: DateTime<Utc>,
    /// Until.
    pub ends_at: DateTime<Utc>,
    /// How many units of it.
    pub units: i64,
    /// Does it hold them still?
    pub status: Status,
}

impl Taken {
    fn span(&self) -> Option<Span> {
        Span::new(self.starts_at, self.ends_at).ok()
    }
}

/// The days that figures are about: [`DAYS`] up to today, and as many before.
#[derive(Debug, Clone)]
pub struct Period {
    zone: Tz,
    days: Vec<NaiveDate>,
    /// The first instant of each day, and the end of the last.
    edges: Vec<DateTime<Utc>>,
}

impl Period {
    /// The period that ends with today, in this zone.
    pub fn until_today(zone: Tz, now: DateTime<Utc>) -> Period {
        let today = wall(zone, now).date();
        let days: Vec<NaiveDate> = (0..2 * DAYS as i64).rev().map(|back| today - TimeDelta::days(back)).collect();
        let mut edges: Vec<DateTime<Utc>> = days.iter().map(|day| day_start(zone, *day)).collect();
        edges.push(day_start(zone, today + TimeDelta::days(1)));
        Period { zone, days, edges }
    }

    /// All of it.
    pub fn span(&self) -> Span {
        self.between(0, 2 * DAYS)
    }

    /// The last [`DAYS`] days.
    pub fn recent(&self) -> Span {
        self.between(DAYS, 2 * DAYS)
    }

    /// Today.
    pub fn today(&self) -> Span {
        self.between(2 * DAYS - 1, 2 * DAYS)
    }

    /// Today's date.
    pub fn date(&self) -> NaiveDate {
        self.days[2 * DAYS - 1]
    }

    fn between(&self, first: usize, end: usize) -> Span {
        Span::new(self.edges[first], self.edges[end]).expect("days follow each other")
    }

    /// Which of its days an instant lies in.
    fn day_of(&self, at: DateTime<Utc>) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= at);
        (1..=self.days.len()).contains(&after).then(|| after - 1)
    }

    /// Gives each day its minutes of a span.
    fn spread(&self, span: Span, mut give: impl FnMut(usize, i64)) {
        let Some(span) = span.intersection(&self.span()) else { return };
        let mut from = span.start;
        while let Some(day) = self.day_of(from).filter(|_| from < span.end) {
            let until = self.edges[day + 1].min(span.end);
            give(day, (until - from).num_minutes());
            from = until;
        }
    }
}

/// One day in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// Bookings that begin on it.
    pub bookings: i64,
    /// Bookings that would have begun on it, but were given back.
    pub cancelled: i64,
    /// Unit minutes taken while open.
    pub taken: i64,
    /// Unit minutes open.
    pub open: i64,
}

/// One resource's use in the last [`DAYS`] days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Which one.
    pub resource: Uuid,
    /// Unit minutes taken while open.
    pub taken: i64,
    /// Unit minutes open.
    pub open: i64,
}

/// The part of what was open that was taken, 0 to 1; nothing where nothing was open.
pub fn utilisation(taken: i64, open: i64) -> Option<f64> {
    (open > 0).then(|| (taken as f64 / open as f64).min(1.0))
}

/// Everything the front page counts.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The days of the period before and of this one, the oldest first; the last is today.
    pub days: Vec<Day>,
    /// Each resource's use in the last [`DAYS`] days, the most used first.
    pub uses: Vec<Use>,
    /// Units in use on average in the last [`DAYS`] days, by weekday (Monday first) and hour of the wall clock.
    pub busy: [[f64; 24]; 7],
    /// Units in use at this instant.
    pub in_use: i64,
    /// Units that there are.
    pub units: i64,
    /// Bookings of today that are still to begin.
    pub to_come: i64,
    /// Units in use at each full hour of today, for its shape.
    pub by_hour: Vec<i64>,
}

impl Figures {
    /// The last [`DAYS`] days.
    pub fn recent(&self) -> &[Day] {
        &self.days[DAYS..]
    }

    /// The [`DAYS`] days before these.
    pub fn before(&self) -> &[Day] {
        &self.days[..DAYS]
    }

    /// Was anything booked in either period?
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.bookings == 0 && day.cancelled == 0)
    }
}

/// Counts. `resources` are those within reach, `hours` theirs, `taken` what bookings hold of them in the period and also
/// what was given back.
pub fn figures(
    period: &Period,
    resources: &[Resource],
    hours: &HashMap<Uuid, Hours>,
    taken: &[Taken],
    now: DateTime<Utc>,
) -> Figures {
    let blank = |date: &NaiveDate| Day { date: *date, bookings: 0, cancelled: 0, taken: 0, open: 0 };
    let mut days: Vec<Day> = period.days.iter().map(blank).collect();
    let mut by_resource: HashMap<Uuid, Vec<&Taken>> = HashMap::with_capacity(resources.len());
    for one in taken {
        if let Some(day) = period.day_of(one.starts_at) {
            let count = if one.status.holds() { &mut days[day].bookings } else { &mut days[day].cancelled };
            *count += 1;
        }
        if one.status.holds() {
            by_resource.entry(one.resource_id).or_default().push(one);
        }
    }

    let mut uses = Vec::with_capacity(resources.len());
    for resource in resources.iter().filter(|resource| resource.is_bookable()) {
        let mut using = Use { resource: resource.id, taken: 0, open: 0 };
        let open = hours.get(&resource.id).map(|hours| hours.open_spans(period.span())).unwrap_or_default();
        for span in &open {
            period.spread(*span, |day, minutes| {
                days[day].open += minutes * resource.units;
                using.open += if day >= DAYS { minutes * resource.units } else { 0 };
            });
        }
        for one in by_resource.get(&resource.id).into_iter().flatten() {
            for span in within(&open, one) {
                period.spread(span, |day, minutes| {
                    days[day].taken += minutes * one.units;
                    using.taken += if day >= DAYS { minutes * one.units } else { 0 };
                });
            }
        }
        uses.push(using);
    }
    let part = |using: &Use| utilisation(using.taken, using.open).unwrap_or(0.0);
    uses.sort_by(|one, other| part(other).total_cmp(&part(one)));

    let today = period.today();
    let held: Vec<&Taken> = taken
        .iter()
        .filter(|one| one.status.holds() && one.ends_at > today.start && one.starts_at < today.end)
        .collect();
    let in_use_at = |at: DateTime<Utc>| {
        held.iter().filter(|one| one.starts_at <= at && at < one.ends_at).map(|one| one.units).sum()
    };
    let hours_of_today = (0..today.minutes().div_euclid(60)).map(|hour| today.start + TimeDelta::hours(hour));
    Figures {
        busy: busy(period, taken),
        in_use: in_use_at(now),
        units: resources.iter().filter(|resource| resource.is_bookable()).map(|resource| resource.units).sum(),
        to_come: held.iter().filter(|one| one.starts_at > now).count() as i64,
        by_hour: hours_of_today.map(in_use_at).collect(),
        days,
        uses,
    }
}

/// What of a booking lies inside the hours. `open` is in order and apart.
fn within(open: &[Span], one: &Taken) -> Vec<Span> {
    let Some(span) = one.span() else { return Vec::new() };
    let first = open.partition_point(|hours| hours.end <= span.start);
    open[first..]
        .iter()
        .take_while(|hours| hours.start < span.end)
        .filter_map(|hours| hours.intersection(&span))
        .collect()
}

/// Units in use on average, by weekday and hour of the wall clock.
fn busy(period: &Period, taken: &[Taken]) -> [[f64; 24]; 7] {
    let mut minutes = [[0_i64; 24]; 7];
    let recent = period.recent();
    for one in taken.iter().filter(|one| one.status.holds()) {
        let Some(span) = one.span().and_then(|span| span.intersection(&recent)) else { continue };
        let mut from = span.start;
        while from < span.end {
            let shown = wall(period.zone, from);
            let until =
                (from + TimeDelta::seconds(i64::from(3_600 - shown.num_seconds_from_midnight() % 3_600))).min(span.end);
            let place = &mut minutes[shown.weekday().num_days_from_monday() as usize][shown.hour() as usize];
            *place += (until - from).num_minutes() * one.units;
            from = until;
        }
    }
    let mut average = [[0.0; 24]; 7];
    for (weekday, hours) in minutes.iter().enumerate() {
        let count =
            period.days[DAYS..].iter().filter(|day| day.weekday().num_days_from_monday() as usize == weekday).count();
        for (hour, sum) in hours.iter().enumerate() {
            average[weekday][hour] = *sum as f64 / 60.0 / count.max(1) as f64;
        }
    }
    average
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;
    use chrono_tz::Europe;
    use things::resources::WeeklySpan;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap().to_utc()
    }

    fn period() -> Period {
        // A Friday after the clock went back on 25 October: one of the days has 25 hours.
        Period::until_today(Europe::Madrid, utc("2026-11-20T11:00"))
    }

    /// Open Monday to Friday from 09:00 to 17:00.
    fn office() -> Hours {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let weekly = days.map(|weekday| WeeklySpan { weekday, opens: 540, closes: 1_020 }).to_vec();
        Hours { zone: Europe::Madrid, weekly, exceptions: Vec::new(), blackouts: Vec::new() }
    }

    fn room(units: i64) -> Resource {
        Resource {
            id: Uuid::from_u128(1),
            org_id: Uuid::nil(),
            location_id: Uuid::nil(),
            location_name: "Harbour".into(),
            location_path: String::new(),
            site_name: "Harbour".into(),
            zone_name: "Europe/Madrid".into(),
            slug: "aurora".into(),
            name: "Aurora".into(),
            kind: things::resources::Kind::Room,
            status: things::resources::Status::Available,
            description: String::new(),
            capacity: 8,
            units,
            who: things::resources::Who::Anyone,
            rules: things::resources::Rules {
                notice_minutes: 0,
                horizon_days: 90,
                min_minutes: 30,
                max_minutes: 480,
                grid_minutes: 30,
                buffer_before_minutes: 0,
                buffer_after_minutes: 0,
                change_notice_minutes: 0,
            },
            price_minor: None,
            price_per: things::resources::PricePer::Hour,
            version: 1,
            stamp: 1,
            archived_at: None,
            amenities: Vec::new(),
            cover_id: None,
            asset_id: None,
            asset_label: None,
            model_id: None,
            model_name: None,
        }
    }

    fn taken(from: &str, until: &str, units: i64, status: Status) -> Taken {
        Taken { resource_id: Uuid::from_u128(1), starts_at: utc(from), ends_at: utc(until), units, status }
    }

    fn count(units: i64, taken: &[Taken]) -> Figures {
        let hours = HashMap::from([(Uuid::from_u128(1), office())]);
        figures(&period(), &[room(units)], &hours, taken, utc("2026-11-20T11:00"))
    }

    #[test]
    fn a_period_has_whole_days_of_its_zone() {
        let period = period();
        assert_eq!(period.date().to_string(), "2026-11-20");
        assert_eq!(period.today(), Span::new(utc("2026-11-19T23:00"), utc("2026-11-20T23:00")).unwrap());
        assert_eq!(period.recent().start, utc("2026-10-21T22:00"));
        assert_eq!(period.span().minutes(), (60 * 24 + 1) * 60, "one of the days has 25 hours");
        assert_eq!(period.day_of(utc("2026-11-20T23:00")), None, "tomorrow is not part of it");
        assert_eq!(period.day_of(utc("2026-11-20T22:59")), Some(59));
    }

    #[test]
    fn only_what_was_taken_while_open_counts_as_used() {
        // From 16:00 on Thursday to 10:00 on Friday: one hour of each day is open.
        let figures = count(1, &[taken("2026-11-19T15:00", "2026-11-20T09:00", 1, Status::Confirmed)]);
        let (thursday, friday) = (figures.days[58], figures.days[59]);
        assert_eq!((thursday.taken, thursday.open, thursday.bookings), (60, 480, 1));
        assert_eq!((friday.taken, friday.open, friday.bookings), (60, 480, 0), "it is counted on the day it begins");
        assert_eq!(figures.days[57 - 3].open, 0, "a Sunday is closed");
        assert_eq!(figures.uses[0].taken, 120);
    }

    #[test]
    fn what_was_given_back_is_counted_apart_and_uses_nothing() {
        let figures = count(
            2,
            &[
                taken("2026-11-20T10:00", "2026-11-20T12:00", 1, Status::Confirmed),
                taken("2026-11-20T10:00", "2026-11-20T12:00", 1, Status::Cancelled),
                taken("2026-11-20T14:00", "2026-11-20T15:00", 2, Status::Confirmed),
            ],
        );
        let today = figures.days[59];
        assert_eq!((today.bookings, today.cancelled, today.taken, today.open), (2, 1, 120 + 120, 960));
        assert_eq!((figures.in_use, figures.units, figures.to_come), (1, 2, 1));
        assert_eq!(figures.by_hour.iter().max(), Some(&2));
        assert_eq!(utilisation(today.taken, today.open), Some(0.25));
        assert_eq!(utilisation(0, 0), None);
    }

    #[test]
    fn busy_hours_are_wall_time_on_both_sides_of_the_change() {
        // 09:00 to 10:00 in Madrid on two Thursdays, before and after the clock went back.
        let figures = count(
            1,
            &[
                taken("2026-10-22T07:00", "2026-10-22T08:00", 1, Status::Completed),
                taken("2026-10-29T08:00", "2026-10-29T09:00", 1, Status::Completed),
            ],
        );
        let thursdays = 5.0;
        assert!((figures.busy[3][9] - 2.0 / thursdays).abs() < 1e-9, "{:?}", figures.busy[3]);
        assert_eq!(figures.busy.iter().flatten().filter(|value| **value > 0.0).count(), 1);
    }

    #[test]
    fn a_closed_resource_is_not_expected_to_be_used() {
        let hours = HashMap::from([(Uuid::from_u128(1), office())]);
        let closed = Resource { status: things::resources::Status::Closed, ..room(1) };
        let figures = figures(&period(), &[closed], &hours, &[], utc("2026-11-20T11:00"));
        assert_eq!((figures.units, figures.days[59].open, figures.uses.len()), (0, 0, 0));
        assert!(figures.is_empty());
    }
}
