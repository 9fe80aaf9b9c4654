//! Zones: between instants and what the clock on a wall shows, on the days it changes as well.

use super::Span;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, OffsetName, Tz};

/// Minutes of a day on which no clock changes.
pub const DAY_MINUTES: i64 = 1_440;

/// What becomes of a wall time in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The clock shows it once, as it nearly always does.
    Once(DateTime<Utc>),
    /// The clock is put back and shows it twice.
    Twice {
        /// Before the clock is put back.
        first: DateTime<Utc>,
        /// After it.
        second: DateTime<Utc>,
    },
    /// The clock is put forward and never shows it.
    Skipped {
        /// The wall time read with the offset from before the change (RFC 5545 3.3.5): as much later as was skipped.
        shifted: DateTime<Utc>,
        /// The instant of the change: the first at which the clock shows something later.
        change: DateTime<Utc>,
    },
}

impl Resolved {
    /// The instant that is meant by default (RFC 5545 3.3.5): the first of two, and the shifted one for a skipped time.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::Once(instant) | Self::Twice { first: instant, .. } | Self::Skipped { shifted: instant, .. } => {
                instant
            }
        }
    }

    /// The first instant at which the clock shows this time or a later one. Unlike [`Resolved::instant`] it never turns
    /// two wall times round, so it is what edges of opening hours and days follow.
    pub fn reached(self) -> DateTime<Utc> {
        match self {
            Self::Once(instant) | Self::Twice { first: instant, .. } | Self::Skipped { change: instant, .. } => instant,
        }
    }

    /// Every instant at which the clock shows exactly this time, earlier first; none where it is skipped.
    pub fn both(self) -> [Option<DateTime<Utc>>; 2] {
        match self {
            Self::Once(instant) => [Some(instant), None],
            Self::Twice { first, second } => [Some(first), Some(second)],
            Self::Skipped { .. } => [None, None],
        }
    }
}

/// Finds the instant or instants at which the clocks of `zone` show `wall`.
pub fn resolve(zone: Tz, wall: NaiveDateTime) -> Resolved {
    let instants = zone.from_local_datetime(&wall).map(|local| local.to_utc());
    match (instants.earliest(), instants.latest()) {
        (Some(first), Some(second)) if first < second => Resolved::Twice { first, second },
        (Some(instant), _) | (None, Some(instant)) => Resolved::Once(instant),
        (None, None) => {
            let (gap_begins, before) = GapInfo::new(&wall, &zone)
                .and_then(|gap| gap.begin)
                .expect("a wall time that no clock shows lies between two offsets");
            Resolved::Skipped {
                shifted: (wall - before.fix()).and_utc(),
                change: (gap_begins - before.fix()).and_utc(),
            }
        }
    }
}

/// What the clocks of `zone` show at `instant`.
pub fn wall(zone: Tz, instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// The first instant of a day in `zone`: midnight, or the change where midnight is skipped. Where a clock is put back over
/// midnight the day begins at the first midnight. For a day the zone never had it is the start of the next one.
pub fn day_start(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    resolve(zone, day.and_time(NaiveTime::MIN)).reached()
}

/// A day of `zone`, from its first instant to the next day's: 24 hours, or 23, 25, or another number when the clock changes.
/// None for a day that the zone skipped, as Samoa did 30 December 2011. The days of a zone lie end to end.
pub fn day_span(zone: Tz, day: NaiveDate) -> Option<Span> {
    Span::new(day_start(zone, day), day_start(zone, day.succ_opt()?)).ok()
}

/// The instant `minutes` after `start`. Whole days are days of the calendar and end at the same wall time; everything else
/// is elapsed time (RFC 5545 3.3.6). A day that starts with its first instant ends with its last.
pub fn after(zone: Tz, start: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    if minutes % DAY_MINUTES == 0 {
        resolve(zone, nominal_wall(zone, start) + TimeDelta::minutes(minutes)).reached()
    } else {
        start + TimeDelta::minutes(minutes)
    }
}

/// The minutes of `span` as a calendar counts them, by its wall times: Saturday noon to Sunday noon is 24 hours, also in the
/// night in which the clock changes. May be nothing or less where the clock is put back. Undoes [`after`] for whole days.
pub fn nominal_minutes(zone: Tz, span: Span) -> i64 {
    (nominal_wall(zone, span.end) - nominal_wall(zone, span.start)).num_minutes()
}

/// What the clock shows, but midnight for the first instant of a day whose midnight is skipped.
fn nominal_wall(zone: Tz, instant: DateTime<Utc>) -> NaiveDateTime {
    let shown = wall(zone, instant);
    if instant == day_start(zone, shown.date()) { shown.date().and_time(NaiveTime::MIN) } else { shown }
}

/// The letters that clocks of `zone` go by at `instant` ("CET", "CEST"), or their offset ("UTC+05:45") where there are none.
pub fn zone_abbreviation(zone: Tz, instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&zone);
    match local.offset().abbreviation() {
        Some(letters) if letters.starts_with(|first: char| first.is_ascii_alphabetic()) => letters.to_owned(),
        _ => format!("UTC{}", local.offset().fix()),
    }
}

