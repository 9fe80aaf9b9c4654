//! Today's strip: a line for each of a few resources.

use super::head::Head;
use crate::front::Strip;
use crate::front::strip::{Cells, Held, Row};
use days::bookings::Booking;
use kernel::time::{times_text, wall};
use maud::{Markup, html};
use platform::ui::calendar::{Entry, Track, day_frame, now, row, shut, slot, track};
use platform::ui::{Icon, Tone, icon};

/// The card with the strip.
pub fn card(h: &Head<'_>, strip: &Strip) -> Markup {
    let calendar = h.org.path(&format!("/calendar?day={}", strip.day));
    let heads: Vec<(usize, String)> = strip.heads.clone();
    html! {
        section .card.calendar #today aria-labelledby="today-title" {
            header {
                h2 #today-title { "Today" }
                div .actions {
                    @if strip.left_out > 0 { span .muted.small { (strip.rows.len()) " of " (strip.rows.len() + strip.left_out) " resources" } }
                    @if h.may_see_calendar { a href=(calendar) { "Open the calendar" } }
                }
            }
            @if strip.rows.is_empty() {
                div .empty { span .empty-mark { (icon(Icon::Wrench)) } p { "No resource can be booked at present." } }
            } @else {
                div .cal-scroll tabindex="0" role="group" aria-label="Today's bookings, scrollable" {
                    (day_frame(strip.cells, &heads, html! { @for line in &strip.rows { (one_row(h, strip, line, &calendar)) } }))
                }
            }
        }
    }
}

fn one_row(h: &Head<'_>, strip: &Strip, line: &Row, calendar: &str) -> Markup {
    let resource = &line.resource;
    let id = resource.id.to_string();
    let day = strip.day.to_string();
    let frame =
        Track { resource: &id, day: &day, zone: &resource.zone_name, start: "", cells: strip.cells, step: 1, lanes: 1 };
    let content = html! {
        @for cells in &line.shut { (shut(cells.start, cells.width, None)) }
        @for (cells, held) in &line.held {
            @match held {
                Held::Booking(booking) => (one_booking(h, booking, *cells)),
                Held::Units(units) => (in_use(*units, resource.units, &id, *cells, strip.now)),
            }
        }
        @if let Some(cell) = strip.now { (now(cell)) }
    };
    let line = if resource.units > 1 {
        format!("{} · {} units", resource.location_name, resource.units)
    } else {
        resource.location_name.clone()
    };
    row(Some(calendar), &resource.name, &line, track(&frame, content))
}

fn one_booking(h: &Head<'_>, booking: &Booking, cells: Cells) -> Markup {
    let zone = booking.zone();
    let people = if booking.people == 1 { "1 person".to_owned() } else { format!("{} people", booking.people) };
    let line = format!("{} · {people}", times_text(zone, booking.span(), wall(zone, booking.starts_at).date()));
    let href = h.may_book.then(|| h.org.path(&format!("/bookings/{}", booking.id)));
    let tone = match h.now {
        now if booking.ends_at <= now => Tone::Neutral,
        now if booking.starts_at <= now => Tone::Ok,
        _ => Tone::Info,
    };
    let id = booking.id.to_string();
    let entry =
        Entry { id: &id, held: None, href: href.as_deref(), first: true, title: booking.label(), line: &line, tone };
    slot(&entry, cells.start, cells.width, 0)
}

/// Of several units, how many; full is worth a colour, until it is over.
fn in_use(units: i64, of: i64, resource: &str, cells: Cells, now: Option<usize>) -> Markup {
    let full = units >= of;
    let (id, title) = (format!("{resource}-{}", cells.start), format!("{units} of {of}"));
    let over = now.is_some_and(|now| cells.start + cells.width <= now);
    let line = if full { "full" } else { "in use" };
    let tone = match (over, full) {
        (true, _) => Tone::Neutral,
        (false, true) => Tone::Warn,
        (false, false) => Tone::Info,
    };
    slot(
        &Entry { id: &id, held: None, href: None, first: true, title: &title, line, tone },
        cells.start,
        cells.width,
        0,
    )
}
