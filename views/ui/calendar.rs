//! The frame of the calendar: a timeline of one day, or the grid of a week, with a row for each resource.
//! `assets/js/calendar.js` adds dragging and keys to what is drawn here; without it every booking is a link.
//!
//! Cells are 5 minutes of elapsed time, so a day may have 276, 288 or 300 of them. Cell 0 should begin at a full hour.

use maud::{Markup, html};

use crate::ui::layout::Tone;

/// The minutes of one cell.
pub const CELL_MINUTES: u32 = 5;

/// The most lanes a row can show above each other; a row with more shows its last bookings in the last lane.
pub const LANES_MAX: usize = 12;

/// What the calendar's scripts need to know. The addresses are absent where the viewer may not.
#[derive(Clone, Debug)]
pub struct Board<'a> {
    /// Where a booking's span is changed, with `{id}` in the place of its id: `/o/harbour/bookings/{id}/span`.
    pub move_path: Option<&'a str>,
    /// Whether a booking may be made here; the page then holds the dialog `new-booking`.
    pub create: bool,
    /// What is shown, for assistive technology: "Timeline of Monday 23 November".
    pub label: &'a str,
}

/// The calendar around a day's or a week's frame. It is the element that is fetched again when something changes.
pub fn calendar(board: &Board<'_>, frame: Markup) -> Markup {
    html! {
        section .card.calendar #calendar aria-label=(board.label) data-move=[board.move_path]
            data-create[board.create] {
            div .cal-scroll tabindex="0" role="group" aria-label={ (board.label) ", scrollable" } { (frame) }
        }
    }
}

/// The frame of one day: the number of cells, the heads (first cell and text: `(0, "07:00")`), and the rows.
pub fn day_frame(cells: usize, heads: &[(usize, String)], rows: Markup) -> Markup {
    html! {
        div .cal {
            div .cal-head {
                div .cal-corner {}
                div class={ "hours n" (cells) } aria-hidden="true" {
                    @for (cell, text) in heads { span class={ "s" (cell) } { (text) } }
                }
            }
            (rows)
        }
    }
}

/// A row: the resource's name, with its page where the viewer has one, and a line about it; its track or its days.
pub fn row(href: Option<&str>, name: &str, line: &str, content: Markup) -> Markup {
    html! {
        div .cal-row {
            div .cal-name {
                @match href { Some(href) => a href=(href) title=(name) { (name) }, None => span title=(name) { (name) } }
                @if !line.is_empty() { small { (line) } }
            }
            (content)
        }
    }
}

/// The narrowest closed span that has room for its link, in cells.
const WHY_CELLS_MIN: usize = 6;

/// Where a track begins and how it snaps.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    /// The resource's id.
    pub resource: &'a str,
    /// The day shown: `yyyy-mm-dd`.
    pub day: &'a str,
    /// The resource's zone, an IANA name; wall times of new bookings are shown in it.
    pub zone: &'a str,
    /// The instant of cell 0, RFC 3339 in UTC.
    pub start: &'a str,
    /// How many cells it has.
    pub cells: usize,
    /// How many cells one step of the start grid has.
    pub step: usize,
    /// How many bookings stand above each other at most.
    pub lanes: usize,
}

/// One resource's day. `content` is made of [`shut`], [`buffer`], [`slot`] and [`now`], in this order.
pub fn track(t: &Track<'_>, content: Markup) -> Markup {
    html! {
        div class={ "track n" (t.cells) " k" (t.lanes.clamp(1, LANES_MAX)) }
            data-resource=(t.resource) data-day=(t.day) data-zone=(t.zone) data-start=(t.start) data-cells=(t.cells) data-step=(t.step) data-cell-minutes=(CELL_MINUTES) { (content) }
    }
}

/// A span in which the resource is closed, in cells. Where there is room for it, a link tells why.
pub fn shut(start: usize, width: usize, why: Option<&str>) -> Markup {
    html! {
        i class={ "shut s" (start) " w" (width) } {
            @if let Some(why) = why.filter(|_| width >= WHY_CELLS_MIN) { a .why href=(why) aria-label="Why is it closed?" title="Why is it closed?" { "?" } }
        }
    }
}

