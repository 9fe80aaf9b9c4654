//! Opening hours: when a resource can be used at all. Wall time in its zone, so 09:00 stays 09:00 when the clock changes.
//!
//! Three layers: the week, days that differ from it (holidays, long evenings), and blackouts, which close whatever is open.
//! An edge of the hours is the first instant at which the clock shows that time or a later one: a time that the clock skips
//! is reached when it skips, a time that comes twice is meant the first time. So edges never change places, and hours of
//! 00:00 to 24:00 on every day are one stretch without a seam.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use kernel::time::{Span, merged, resolve, wall, without};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The days that one question may reach over; what lies further counts as closed. A wish for eight thousand years must not
/// cost more than a refusal.
pub const DAYS_MAX: usize = 4_000;

/// How far ahead the next opening is looked for, in days.
pub const NEXT_OPENING_DAYS: i64 = 400;

/// Minutes after midnight at which a day can close at the latest: 24:00. Hours over midnight are two rows that touch.
pub const CLOSES_MAX: u16 = 1_440;

/// When a resource is open. Without weekly rows or exceptions it never is: an empty week does not mean "always".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The zone whose clocks the hours follow.
    pub zone: Tz,
    /// The ordinary week, in any order; a weekday may have several rows, or none when it is closed.
    pub weekly: Vec<WeeklySpan>,
    /// The days that differ. Where a day is listed twice the first counts, so put a resource's own before its house's.
    pub exceptions: Vec<DayException>,
    /// Spans in which it is closed, whatever the week says.
    pub blackouts: Vec<Blackout>,
}

/// A row of the ordinary week, in minutes of wall time after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WeeklySpan {
    /// The day of the week.
    pub weekday: Weekday,
    /// Opens, from 0.
    pub opens: u16,
    /// Closes, after `opens` and at most [`CLOSES_MAX`].
    pub closes: u16,
}

/// A day whose hours replace the week's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayException {
    /// The day, in the zone of the hours.
    pub day: NaiveDate,
    /// Its `(opens, closes)`, as in [`WeeklySpan`]; none when it is closed all day.
    pub spans: Vec<(u16, u16)>,
    /// What the day is, for people: "Christmas".
    pub label: String,
}

/// A stretch of time in which the resource is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackout {
    /// From when to when.
    pub span: Span,
    /// Why, for people.
    pub reason: String,
}

/// Why a span is not open all through. Facts; the sentence is the view's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The week has it closed.
    Outside {
        /// The first instant of the span at which it is closed.
        from: DateTime<Utc>,
        /// When it opens next after that, if it does within [`NEXT_OPENING_DAYS`].
        next_opening: Option<DateTime<Utc>>,
    },
    /// A day differs from the week.
    Exception {
        /// The day in question.
        day: NaiveDate,
        /// What the day is.
        label: String,
        /// The first instant of the span at which it is closed.
        from: DateTime<Utc>,
        /// When it opens next after that, if it does within [`NEXT_OPENING_DAYS`].
        next_opening: Option<DateTime<Utc>>,
    },
    /// A blackout reaches into it.
    Blackout {
        /// From when to when.
        span: Span,
        /// Why.
        reason: String,
    },
}

/// What is wrong with hours that somebody entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursProblem {
    /// No weekly row: the resource would never open. It is created with hours.
    NeverOpen,
    /// A weekly row that does not close after it opens, or closes after midnight.
    Weekly(WeeklySpan),
    /// The same of an exception.
    Exception {
        /// The day.
        day: NaiveDate,
        /// When it opens.
        opens: u16,
        /// When it closes.
        closes: u16,
    },
    /// A day is listed twice among the exceptions.
    DayTwice(NaiveDate),
}

impl Hours {
    /// Everything that is wrong with the hours, in the order of their rows; nothing when they can be kept.
    pub fn check(&self) -> Vec<HoursProblem> {
        let wrong = |opens: u16, closes: u16| opens >= closes || closes > CLOSES_MAX;
        let mut problems = Vec::new();
        if self.weekly.is_empty() {
            problems.push(HoursProblem::NeverOpen);
        }
        problems.extend(
            self.weekly.iter().filter(|row| wrong(row.opens, row.closes)).map(|row| HoursProblem::Weekly(*row)),
        );
        for (index, exception) in self.exceptions.iter().enumerate() {
            let day = exception.day;
            if self.exceptions[..index].iter().any(|earlier| earlier.day == day) {
                problems.push(HoursProblem::DayTwice(day));
            }
            for &(opens, closes) in exception.spans.iter().filter(|(opens, closes)| wrong(*opens, *closes)) {
                problems.push(HoursProblem::Exception { day, opens, closes });
            }
        }
        problems
    }

