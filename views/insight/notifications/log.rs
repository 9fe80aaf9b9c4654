//! What was told to whom, by which way, and what became of it.

use super::words::{kind_text, telling, way_text};
use crate::messages::model::{STATUSES, Spot, status_name};
use crate::notifications::model::{Kind, LogQuery};
use crate::notifications::store::{Line, Way};
use crate::views::messages::{KINDS, kind_word, status_badge, status_word};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use kernel::time::rfc3339;
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::parts::{
    Column, FilterChip, Segment, back_link, badge, button_link, cell, cell_status, chips, empty, filter_row,
    filter_search, filter_select, no_results, page_header, pager, seg, table,
};
use platform::ui::{Icon, Tone};
use std::collections::HashMap;
use uuid::Uuid;

/// Everything the log shows.
pub struct Log<'a> {
    /// Where.
    pub org: &'a Org,
    /// What was asked for.
    pub query: &'a LogQuery,
    /// Only what the viewer was told?
    pub own: bool,
    /// May they see what was told to all?
    pub everybodys: bool,
    /// May they open outgoing mail?
    pub sees_mail: bool,
    /// Where the page with older lines begins.
    pub older: Option<Spot>,
    /// A page of it.
    pub lines: &'a [Line],
    /// What its notifications tell of.
    pub happenings: &'a HashMap<Uuid, Happening>,
    /// Is there a mail server?
    pub leaves: bool,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn log(view: &Log<'_>) -> Markup {
    let org = view.org;
    let narrow = ["way", "status", "kind", "text"].iter().any(|name| !value(view.query, name).is_empty());
    html! {
        (back_link(&org.path("/notifications"), "Notifications"))
        (page_header("Log", Some("What was told to whom, by which way, and what became of it."), button_link(&address(view, "format", "csv", None), Some(Icon::Download), "Export CSV")))
        section .card #log aria-label="Log" {
            @if view.everybodys {
                div .card-tools {
                    (seg("Whose", &[
                        Segment { label: "Everybody's".into(), href: address(view, "whose", "", None), current: !view.own },
                        Segment { label: "My own".into(), href: address(view, "whose", "own", None), current: view.own },
                    ]))
                }
            }
            (filters(view))
            @if view.lines.is_empty() && narrow {
                (no_results("Nothing matches.", &org.path("/notifications/log")))
            } @else if view.lines.is_empty() {
                (empty(Icon::History, "Nothing has been told yet.", button_link(&org.path("/notifications/choices"), None, "Choose what you are told")))
            } @else {
                (lines(view))
                (pages(view))
            }
        }
    }
}

fn value<'a>(query: &'a LogQuery, name: &str) -> &'a str {
    match name {
        "way" => query.way.trim(),
        "status" => query.status.trim(),
        "whose" => query.whose.trim(),
        "kind" => query.kind.trim(),
        "format" => "",
        _ => query.text.trim(),
    }
}

/// The address that asks the same with one thing changed, beginning at a page.
fn address(view: &Log<'_>, change: &str, to: &str, before: Option<Spot>) -> String {
    let mut address = view.org.path("/notifications/log");
    let mut push = |name: &str, value: &str| {
        if value.is_empty() {
            return;
        }
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(byte.into()),
                _ => address.push_str(&format!("%{byte:02X}")),
            }
        }
    };
    for name in ["whose", "way", "status", "kind", "text", "format"] {
        push(name, if name == change { to } else { value(view.query, name) });
    }
    push("before", &before.map(|spot| spot.value()).unwrap_or_default());
    address
}

fn filters(view: &Log<'_>) -> Markup {
    let ways: Vec<(String, String)> =
        Way::ALL.into_iter().map(|way| (way.name().to_owned(), way_text(way).to_owned())).collect();
    let statuses: Vec<(String, String)> =
        STATUSES.into_iter().map(|status| (status_name(status).to_owned(), status_word(status).to_owned())).collect();
    let kinds = kinds();
    let set: Vec<FilterChip> = [("way", "Way", &ways), ("status", "State", &statuses), ("kind", "Kind", &kinds)]
        .into_iter()
        .filter_map(|(name, label, known)| {
            let (_, word) = known.iter().find(|(known, _)| known == value(view.query, name))?;
            Some(FilterChip {
                label: format!("{label}: {}", word.to_lowercase()),
                without: address(view, name, "", None),
            })
        })
        .collect();
    let fields = html! {
        @if view.own && view.everybodys { input type="hidden" name="whose" value="own"; }
        (filter_search("text", "Name or address", value(view.query, "text")))
        (filter_select("way", "Any way", &ways, value(view.query, "way")))
        (filter_select("status", "Any state", &statuses, value(view.query, "status")))
        (filter_select("kind", "Any kind", &kinds, value(view.query, "kind")))
    };
    filter_row(&view.org.path("/notifications/log"), fields, chips(&set))
}

