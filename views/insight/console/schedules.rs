//! What comes due by itself.

use super::words::{act, ago, moment};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};
use platform::ui::parts::{Column, badge, button, cell, table};
use platform::ui::{Icon, Tone};

/// A schedule.
pub(crate) struct Line {
    /// Its job.
    pub name: &'static str,
    /// Minute, hour, day of month, month, day of week.
    pub cron: &'static str,
    /// On whose clocks.
    pub zone: Tz,
    /// When it last came due.
    pub last: Option<DateTime<Utc>>,
    /// When it comes due next.
    pub next: DateTime<Utc>,
    /// Does its job wait or run now?
    pub under_way: bool,
}

/// The page.
pub(crate) fn page(lines: &[Line], now: DateTime<Utc>) -> Markup {
    let columns = [
        Column::main("Job"),
        Column::sub("When"),
        Column::sub("Last due"),
        Column::sub("Next due"),
        Column::status("Now"),
        Column::actions(),
    ];
    html! {
        (super::health::plain_header("Schedules", "Work that comes due by itself. A tick belongs to one node, however many there are."))
        section .card aria-label="Schedules" {
            (table("Schedules", &columns, html! {
                @for line in lines {
                    tr {
                        (cell(Column::MAIN, html! { strong { (line.name) } }))
                        (cell(Column::SUB, html! { code { (line.cron) } " " (line.zone.name()) }))
                        (cell(Column::SUB, html! { @match line.last { Some(at) => { "Last " (ago(at, now)) }, None => "Not yet" } }))
                        (cell(Column::SUB, html! { span .nowrap { "Next " (moment(line.next)) } }))
                        (cell(Column::STATUS, html! { @if line.under_way { (badge(Tone::Info, "Under way")) } @else { (badge(Tone::Neutral, "Idle")) } }))
                        (cell(Column::ACTIONS, act(
                            &format!("/console/schedules/{}/runs", line.name),
                            button(Some(Icon::Repeat), "Run now"),
                        )))
                    }
                }
            }))
        }
    }
}

/// After a schedule was started.
pub(crate) fn started(name: &str) -> String {
    format!("{name} runs now, if it did not wait already.")
}
