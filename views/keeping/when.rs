//! Instants and ages as operators read them: in UTC, as logs have them.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// `2026-03-02 09:00 UTC`, with the machine's spelling beside it.
pub(super) fn instant(at: DateTime<Utc>) -> Markup {
    html! { time datetime=(at.to_rfc3339()) { (at.format("%Y-%m-%d %H:%M")) " UTC" } }
}

/// `3 minutes`, `5 hours`, `2 days`.
pub(super) fn age(from: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - from).num_minutes().max(0);
    let (count, unit) = match minutes {
        0..=119 => (minutes, "minute"),
        120..=2_879 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
