//! One schedule: what is sent when to whom, and what became of it.

use super::words::{next_text, pause_sentence, report_text, rhythm_text, standing};
use crate::reports::Known;
use crate::schedules::{Recipient, Schedule, Sending, Written};
use crate::views::messages::status_badge;
use crate::views::when::{ago_mark, moment};
use chrono::{DateTime, Utc};
use kernel::money::grouped;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, back_link, button, button_link, card, card_flush, cell, cell_num, confirm_form, dialog, dialog_button,
    empty, facts, notice, page_header_with, primary_button, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone, address};
use things::words::counted;
use uuid::Uuid;

/// What the page is drawn of.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub schedule: &'a Schedule,
    /// Whom it goes to, those too who ended it.
    pub recipients: &'a [Recipient],
    /// When it was sent, the latest first.
    pub sendings: &'a [Sending],
    /// The last of them, where there are more.
    pub earlier: Option<Uuid>,
    /// Their letters.
    pub letters: &'a [Written],
    /// What it is narrowed to.
    pub known: &'a Known,
    /// Is it the viewer's?
    pub is_own: bool,
    /// May the viewer look at outgoing mail?
    pub reads_messages: bool,
    /// Does mail leave the house?
    pub leaves: bool,
    /// So that a double click sends once.
    pub key: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Shown<'_> {
    fn own(&self, rest: &str) -> String {
        self.org.path(&format!("/reports/schedules/{}{rest}", self.schedule.id))
    }

    fn version(&self) -> Markup {
        hidden("version", &self.schedule.version.to_string())
    }
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let one = shown.schedule;
    html! {
        (back_link(&shown.org.path("/reports/schedules"), "Reports by mail"))
        (page_header_with(&one.name, Some(standing(one)), actions(shown)))
        @if let Some(why) = one.paused_because {
            (notice(if one.paused_because == Some(crate::schedules::Pause::Asked) { Tone::Info } else { Tone::Warn }, html! { p { (pause_sentence(why)) } }))
        }
        (two_columns(
            html! { (log(shown)) },
            html! { (card("Details", html! {}, facts(&details(shown)))) (to(shown)) (rest(shown)) },
        ))
    }
}

fn actions(shown: &Shown<'_>) -> Markup {
    let (pause, label, mark) = match shown.schedule.paused_at {
        None => ("on", "Pause", Icon::Hourglass),
        Some(_) => ("", "Resume", Icon::Repeat),
    };
    let count = shown.recipients.iter().filter(|one| one.is_written_to()).count();
    let people = counted(i64::try_from(count).unwrap_or(i64::MAX), "recipient", "recipients");
    html! {
        (dialog_button("send-now", Some(Icon::Send), "Send now", false))
        form method="post" action=(shown.own("/pause")) { (hidden("pause", pause)) (shown.version()) (button(Some(mark), label)) }
        (primary_link(&shown.own("/details"), Some(Icon::Pencil), "Edit"))
        (dialog("send-now", "Send now?", html! {
            form .stack method="post" action=(shown.own("/sendings")) {
                p { (shown.schedule.name) " is read now and sent to " (people) ". Its next day stays as it is." }
                (hidden("key", shown.key))
                div .row { (primary_button(Some(Icon::Send), "Send now")) }
            }
        }))
    }
}

fn details<'a>(shown: &Shown<'a>) -> Vec<(&'a str, Markup)> {
    let one = shown.schedule;
    let report = shown.org.path(&format!("/reports/{}", one.which().address(&one.filters())));
    let sent = match one.sent_at {
        Some(at) => ago_mark(shown.org.zone(), at, shown.now),
        None => html! { "Never" },
    };
    vec![
        ("Report", html! { a href=(report) { (report_text(one.which(), &one.filters(), shown.known)) } }),
        ("How often", html! { (rhythm_text(one.rhythm())) }),
        ("Next", next_text(one)),
        ("Last sent", sent),
        ("File", html! { (one.paper.to_uppercase()) }),
        ("With the rights of", html! { (one.owner_name) }),
    ]
}

fn to(shown: &Shown<'_>) -> Markup {
    let zone = shown.org.zone();
    card(
        "To",
        html! {},
        html! {
            @if shown.recipients.is_empty() { p .muted { "Nobody." } }
            ul .stack role="list" {
                @for one in shown.recipients {
                    li {
                        (one.called())
                        @if !one.name.is_empty() { span .muted.small { " " (one.email) } }
                        @if let Some(at) = one.ended_at { br; span .muted.small { "Does not want it any more, since " (moment(zone, at)) "." } }
                        @else if !one.is_here { br; span .muted.small { "Does not work here any more: gets nothing." } }
                        @else if one.user_id.is_none() { br; span .muted.small { "Outside of " (shown.org.name) } }
                    }
                }
            }
        },
    )
}

fn log(shown: &Shown<'_>) -> Markup {
    let columns = [Column::main("Sent"), Column::extra("Because"), Column::num("Lines"), Column::sub("Letters")];
    card_flush(
        "What was sent",
        html! {},
        html! {
            @if shown.sendings.is_empty() { (empty(Icon::Mail, "It was not sent yet.", html! {})) }
            @else {
                (table("When it was sent, the latest first", &columns, html! {
                    @for one in shown.sendings {
                        tr {
                            (cell(Column::MAIN, html! { (day_text(one.sent_on)) }))
                            (cell(Column::EXTRA, html! {
                                @match &one.asked_by_name { Some(name) => { (name) " asked for it" }, None => "It was its day" }
                                @if !one.has_file { br; span .muted.small { "Too large to go along" } }
                            }))
                            (cell_num("Lines", &grouped(&one.lines.to_string())))
                            (cell(Column::SUB, letters(shown, one)))
                        }
                    }
                }))
                @if let Some(earlier) = shown.earlier {
                    p .row { (button_link(&address(&shown.own(""), &[("before", &earlier.to_string())]), None, "Earlier ones")) }
                }
            }
        },
    )
}

fn letters(shown: &Shown<'_>, sending: &Sending) -> Markup {
    let own: Vec<&Written> = shown.letters.iter().filter(|one| one.sending_id == sending.id).collect();
    html! {
        @if own.is_empty() { (counted(sending.letters, "letter", "letters")) }
        @for one in own {
            div .row {
                @let name = if one.to_name.is_empty() { &one.to_address } else { &one.to_name };
                @match shown.reads_messages {
                    true => a href=(shown.org.path(&format!("/messages/{}", one.id))) { (name) },
                    false => span { (name) },
                }
                (status_badge(one.status, shown.leaves))
            }
        }
    }
}

/// What ends it, and what makes it somebody else's.
fn rest(shown: &Shown<'_>) -> Markup {
    let one = shown.schedule;
    let sentence = format!("{} is not sent any more. You can take that back right after.", one.name);
    card(
        "Remove",
        html! {},
        html! {
            div .stack {
                @if !shown.is_own {
                    form .stack method="post" action=(shown.own("/take-over")) {
                        p .muted { "It belongs to " (one.owner_name) ". Take it over, and its figures are read with your rights." }
                        (shown.version())
                        div { (button(None, "Take it over")) }
                    }
                }
                div { (confirm_form("remove", &shown.own("/removal"), "Remove the schedule", &sentence, shown.version())) }
            }
        },
    )
}
