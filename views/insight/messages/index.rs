//! The list of outgoing mail.

use super::server::{Server, kept_notice, server_card};
use super::words::{kind_word, status_badge, status_word};
use crate::messages::model::{ListQuery, STATUSES, Spot, status_name};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::post::{Status, Summary};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, FilterChip, button_link, cell, cell_main, cell_status, chips, empty, filter_row, filter_search,
    filter_select, no_results, page_header, pager, table,
};

/// The longest answer of a mail server shown in the list (characters).
const ANSWER_SHOWN: usize = 60;

/// Everything the list shows.
pub struct Index<'a> {
    /// Whose mail.
    pub org: &'a Org,
    /// What was asked for.
    pub query: &'a ListQuery,
    /// A page of it.
    pub messages: &'a [Summary],
    /// Where the page with newer ones ends.
    pub newer: Option<Spot>,
    /// Where the page with older ones begins.
    pub older: Option<Spot>,
    /// Was there never any?
    pub none_at_all: bool,
    /// The present.
    pub now: DateTime<Utc>,
    /// How mail leaves.
    pub server: Server,
    /// The key of the test's form; absent for those who may not.
    pub test_key: Option<String>,
    /// Where the test would go.
    pub tester: &'a str,
}

/// The page.
pub fn index(view: &Index<'_>) -> Markup {
    html! {
        (page_header("Outgoing mail", Some("Every letter that left or should have left, and what became of it."), html! {}))
        (kept_notice(&view.server))
        section .card #messages aria-label="Messages" {
            @if view.none_at_all {
                (empty(Icon::MailCheck, "No letter has been written yet. Confirmations, changes and cancellations will be listed here.", button_link(&view.org.path("/bookings"), None, "Bookings")))
            } @else {
                (filters(view))
                @if view.messages.is_empty() {
                    (no_results("No message matches.", &view.org.path("/messages")))
                } @else {
                    (rows(view))
                    (pages(view))
                }
            }
        }
        @if let Some(key) = &view.test_key { (server_card(view.org, &view.server, view.tester, key)) }
    }
}

fn filters(view: &Index<'_>) -> Markup {
    let (query, path) = (view.query, view.org.path("/messages"));
    let options: Vec<(String, String)> =
        STATUSES.into_iter().map(|status| (status_name(status).to_owned(), status_word(status).to_owned())).collect();
    let mut set = Vec::new();
    if let Some(status) = query.status() {
        let without = ListQuery { text: query.text.clone(), ..ListQuery::default() }.address(&path, None);
        set.push(FilterChip { label: format!("State: {}", status_word(status).to_lowercase()), without });
    }
    if query.pattern().is_some() {
        let without = ListQuery { status: query.status.clone(), ..ListQuery::default() }.address(&path, None);
        set.push(FilterChip { label: format!("Text: {}", query.text.trim()), without });
    }
    let fields = html! {
        (filter_search("text", "Recipient or subject", &query.text))
        (filter_select("status", "Any state", &options, &query.status))
    };
    filter_row(&path, fields, chips(&set))
}

fn rows(view: &Index<'_>) -> Markup {
    let zone = view.org.zone();
    // What servers answered is worth a column once something did not simply arrive.
    let answers = view.messages.iter().any(|message| message.answer.is_some() && message.status != Status::Sent);
    let mut columns = vec![Column::main("Subject"), Column::sub("To"), Column::extra("Kind"), Column::sub("When")];
    columns.extend(answers.then_some(Column::extra("Answer")));
    columns.push(Column::status("State"));
    table(
        "Messages, the newest first",
        &columns,
        html! {
            @for message in view.messages {
                tr #{ "m-" (message.id) } {
                    (cell_main(&view.org.path(&format!("/messages/{}", message.id)), &message.subject))
                    (cell(Column::SUB, html! {
                        @if !message.to_name.is_empty() { (message.to_name) " " }
                        span .small { (message.to_address) }
                    }))
                    (cell(Column::EXTRA, html! { (kind_word(&message.kind)) }))
                    (cell(Column::SUB, html! { span .nowrap { (ago_mark(zone, message.queued_at, view.now)) } }))
                    @if answers { (cell(Column::EXTRA, html! { span .small { (short(message.answer.as_deref().unwrap_or_default())) } })) }
                    (cell_status(status_badge(message.status, view.server.is_set_up)))
                }
            }
        },
    )
}

fn pages(view: &Index<'_>) -> Markup {
    let path = view.org.path("/messages");
    let newer = view.newer.map(|spot| view.query.address(&path, Some(("after", spot))));
    let older = view.older.map(|spot| view.query.address(&path, Some(("before", spot))));
    let note = match (view.messages.len(), view.query.is_narrow()) {
        (1, false) => "1 message".to_owned(),
        (1, true) => "1 match".to_owned(),
        (count, false) => format!("{count} messages, the newest first"),
        (count, true) => format!("{count} matches, the newest first"),
    };
    pager(newer.as_deref(), older.as_deref(), &note)
}

/// The beginning of a long answer.
fn short(answer: &str) -> String {
    let mut letters = answer.chars();
    let shown: String = letters.by_ref().take(ANSWER_SHOWN).collect();
    if letters.next().is_some() { format!("{}…", shown.trim_end()) } else { shown }
}
