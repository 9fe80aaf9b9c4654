//! Mail of the whole installation: the list, and one envelope.

use super::words::{act, ago, count, moment};
use crate::console::model::{MailState, MessageRow, MessagesQuery};
use crate::messages::model::{STATUSES, status_name};
use crate::paging::Listed;
use crate::views::messages::{KINDS, kind_word, status_badge, status_sentence, status_word};
use chrono::{DateTime, Utc};
use kernel::time::rfc3339;
use maud::{Markup, html};
use platform::post::Status;
use platform::ui::parts::{
    Column, FilterChip, back_link, badge, button, button_link, card, cell, cell_main, cell_status, chips, dialog,
    dialog_button, empty, facts, filter_row, filter_search, filter_select, no_results, notice, page_header,
    page_header_with, pager, primary_button, table,
};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// Where the list is.
const PATH: &str = "/console/messages";
/// The longest answer of a mail server shown in the list (characters).
const ANSWER_SHOWN: usize = 60;

/// What the list shows.
pub(crate) struct Index<'a> {
    /// What was asked for.
    pub query: &'a MessagesQuery,
    /// A page of it.
    pub listed: &'a Listed<MessageRow>,
    /// Organisations to choose from.
    pub orgs: &'a [(Uuid, String)],
    /// Is there a mail server?
    pub leaves: bool,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The list.
pub(crate) fn index(view: &Index<'_>) -> Markup {
    html! {
        (page_header(
            "Mail",
            Some("Every letter of every organisation and of the installation itself, with what the mail server said."),
            button_link(&view.query.file(PATH), Some(Icon::Download), "Export CSV"),
        ))
        section .card #messages aria-label="Messages" {
            (filters(view))
            @if view.listed.rows.is_empty() {
                @if view.query.is_narrow() { (no_results("No message matches.", PATH)) }
                @else { (empty(Icon::MailCheck, "No letter has been written yet.", html! {})) }
            } @else {
                (rows(view))
                (pager(
                    view.listed.newer.map(|spot| view.query.address(PATH, Some(("after", spot)))).as_deref(),
                    view.listed.older.map(|spot| view.query.address(PATH, Some(("before", spot)))).as_deref(),
                    &count(view.listed.rows.len() as i64, "message", "messages"),
                ))
            }
        }
    }
}

fn filters(view: &Index<'_>) -> Markup {
    let query = view.query;
    let mut states: Vec<(String, String)> =
        STATUSES.into_iter().map(|status| (status_name(status).to_owned(), status_word(status).to_owned())).collect();
    states.push(("held".to_owned(), "Held".to_owned()));
    let mut orgs = vec![("none".to_owned(), "The installation".to_owned())];
    orgs.extend(view.orgs.iter().map(|(id, name)| (id.to_string(), name.clone())));
    let mut set = Vec::new();
    if query.pattern().is_some() {
        let without = MessagesQuery { text: String::new(), ..bare(query) }.address(PATH, None);
        set.push(FilterChip { label: format!("Text: {}", query.text.trim()), without });
    }
    if let Some(state) = query.state() {
        let word = match state {
            MailState::Is(status) => status_word(status),
            MailState::Held => "Held",
        };
        let without = MessagesQuery { state: String::new(), ..bare(query) }.address(PATH, None);
        set.push(FilterChip { label: format!("State: {}", word.to_lowercase()), without });
    }
    if query.org().is_some() {
        let name = orgs.iter().find(|(id, _)| *id == query.org).map_or("unknown", |(_, name)| name.as_str());
        let without = MessagesQuery { org: String::new(), ..bare(query) }.address(PATH, None);
        set.push(FilterChip { label: format!("Of: {name}"), without });
    }
    let kinds: Vec<(String, String)> = KINDS.into_iter().map(|kind| (kind.to_owned(), kind_word(kind))).collect();
    if let Some(kind) = query.kind() {
        let without = MessagesQuery { kind: String::new(), ..bare(query) }.address(PATH, None);
        set.push(FilterChip { label: format!("Kind: {}", kind_word(kind).to_lowercase()), without });
    }
    let fields = html! {
        (filter_search("text", "Recipient or subject", &query.text))
        (filter_select("state", "Any state", &states, &query.state))
        (filter_select("org", "Everybody's", &orgs, &query.org))
        (filter_select("kind", "Any kind", &kinds, &query.kind))
    };
    filter_row(PATH, fields, chips(&set))
}

/// The question without its page.
fn bare(query: &MessagesQuery) -> MessagesQuery {
    MessagesQuery { before: String::new(), after: String::new(), ..query.clone() }
}

/// The columns of envelopes as a file.
pub(crate) const HEADS: [&str; 11] = [
    "queued_at_utc",
    "organisation",
    "kind",
    "to_name",
    "to_address",
    "subject",
    "state",
    "attempts",
    "answer",
    "sent_at_utc",
    "id",
];

