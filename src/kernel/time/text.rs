//! Times as people read them: the few forms that all pages and letters share.

use super::{Resolved, Span, resolve, wall, zone_abbreviation};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

/// `09:30`, in `zone`.
pub fn clock_text(zone: Tz, instant: DateTime<Utc>) -> String {
    wall(zone, instant).format("%H:%M").to_string()
}

/// `Mon 23 Nov 2026`.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// `Mon 23 Nov 2026, 09:00–10:30`, in `zone`; over midnight both days are named. A span that ends with its day ends at 24:00.
/// Where the clock changes inside, or the hour comes twice, each time carries its zone's letters: `02:30 CEST–02:30 CET`.
pub fn span_text(zone: Tz, span: Span) -> String {
    let (start, end) = (wall(zone, span.start), wall(zone, span.end));
    let lettered = start - end != span.start - span.end || comes_twice(zone, start) || comes_twice(zone, end);
    let clock = |shown: String, instant| match lettered {
        true => format!("{shown} {}", zone_abbreviation(zone, instant)),
        false => shown,
    };
    let opening = format!("{}, {}", day_text(start.date()), clock(clock_text(zone, span.start), span.start));
    let ends_with_its_day = end.time() == NaiveTime::MIN && start.date().succ_opt() == Some(end.date());
    if ends_with_its_day {
        format!("{opening}–{}", clock("24:00".to_owned(), span.end))
    } else if start.date() == end.date() {
        format!("{opening}–{}", clock(clock_text(zone, span.end), span.end))
    } else {
        format!("{opening} – {}, {}", day_text(end.date()), clock(clock_text(zone, span.end), span.end))
    }
}

/// `09:00–10:30`, as it stands on the page of a day; with weekdays where it reaches beyond that day. A span that ends with
/// its day ends at 24:00.
pub fn times_text(zone: Tz, span: Span, day: NaiveDate) -> String {
    let (start, end) = (wall(zone, span.start), wall(zone, span.end));
    let ends_with_its_day = end.time() == NaiveTime::MIN && start.date().succ_opt() == Some(end.date());
    let until = if ends_with_its_day { start.date() } else { end.date() };
    let last = if ends_with_its_day { "24:00".to_owned() } else { clock_text(zone, span.end) };
    match (start.date() == day, until == day) {
        (true, true) => format!("{}–{last}", start.format("%H:%M")),
        _ if until == start.date() => format!("{}–{last}", start.format("%a %H:%M")),
        _ => format!("{}–{} {last}", start.format("%a %H:%M"), until.format("%a")),
    }
}

/// The letters that clocks go by during a span: `CET`, or `CET, CEST` where the clock changes inside.
pub fn zone_letters(zone: Tz, span: Span) -> String {
    let last = span.end - chrono::TimeDelta::microseconds(1);
    let (first, last) = (zone_abbreviation(zone, span.start), zone_abbreviation(zone, last));
    if first == last { first } else { format!("{first}, {last}") }
}

fn comes_twice(zone: Tz, shown: NaiveDateTime) -> bool {
    matches!(resolve(zone, shown), Resolved::Twice { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, Europe};

    fn text(zone: Tz, start: &str, end: &str) -> String {
        let utc = |text: &str| DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap().to_utc();
        span_text(zone, Span::new(utc(start), utc(end)).unwrap())
    }

    #[test]
    fn a_span_names_its_day_once() {
        assert_eq!(text(Europe::Madrid, "2026-11-23T08:00", "2026-11-23T09:30"), "Mon 23 Nov 2026, 09:00–10:30");
        assert_eq!(text(Europe::Madrid, "2026-06-05T08:00", "2026-06-05T09:30"), "Fri 5 Jun 2026, 10:00–11:30");
        assert_eq!(text(Asia::Kolkata, "2026-11-23T08:00", "2026-11-23T09:30"), "Mon 23 Nov 2026, 13:30–15:00");
    }

    #[test]
    fn a_span_over_midnight_names_both_days() {
        assert_eq!(
            text(Europe::Madrid, "2026-11-23T21:00", "2026-11-24T00:30"),
            "Mon 23 Nov 2026, 22:00 – Tue 24 Nov 2026, 01:30"
        );
        assert_eq!(text(Europe::Madrid, "2026-11-23T21:00", "2026-11-23T23:00"), "Mon 23 Nov 2026, 22:00–24:00");
        assert_eq!(
            text(Europe::Madrid, "2026-11-22T23:00", "2026-11-24T23:00"),
            "Mon 23 Nov 2026, 00:00 – Wed 25 Nov 2026, 00:00"
        );
    }

    #[test]
    fn times_beside_a_day_name_only_other_days() {
        let text = |start: &str, end: &str| {
            let utc = |text: &str| DateTime::parse_from_rfc3339(&format!("{text}:00Z")).unwrap().to_utc();
            let span = Span::new(utc(start), utc(end)).unwrap();
            times_text(Europe::Madrid, span, NaiveDate::from_ymd_opt(2026, 11, 27).unwrap())
        };
        assert_eq!(text("2026-11-27T09:00", "2026-11-27T10:00"), "10:00–11:00");
        assert_eq!(text("2026-11-27T21:00", "2026-11-27T23:00"), "22:00–24:00");
        assert_eq!(text("2026-11-27T09:00", "2026-11-28T09:00"), "Fri 10:00–Sat 10:00");
        assert_eq!(text("2026-11-26T09:00", "2026-11-27T09:00"), "Thu 10:00–Fri 10:00");
        assert_eq!(text("2026-11-28T09:00", "2026-11-28T10:00"), "Sat 10:00–11:00");
    }

    #[test]
    fn a_day_of_two_offsets_has_two_letters() {
        let letters = |day: &str| {
            zone_letters(Europe::Madrid, super::super::day_span(Europe::Madrid, day.parse().unwrap()).unwrap())
        };
        assert_eq!((letters("2027-07-01"), letters("2026-10-25")), ("CEST".to_owned(), "CEST, CET".to_owned()));
    }

    #[test]
    fn times_that_could_be_misread_carry_letters() {
        assert_eq!(
            text(Europe::Madrid, "2026-10-25T00:30", "2026-10-25T01:30"),
            "Sun 25 Oct 2026, 02:30 CEST–02:30 CET"
        );
        assert_eq!(
            text(Europe::Madrid, "2026-10-25T01:00", "2026-10-25T02:00"),
            "Sun 25 Oct 2026, 02:00 CET–03:00 CET"
        );
        assert_eq!(
            text(Europe::Madrid, "2026-03-28T11:00", "2026-03-29T10:00"),
            "Sat 28 Mar 2026, 12:00 CET – Sun 29 Mar 2026, 12:00 CEST"
        );
    }
}
