//! A booking as its guest's calendar knows it.

use super::link;
use super::model::{Booking, Status};
use kernel::ical::{CalendarEvent, Method};
use kernel::mail::{EmailAddress, Mailbox};
use platform::{House, Org};

/// The iTIP object of a booking as it is now: an invitation, or its withdrawal. None when an address is not valid.
pub fn invitation(house: &House, org: &Org, booking: &Booking, place: &str) -> Option<(Method, String)> {
    let method = if booking.status.holds() { Method::Request } else { Method::Cancel };
    Some((method, event(house, org, booking, place, method)?.to_ics()))
}

/// The calendar file a guest may keep: the event alone, asking nothing.
pub fn file(house: &House, org: &Org, booking: &Booking, place: &str) -> Option<String> {
    let method = if booking.status == Status::Cancelled { Method::Cancel } else { Method::Publish };
    Some(event(house, org, booking, place, method)?.to_ics())
}

fn event(house: &House, org: &Org, booking: &Booking, place: &str, method: Method) -> Option<CalendarEvent> {
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
        uid: format!("{}@{}", booking.id, house.settings.host()),
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
