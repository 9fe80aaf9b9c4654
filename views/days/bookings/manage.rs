//! The page behind the link in a guest's mail: the booking as it stands, and what its guest may do with it.

use super::form::offered;
use super::parts::{listed, people_text, status_badge, zone_text};
use super::public::{lengths_of, nothing_on, parts_of_day, price_of, strip_of};
use crate::bookings::Status;
use crate::bookings::judgement::room;
use crate::bookings::model::{Booking, EditForm};
use crate::bookings::offers::Offer;
use crate::bookings::strip::Strip;
use kernel::Problems;
use kernel::time::{clock_text, day_text, rfc3339, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, hidden, problem_summary};
use platform::ui::parts::{Way, confirm_form, empty, facts, hero_meta, notice, shown_otherwise, slot_tiles};
use platform::ui::{Icon, Tone};
use things::resources::slots::SlotState;
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
    /// The length it is to have.
    pub minutes: i64,
    /// The start that is chosen already (RFC 3339), or nothing.
    pub at: &'a str,
    /// What is free instead of a time that was refused.
    pub offers: &'a [Offer],
    /// How many come and for what, as it is or as it was typed.
    pub typed: &'a EditForm,
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
    if !booking.title.is_empty() {
        pairs.insert(5, ("Purpose", html! { (booking.title) }));
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
            None => (changes(shown, problems)),
        }
    };
    (hero, main)
}

fn changes(shown: &ManageFacts<'_>, problems: &Problems) -> Markup {
    let booking = shown.booking;
    let zone = booking.zone();
    let until = shown.resource.rules().change_until(booking.span());
    html! {
        section .stack #move {
            h2 #starts tabindex="-1" { "Move it" }
            @match shown.strip {
                None => {
                    p .hint { "You can move or cancel until " (day_text(wall(zone, until).date())) ", " (clock_text(zone, until)) "." }
                    p { a .btn.big href=(address(shown, &wall(zone, booking.starts_at).date().to_string(), shown.minutes)) { "Choose another time" } }
                },
                Some(strip) => (other_times(shown, strip)),
            }
        }
        (details(shown, problems))
        section .stack {
            h2 { "Cancel it" }
            (confirm_form("cancel", &shown.path("/cancellation"), "Cancel booking", &format!("{} on {} will be free for others.", booking.resource_name, span_text(zone, booking.span())), html! {
                (hidden("key", &format!("{}-cancel", shown.key)))
                (hidden("version", &booking.version.to_string()))
            }))
        }
    }
}

/// How many come, and for what.
fn details(shown: &ManageFacts<'_>, problems: &Problems) -> Markup {
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    let (typed, most) = (shown.typed, room(shown.resource, shown.booking.units));
    html! {
        section .stack {
            h2 { "Change it" }
            form .stack #details method="post" action=(shown.path("/details")) {
                (hidden("key", &format!("{}-edit", shown.key)))
                (hidden("version", &shown.booking.version.to_string()))
                (forms::text(&field("title", "Purpose"), &typed.title))
                (forms::number(&field("people", "People").required(), &typed.people, 1, most))
                button .btn.big type="submit" { "Save" }
            }
        }
    }
}

/// The address of this page for another day or length.
fn address(shown: &ManageFacts<'_>, day: &str, minutes: i64) -> String {
    let minutes = minutes.to_string();
    let query = [("day", day), ("minutes", minutes.as_str())];
    format!("{}#move", FilterQuery::default().address(&shown.path(""), &query))
}

fn other_times(shown: &ManageFacts<'_>, strip: &Strip) -> Markup {
    let booking = shown.booking;
    let slots = strip.days.iter().find(|day| day.day == strip.day).map(|day| day.slots.as_slice()).unwrap_or_default();
    let free: Vec<_> = slots.iter().filter(|slot| slot.state == SlotState::Free).collect();
    let day = strip.day.to_string();
    // Another length for the time it has needs no other choice.
    let own = (shown.minutes != booking.form_minutes()).then(|| rfc3339(booking.starts_at));
    let chosen = if shown.at.is_empty() { own.as_deref().unwrap_or_default() } else { shown.at };
    let price = price_of(shown.org, shown.resource, free.iter().copied(), booking.units, true);
    html! {
        (shown_otherwise(html! {
            section #minutes tabindex="-1" { h3 { "How long" } (lengths_of(shown.resource, shown.minutes, |minutes| Way::Link(address(shown, &day, minutes)))) }
            (strip_of(strip, |day| Way::Link(address(shown, &day.to_string(), shown.minutes))))
        }))
        form .stack method="post" action=(shown.path("/span")) {
            @if !shown.offers.is_empty() { (offered(shown.offers)) }
            @if slots.is_empty() { (empty(Icon::CalendarX, &nothing_on(strip, shown.minutes, shown.resource.zone()), html! {})) }
            (hidden("key", &format!("{}-move", shown.key)))
            (hidden("version", &booking.version.to_string()))
            (hidden("minutes", &shown.minutes.to_string()))
            div .stack #times { @for (legend, part) in parts_of_day(slots, booking.zone()) { (slot_tiles("at", legend, &part, chosen)) } }
            @if !free.is_empty() {
                @if let Some(price) = price { p .hint { "Price: " (price) } }
                button .btn.primary.big type="submit" { "Move my booking" }
            }
        }
    }
}
