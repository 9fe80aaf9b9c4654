//! The reminder and the thanks.

use crate::bookings::Booking;
use crate::views::bookings::mail::facts;
use kernel::time::span_text;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// The thanks of an organisation that has not written its own.
pub const THANKS: &str =
    "Thank you for coming. We hope everything was as it should be. If something was not, answer this mail and tell us.";

/// Before the booking, with the link that needs no sign-in.
pub fn reminder(org: &Org, booking: &Booking, place: &str, url: &str, letters: &str) -> Draft {
    let when = span_text(booking.zone(), booking.span());
    let parts = [
        Part::Text(format!("Hello {},\nthis is what you booked, so that you do not miss it.", booking.contact_name)),
        Part::Facts(facts(booking, place)),
        Part::Button { label: "See, move or cancel".into(), url: url.to_owned() },
        Part::Small("Whoever has this link can change the booking, so keep it to yourself.".into()),
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
        ending(letters),
    ];
    let subject = format!("Soon: {}, {when}", booking.resource_name);
    compose(org, "booking.reminder", (&booking.contact_name, &booking.contact_email), subject, "See you soon", &parts)
}

/// After it, in the organisation's own words where it has some.
pub fn thanks(org: &Org, booking: &Booking, own: &str, url: &str, letters: &str) -> Draft {
    let words = if own.is_empty() { THANKS } else { own };
    let parts = [
        Part::Text(format!("Hello {},", booking.contact_name)),
        Part::Text(words.to_owned()),
        Part::Button { label: "Book again".into(), url: url.to_owned() },
        Part::Small(format!("{}, {}", booking.resource_name, span_text(booking.zone(), booking.span()))),
        ending(letters),
    ];
    let subject = format!("Thank you for your visit to {}", org.name);
    compose(org, "booking.thanks", (&booking.contact_name, &booking.contact_email), subject, "Thank you", &parts)
}

/// How to end such letters.
fn ending(url: &str) -> Part {
    let (text, label) = ("You do not want such letters?".to_owned(), "Choose which ones come".to_owned());
    Part::SmallLink { text, label, url: url.to_owned() }
}