    /// Where it is open inside `within`: in order, apart from each other, cut at the edges of `within`.
    /// Reaches [`DAYS_MAX`] days.
    pub fn open_spans(&self, within: Span) -> Vec<Span> {
        let mut exceptions: HashMap<NaiveDate, &DayException> = HashMap::with_capacity(self.exceptions.len());
        for exception in &self.exceptions {
            exceptions.entry(exception.day).or_insert(exception);
        }
        let first = wall(self.zone, within.start).date();
        let mut open = Vec::new();
        for day in first.iter_days().take(DAYS_MAX) {
            if self.reached(day, 0) >= within.end {
                break;
            }
            let mut keep = |opens: u16, closes: u16| {
                let hours = Span::new(self.reached(day, opens), self.reached(day, closes)).ok();
                open.extend(hours.and_then(|hours| hours.intersection(&within)));
            };
            match exceptions.get(&day) {
                Some(exception) => exception.spans.iter().for_each(|(opens, closes)| keep(*opens, *closes)),
                None => self.weekly_rows(day).for_each(|row| keep(row.opens, row.closes)),
            }
        }
        let closed =
            self.blackouts.iter().map(|blackout| blackout.span).filter(|span| span.overlaps(&within)).collect();
        without(&merged(open), &merged(closed))
    }

    /// Why it is not open during all of `span`, or nothing when it is. A blackout is named before an exception, and that
    /// before the week; where several days are to blame it is the first.
    pub fn why_closed(&self, span: Span) -> Option<Closed> {
        let open = self.open_spans(span);
        let from = match open.first() {
            Some(first) if first.start == span.start => first.end,
            _ => span.start,
        };
        if from == span.end {
            return None;
        }
        let blackouts = self.blackouts.iter().filter(|blackout| blackout.span.overlaps(&span));
        if let Some(blackout) = blackouts.min_by_key(|blackout| blackout.span) {
            return Some(Closed::Blackout { span: blackout.span, reason: blackout.reason.clone() });
        }
        let day = wall(self.zone, from).date();
        let next_opening = self.next_opening(from);
        Some(match self.exceptions.iter().find(|exception| exception.day == day) {
            Some(exception) => Closed::Exception { day, label: exception.label.clone(), from, next_opening },
            None => Closed::Outside { from, next_opening },
        })
    }

    /// The first instant from `from` on at which it is open, if there is one within [`NEXT_OPENING_DAYS`].
    pub fn next_opening(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // Most places open again within two weeks; only the others pay for a year.
        [14, NEXT_OPENING_DAYS].into_iter().find_map(|days| {
            let ahead = Span::new(from, from + TimeDelta::days(days)).ok()?;
            self.open_spans(ahead).first().map(|open| open.start)
        })
    }

    fn weekly_rows(&self, day: NaiveDate) -> impl Iterator<Item = &WeeklySpan> {
        self.weekly.iter().filter(move |row| row.weekday == day.weekday())
    }

