//! Moments as this wing's pages tell them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::time::{clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};

/// `Fri 20 Nov 2026, 14:05`, in `zone`.
pub fn moment(zone: Tz, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}

/// How long ago, while that is easier to read than a date: `just now`, `5 min ago`, `3 h ago`, `yesterday, 14:05`; then
/// the date. What lies ahead is a date too.
pub fn ago(zone: Tz, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - at).num_minutes();
    let (then, today) = (wall(zone, at).date(), wall(zone, now).date());
    match minutes {
        _ if at > now => moment(zone, at),
        0 => "just now".to_owned(),
        1..=59 => format!("{minutes} min ago"),
        _ if then == today || minutes < 6 * 60 => format!("{} h ago", minutes / 60),
        _ if then.succ_opt() == Some(today) => format!("yesterday, {}", clock_text(zone, at)),
        _ => moment(zone, at),
    }
}

/// [`ago`] for a page: machines and whoever points at it get the instant.
pub fn ago_mark(zone: Tz, at: DateTime<Utc>, now: DateTime<Utc>) -> Markup {
    html! { time datetime=(rfc3339(at)) title=(moment(zone, at)) { (ago(zone, at, now)) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, Europe};

    #[test]
    fn the_near_past_is_told_in_minutes_and_hours_and_the_rest_by_date() {
        let utc = |text: &str| DateTime::parse_from_rfc3339(&format!("2026-11-{text}:00Z")).unwrap().to_utc();
        let now = utc("20T11:00");
        for (at, told) in [
            ("20T11:00", "just now"),
            ("20T10:59", "1 min ago"),
            ("20T10:00", "1 h ago"),
            ("20T00:30", "10 h ago"),
            ("19T22:30", "yesterday, 23:30"),
            ("18T08:00", "Wed 18 Nov 2026, 09:00"),
            ("20T11:01", "Fri 20 Nov 2026, 12:01"),
        ] {
            assert_eq!(ago(Europe::Madrid, utc(at), now), told, "{at}");
        }
        // An hour after midnight, last evening is still hours ago.
        assert_eq!(ago(Asia::Kolkata, utc("19T16:30"), utc("19T20:30")), "4 h ago");
    }
}
