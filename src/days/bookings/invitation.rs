//! A booking as its guest's calendar knows it.
//!
//! Its UID is globally unique and persistent (RFC 5545, 3.8.4.7): the booking's id, which RFC 7986 recommends, and nothing
//! of where the house stands, because a house may move to another address. Letters of earlier versions said `id@host`; what
//! a letter has said once stays the booking's UID as long as that letter is kept.

use super::link;
use super::model::{Booking, Status};
use kernel::Result;
use kernel::db::On;
use kernel::ical::{CalendarEvent, Method};
use kernel::mail::{EmailAddress, Mailbox};
use platform::{House, Org, post};
use std::collections::HashMap;
use uuid::Uuid;

/// The iTIP object of a booking as it is now: an invitation, or its withdrawal. None when an address is not valid.
pub fn invitation(house: &House, org: &Org, booking: &Booking, place: &str, known: &Known) -> Option<(Method, String)> {
    let method = if booking.status.holds() { Method::Request } else { Method::Cancel };
    Some((method, event(house, org, booking, place, known, method)?.to_ics()))
}

/// The calendar file a guest may keep: the event alone, asking nothing.
pub fn file(house: &House, org: &Org, booking: &Booking, place: &str, known: &Known) -> Option<String> {
    let method = if booking.status == Status::Cancelled { Method::Cancel } else { Method::Publish };
    Some(event(house, org, booking, place, known, method)?.to_ics())
}

/// The UIDs that letters have told already, by booking.
pub type Known = HashMap<Uuid, String>;

/// The UIDs under which these bookings stand in calendars by now.
pub async fn known(on: impl Into<On<'_>>, org: Uuid, bookings: &[Uuid]) -> Result<Known> {
    if bookings.is_empty() {
        return Ok(Known::new());
    }
    let mut known = Known::new();
    for (booking, calendar) in post::calendars_about(on, org, bookings.iter().copied()).await? {
        if let Some(uid) = uid_in(&calendar) {
            known.entry(booking).or_insert(uid);
        }
    }
    Ok(known)
}

/// The UID that a calendar object says; a long line is folded.
fn uid_in(calendar: &str) -> Option<String> {
    let whole = calendar.replace("\r\n ", "");
    whole.lines().find_map(|line| line.strip_prefix("UID:")).map(str::to_owned)
}

fn event(
    house: &House,
    org: &Org,
    booking: &Booking,
    place: &str,
    known: &Known,
    method: Method,
) -> Option<CalendarEvent> {
    let mailbox = |name: &str, address: &str| {
        let address = EmailAddress::parse(address).ok()?;
        Mailbox::new(name, address.clone()).or_else(|_| Mailbox::new("", address)).ok()
    };
    let url = link::manage_url(house, org, booking.id);
    let summary = match booking.title.as_str() {
        "" => format!("{} · {}", booking.resource_name, org.name),
        title => format!("{title} · {}", booking.resource_name),
    };
    Some(CalendarEvent {
        method,
        uid: known.get(&booking.id).cloned().unwrap_or_else(|| booking.id.to_string()),
        sequence: booking.sequence,
        stamp: booking.updated_at,
        start: booking.starts_at,
        end: booking.ends_at,
        zone: booking.zone(),
        summary,
        description: format!("Booking {} at {}.\nSee, move or cancel it: {url}", booking.code, org.name),
        location: place.to_owned(),
        // The From address of the mail, or Gmail shows no card.
        organizer: mailbox(&org.name, &house.settings.mail_from)?,
        attendee: mailbox(&booking.contact_name, &booking.contact_email)?,
        url: Some(url),
        created: booking.created_at,
        last_modified: booking.updated_at,
    })
}

#[cfg(test)]
mod tests {
    use super::uid_in;

    #[test]
    fn the_uid_of_a_letter_is_found_however_long_its_line_is() {
        let id = "0195cafe-0000-7000-8000-000000000001";
        assert_eq!(
            uid_in(&format!("BEGIN:VEVENT\r\nUID:{id}@localhost\r\nSEQUENCE:0\r\n")),
            Some(format!("{id}@localhost"))
        );
        let folded = format!("BEGIN:VEVENT\r\nUID:{id}@book.a-house-with-a-rather-lon\r\n g-name.example\r\n");
        assert_eq!(uid_in(&folded), Some(format!("{id}@book.a-house-with-a-rather-long-name.example")));
        assert_eq!(uid_in("BEGIN:VEVENT\r\n"), None);
    }
}
