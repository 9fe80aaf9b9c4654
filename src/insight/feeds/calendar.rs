//! From bookings to the file that a calendar program fetches.

use super::model::{Detail, Feed, Taken};
use super::policy;
use crate::views::feeds as words;
use chrono_tz::Tz;
use kernel::ical;
use platform::Scope;

/// How often a calendar program should look (minutes).
const REFRESH_MINUTES: i64 = 60;

/// The file, as far as the owner may see now.
pub fn file(scope: &Scope, feed: &Feed, bookings: &[Taken]) -> String {
    let events = bookings.iter().filter_map(|booking| event(scope, feed, booking)).collect();
    ical::Feed { name: words::calendar_name(&scope.org, feed), refresh_minutes: REFRESH_MINUTES, events }.to_ics()
}

fn event(scope: &Scope, feed: &Feed, booking: &Taken) -> Option<ical::FeedEvent> {
    let detail = policy::tells(scope, feed.detail, booking.location_id, booking.is_own)?;
    let url = scope.house.url(&scope.org.path(&format!("/bookings/{}", booking.id)));
    Some(ical::FeedEvent {
        uid: booking.id.to_string(), // nothing of where the house stands: it may move
        sequence: booking.sequence,
        start: booking.starts_at,
        end: booking.ends_at,
        zone: booking.zone.parse().unwrap_or(Tz::UTC),
        summary: words::summary(booking, detail),
        description: words::description(booking, detail),
        location: booking.location_name.clone(),
        is_tentative: matches!(booking.status.as_str(), "held" | "pending"),
        url: (detail > Detail::Busy).then_some(url),
        last_modified: booking.updated_at,
    })
}
