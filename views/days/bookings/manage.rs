//! The page behind the link in a guest's mail: the booking as it stands, and what its guest may do with it.

use super::parts::{listed, people_text, status_badge, zone_text};
use super::public::{nothing_on, parts_of_day, strip_of};
use crate::bookings::Status;
use crate::bookings::model::Booking;
use crate::bookings::strip::Strip;
use kernel::Problems;
use kernel::time::{clock_text, day_text, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{hidden, problem_summary};
use platform::ui::parts::{confirm_form, empty, facts, hero_meta, notice, slot_tiles};
use platform::ui::{Icon, Tone};
use things::resources::{FilterQuery, Resource};

/// What the page is drawn of.
pub struct ManageFacts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which.
    pub booking: &'a Booking,
    /// Of what.
    pub resource: &'a Resource,
    /// Where that is.
    pub place: &'a str,
    /// The link's token.
    pub token: &'a str,
    /// Just booked.
    pub is_new: bool,
    /// Other times, when they were asked for.
    pub strip: Option<&'a Strip>,
    /// Why it cannot be changed here, if it cannot.
    pub why_not: Option<&'a str>,
    /// What makes each form happen once.
    pub key: &'a str,
}

impl ManageFacts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.public_path(&format!("/manage/{}{rest}", self.token))
    }
}

/// The page: hero and main.
pub fn manage(shown: &ManageFacts<'_>, problems: &Problems) -> (Markup, Markup) {
    let booking = shown.booking;
    let zone = booking.zone();
    let title = match (booking.status, shown.is_new) {
        (Status::Cancelled | Status::Released, _) => "This booking is cancelled",
        (_, true) => "You are booked",
        _ => "Your booking",
    };
    let hero = html! { h1 { (title) } (hero_meta(&[(Icon::Calendar, span_text(zone, booking.span())), (Icon::MapPin, booking.resource_name.clone())])) };
    let mut pairs = vec![
        ("Status", status_badge(booking.status)),
        ("What", html! { (booking.resource_name) }),
        ("When", html! { (span_text(zone, booking.span())) br; span .muted { (zone_text(zone, booking.span())) } }),
        ("Where", html! { (shown.place) }),
        ("For", html! { (people_text(booking.people, booking.units)) }),
        ("Name", html! { (booking.contact_name) }),
        ("Code", html! { code { (booking.code) } }),
    ];
    if let Some(price) = booking.price() {
        pairs.insert(5, ("Price", html! { (price) }));
    }
    let main = html! {
        @if shown.is_new && booking.status.holds() {
            (notice(Tone::Ok, html! { p { "A confirmation is on its way to " strong { (booking.contact_email) } ". Its link leads back to this page." } }))
        }
        (problem_summary(&listed(problems)))
        (facts(&pairs))
        @if booking.status.holds() { p { a href=(shown.path("/booking.ics")) download="booking.ics" { "Add to your calendar" } } }
        @match shown.why_not {
            Some(why) if booking.status.holds() => (notice(Tone::Info, html! { p { (why) } p { a href={ "mailto:" (shown.org.email) } { (shown.org.email) } @if !shown.org.phone.is_empty() { " · " (shown.org.phone) } } })),
            Some(_) => p { a .btn.primary.big href=(shown.org.public_path(&format!("/{}", booking.resource_slug))) { "Book again" } },
            None => (changes(shown)),
        }
    };
    (hero, main)
}

fn changes(shown: &ManageFacts<'_>) -> Markup {
    let booking = shown.booking;
    let zone = booking.zone();
    let until = shown.resource.rules().change_until(booking.span());
    html! {
        section .stack #move {
            h2 #starts tabindex="-1" { "Move it" }
            @match shown.strip {
                None => {
                    p .hint { "You can move or cancel until " (day_text(wall(zone, until).date())) ", " (clock_text(zone, until)) "." }
                    p { a .btn.big href=(day_address(shown, &wall(zone, booking.starts_at).date().to_string())) { "Choose another time" } }
                },
                Some(strip) => (other_times(shown, strip)),
            }
        }
        section .stack {
            h2 { "Cancel it" }
            (confirm_form("cancel", &shown.path("/cancellation"), "Cancel booking", &format!("{} on {} will be free for others.", booking.resource_name, span_text(zone, booking.span())), html! {
                (hidden("key", &format!("{}-cancel", shown.key)))
                (hidden("version", &booking.version.to_string()))
            }))
        }
    }
}

fn day_address(shown: &ManageFacts<'_>, day: &str) -> String {
    format!("{}#move", FilterQuery::default().address(&shown.path(""), &[("day", day)]))
}

fn other_times(shown: &ManageFacts<'_>, strip: &Strip) -> Markup {
    let booking = shown.booking;
    let slots = strip.days.iter().find(|day| day.day == strip.day).map(|day| day.slots.as_slice()).unwrap_or_default();
    html! {
        (strip_of(strip, |day| day_address(shown, &day.to_string())))
        @if slots.is_empty() {
            (empty(Icon::CalendarX, &nothing_on(strip, shown.booking.form_minutes(), shown.resource.zone()), html! {}))
        } @else {
            form .stack method="post" action=(shown.path("/span")) {
                (hidden("key", &format!("{}-move", shown.key)))
                (hidden("version", &booking.version.to_string()))
                @for (legend, part) in parts_of_day(slots, booking.zone()) { (slot_tiles("at", legend, &part, "")) }
                button .btn.primary.big type="submit" { "Move my booking" }
            }
        }
    }
}
