//! The list of audits.

use super::{about, due};
use crate::audits::{Audit, Progress};
use crate::views::words::counted;
use chrono::NaiveDate;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Column, badge, button_link, cell, cell_main, cell_num, cell_status, empty, page_header, pager, primary_link, table,
};
use platform::ui::{Icon, Tone};
use std::collections::HashMap;
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The newest first.
    pub audits: &'a [Audit],
    /// How far each of them is, as far as the viewer sees.
    pub progress: &'a HashMap<Uuid, Progress>,
    /// The last of this page, where there are more.
    pub next: Option<Uuid>,
    /// May the viewer start one?
    pub may_start: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    let new = index.org.path("/audits/new");
    let overdue = index.org.path("/assets?due=audit");
    let actions = html! { (button_link(&overdue, Some(Icon::Clock), "Audit overdue")) @if index.may_start { (primary_link(&new, Some(Icon::Plus), "New audit")) } };
    html! {
        (page_header("Audits", Some("Whether what you own is where your records say."), actions))
        section .card aria-label="Audits" {
            @if index.audits.is_empty() {
                (empty(Icon::Scan, "Count what is at a place, and see what is missing or misplaced.",
                    html! { @if index.may_start { (button_link(&new, Some(Icon::Plus), "New audit")) } }))
            } @else {
                (list(index))
            }
        }
    }
}

fn list(index: &Index<'_>) -> Markup {
    let columns = [
        Column::main("Audit"),
        Column::sub("Of"),
        Column::extra("Assigned to"),
        Column::extra("Started"),
        Column::extra("Due"),
        Column::num("Done"),
        Column::num("Differences"),
        Column::status("State"),
    ];
    let next = index.next.map(|id| index.org.path(&format!("/audits?after={id}")));
    html! {
        (table("Audits, the newest first", &columns, html! { @for audit in index.audits { (row(index, audit)) } }))
        (pager(None, next.as_deref(), &counted(index.audits.len() as i64, "audit", "audits")))
    }
}

fn row(index: &Index<'_>, audit: &Audit) -> Markup {
    let progress = index.progress.get(&audit.id).copied().unwrap_or_default();
    let started = day_text(wall(index.org.zone(), audit.started_at).date());
    html! {
        tr {
            (cell_main(&index.org.path(&format!("/audits/{}", audit.id)), &audit.name))
            (cell(Column::SUB, html! { (about(audit)) }))
            (cell(Column::EXTRA, html! { (audit.assignee_name.as_deref().unwrap_or_default()) }))
            (cell(Column::EXTRA, html! { (started) }))
            (cell(Column::EXTRA, due(audit, index.today)))
            (cell_num("Done", &format!("{} of {}", progress.done(), progress.expected)))
            (cell_num("Differences", &progress.differences().to_string()))
            (cell_status(if audit.closed_at.is_some() { badge(Tone::Neutral, "Closed") } else { badge(Tone::Info, "Open") }))
        }
    }
}