/// The zone of an IANA name such as "Europe/Madrid", written exactly so; no offsets, no abbreviations of other lists.
pub fn parse_zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap().to_utc()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    #[test]
    fn a_wall_time_is_found_once_twice_or_not_at_all() {
        let once = |text| Resolved::Once(utc(text));
        let twice = |first, second| Resolved::Twice { first: utc(first), second: utc(second) };
        let skipped = |shifted, change| Resolved::Skipped { shifted: utc(shifted), change: utc(change) };
        for (zone, text, expected) in [
            // An hour is skipped in March and comes twice in October.
            (Europe::Madrid, "2026-03-29T01:59", once("2026-03-29T00:59")),
            (Europe::Madrid, "2026-03-29T02:00", skipped("2026-03-29T01:00", "2026-03-29T01:00")),
            (Europe::Madrid, "2026-03-29T02:30", skipped("2026-03-29T01:30", "2026-03-29T01:00")),
            (Europe::Madrid, "2026-03-29T03:00", once("2026-03-29T01:00")),
            (Europe::Madrid, "2026-10-25T01:59", once("2026-10-24T23:59")),
            (Europe::Madrid, "2026-10-25T02:00", twice("2026-10-25T00:00", "2026-10-25T01:00")),
            (Europe::Madrid, "2026-10-25T02:59", twice("2026-10-25T00:59", "2026-10-25T01:59")),
            (Europe::Madrid, "2026-10-25T03:00", once("2026-10-25T02:00")),
            // Half-hour and quarter-hour zones.
            (America::St_Johns, "2026-03-08T02:15", skipped("2026-03-08T05:45", "2026-03-08T05:30")),
            (America::St_Johns, "2026-11-01T01:30", twice("2026-11-01T04:00", "2026-11-01T05:00")),
            (Asia::Kolkata, "2026-03-29T02:30", once("2026-03-28T21:00")),
            (Asia::Kathmandu, "2026-03-29T02:30", once("2026-03-28T20:45")),
            // Lord Howe changes by half an hour.
            (Australia::Lord_Howe, "2026-10-04T02:10", skipped("2026-10-03T15:40", "2026-10-03T15:30")),
            (Australia::Lord_Howe, "2026-10-04T02:30", once("2026-10-03T15:30")),
            (Australia::Lord_Howe, "2026-04-05T01:40", twice("2026-04-04T14:40", "2026-04-04T15:10")),
            // Morocco goes back for Ramadan and forward after it.
            (Africa::Casablanca, "2026-02-15T02:30", twice("2026-02-15T01:30", "2026-02-15T02:30")),
            (Africa::Casablanca, "2026-03-22T02:30", skipped("2026-03-22T02:30", "2026-03-22T02:00")),
            // Changes at midnight.
            (America::Havana, "2026-03-08T00:30", skipped("2026-03-08T05:30", "2026-03-08T05:00")),
            (America::Havana, "2026-11-01T00:30", twice("2026-11-01T04:30", "2026-11-01T05:30")),
            (Asia::Beirut, "2026-03-29T00:00", skipped("2026-03-28T22:00", "2026-03-28T22:00")),
            (Asia::Beirut, "2026-10-24T23:30", twice("2026-10-24T20:30", "2026-10-24T21:30")),
            // Samoa jumped over a whole day.
            (Pacific::Apia, "2011-12-30T12:00", skipped("2011-12-30T22:00", "2011-12-30T10:00")),
        ] {
            assert_eq!(resolve(zone, shown(text)), expected, "{zone} {text}");
        }
    }

    #[test]
    fn a_day_lasts_as_long_as_its_zone_says() {
        for (zone, date, start, hours) in [
            (Europe::Madrid, "2026-03-28", "2026-03-27T23:00", 24.0),
            (Europe::Madrid, "2026-03-29", "2026-03-28T23:00", 23.0),
            (Europe::Madrid, "2026-10-25", "2026-10-24T22:00", 25.0),
            (America::St_Johns, "2026-03-08", "2026-03-08T03:30", 23.0),
            (Asia::Kolkata, "2026-03-29", "2026-03-28T18:30", 24.0),
            (Australia::Lord_Howe, "2026-10-04", "2026-10-03T13:30", 23.5),
            (Australia::Lord_Howe, "2026-04-05", "2026-04-04T13:00", 24.5),
            (Africa::Casablanca, "2026-02-15", "2026-02-14T23:00", 25.0),
            (America::Havana, "2026-03-08", "2026-03-08T05:00", 23.0),
            (America::Havana, "2026-11-01", "2026-11-01T04:00", 25.0),
            (Asia::Beirut, "2026-03-29", "2026-03-28T22:00", 23.0),
            (Asia::Beirut, "2026-10-24", "2026-10-23T21:00", 25.0),
            (Pacific::Apia, "2011-12-29", "2011-12-29T10:00", 24.0),
            (Pacific::Apia, "2011-12-31", "2011-12-30T10:00", 24.0),
            (Europe::Madrid, "2028-02-29", "2028-02-28T23:00", 24.0),
            (Europe::Madrid, "2026-02-28", "2026-02-27T23:00", 24.0),
            // Put back one minute after midnight: the day begins at the first midnight.
            (America::St_Johns, "2010-11-07", "2010-11-07T02:30", 25.0),
        ] {
            let span = day_span(zone, day(date)).unwrap();
            assert_eq!((span.start, span.minutes() as f64 / 60.0), (utc(start), hours), "{zone} {date}");
        }
    }

    #[test]
    fn a_day_that_never_was_has_no_span() {
        assert_eq!(day_span(Pacific::Apia, day("2011-12-30")), None);
        assert_eq!(day_start(Pacific::Apia, day("2011-12-30")), day_start(Pacific::Apia, day("2011-12-31")));
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_later() {
        assert_eq!(wall(Asia::Beirut, day_start(Asia::Beirut, day("2026-03-29"))), shown("2026-03-29T01:00"));
        assert_eq!(wall(America::Havana, day_start(America::Havana, day("2026-03-08"))), shown("2026-03-08T01:00"));
    }

    #[test]
    fn whole_days_follow_the_calendar_and_minutes_the_stopwatch() {
        let noon = utc("2026-03-28T11:00");
        assert_eq!(after(Europe::Madrid, noon, DAY_MINUTES), utc("2026-03-29T10:00"), "noon to noon is 23 hours");
        assert_eq!(after(Europe::Madrid, noon, DAY_MINUTES - 60), utc("2026-03-29T10:00"), "23 hours are 23 hours");
        assert_eq!(after(Europe::Madrid, utc("2026-10-24T10:00"), DAY_MINUTES), utc("2026-10-25T11:00"));
        let short = day_span(Asia::Beirut, day("2026-03-29")).unwrap();
        assert_eq!(after(Asia::Beirut, short.start, DAY_MINUTES), short.end, "a day ends with the day");
        assert_eq!(nominal_minutes(Asia::Beirut, short), DAY_MINUTES);
        assert_eq!(short.minutes(), DAY_MINUTES - 60);
        assert_eq!(after(Europe::Madrid, utc("2028-02-28T11:00"), DAY_MINUTES), utc("2028-02-29T11:00"));
        assert_eq!(after(Europe::Madrid, utc("2026-02-28T11:00"), DAY_MINUTES), utc("2026-03-01T11:00"));
    }

    #[test]
    fn a_viewer_elsewhere_sees_the_same_instant_on_another_day() {
        let instant = resolve(Europe::Madrid, shown("2026-11-23T23:30")).instant();
        assert_eq!(wall(Asia::Kolkata, instant), shown("2026-11-24T04:00"));
        assert_eq!(wall(America::St_Johns, instant), shown("2026-11-23T19:00"));
    }

    #[test]
    fn zones_have_iana_names_and_letters_or_an_offset() {
        assert_eq!(parse_zone("Europe/Madrid"), Some(Europe::Madrid));
        for wrong in ["", "+02:00", "Europe/Atlantis", "europe/madrid", " Europe/Madrid", "CEST"] {
            assert_eq!(parse_zone(wrong), None, "{wrong}");
        }
        assert_eq!(zone_abbreviation(Europe::Madrid, utc("2026-01-01T00:00")), "CET");
        assert_eq!(zone_abbreviation(Europe::Madrid, utc("2026-07-01T00:00")), "CEST");
        assert_eq!(zone_abbreviation(Asia::Kathmandu, utc("2026-01-01T00:00")), "UTC+05:45");
        assert_eq!(zone_abbreviation(Tz::UTC, utc("2026-01-01T00:00")), "UTC");
    }
}
