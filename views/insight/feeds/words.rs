//! What a feed and its events are called.

use crate::feeds::model::{Detail, Feed, Subject, Taken};
use platform::Org;

/// What a calendar program calls the feed.
pub fn calendar_name(org: &Org, feed: &Feed) -> String {
    match feed.subject() {
        Subject::Mine => format!("My bookings · {}", org.name),
        _ => format!("{} · {}", subject_word(feed), org.name),
    }
}

/// What a feed is of.
pub fn subject_word(feed: &Feed) -> String {
    let name = feed.resource_name.as_ref().or(feed.location_name.as_ref());
    name.cloned().unwrap_or_else(|| "My bookings".to_owned())
}

/// How much a feed tells.
pub fn detail_word(detail: Detail) -> &'static str {
    match detail {
        Detail::Busy => "Busy only",
        Detail::Titles => "With titles",
        Detail::Guests => "With titles and guests",
    }
}

/// What an event is called.
pub fn summary(booking: &Taken, detail: Detail) -> String {
    match (detail, booking.title.as_str()) {
        (Detail::Busy, _) => format!("Busy · {}", booking.resource_name),
        (_, "") => format!("Booked · {}", booking.resource_name),
        (_, title) => format!("{title} · {}", booking.resource_name),
    }
}

/// What more there is to say of it.
pub fn description(booking: &Taken, detail: Detail) -> String {
    match detail {
        Detail::Guests if !booking.guest.is_empty() => format!("Guest: {}", booking.guest),
        _ => String::new(),
    }
}
