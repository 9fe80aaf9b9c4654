//! A trail as a page and as a file.

use crate::audit::model::{AuditQuery, Change, Entry};
use crate::paging::Listed;
use crate::views::when::moment;
use chrono_tz::Tz;
use kernel::time::{parse_day, rfc3339};
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, FilterChip, button_link, cell, chips, empty, filter_row, filter_search, filter_select, no_results,
    page_header, pager, table,
};

/// Everything a trail shows.
pub(crate) struct Trail<'a> {
    /// The address without a question.
    pub path: &'a str,
    /// What was asked for.
    pub query: &'a AuditQuery,
    /// A page of it.
    pub listed: &'a Listed<Entry>,
    /// In which times are told.
    pub zone: Tz,
    /// In the console: every organisation, by id and name.
    pub orgs: Option<&'a [(String, String)]>,
}

/// The page.
pub(crate) fn page(sub: &str, view: &Trail<'_>) -> Markup {
    let export = button_link(&view.query.file(view.path), Some(Icon::Download), "Export CSV");
    html! {
        (page_header("Audit trail", Some(sub), export))
        section .card #trail aria-label="Entries" {
            (filters(view))
            @if view.listed.rows.is_empty() {
                @if view.query.is_narrow() { (no_results("Nothing in the trail matches.", view.path)) }
                @else { (empty(Icon::History, "Nothing has happened yet. Whatever anybody does will be listed here, for good.", html! {})) }
            } @else {
                (rows(view))
                (pages(view))
            }
        }
    }
}

fn filters(view: &Trail<'_>) -> Markup {
    let query = view.query;
    let mut set = Vec::new();
    let mut chip = |label: &str, value: &str, without: AuditQuery| {
        if !value.trim().is_empty() {
            let without = without.address(view.path, None);
            set.push(FilterChip { label: format!("{label}: {}", value.trim()), without });
        }
    };
    let none = String::new;
    // A day that is none narrows nothing.
    let day_asked = |text: &str| if parse_day(text).is_some() { text.to_owned() } else { String::new() };
    chip("Kind", &query.kind, AuditQuery { kind: none(), ..query.clone() });
    chip("By", &query.actor, AuditQuery { actor: none(), ..query.clone() });
    chip("About", &query.subject, AuditQuery { subject: none(), ..query.clone() });
    chip("From", &day_asked(&query.from), AuditQuery { from: none(), ..query.clone() });
    chip("Until", &day_asked(&query.until), AuditQuery { until: none(), ..query.clone() });
    let day = |name: &str, label: &str, value: &str| html! { input .input.filter-select #(name) type="date" name=(name) value=(value) aria-label=(label); };
    let plain = |name: &str, label: &str, value: &str| {
        html! { input .input.filter-select #(name) type="text" name=(name) value=(value) placeholder=(label) aria-label=(label) autocomplete="off"; }
    };
    let fields = html! {
        (filter_search("kind", "Kind, such as booking.", &query.kind))
        (plain("actor", "By whom", &query.actor))
        (plain("subject", "About: kind or id", &query.subject))
        (day("from", "From", &query.from))
        (day("until", "Until", &query.until))
        @if let Some(orgs) = view.orgs { (filter_select("org", "Everywhere", orgs, &query.org)) }
    };
    filter_row(view.path, fields, chips(&set))
}

fn rows(view: &Trail<'_>) -> Markup {
    let mut columns = vec![Column::main("What"), Column::sub("When"), Column::sub("Who")];
    columns.extend(view.orgs.map(|_| Column::extra("Where")));
    columns.push(Column::extra("About"));
    columns.push(Column::sub("Changes"));
    table(
        "Entries, the newest first",
        &columns,
        html! {
            @for entry in &view.listed.rows {
                tr #{ "e-" (entry.id) } {
                    (cell(Column::MAIN, html! { span title=(entry.kind) { (kind_words(&entry.kind)) } }))
                    (cell(Column::SUB, html! { time .nowrap datetime=(rfc3339(entry.at)) { (moment(view.zone, entry.at)) } }))
                    (cell(Column::SUB, html! { (actor(entry)) }))
                    @if view.orgs.is_some() {
                        (cell(Column::EXTRA, html! { @match &entry.org_name { Some(name) => (name), None => span .muted { "The installation" } } }))
                    }
                    (cell(Column::EXTRA, html! { (subject(view, entry)) }))
                    (cell(Column::SUB, html! { (changes(entry)) }))
                }
            }
        },
    )
}

/// `booking.checked_in` is `Booking checked in`.
fn kind_words(kind: &str) -> String {
    let plain = kind.replace(['.', '_', '-'], " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn actor(entry: &Entry) -> String {
    match entry.actor_kind.as_str() {
        "system" => "The house".to_owned(),
        "contact" => format!("{} (guest)", entry.actor_name),
        _ => entry.actor_name.clone(),
    }
}

/// The subject, and a way to everything about it.
fn subject(view: &Trail<'_>, entry: &Entry) -> Markup {
    let kind = kind_words(&entry.subject_kind);
    let query = AuditQuery { subject: entry.subject_id.to_string(), ..AuditQuery::default() };
    html! {
        @if entry.subject_id.is_nil() { (kind) }
        @else { a href=(query.address(view.path, None)) title={ "All about " (entry.subject_id) } { (kind) } }
    }
}

fn changes(entry: &Entry) -> Markup {
    let changes = entry.changes();
    let title = match changes.len() {
        0 => "Details".to_owned(),
        1 => "1 field".to_owned(),
        count => format!("{count} fields"),
    };
    html! {
        details .trail {
            summary { (title) span .vh { " of " (kind_words(&entry.kind)) } }
            dl .changes {
                @for change in &changes { (line(change)) }
                div { dt { "request" } dd { code { (entry.request_id) } } }
            }
        }
    }
}

fn line(change: &Change) -> Markup {
    html! {
        div {
            dt { (change.field) }
            dd {
                @if let Some(was) = &change.before { del { span .vh { "before: " } (was) } " " }
                @if let Some(is) = &change.after { ins { span .vh { "after: " } (is) } }
            }
        }
    }
}

fn pages(view: &Trail<'_>) -> Markup {
    let newer = view.listed.newer.map(|spot| view.query.address(view.path, Some(("after", spot))));
    let older = view.listed.older.map(|spot| view.query.address(view.path, Some(("before", spot))));
    let note = match view.listed.rows.len() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries, the newest first"),
    };
    pager(newer.as_deref(), older.as_deref(), &note)
}

/// The columns of the trail as a file.
pub(crate) const HEADS: [&str; 9] =
    ["at_utc", "kind", "actor_kind", "actor", "organisation", "subject_kind", "subject_id", "request", "changes"];

/// A fact as a line of it.
pub(crate) fn cells(entry: &Entry) -> Vec<String> {
    let changes: Vec<String> = entry.changes().iter().map(told).collect();
    vec![
        rfc3339(entry.at),
        entry.kind.clone(),
        entry.actor_kind.clone(),
        entry.actor_name.clone(),
        entry.org_name.clone().unwrap_or_default(),
        entry.subject_kind.clone(),
        entry.subject_id.to_string(),
        entry.request_id.clone(),
        changes.join("; "),
    ]
}

fn told(change: &Change) -> String {
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    format!("{}: {} -> {}", change.field, side(&change.before), side(&change.after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_like_a_sentence() {
        assert_eq!(kind_words("booking.checked_in"), "Booking checked in");
        assert_eq!(kind_words(""), "");
    }
}