    /// The instant at which the clock reaches `minutes` after midnight of `day`.
    fn reached(&self, day: NaiveDate, minutes: u16) -> DateTime<Utc> {
        resolve(self.zone, day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into())).reached()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};

    const WEEK: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap().to_utc()
    }

    fn span(start: &str, end: &str) -> Span {
        Span::new(utc(start), utc(end)).unwrap()
    }

    fn every_day(zone: Tz, spans: &[(u16, u16)]) -> Hours {
        let rows = |weekday| spans.iter().map(move |&(opens, closes)| WeeklySpan { weekday, opens, closes });
        Hours { zone, weekly: WEEK.into_iter().flat_map(rows).collect(), exceptions: vec![], blackouts: vec![] }
    }

    fn office() -> Hours {
        let mut hours = every_day(Europe::Madrid, &[(540, 1_020)]);
        hours.weekly.retain(|row| row.weekday.num_days_from_monday() < 5);
        hours
    }

    #[test]
    fn no_weekly_rows_means_never_open() {
        let never = every_day(Europe::Madrid, &[]);
        let wish = span("2026-11-23T09:00", "2026-11-23T10:00");
        assert_eq!(never.open_spans(wish), vec![]);
        assert_eq!(never.why_closed(wish), Some(Closed::Outside { from: wish.start, next_opening: None }));
        assert_eq!(never.check(), vec![HoursProblem::NeverOpen]);
    }

    #[test]
    fn hours_are_wall_time_on_the_days_the_clock_changes() {
        for (zone, day, spans, expected) in [
            // Nine to five is eight hours on either side of the change.
            (Europe::Madrid, "2026-03-28", (540, 1_020), span("2026-03-28T08:00", "2026-03-28T16:00")),
            (Europe::Madrid, "2026-03-29", (540, 1_020), span("2026-03-29T07:00", "2026-03-29T15:00")),
            // Hours across the change are shorter or longer.
            (Europe::Madrid, "2026-03-29", (60, 240), span("2026-03-29T00:00", "2026-03-29T02:00")),
            (Europe::Madrid, "2026-10-25", (60, 240), span("2026-10-24T23:00", "2026-10-25T03:00")),
            // An edge in the skipped hour is reached at the change; one in the doubled hour the first time.
            (Europe::Madrid, "2026-03-29", (60, 150), span("2026-03-29T00:00", "2026-03-29T01:00")),
            (Europe::Madrid, "2026-03-29", (150, 300), span("2026-03-29T01:00", "2026-03-29T03:00")),
            (Europe::Madrid, "2026-10-25", (60, 150), span("2026-10-24T23:00", "2026-10-25T00:30")),
            (Europe::Madrid, "2026-10-25", (150, 300), span("2026-10-25T00:30", "2026-10-25T04:00")),
            (America::St_Johns, "2026-11-01", (0, 180), span("2026-11-01T02:30", "2026-11-01T06:30")),
            (Australia::Lord_Howe, "2026-04-05", (60, 180), span("2026-04-04T14:00", "2026-04-04T16:30")),
            (Asia::Beirut, "2026-03-29", (0, 120), span("2026-03-28T22:00", "2026-03-28T23:00")),
            (America::Havana, "2026-11-01", (0, 60), span("2026-11-01T04:00", "2026-11-01T06:00")),
        ] {
            let day: NaiveDate = day.parse().unwrap();
            let within = kernel::time::day_span(zone, day).unwrap();
            assert_eq!(every_day(zone, &[spans]).open_spans(within), vec![expected], "{zone} {day} {spans:?}");
        }
    }

    #[test]
    fn hours_that_only_exist_in_the_skipped_hour_do_not_open() {
        let hours = every_day(Europe::Madrid, &[(120, 180)]);
        let day = kernel::time::day_span(Europe::Madrid, "2026-03-29".parse().unwrap()).unwrap();
        assert_eq!(hours.open_spans(day), vec![]);
    }

    #[test]
    fn hours_that_touch_are_one_stretch() {
        let within = span("2026-01-01T12:00", "2026-12-31T12:00");
        let always = every_day(Europe::Madrid, &[(0, 1_440)]);
        assert_eq!(always.open_spans(within), vec![within], "through midnights and both changes");
        let night = every_day(Europe::Madrid, &[(1_320, 1_440), (0, 120)]);
        let one_night = span("2026-11-23T12:00", "2026-11-24T12:00");
        assert_eq!(night.open_spans(one_night), vec![span("2026-11-23T21:00", "2026-11-24T01:00")]);
        let split = every_day(Europe::Madrid, &[(540, 720), (700, 800), (800, 1_020)]);
        assert_eq!(split.open_spans(one_night).len(), 2, "one stretch on each of two days");
        let samoa = every_day(Pacific::Apia, &[(0, 1_440)]);
        let around = span("2011-12-29T12:00", "2012-01-01T12:00");
        assert_eq!(samoa.open_spans(around), vec![around]);
    }

    #[test]
    fn exceptions_replace_the_day_and_blackouts_cut_it() {
        let mut hours = office();
        hours.exceptions = vec![
            DayException { day: "2026-12-25".parse().unwrap(), spans: vec![], label: "Christmas".into() },
            DayException { day: "2026-12-26".parse().unwrap(), spans: vec![(600, 720)], label: "Open Saturday".into() },
            DayException { day: "2026-12-26".parse().unwrap(), spans: vec![], label: "the house's".into() },
        ];
        let inventory = span("2026-12-24T11:00", "2026-12-24T12:00");
        hours.blackouts = vec![Blackout { span: inventory, reason: "Inventory".into() }];
        assert_eq!(
            hours.open_spans(span("2026-12-24T00:00", "2026-12-27T00:00")),
            vec![
                span("2026-12-24T08:00", "2026-12-24T11:00"),
                span("2026-12-24T12:00", "2026-12-24T16:00"),
                span("2026-12-26T09:00", "2026-12-26T11:00"),
            ]
        );
        assert_eq!(hours.check(), vec![HoursProblem::DayTwice("2026-12-26".parse().unwrap())]);
    }

    #[test]
    fn a_closed_wish_is_told_why_and_when_it_opens() {
        let mut hours = office();
        let christmas = DayException { day: "2026-12-25".parse().unwrap(), spans: vec![], label: "Christmas".into() };
        hours.exceptions = vec![christmas];
        let paint = Blackout { span: span("2026-11-24T10:00", "2026-11-24T12:00"), reason: "Painting".into() };
        hours.blackouts = vec![paint.clone()];
        assert_eq!(hours.why_closed(span("2026-11-23T08:00", "2026-11-23T16:00")), None);
        assert_eq!(
            hours.why_closed(span("2026-11-23T15:30", "2026-11-23T16:30")),
            Some(Closed::Outside { from: utc("2026-11-23T16:00"), next_opening: Some(utc("2026-11-24T08:00")) })
        );
        assert_eq!(
            hours.why_closed(span("2026-11-21T09:00", "2026-11-21T10:00")),
            Some(Closed::Outside { from: utc("2026-11-21T09:00"), next_opening: Some(utc("2026-11-23T08:00")) })
        );
        assert_eq!(
            hours.why_closed(span("2026-12-25T09:00", "2026-12-25T10:00")),
            Some(Closed::Exception {
                day: "2026-12-25".parse().unwrap(),
                label: "Christmas".into(),
                from: utc("2026-12-25T09:00"),
                next_opening: Some(utc("2026-12-28T08:00")),
            })
        );
        assert_eq!(
            hours.why_closed(span("2026-11-24T09:30", "2026-11-24T10:30")),
            Some(Closed::Blackout { span: paint.span, reason: "Painting".into() })
        );
    }

    #[test]
    fn rows_must_close_after_they_open_and_by_midnight() {
        let mut hours = office();
        let backwards = WeeklySpan { weekday: Weekday::Sat, opens: 600, closes: 600 };
        let late = WeeklySpan { weekday: Weekday::Sat, opens: 600, closes: 1_441 };
        hours.weekly.extend([backwards, late]);
        let day = "2026-12-24".parse().unwrap();
        hours.exceptions = vec![DayException { day, spans: vec![(0, 1_440), (700, 600)], label: String::new() }];
        assert_eq!(
            hours.check(),
            vec![
                HoursProblem::Weekly(backwards),
                HoursProblem::Weekly(late),
                HoursProblem::Exception { day, opens: 700, closes: 600 },
            ]
        );
    }

    #[test]
    fn a_wish_for_thousands_of_years_is_cut_short() {
        let always = every_day(Europe::Madrid, &[(0, 1_440)]);
        let forever = span("2026-01-01T00:00", "9026-01-01T00:00");
        assert!(always.open_spans(forever)[0].minutes() <= DAYS_MAX as i64 * 1_440);
        assert!(always.why_closed(forever).is_some());
    }

    #[test]
    fn hours_survive_json() {
        let text = serde_json::to_string(&office()).unwrap();
        assert!(text.contains(r#""zone":"Europe/Madrid""#) && text.contains(r#""weekday":"Mon""#), "{text}");
        assert_eq!(serde_json::from_str::<Hours>(&text).unwrap(), office());
    }
}
