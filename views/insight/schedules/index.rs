//! The list of what is sent by mail.

use super::words::{next_text, report_text, rhythm_text, standing};
use crate::reports::Known;
use crate::schedules::{Recipient, Schedule};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use kernel::keyset::KeysetPage;
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Column, back_link, button, button_link, card_flush, cell, cell_main, cell_status, empty, no_results, page_header,
    pager, primary_link, table,
};
use platform::ui::{Icon, address};
use uuid::Uuid;

/// People that are named in a line.
const NAMED: usize = 2;

/// What the list is drawn of.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// A page of what the viewer may see, the next first.
    pub schedules: &'a KeysetPage<Schedule>,
    /// Whom these go to.
    pub recipients: &'a [Recipient],
    /// Is another page of the list asked for than the first?
    pub is_part: bool,
    /// What others send to the viewer.
    pub sent_to_me: &'a [Schedule],
    /// What they are narrowed to.
    pub known: &'a Known,
    /// The viewer.
    pub user: Uuid,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The list.
pub fn index(index: &Index<'_>) -> Markup {
    let new = index.org.path("/reports/schedules/new");
    let sub = "Each is read with the rights of its owner at the moment it is sent.";
    html! {
        (back_link(&index.org.path("/reports"), "Reports"))
        (page_header("Reports by mail", Some(sub), primary_link(&new, Some(Icon::Plus), "New schedule")))
        section .card aria-label="Reports by mail" {
            @if index.schedules.rows.is_empty() && index.is_part {
                (no_results("There is nothing on this page of the list any more.", &index.org.path("/reports/schedules")))
            } @else if index.schedules.rows.is_empty() {
                (empty(Icon::CalendarClock, "Reports that are mailed every day, week or month belong here.", html! {
                    (button_link(&new, Some(Icon::Plus), "New schedule"))
                }))
            } @else { (list(index)) }
        }
        @if !index.sent_to_me.is_empty() { (sent_to_me(index)) }
    }
}

fn list(index: &Index<'_>) -> Markup {
    let is_others = index.schedules.rows.iter().any(|one| one.owner_id != index.user);
    let mut columns = vec![
        Column::main("Schedule"),
        Column::sub("Report"),
        Column::extra("How often"),
        Column::extra("Next"),
        Column::extra("Last sent"),
        Column::extra("To"),
    ];
    if is_others {
        columns.push(Column::extra("Owner"));
    }
    columns.push(Column::status("State"));
    let at = |cursor: &str, one: &Schedule| {
        address(&index.org.path("/reports/schedules"), &[(cursor, one.id.to_string().as_str())])
    };
    let (previous, next) = (index.schedules.previous(), index.schedules.next());
    let (previous, next) = (previous.map(|one| at("before", one)), next.map(|one| at("after", one)));
    let note = match index.schedules.rows.len() {
        1 => "1 schedule".to_owned(),
        several => format!("{several} schedules"),
    };
    let rows = table(
        "Reports by mail, the next first",
        &columns,
        html! {
            @for one in &index.schedules.rows {
                tr {
                    (cell_main(&index.org.path(&format!("/reports/schedules/{}", one.id)), &one.name))
                    (cell(Column::SUB, html! { (report_text(one.which(), &one.filters(), index.known)) }))
                    (cell(Column::EXTRA, html! { (rhythm_text(one.rhythm())) }))
                    (cell(Column::EXTRA, next_text(one)))
                    (cell(Column::EXTRA, html! {
                        @match one.sent_at { Some(at) => (ago_mark(index.org.zone(), at, index.now)), None => "Never" }
                    }))
                    (cell(Column::EXTRA, html! { (to_text(index, one.id)) }))
                    @if is_others { (cell(Column::EXTRA, html! { (one.owner_name) })) }
                    (cell_status(standing(one)))
                }
            }
        },
    );
    html! {
        (rows)
        @if previous.is_some() || next.is_some() { (pager(previous.as_deref(), next.as_deref(), &note)) }
    }
}

/// `Ada Park, books@acc.example and 3 more`.
fn to_text(index: &Index<'_>, schedule: Uuid) -> String {
    let own = index.recipients.iter().filter(|one| one.schedule_id == schedule && one.is_written_to());
    let names: Vec<&str> = own.map(Recipient::called).collect();
    match names.len() {
        0 => "Nobody".to_owned(),
        count if count <= NAMED => names.join(", "),
        count => format!("{} and {} more", names[..NAMED].join(", "), count - NAMED),
    }
}

fn sent_to_me(index: &Index<'_>) -> Markup {
    let columns = [
        Column::main("Schedule"),
        Column::sub("Report"),
        Column::extra("How often"),
        Column::extra("From"),
        Column::actions(),
    ];
    card_flush(
        "Sent to you by others",
        html! {},
        table(
            "Reports that others send to you",
            &columns,
            html! {
                @for one in index.sent_to_me {
                    tr {
                        (cell(Column::MAIN, html! { (one.name) }))
                        (cell(Column::SUB, html! { (report_text(one.which(), &one.filters(), index.known)) }))
                        (cell(Column::EXTRA, html! { (rhythm_text(one.rhythm())) }))
                        (cell(Column::EXTRA, html! { (one.owner_name) }))
                        td .row-actions {
                            form method="post" action=(index.org.path(&format!("/reports/schedules/{}/leaving", one.id))) {
                                (button(None, "Stop sending me this"))
                            }
                        }
                    }
                }
            },
        ),
    )
}
