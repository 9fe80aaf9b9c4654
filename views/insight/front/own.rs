//! The front page of those who read no bookings but their own.

use super::head::{Head, head};
use super::owned::owned;
use crate::front::owned::Owned;
use days::bookings::Booking;
use kernel::time::span_text;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{Column, button_link, card_flush, cell, cell_main, empty, primary_link, table};

/// The page.
pub fn own(h: &Head<'_>, bookings: &[Booking], all: Option<&Owned>) -> Markup {
    html! {
        (head(h, false, true))
        @if let Some(all) = all { (owned(h.org, all)) }
        @if h.may_book {
            (card_flush("Your next bookings", html! { a href=(h.org.path("/bookings")) { "All of yours" } }, html! {
                @if bookings.is_empty() { (none(h)) } @else { (list(h, bookings)) }
            }))
        } @else {
            section .card {
                (empty(Icon::Calendar, "See what is free and what is taken in the calendar.", html! {
                    @if h.may_see_calendar { (button_link(&h.org.path("/calendar"), Some(Icon::Calendar), "Open the calendar")) }
                }))
            }
        }
    }
}

fn none(h: &Head<'_>) -> Markup {
    empty(
        Icon::CalendarPlus,
        "You have no bookings ahead. Find a free time in the calendar, or book right away.",
        html! {
            (primary_link(&h.org.path("/bookings/new"), Some(Icon::Plus), "Book something"))
            @if h.may_see_calendar { (button_link(&h.org.path("/calendar"), Some(Icon::Calendar), "Open the calendar")) }
        },
    )
}

fn list(h: &Head<'_>, bookings: &[Booking]) -> Markup {
    let columns = [Column::main("What"), Column::sub("When"), Column::sub("Where"), Column::extra("Code")];
    table(
        "Your next bookings",
        &columns,
        html! {
            @for booking in bookings {
                tr {
                    (cell_main(&h.org.path(&format!("/bookings/{}", booking.id)), &name(booking)))
                    (cell(Column::SUB, html! { (span_text(booking.zone(), booking.span())) }))
                    (cell(Column::SUB, html! { (booking.location_name) }))
                    (cell(Column::EXTRA, html! { code { (booking.code) } }))
                }
            }
        },
    )
}

fn name(booking: &Booking) -> String {
    if booking.title.is_empty() {
        booking.resource_name.clone()
    } else {
        format!("{}, {}", booking.resource_name, booking.title)
    }
}
