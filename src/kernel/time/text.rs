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