/// An envelope as a line of it: not what the letter says.
pub(crate) fn cells(message: &MessageRow) -> Vec<String> {
    vec![
        rfc3339(message.queued_at),
        message.org_name.clone().unwrap_or_default(),
        message.kind.clone(),
        message.to_name.clone(),
        message.to_address.clone(),
        message.subject.clone(),
        status_name(message.status).to_owned(),
        message.attempts.to_string(),
        message.answer.clone().unwrap_or_default(),
        message.sent_at.map(rfc3339).unwrap_or_default(),
        message.id.to_string(),
    ]
}

fn rows(view: &Index<'_>) -> Markup {
    let columns = [
        Column::main("Subject"),
        Column::sub("To"),
        Column::sub("Of"),
        Column::extra("When"),
        Column::extra("Answer"),
        Column::status("State"),
    ];
    table(
        "Messages, the newest first",
        &columns,
        html! {
            @for message in &view.listed.rows {
                tr #{ "m-" (message.id) } {
                    (cell_main(&format!("{PATH}/{}", message.id), &message.subject))
                    (cell(Column::SUB, html! { (message.to_address) }))
                    (cell(Column::SUB, html! { (whose(message)) }))
                    (cell(Column::EXTRA, html! { span .nowrap { (ago(message.queued_at, view.now)) } }))
                    (cell(Column::EXTRA, html! { span .small { (short(message.answer.as_deref().unwrap_or_default())) } }))
                    (cell_status(state(message, view.leaves)))
                }
            }
        },
    )
}

fn whose(message: &MessageRow) -> &str {
    message.org_name.as_deref().unwrap_or("The installation")
}

fn state(message: &MessageRow, leaves: bool) -> Markup {
    if message.held { badge(Tone::Neutral, "Held") } else { status_badge(message.status, leaves) }
}

fn short(answer: &str) -> String {
    let mut letters = answer.chars();
    let shown: String = letters.by_ref().take(ANSWER_SHOWN).collect();
    if letters.next().is_some() { format!("{}…", shown.trim_end()) } else { shown }
}

/// One message: its envelope, not its letter.
pub(crate) fn show(message: &MessageRow, leaves: bool, now: DateTime<Utc>) -> Markup {
    let sub = html! { span .row { (state(message, leaves)) span { (kind_word(&message.kind)) " to " (message.to_address) ", " (ago(message.queued_at, now)) } } };
    html! {
        (back_link(PATH, "Mail"))
        (page_header_with(&message.subject, Some(sub), actions(message)))
        @if message.held {
            (notice(Tone::Warn, html! { p { (whose(message)) " is suspended: the message is held, and leaves when it is resumed." } }))
        }
        (card("Envelope", html! {}, facts(&lines(message, leaves))))
        p .muted { "What a letter says is not shown here: its links open what is its recipient's alone." }
    }
}

fn lines(message: &MessageRow, leaves: bool) -> Vec<(&'static str, Markup)> {
    let sentence = if message.held {
        "It waits until its organisation is resumed."
    } else {
        status_sentence(message.status, leaves)
    };
    let mut lines = vec![("State", html! { (state(message, leaves)) p .small.muted { (sentence) } })];
    if let Some(answer) = &message.answer {
        lines.push(("Answer", html! { code .wrap { (answer) } }));
    }
    lines.push(("Attempts", html! { (message.attempts) }));
    if message.status == Status::Deferred {
        lines.push(("Next try", html! { (moment(message.due_at)) }));
    }
    lines.push((
        "Of",
        match message.org_id {
            Some(id) => html! { a href={ "/console/organisations/" (id) } { (whose(message)) } },
            None => html! { (whose(message)) },
        },
    ));
    lines.push(("From", html! { (message.from_name) }));
    lines.push(("To", html! { (message.to_name) " " span .muted { (message.to_address) } }));
    lines.push(("Queued", html! { (moment(message.queued_at)) }));
    if let Some(at) = message.sent_at {
        lines.push(("Sent", html! { (moment(at)) }));
    }
    lines.push(("Message-ID", html! { code .wrap { (message.id) } }));
    lines
}

fn actions(message: &MessageRow) -> Markup {
    let path = format!("{PATH}/{}", message.id);
    match message.status {
        Status::Deferred if !message.held => act(&format!("{path}/release"), button(Some(Icon::Send), "Try now")),
        Status::Failed | Status::Uncertain => html! {
            (dialog_button("resend", Some(Icon::Send), "Send once more", true))
            (dialog("resend", "Send once more?", html! {
                form .stack method="post" action={ (path) "/resending" } {
                    p { "“" (message.subject) "” to " (message.to_address) "." }
                    @if message.status == Status::Uncertain {
                        (notice(Tone::Warn, html! { p { "Nobody knows whether it arrived. If it did, " (message.to_address) " gets it twice." } }))
                    } @else {
                        p .muted { "It did not arrive, as far as the mail server said." }
                    }
                    div .row { (primary_button(Some(Icon::Send), "Send once more")) }
                }
            }))
        },
        _ => html! {},
    }
}

/// After a deferred message was let go.
pub(crate) fn released(to: &str) -> String {
    format!("The message to {to} is tried now.")
}
