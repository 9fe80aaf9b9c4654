//! Opening hours: when a resource can be used at all. Wall time in its zone, so 09:00 stays 09:00 when the clock changes.
//!
//! Three layers: the week, days that differ from it (holidays, long evenings), and blackouts, which close whatever is open.
//! An edge of the hours is the first instant at which the clock shows that time or a later one: a time that the clock skips
//! is reached when it skips, a time that comes twice is meant the first time. So edges never change places, and hours of
//! 00:00 to 24:00 on every day are one stretch without a seam.

use super::model::Owner;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use kernel::time::{Span, day_start, merged, resolve, wall, without};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// The days that one question may reach over; what lies further counts as closed. A wish for eight thousand years must not
/// cost more than a refusal.
pub const DAYS_MAX: usize = 4_000;

/// The most reasons that [`Hours::all_closed`] gives: a wish for a year must not be answered by a list of its Sundays.
pub const REASONS_MAX: usize = 12;

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
    /// Where that is written down.
    #[serde(default)]
    pub source: Option<Source>,
}

/// Where an exception or a blackout is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Owner,
}

/// A stretch of time in which the resource is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackout {
    /// From when to when.
    pub span: Span,
    /// Why, for people.
    pub reason: String,
    /// Where that is written down.
    #[serde(default)]
    pub source: Option<Source>,
    /// What is behind it, where nobody blocked the time: it is not there, or it is being worked on.
    #[serde(default)]
    pub away: Option<Away>,
}

/// Why something is not there for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// For the people of the house.
    pub words: String,
    /// The page that tells more, below the organisation's.
    pub path: String,
    /// Until when; none: nobody knows.
    pub until: Option<DateTime<Utc>>,
}