/// The time kept free beside a booking, in cells.
pub fn buffer(start: usize, width: usize, lane: usize) -> Markup {
    html! { i class={ "buffer s" (start) " w" (width) " l" (lane.min(LANES_MAX - 1)) } {} }
}

/// The present moment.
pub fn now(cell: usize) -> Markup {
    html! { i class={ "now s" (cell) } {} }
}

/// What a gesture needs to know of a booking: it keeps what it does not change, also beyond what is shown.
#[derive(Clone, Debug)]
pub struct Held<'a> {
    /// Its version, with which it is moved.
    pub version: i64,
    /// Where it truly begins, RFC 3339 in UTC.
    pub start: &'a str,
    /// Where it truly ends.
    pub end: &'a str,
    /// Its length as forms say it: whole days are days.
    pub minutes: i64,
    /// Whether its end is shown, so that it can be taken hold of.
    pub grip: bool,
}

/// A booking, on a track or in a day of the week.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Its id.
    pub id: &'a str,
    /// What moves with it; absent when the viewer may not move it.
    pub held: Option<Held<'a>>,
    /// Its page; absent when the viewer may only know that the time is taken.
    pub href: Option<&'a str>,
    /// Whether it is named here: a booking of several days is, in a week, on its first day only, since ids are unique.
    pub first: bool,
    /// What it is for, or who it is for.
    pub title: &'a str,
    /// A line about it: "09:00–10:30 · 6 people".
    pub line: &'a str,
    /// How it stands.
    pub tone: Tone,
}

/// A booking on a track: its first cell, its width in cells, its lane from 0.
pub fn slot(e: &Entry<'_>, start: usize, width: usize, lane: usize) -> Markup {
    let held = e.held.as_ref();
    html! {
        div class={ "slot-ev s" (start) " w" (width.max(1)) " l" (lane.min(LANES_MAX - 1)) " " (e.tone.class()) }
            id=[e.first.then(|| format!("b-{}", e.id))] data-id=(e.id) data-version=[held.map(|held| held.version)]
            data-start=[held.map(|held| held.start)] data-end=[held.map(|held| held.end)] data-minutes=[held.map(|held| held.minutes)] {
            (entry_link(e))
            @if held.is_some_and(|held| held.grip) { span .grip {} }
        }
    }
}

/// A booking in a day of the week.
pub fn chip(e: &Entry<'_>) -> Markup {
    let held = e.held.as_ref();
    html! {
        div class={ "chip-ev " (e.tone.class()) } id=[e.first.then(|| format!("b-{}", e.id))] data-id=(e.id)
            data-version=[held.map(|held| held.version)] data-minutes=[held.map(|held| held.minutes)] {
            (entry_link(e))
        }
    }
}

fn entry_link(e: &Entry<'_>) -> Markup {
    html! {
        @match e.href {
            Some(href) => a href=(href) title={ (e.title) ", " (e.line) } { strong { (e.title) } small { (e.line) } },
            None => span .entry title={ (e.title) ", " (e.line) } { strong { (e.title) } small { (e.line) } },
        }
    }
}

/// The head of a day in the week's frame.
#[derive(Clone, Debug)]
pub struct DayHead {
    /// Its name: "Mon 23 Nov".
    pub label: String,
    /// The timeline of the day.
    pub href: String,
    /// Whether it is today.
    pub today: bool,
}

/// The frame of a week: seven heads, and the rows, each with seven [`week_day`]s.
pub fn week_frame(heads: &[DayHead], rows: Markup) -> Markup {
    html! {
        div .cal.week {
            div .cal-head {
                div .cal-corner {}
                @for head in heads { div .cal-day .today[head.today] { a href=(head.href) { (head.label) } } }
            }
            (rows)
        }
    }
}

/// One resource's day in the week's grid, with its [`chip`]s.
pub fn week_day(resource: &str, day: &str, zone: &str, today: bool, closed: Option<&str>, chips: Markup) -> Markup {
    html! {
        div .day .today[today] .shut[closed.is_some()] data-resource=(resource) data-day=(day) data-zone=(zone) {
            @if let Some(why) = closed { a .why href=(why) aria-label="Why is it closed?" title="Why is it closed?" { "?" } }
            (chips)
        }
    }
}
