//! What several pages of bookings share.

use crate::bookings::Status;
use chrono_tz::Tz;
use kernel::Problems;
use kernel::time::{Span, zone_abbreviation};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::badge;
use things::resources::{Resource, Who};
pub use things::words::{counted as count_text, kind_icon, room_text};

/// A state in words.
pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Held => "Held",
        Status::Pending => "Pending",
        Status::Confirmed => "Confirmed",
        Status::CheckedIn => "Checked in",
        Status::Completed => "Completed",
        Status::Cancelled => "Cancelled",
        Status::Released => "Released",
    }
}

/// The colour of a state.
pub fn status_tone(status: Status) -> Tone {
    match status {
        Status::Confirmed | Status::CheckedIn => Tone::Ok,
        Status::Held | Status::Pending => Tone::Warn,
        Status::Completed => Tone::Neutral,
        Status::Cancelled | Status::Released => Tone::Bad,
    }
}

/// A state as a badge.
pub fn status_badge(status: Status) -> Markup {
    badge(status_tone(status), status_text(status))
}

/// Problems as the form's summary wants them.
pub fn listed(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}

/// `Madrid time (CET)`: which clock the times beside it are told by.
pub fn zone_text(zone: Tz, span: Span) -> String {
    let city = zone.name().rsplit('/').next().unwrap_or(zone.name()).replace('_', " ");
    format!("{city} time ({})", zone_abbreviation(zone, span.start))
}

/// Where a resource is read about: its page in the house for those who may open it, else its public one.
pub fn resource_page(org: &Org, resource: &Resource, reads: bool) -> Option<String> {
    let public = resource.who == Who::Anyone && resource.archived_at.is_none();
    match reads {
        true => Some(org.path(&format!("/resources/{}", resource.id))),
        false => public.then(|| org.public_path(&format!("/{}", resource.slug))),
    }
}

/// How many come, and how many units if more than one.
pub fn people_text(people: i64, units: i64) -> String {
    let people = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
    if units > 1 { format!("{people}, {units} units") } else { people }
}

/// A small print line with the clock that is meant.
pub fn zone_note(zone: Tz, span: Span) -> Markup {
    html! { p .hint { "Times are in " (zone_text(zone, span)) "." } }
}
