//! Letters about bookings.

use super::parts::{people_text, zone_text};
use crate::bookings::model::Booking;
use crate::bookings::reactions::News;
use kernel::time::span_text;
use platform::Org;
use platform::post::{Draft, Part, compose};
use things::resources::duration;

/// To the guest, with the link that needs no sign-in.
pub fn to_guest(org: &Org, news: News, booking: &Booking, place: &str, url: &str) -> Draft {
    let when = span_text(booking.zone(), booking.span());
    let (kind, subject, heading, first) = match news {
        News::Confirmed => (
            "booking.confirmation",
            format!("Booked: {}, {when}", booking.resource_name),
            "Your booking is confirmed",
            "We look forward to seeing you.",
        ),
        News::Moved => (
            "booking.change",
            format!("Moved: {}, {when}", booking.resource_name),
            "Your booking has been moved",
            "This is where and when it is now.",
        ),
        News::Changed => (
            "booking.change",
            format!("Changed: {}, {when}", booking.resource_name),
            "Your booking has been changed",
            "This is how it stands now.",
        ),
        News::Restored => (
            "booking.change",
            format!("Booked again: {}, {when}", booking.resource_name),
            "Your booking is on again",
            "It had been cancelled; now it stands as before.",
        ),
        News::Cancelled => (
            "booking.cancellation",
            format!("Cancelled: {}, {when}", booking.resource_name),
            "Your booking is cancelled",
            "Nothing else is needed from you.",
        ),
    };
    let mut parts =
        vec![Part::Text(format!("Hello {},\n{first}", booking.contact_name)), Part::Facts(facts(booking, place))];
    if news == News::Cancelled {
        if !booking.cancel_reason.is_empty() {
            parts.push(Part::Text(format!("Reason: {}", booking.cancel_reason)));
        }
    } else {
        parts.push(Part::Button { label: "See, move or cancel".into(), url: url.to_owned() });
        parts.push(Part::Small("Whoever has this link can change the booking, so keep it to yourself.".into()));
    }
    parts.push(Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)));
    compose(org, kind, (&booking.contact_name, &booking.contact_email), subject, heading, &parts)
}

/// To somebody of the house who wants to know; `url` is the booking's page, `choices` the one where they chose to be told.
pub fn to_staff(
    org: &Org,
    news: News,
    booking: &Booking,
    place: &str,
    to: (&str, &str),
    url: String,
    choices: String,
) -> Draft {
    let when = span_text(booking.zone(), booking.span());
    let verb = match news {
        News::Confirmed => "New booking",
        News::Moved => "Booking moved",
        News::Changed => "Booking changed",
        News::Cancelled => "Booking cancelled",
        News::Restored => "Booking restored",
    };
    let mut rows = facts(booking, place);
    rows.push(("Guest".into(), format!("{} <{}>", booking.contact_name, booking.contact_email)));
    let parts = [
        Part::Facts(rows),
        Part::Button { label: "Open the booking".into(), url },
        Part::SmallLink {
            text: format!("You get this because you chose to be told at {}.", org.name),
            label: "Change what you are told".into(),
            url: choices,
        },
    ];
    compose(org, "booking.notice", to, format!("{verb}: {}, {when}", booking.resource_name), verb, &parts)
}

/// What is booked, line by line.
pub fn facts(booking: &Booking, place: &str) -> Vec<(String, String)> {
    let mut rows = vec![
        ("What".to_owned(), booking.resource_name.clone()),
        (
            "When".to_owned(),
            format!("{}\n{}", span_text(booking.zone(), booking.span()), zone_text(booking.zone(), booking.span())),
        ),
        ("Length".to_owned(), duration::long(booking.span().minutes())),
        ("Where".to_owned(), place.to_owned()),
        ("For".to_owned(), people_text(booking.people, booking.units)),
    ];
    if !booking.title.is_empty() {
        rows.push(("Purpose".to_owned(), booking.title.clone()));
    }
    if let Some(price) = booking.price() {
        rows.push(("Price".to_owned(), price.to_string()));
    }
    rows.push(("Code".to_owned(), booking.code.clone()));
    rows
}
