//! VTIMEZONE: what a zone's clocks really do around one event, so that a program that does not know the zone, or knows older
//! rules for it, still shows the right instant.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc, Weekday};
use chrono_tz::{OffsetName, Tz};
use std::sync::{Arc, Mutex, PoisonError};

use super::text::Lines;

/// How far before the event's year its zone is looked at: far enough to see one change of each kind before the event.
const LOOK_BACK: Duration = Duration::days(370);
/// Step of the search. No zone changes twice within a day.
const STEP: Duration = Duration::days(1);

/// Names under which the zone database knows UTC itself: times there are written with `Z`, and need no definition.
const UTC_NAMES: [&str; 8] = ["UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"];

/// What the clocks show between two changes.
#[derive(Clone, PartialEq, Eq)]
struct Clocks {
    /// Seconds east of UTC.
    offset: i32,
    name: String,
}

impl Clocks {
    fn at(zone: Tz, instant: DateTime<Utc>) -> Self {
        let offset = zone.offset_from_utc_datetime(&instant.naive_utc());
        Self { offset: offset.fix().local_minus_utc(), name: offset.abbreviation().unwrap_or_default().to_owned() }
    }
}

/// One change of the clocks, to the second.
struct Change {
    at: DateTime<Utc>,
    before: Clocks,
    after: Clocks,
}

impl Change {
    /// Its wall time by the clocks before it.
    fn onset(&self) -> NaiveDateTime {
        self.at.naive_utc() + Duration::seconds(self.before.offset.into())
    }
}

/// A change that comes back every year: at this wall time, on the nth such weekday of this month (-1: the last one).
#[derive(Clone, Copy)]
struct Yearly {
    month: u32,
    weekday: Weekday,
    week: i8,
    time: NaiveTime,
}

impl Yearly {
    /// The rule that gives exactly these wall times, one in every year from the first one's to `last_year`.
    fn fitting(onsets: &[NaiveDateTime], last_year: i32) -> Option<Self> {
        let first = onsets.first()?;
        let years = first.year()..=last_year;
        let nth = i8::try_from((first.day() - 1) / 7 + 1).ok()?;
        [-1, nth].into_iter().find_map(|week| {
            let rule = Self { month: first.month(), weekday: first.weekday(), week, time: first.time() };
            years.clone().map(|year| rule.onset(year)).eq(onsets.iter().copied().map(Some)).then_some(rule)
        })
    }

    fn onset(self, year: i32) -> Option<NaiveDateTime> {
        let nth = |week| NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, week);
        let day = u8::try_from(self.week).map_or_else(|_| nth(5).or_else(|| nth(4)), nth);
        Some(day?.and_time(self.time))
    }

    fn property(self) -> String {
        let weekday = match self.weekday {
            Weekday::Mon => "MO",
            Weekday::Tue => "TU",
            Weekday::Wed => "WE",
            Weekday::Thu => "TH",
            Weekday::Fri => "FR",
            Weekday::Sat => "SA",
            Weekday::Sun => "SU",
        };
        format!("RRULE:FREQ=YEARLY;BYMONTH={};BYDAY={}{weekday}", self.month, self.week)
    }
}

/// One sub-component: clocks that begin to hold at a wall time (by the clocks before), perhaps every year.
struct Observance {
    daylight: bool,
    from: i32,
    to: Clocks,
    onset: NaiveDateTime,
    yearly: Option<Yearly>,
}

/// What a calendar file says about a zone.
pub(super) struct Definition {
    zone: Tz,
    observances: Vec<Observance>,
}

