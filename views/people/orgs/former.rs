//! Those who held a role here and hold none now.

use super::super::query;
use crate::orgs::model::TeamFilter;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, button_link, cell, cell_main, empty, filter_row, filter_search, no_results, page_header, pager, table,
};

/// Somebody who is gone.
pub(crate) struct FormerLine {
    /// Their page.
    pub path: String,
    /// What they are called.
    pub name: String,
    /// How they signed in.
    pub email: String,
    /// The day on which the last role ended.
    pub since: String,
}

/// The page.
pub(crate) fn page(base: &str, tabs: Markup, filter: &TeamFilter, lines: &[FormerLine], is_more: bool) -> Markup {
    html! {
        (page_header("Former members", Some("Who held a role here and holds none now. Their history is on their page."), html! {}))
        (tabs)
        section .card {
            (filter_row(base, filter_search("text", "Name or e-mail", &filter.text), html! {}))
            div #former { (people(base, filter, lines, is_more)) }
        }
    }
}

fn people(base: &str, filter: &TeamFilter, lines: &[FormerLine], is_more: bool) -> Markup {
    if lines.is_empty() {
        return match filter.is_narrow() || filter.page > 0 {
            true => no_results("Nobody who is gone matches.", base),
            false => empty(
                Icon::Users,
                "Nobody has left yet. Whoever loses their last role is listed here.",
                button_link(base.trim_end_matches("/former"), None, "The team"),
            ),
        };
    }
    let at = |page: i64| query(base, &[("text", &filter.text), ("page", &page.to_string())]);
    let previous = (filter.page > 0).then(|| at(filter.page - 1));
    let next = is_more.then(|| at(filter.page + 1));
    html! {
        (table("Former members", &[Column::main("Name"), Column::sub("Held a role until"), Column::extra("E-mail")], html! {
            @for line in lines {
                tr {
                    (cell_main(&line.path, &line.name))
                    (cell(Column::SUB, html! { (line.since) }))
                    (cell(Column::EXTRA, html! { (line.email) }))
                }
            }
        }))
        @if previous.is_some() || next.is_some() {
            (pager(previous.as_deref(), next.as_deref(), &format!("Page {}", filter.page + 1)))
        }
    }
}
