//! Words and small parts that pages of the console share.

use crate::views::when;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use maud::{Markup, html};

/// A moment, near ones as how long ago.
pub(super) fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> Markup {
    when::ago_mark(Tz::UTC, at, now)
}

/// A moment, written out.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    format!("{} UTC", when::moment(Tz::UTC, at))
}

/// How long, in the largest unit that says enough: `under a second`, `45 s`, `12 min`, `3 h`, `5 days`.
pub(super) fn long(time: TimeDelta) -> String {
    match time.num_seconds() {
        ..=0 => "under a second".to_owned(),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// Bytes as people read them.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KB", "MB", "GB", "TB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 1_000.0 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    if unit == 0 || value >= 100.0 {
        format!("{value:.0} {}", UNITS[unit])
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// A count with its noun.
pub(super) fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Problems as the summary above a form takes them.
pub(super) fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}

/// A button that sends a form without fields.
pub(super) fn act(action: &str, button: Markup) -> Markup {
    html! { form method="post" action=(action) { (button) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_told_in_fitting_units() {
        let seconds = |seconds| long(TimeDelta::seconds(seconds));
        assert_eq!([0, 45, 600, 7_200, 432_000].map(seconds), ["under a second", "45 s", "10 min", "2 h", "5 days"]);
        assert_eq!([7, 1_500, 250_000_000, 1 << 40].map(bytes), ["7 bytes", "1.5 KB", "250 MB", "1.1 TB"]);
    }
}
