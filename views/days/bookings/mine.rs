//! "My bookings": what a client has booked, with the way to each.

use super::parts::status_badge;
use crate::bookings::Booking;
use chrono::{DateTime, Utc};
use kernel::time::span_text;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::Tone;
use platform::ui::parts::{client_nav, empty, notice};
use platform::{Client, Org};

/// The page: hero and main. Each booking comes with the path of its page.
pub fn mine(org: &Org, client: &Client, bookings: &[(&Booking, String)], now: DateTime<Utc>) -> (Markup, Markup) {
    let hero =
        html! { h1 { "My bookings" } p { @if client.name.is_empty() { (client.email) } @else { (client.name) } } };
    let is_coming = |booking: &Booking| booking.status.is_open() && booking.ends_at > now;
    let mut coming: Vec<_> = bookings.iter().filter(|(booking, _)| is_coming(booking)).collect();
    coming.reverse(); // the next one first
    let past: Vec<_> = bookings.iter().filter(|(booking, _)| !is_coming(booking)).collect();
    let main = html! {
        (client_nav(&org.public_path("/my"), "bookings"))
        @if bookings.is_empty() {
            (notice(Tone::Info, html! { p { "Bookings you make with " strong { (client.email) } " appear here." } }))
        }
        section .stack {
            h2 { "To come" }
            @if coming.is_empty() {
                (empty(Icon::Calendar, "Nothing is booked.", html! { a .btn.primary href=(org.public_path("")) { "Book something" } }))
            } @else { (list(&coming)) }
        }
        @if !past.is_empty() { section .stack { h2 { "Past and cancelled" } (list(&past)) } }
    };
    (hero, main)
}

fn list(bookings: &[&(&Booking, String)]) -> Markup {
    html! {
        ul .mine role="list" {
            @for (booking, path) in bookings {
                li {
                    a href=(path) { (booking.resource_name) }
                    (status_badge(booking.status))
                    p .muted { (span_text(booking.zone(), booking.span())) @if !booking.title.is_empty() { br; (booking.title) } }
                }
            }
        }
    }
}
