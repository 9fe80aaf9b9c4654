//! The list of acceptances.

use super::{state_badge, state_text};
use crate::acceptance::{Acceptance, Query, State};
use crate::views::words::counted;
use kernel::keyset::KeysetPage;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, button_link, cell, cell_main, cell_num, cell_status, chips, empty, filter_row,
    filter_search, filter_select, menu, no_results, page_header, pager, table,
};
use platform::ui::{Icon, address};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub query: &'a Query,
    /// A page of it.
    pub page: &'a KeysetPage<Acceptance>,
    /// The one person it is narrowed to.
    pub person: Option<&'a str>,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/acceptances")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let kept = self.query.said().into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        address(&self.base(), &values)
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    let export = |label: &str, paper: &str| {
        MenuItem::Link(Icon::Download, label.to_owned(), index.address(&[("format", paper)]))
    };
    let actions = menu(
        "acceptances-menu",
        "More about acceptances",
        &[export("Export CSV", "csv"), export("Export XLSX", "xlsx")],
    );
    html! {
        (page_header("Acceptances", Some("What people sign for when something is handed to them."), actions))
        section .card aria-label="Acceptances" {
            (filters(index))
            div #acceptances { (list(index)) }
        }
    }
}

fn filters(index: &Index<'_>) -> Markup {
    let query = index.query;
    let states: Vec<(String, String)> =
        State::ALL.iter().map(|state| (state.name().to_owned(), state_text(*state).to_owned())).collect();
    let fields = html! {
        @if !query.person.is_empty() { (hidden("person", &query.person)) }
        (filter_search("text", "Person, address, tag", &query.text))
        (filter_select("state", "Any state", &states, &query.state))
    };
    let mut chosen = Vec::new();
    if !query.person.is_empty() {
        let label = index.person.map_or_else(|| "One person".to_owned(), |name| format!("Person: {name}"));
        chosen.push(FilterChip { label, without: index.address(&[("person", "")]) });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let page = index.page;
    if page.rows.is_empty() {
        if index.query.narrows() || index.query.after.is_some() || index.query.before.is_some() {
            return no_results("No acceptance fits this filter.", &index.base());
        }
        let sentence = "What people sign for stands here. A category of the catalogue says whether whoever gets something of it signs.";
        return empty(Icon::Signature, sentence, button_link(&index.org.path("/catalogue"), None, "The catalogue"));
    }
    let at = |cursor: &str, id: Uuid| index.address(&[(cursor, id.to_string().as_str())]);
    let previous = page.previous().map(|first| at("before", first.id));
    let next = page.next().map(|last| at("after", last.id));
    let columns = [
        Column::main("Things"),
        Column::sub("Person"),
        Column::extra("Asked"),
        Column::extra("Handed over by"),
        Column::num("Declined"),
        Column::status("State"),
    ];
    html! {
        (table("Acceptances, the newest first", &columns, html! { @for one in &page.rows { (row(index.org, one)) } }))
        (pager(previous.as_deref(), next.as_deref(), &counted(page.rows.len() as i64, "acceptance", "acceptances")))
    }
}

fn row(org: &Org, one: &Acceptance) -> Markup {
    html! {
        tr #{ "x-" (one.id) } {
            (cell_main(&org.path(&format!("/acceptances/{}", one.id)), &one.things()))
            (cell(Column::SUB, html! { (one.person()) }))
            (cell(Column::EXTRA, html! { (day_text(wall(org.zone(), one.asked_at).date())) }))
            (cell(Column::EXTRA, html! { (one.handed_by_name) }))
            (cell_num("Declined", &if one.declined > 0 { one.declined.to_string() } else { String::new() }))
            (cell_status(state_badge(one)))
        }
    }
}
