//! Times as machines write them: RFC 3339, iCalendar, and the fields of forms.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

/// `2026-11-23T08:00:00Z` (RFC 3339), with a fraction only where there is one.
pub fn rfc3339(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// `20261123T080000Z`: an instant in a calendar file (RFC 5545 3.3.5, form 2).
pub fn ical_utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// `20261123T090000`: a wall time in a calendar file, beside a TZID (RFC 5545 3.3.5, forms 1 and 3).
pub fn ical_local(wall: NaiveDateTime) -> String {
    wall.format("%Y%m%dT%H%M%S").to_string()
}

/// `2026-11-23T09:00`: the value of a `datetime-local` field.
pub fn form_value(wall: NaiveDateTime) -> String {
    wall.format("%Y-%m-%dT%H:%M").to_string()
}

/// Reads `yyyy-mm-ddThh:mm`, what a `datetime-local` field sends, and nothing looser.
pub fn parse_form(text: &str) -> Option<NaiveDateTime> {
    let (day, clock) = text.split_once('T')?;
    let clock = digits(clock, "dd:dd").then(|| NaiveTime::parse_from_str(clock, "%H:%M").ok())??;
    Some(parse_day(day)?.and_time(clock))
}

/// Reads `yyyy-mm-dd`, what a `date` field sends, and nothing looser.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    digits(text, "dddd-dd-dd").then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?
}

/// `09:30` for 570 minutes after midnight, and `24:00` for 1440: a time of opening hours in a form.
pub fn minutes_value(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Reads `hh:mm` as minutes after midnight, from `00:00` to `24:00`.
pub fn parse_minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = digits(text, "dd:dd").then(|| text.split_once(':'))??;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then_some(hours * 60 + minutes).filter(|total| *total <= 1_440)
}

/// Whether `text` has the form of `pattern`, where `d` stands for a digit and the rest for itself.
fn digits(text: &str, pattern: &str) -> bool {
    let fits = |(found, wanted): (u8, u8)| if wanted == b'd' { found.is_ascii_digit() } else { found == wanted };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};

    #[test]
    fn instants_are_written_for_machines() {
        let instant = Utc.with_ymd_and_hms(2026, 11, 23, 8, 5, 0).unwrap();
        assert_eq!(rfc3339(instant), "2026-11-23T08:05:00Z");
        assert_eq!(rfc3339(instant + TimeDelta::microseconds(1)), "2026-11-23T08:05:00.000001Z");
        assert_eq!(ical_utc(instant), "20261123T080500Z");
        assert_eq!(ical_local(instant.naive_utc()), "20261123T080500");
        assert_eq!(form_value(instant.naive_utc()), "2026-11-23T08:05");
    }

    #[test]
    fn form_fields_are_read_strictly() {
        let wall = parse_form("2028-02-29T23:59").unwrap();
        assert_eq!(form_value(wall), "2028-02-29T23:59");
        let wrong = [
            "",
            "T",
            "2026-02-29T10:00",
            "2026-11-23",
            "2026-11-23 09:00",
            "2026-11-23T9:00",
            "2026-11-23T24:00",
            "2026-11-23T09:00:00",
            "2026-11-23T09:00Z",
            "+026-11-23T09:00",
            "2026-1-23T009:00",
            "２026-11-23T09:00",
        ];
        for text in wrong {
            assert_eq!(parse_form(text), None, "{text}");
        }
        assert_eq!(parse_day("2026-02-30"), None);
        assert_eq!(parse_day("2026-02-28").unwrap().to_string(), "2026-02-28");
    }

    #[test]
    fn minutes_of_the_day_go_to_twenty_four_hours() {
        for (text, minutes) in [("00:00", 0), ("09:30", 570), ("23:59", 1_439), ("24:00", 1_440)] {
            assert_eq!(parse_minutes(text), Some(minutes));
            assert_eq!(minutes_value(minutes), text);
        }
        for wrong in ["", "9:30", "24:01", "10:60", "-1:30", "1000"] {
            assert_eq!(parse_minutes(wrong), None, "{wrong}");
        }
    }
}
