//! The bookings of a contact, on the contact's page.

use super::parts::status_badge;
use crate::bookings::Booking;
use chrono::{DateTime, Utc};
use kernel::time::span_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{Column, card, card_flush, cell, cell_main, cell_status, empty, table};

/// The section. `more`: there are more than are shown; `why`: where it is told whether they may book.
pub fn section(org: &Org, bookings: &[Booking], more: bool, why: Option<&str>, now: DateTime<Utc>) -> Markup {
    let why = html! { @if let Some(href) = why { a href=(href) { "May they book?" } } };
    if bookings.is_empty() {
        return card("Bookings", why, empty(Icon::Calendar, "No booking yet that you may see.", html! {}));
    }
    let coming = bookings.iter().filter(|booking| booking.status.is_open() && booking.ends_at > now).count();
    let note = match coming {
        0 => String::new(),
        coming => format!("{coming} to come"),
    };
    card_flush(
        "Bookings",
        html! { @if !note.is_empty() { span .muted { (note) } } (why) },
        html! {
            (table("Bookings", &[Column::main("Resource"), Column::sub("When"), Column::extra("Purpose"), Column::status("Status")], html! {
                @for booking in bookings {
                    tr #{ "b-" (booking.id) } {
                        (cell_main(&org.path(&format!("/bookings/{}", booking.id)), &booking.resource_name))
                        (cell(Column::SUB, html! { (span_text(booking.zone(), booking.span())) }))
                        (cell(Column::EXTRA, html! { (booking.title) }))
                        (cell_status(status_badge(booking.status)))
                    }
                }
            }))
            @if more { p .hint.body { "Older ones are in the list of bookings." } }
        },
    )
}