/// Why a span is not open all through. Facts; the sentence is the view's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The week has it closed.
    Outside {
        /// The day in question.
        day: NaiveDate,
        /// The `(opens, closes)` of its weekday; none when it is closed on that day of the week.
        open: Vec<(u16, u16)>,
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
        /// Its own `(opens, closes)`; none when it is closed all day.
        open: Vec<(u16, u16)>,
        /// Where that is written down.
        source: Option<Source>,
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
        /// Where that is written down.
        source: Option<Source>,
        /// What is behind it, where nobody blocked the time.
        away: Option<Away>,
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
        let closed =
            self.blackouts.iter().map(|blackout| blackout.span).filter(|span| span.overlaps(&within)).collect();
        without(&self.open_by_calendar(within), &merged(closed))
    }

    /// Where the week and the days that differ from it have it open, blackouts or not.
    fn open_by_calendar(&self, within: Span) -> Vec<Span> {
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
        merged(open)
    }

    /// Why it is not open during all of `span`, or nothing when it is: the first of [`Hours::all_closed`].
    pub fn why_closed(&self, span: Span) -> Option<Closed> {
        self.all_closed(span).into_iter().next()
    }

    /// Everything that has it closed somewhere in `span`, at most [`REASONS_MAX`]: the blackouts in order, then the days to
    /// blame in order, each exception by itself and the ordinary week once. Nothing, and only then, when it is open all
    /// through.
    pub fn all_closed(&self, span: Span) -> Vec<Closed> {
        let mut blackouts: Vec<&Blackout> =
            self.blackouts.iter().filter(|blackout| blackout.span.overlaps(&span)).collect();
        blackouts.sort_by_key(|blackout| blackout.span);
        let mut reasons: Vec<Closed> = blackouts
            .into_iter()
            .map(|blackout| Closed::Blackout {
                span: blackout.span,
                reason: blackout.reason.clone(),
                source: blackout.source,
                away: blackout.away.clone(),
            })
            .collect();
        let mut week_is_told = false;
        // A day with hours of its own leaves a gap before and after them: it is told once.
        let mut told: Option<NaiveDate> = None;
        for gap in without(&[span], &self.open_by_calendar(span)) {
            let mut from = gap.start;
            while from < gap.end && reasons.len() < REASONS_MAX {
                let day = wall(self.zone, from).date();
                match self.exceptions.iter().find(|exception| exception.day == day) {
                    Some(_) if told == Some(day) => {}
                    Some(exception) => {
                        told = Some(day);
                        reasons.push(Closed::Exception {
                            day,
                            label: exception.label.clone(),
                            open: exception.spans.clone(),
                            source: exception.source,
                            from,
                            next_opening: self.next_opening(from),
                        });
                    }
                    None if !week_is_told => {
                        week_is_told = true;
                        let open = self.weekly_rows(day).map(|row| (row.opens, row.closes)).collect();
                        reasons.push(Closed::Outside { day, open, from, next_opening: self.next_opening(from) });
                    }
                    None => {}
                }
                // Where a clock is put back over midnight the day comes twice: it is told once, and time goes on.
                let next = day.succ_opt().map(|next| day_start(self.zone, next)).filter(|next| *next > from);
                from = next.unwrap_or(from + TimeDelta::days(1));
            }
        }
        reasons.truncate(REASONS_MAX);
        reasons
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

    fn exception(day: &str, spans: &[(u16, u16)], label: &str) -> DayException {
        DayException { day: day.parse().unwrap(), spans: spans.to_vec(), label: label.into(), source: None }
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
        let day = "2026-11-23".parse().unwrap();
        let told = Closed::Outside { day, open: vec![], from: wish.start, next_opening: None };
        assert_eq!(never.why_closed(wish), Some(told));
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
            exception("2026-12-25", &[], "Christmas"),
            exception("2026-12-26", &[(600, 720)], "Open Saturday"),
            exception("2026-12-26", &[], "the house's"),
        ];
        let inventory = span("2026-12-24T11:00", "2026-12-24T12:00");
        hours.blackouts = vec![Blackout { span: inventory, reason: "Inventory".into(), source: None, away: None }];
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
        hours.exceptions = vec![exception("2026-12-25", &[], "Christmas")];
        let paint = Blackout {
            span: span("2026-11-24T10:00", "2026-11-24T12:00"),
            reason: "Painting".into(),
            source: None,
            away: None,
        };
        hours.blackouts = vec![paint.clone()];
        assert_eq!(hours.why_closed(span("2026-11-23T08:00", "2026-11-23T16:00")), None);
        assert_eq!(
            hours.why_closed(span("2026-11-23T15:30", "2026-11-23T16:30")),
            Some(Closed::Outside {
                day: "2026-11-23".parse().unwrap(),
                open: vec![(540, 1_020)],
                from: utc("2026-11-23T16:00"),
                next_opening: Some(utc("2026-11-24T08:00"))
            })
        );
        assert_eq!(
            hours.why_closed(span("2026-11-21T09:00", "2026-11-21T10:00")),
            Some(Closed::Outside {
                day: "2026-11-21".parse().unwrap(),
                open: vec![],
                from: utc("2026-11-21T09:00"),
                next_opening: Some(utc("2026-11-23T08:00"))
            })
        );
        assert_eq!(
            hours.why_closed(span("2026-12-25T09:00", "2026-12-25T10:00")),
            Some(Closed::Exception {
                day: "2026-12-25".parse().unwrap(),
                label: "Christmas".into(),
                open: vec![],
                source: None,
                from: utc("2026-12-25T09:00"),
                next_opening: Some(utc("2026-12-28T08:00")),
            })
        );
        assert_eq!(
            hours.why_closed(span("2026-11-24T09:30", "2026-11-24T10:30")),
            Some(Closed::Blackout { span: paint.span, reason: "Painting".into(), source: None, away: None })
        );
    }

    #[test]
    fn all_that_closes_it_is_told_once_and_in_order() {
        let mut hours = office();
        hours.exceptions =
            vec![exception("2026-11-25", &[], "Regatta"), exception("2026-11-26", &[(600, 660)], "Short")];
        let paint = Blackout {
            span: span("2026-11-27T10:00", "2026-11-27T12:00"),
            reason: "Paint".into(),
            source: None,
            away: None,
        };
        hours.blackouts = vec![paint];
        let told = hours.all_closed(span("2026-11-24T08:00", "2026-11-28T16:00"));
        let names: Vec<String> = told
            .iter()
            .map(|closed| match closed {
                Closed::Blackout { reason, .. } => reason.clone(),
                Closed::Exception { label, .. } => label.clone(),
                Closed::Outside { day, .. } => format!("week {day}"),
            })
            .collect();
        assert_eq!(names, ["Paint", "week 2026-11-24", "Regatta", "Short"]);
        assert_eq!(hours.all_closed(span("2026-11-24T08:00", "2026-11-24T16:00")), vec![]);
        assert!(hours.all_closed(span("2026-01-01T08:00", "2036-01-01T16:00")).len() <= REASONS_MAX);
    }

    #[test]
    fn rows_must_close_after_they_open_and_by_midnight() {
        let mut hours = office();
        let backwards = WeeklySpan { weekday: Weekday::Sat, opens: 600, closes: 600 };
        let late = WeeklySpan { weekday: Weekday::Sat, opens: 600, closes: 1_441 };
        hours.weekly.extend([backwards, late]);
        let day = "2026-12-24".parse().unwrap();
        hours.exceptions =
            vec![DayException { day, spans: vec![(0, 1_440), (700, 600)], label: String::new(), source: None }];
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