impl Definition {
    /// A definition that every program reads alike for a span of time, or `None` where there is no such thing.
    ///
    /// Outlook keeps, of all that a VTIMEZONE may say, one STANDARD and one DAYLIGHT with a yearly rule of the form "nth weekday
    /// of a month", and ignores RDATE ([MS-OXCICAL] section 2.1.3.1.1.19, [MS-STANOICAL] section 2.2.47). So a zone is
    /// defined by two such rules where they are the truth for all the years that matter; and otherwise (Ramadan in Casablanca,
    /// a new law) by the one offset that holds throughout the span. A span across an irregular change has only UTC.
    pub fn of(zone: Tz, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Self> {
        if UTC_NAMES.contains(&zone.name()) {
            return None;
        }
        let local_year = |instant: DateTime<Utc>| instant.with_timezone(&zone).year();
        let new_year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single();
        let last_year = local_year(end);
        // A day more, since the year ends up to 12 hours later there than in UTC.
        let changes = known(zone, new_year(local_year(start))? - LOOK_BACK, new_year(last_year + 1)? + STEP);
        let observances = two_rules(&changes, start, last_year).or_else(|| one_offset(zone, &changes, start, end))?;
        Some(Self { zone, observances })
    }

    /// Adds it to a file.
    pub fn push_to(&self, lines: &mut Lines) {
        lines.push("BEGIN:VTIMEZONE");
        lines.push(&format!("TZID:{}", self.zone.name()));
        for observance in &self.observances {
            let kind = if observance.daylight { "DAYLIGHT" } else { "STANDARD" };
            lines.push(&format!("BEGIN:{kind}"));
            lines.push(&format!("DTSTART:{}", observance.onset.format("%Y%m%dT%H%M%S")));
            if let Some(yearly) = observance.yearly {
                lines.push(&yearly.property());
            }
            lines.push(&format!("TZOFFSETFROM:{}", offset(observance.from)));
            lines.push(&format!("TZOFFSETTO:{}", offset(observance.to.offset)));
            lines.push_text("TZNAME", &observance.to.name);
            lines.push(&format!("END:{kind}"));
        }
        lines.push("END:VTIMEZONE");
    }
}

/// Winter and summer, each by a yearly rule; `None` unless the rules are right from `start` to the end of `last_year`.
fn two_rules(changes: &[Change], start: DateTime<Utc>, last_year: i32) -> Option<Vec<Observance>> {
    let (first, second) = (changes.first()?, changes.get(1)?);
    if first.at > start {
        return None;
    }
    let mut observances = Vec::new();
    let mut explained = 0;
    for change in [first, second] {
        let alike = |other: &&Change| other.before == change.before && other.after == change.after;
        let onsets: Vec<_> = changes.iter().filter(alike).map(Change::onset).collect();
        explained += onsets.len();
        observances.push(Observance {
            daylight: change.after.offset > change.before.offset,
            from: change.before.offset,
            to: change.after.clone(),
            onset: change.onset(),
            yearly: Some(Yearly::fitting(&onsets, last_year)?),
        });
    }
    // A change of a third kind is a change of the law, and two that go the same way are no summer time.
    let summer_and_winter = observances[0].daylight != observances[1].daylight;
    (explained == changes.len() && summer_and_winter).then_some(observances)
}

/// What the clocks show during the whole span, as if it had always been so; `None` when they change within it.
fn one_offset(zone: Tz, changes: &[Change], start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Vec<Observance>> {
    if changes.iter().any(|change| start < change.at && change.at <= end) {
        return None;
    }
    let clocks = Clocks::at(zone, start);
    let onset = DateTime::UNIX_EPOCH.naive_utc();
    Some(vec![Observance { daylight: false, from: clocks.offset, to: clocks, onset, yearly: None }])
}

/// What was looked for last: where, between which instants, and what was found.
type Lately = (Tz, [DateTime<Utc>; 2], Arc<[Change]>);

/// [`changes`], remembered from one letter to the next: most of those written together are about one zone and year, and the
/// search costs more than the rest of the letter.
fn known(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Arc<[Change]> {
    static LATELY: Mutex<Option<Lately>> = Mutex::new(None);
    let mut lately = LATELY.lock().unwrap_or_else(PoisonError::into_inner);
    match &*lately {
        Some((known, between, changes)) if *known == zone && *between == [from, to] => changes.clone(),
        _ => {
            let found: Arc<[Change]> = changes(zone, from, to).into();
            *lately = Some((zone, [from, to], found.clone()));
            found
        }
    }
}

/// Every instant between `from` and `to` at which the clocks change, with what they show on either side.
fn changes(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut at = from;
    let mut clocks = Clocks::at(zone, at);
    while at < to {
        let next = at + STEP;
        let after = Clocks::at(zone, next);
        if after != clocks {
            let (mut old, mut new) = (at, next);
            while new - old > Duration::seconds(1) {
                let middle = old + Duration::seconds((new - old).num_seconds() / 2);
                if Clocks::at(zone, middle) == clocks { old = middle } else { new = middle }
            }
            changes.push(Change { at: new, before: clocks, after: after.clone() });
        }
        (at, clocks) = (next, after);
    }
    changes
}

/// `+hhmm`, with seconds where a zone of long ago had them.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.abs();
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    if rest == 0 { format!("{sign}{hours:02}{minutes:02}") } else { format!("{sign}{hours:02}{minutes:02}{rest:02}") }
}