/// Kinds of news, then kinds of letters: those of guests, of staff, and those that an operator causes. What belongs to the
/// installation alone stands in its console.
fn kinds() -> Vec<(String, String)> {
    let news = Kind::ALL.into_iter().map(|kind| (kind.name().to_owned(), kind_text(kind).to_owned()));
    let letters = KINDS.into_iter().filter(|kind| *kind != "identity.password_reset");
    news.chain(letters.map(|kind| (kind.to_owned(), format!("Mail: {}", kind_word(kind).to_lowercase())))).collect()
}

/// The columns of the log as a file.
pub const LOG_HEADS: [&str; 9] = ["at_utc", "way", "kind", "to_name", "to_address", "what", "outcome", "answer", "id"];

/// What was told, as a line of it.
pub fn log_cells(line: &Line, happenings: &HashMap<Uuid, Happening>) -> Vec<String> {
    let told = Kind::parse(&line.kind).zip(line.event_id.and_then(|id| happenings.get(&id)));
    let what = match (line.way, told) {
        (Way::InApp, Some((kind, happening))) => telling(kind, happening).sentence,
        _ => line.text.clone(),
    };
    let outcome = match (line.status, line.read_at) {
        (Some(status), _) => status_name(status),
        (None, Some(_)) => "read",
        (None, None) => "unread",
    };
    vec![
        rfc3339(line.at),
        line.way.name().to_owned(),
        line.kind.clone(),
        line.to_name.clone(),
        line.to_address.clone(),
        what,
        outcome.to_owned(),
        line.answer.clone().unwrap_or_default(),
        line.id.to_string(),
    ]
}

fn lines(view: &Log<'_>) -> Markup {
    let columns = [
        Column::main("What"),
        Column::sub("To"),
        Column::sub("Way"),
        Column::extra("Kind"),
        Column::sub("When"),
        Column::status("Outcome"),
    ];
    table(
        "What was told, the newest first",
        &columns,
        html! {
            @for line in view.lines {
                tr #{ "l-" (line.id) } {
                    td .main { (what(view, line)) }
                    (cell(Column::SUB, html! { (line.to_name) " " span .small { (line.to_address) } }))
                    (cell(Column::SUB, html! { (way_text(line.way)) }))
                    (cell(Column::EXTRA, html! { (kind(line)) }))
                    (cell(Column::SUB, html! { span .nowrap { (ago_mark(view.org.zone(), line.at, view.now)) } }))
                    (cell_status(outcome(view, line)))
                }
            }
        },
    )
}

fn what(view: &Log<'_>, line: &Line) -> Markup {
    let mail = (line.way == Way::Mail && view.sees_mail).then(|| format!("/messages/{}", line.id));
    match (line.way, mail) {
        (Way::Mail, Some(path)) => html! { a href=(view.org.path(&path)) { (line.text) } },
        (Way::InApp, _) => {
            let happening = line.event_id.and_then(|id| view.happenings.get(&id));
            match Kind::parse(&line.kind).zip(happening) {
                Some((kind, happening)) => html! { (telling(kind, happening).sentence) },
                None => html! { (line.kind) },
            }
        }
        _ => html! { (line.text.lines().next().unwrap_or_default()) },
    }
}

fn kind(line: &Line) -> String {
    match (line.way, Kind::parse(&line.kind)) {
        (Way::InApp | Way::Chat, Some(kind)) => kind_text(kind).to_owned(),
        (Way::Chat, None) => "Test".to_owned(),
        _ => kind_word(&line.kind),
    }
}

fn outcome(view: &Log<'_>, line: &Line) -> Markup {
    match (line.status, line.read_at) {
        (Some(status), _) => html! {
            (status_badge(status, view.leaves || line.way == Way::Chat))
            @if line.way == Way::Chat && let Some(answer) = &line.answer { " " span .small.muted { (answer) } }
        },
        (None, Some(_)) => badge(Tone::Ok, "Read"),
        (None, None) => badge(Tone::Neutral, "Unread"),
    }
}

fn pages(view: &Log<'_>) -> Markup {
    let newest = (!view.query.before.is_empty()).then(|| address(view, "", "", None));
    let older = view.older.map(|spot| address(view, "", "", Some(spot)));
    let note = match view.lines.len() {
        1 => "1 line".to_owned(),
        count => format!("{count} lines, the newest first"),
    };
    pager(newest.as_deref(), older.as_deref(), &note)
}
