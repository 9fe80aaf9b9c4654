//! What outside systems told, and who they are.

use super::words::{may_text, state_badge, state_word};
use crate::inbox::model::{ListQuery, Received, Source, State};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Column, FilterChip, badge, button_link, cell, cell_main, cell_status, chips, empty, filter_row, filter_search,
    filter_select, no_results, page_header, pager, primary_link, table,
};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Who may tell.
    pub sources: &'a [Source],
    /// A page of what was told.
    pub events: &'a [Received],
    /// Was nothing ever told?
    pub none_at_all: bool,
    /// What was asked for.
    pub query: &'a ListQuery,
    /// The last event of the page, where there is another page.
    pub older: Option<Uuid>,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn index(view: &Index<'_>) -> Markup {
    let add = primary_link(&view.org.path("/inbox/sources/new"), Some(Icon::Plus), "New source");
    let sub = "What other systems tell this organisation: roles, blocked users, contacts.";
    html! {
        (page_header("Inbox", Some(sub), html! { @if !view.sources.is_empty() { (add) } }))
        section .card aria-label="Sources" {
            header { h2 { "Sources" } }
            @if view.sources.is_empty() {
                (empty(Icon::Inbox, "No other system may tell anything yet.", add))
            } @else {
                (table("Sources", &[Column::main("Source"), Column::sub("May change"), Column::status("State")], html! {
                    @for source in view.sources {
                        tr #{ "s-" (source.id) } {
                            (cell_main(&view.org.path(&format!("/inbox/sources/{}", source.id)), &source.name))
                            (cell(Column::SUB, html! { (may_text(source)) }))
                            (cell_status(if source.enabled { badge(Tone::Ok, "Listened to") } else { badge(Tone::Neutral, "Disabled") }))
                        }
                    }
                }))
            }
        }
        section .card #events aria-label="Events" {
            header { h2 { "Events" } }
            @if view.none_at_all {
                (empty(Icon::Inbox, "Nothing has been told yet. Every event will be listed here with what became of it.", button_link(&view.org.path("/inbox/sources/new"), None, "Add a source")))
            } @else {
                (filters(view))
                @if view.events.is_empty() {
                    (no_results("No event matches.", &view.org.path("/inbox")))
                } @else { (rows(view)) (pages(view)) }
            }
        }
    }
}

fn filters(view: &Index<'_>) -> Markup {
    let query = view.query;
    let path = view.org.path("/inbox");
    let states: Vec<(String, String)> =
        State::ALL.into_iter().map(|state| (state.name().to_owned(), state_word(state).to_owned())).collect();
    let sources: Vec<(String, String)> =
        view.sources.iter().map(|source| (source.id.to_string(), source.name.clone())).collect();
    let mut set = Vec::new();
    if let Some(state) = query.state() {
        let without = ListQuery { state: String::new(), ..query.clone() };
        set.push(FilterChip {
            label: format!("State: {}", state_word(state).to_lowercase()),
            without: address(&path, &without, None),
        });
    }
    if let Some(source) = view.sources.iter().find(|source| Some(source.id) == query.source()) {
        let without = ListQuery { source: String::new(), ..query.clone() };
        set.push(FilterChip { label: format!("Source: {}", source.name), without: address(&path, &without, None) });
    }
    if !query.kind.trim().is_empty() {
        let without = ListQuery { kind: String::new(), ..query.clone() };
        set.push(FilterChip { label: format!("Kind: {}", query.kind.trim()), without: address(&path, &without, None) });
    }
    let fields = html! {
        (filter_search("kind", "Kind, such as user.", query.kind.trim()))
        (filter_select("state", "Any state", &states, &query.state))
        (filter_select("source", "Any source", &sources, &query.source))
    };
    filter_row(&path, fields, chips(&set))
}

fn rows(view: &Index<'_>) -> Markup {
    let columns = [
        Column::main("Kind"),
        Column::sub("Source"),
        Column::extra("Received"),
        Column::extra("What became of it"),
        Column::status("State"),
    ];
    table(
        "Events, the newest first",
        &columns,
        html! {
            @for event in view.events {
                tr #{ "e-" (event.id) } {
                    (cell_main(&view.org.path(&format!("/inbox/{}", event.id)), &event.kind))
                    (cell(Column::SUB, html! { (event.source_name) }))
                    (cell(Column::EXTRA, html! { span .nowrap { (ago_mark(view.org.zone(), event.received_at, view.now)) } }))
                    (cell(Column::EXTRA, html! { (event.reason) }))
                    (cell_status(state_badge(event.state)))
                }
            }
        },
    )
}

fn pages(view: &Index<'_>) -> Markup {
    let path = view.org.path("/inbox");
    let older = view.older.map(|id| address(&path, view.query, Some(id)));
    let newest = (!view.query.before.is_empty()).then(|| address(&path, view.query, None));
    let note = match (view.events.len(), view.query.is_narrow()) {
        (1, _) => "1 event".to_owned(),
        (count, false) => format!("{count} events, the newest first"),
        (count, true) => format!("{count} matches, the newest first"),
    };
    pager(newest.as_deref(), older.as_deref(), &note)
}

fn address(path: &str, query: &ListQuery, before: Option<Uuid>) -> String {
    let plain = |text: &str| -> String {
        text.trim().chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect()
    };
    let before = before.map(|id| id.to_string()).unwrap_or_default();
    let asked = [("state", &query.state), ("source", &query.source), ("kind", &query.kind), ("before", &before)];
    let parts: Vec<String> = asked
        .into_iter()
        .map(|(name, value)| (name, plain(value)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}
