//! One message: its envelope, what became of it, and what it says.

use super::server::Server;
use super::words::{kind_word, status_badge, status_sentence};
use crate::messages::model::{View, may_send_again};
use crate::views::when::{ago, ago_mark};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::post::{Outgoing, Status};
use platform::ui::parts::{
    Segment, back_link, button_link, card, card_flush, dialog, dialog_button, facts, notice, page_header_with,
    primary_button, seg, two_columns,
};
use platform::ui::{Icon, Tone, icon};
use uuid::Uuid;

/// Bytes of a kilobyte.
const KB: i64 = 1_000;
/// How long the page of a message that is on its way looks again by itself.
const WATCHED_MINUTES: i64 = 2;

/// Everything the page shows.
pub struct Show<'a> {
    /// Whose mail.
    pub org: &'a Org,
    /// The message.
    pub message: &'a Outgoing,
    /// Which rendering of the letter.
    pub view: View,
    /// What goes along with it.
    pub attached: &'a [Attached],
    /// May the viewer read the letter?
    pub content: bool,
    /// The booking it is about, for those who may see that.
    pub booking: Option<Uuid>,
    /// The present.
    pub now: DateTime<Utc>,
    /// How mail leaves.
    pub server: Server,
}

/// Something that goes along with a letter.
pub struct Attached {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// How many bytes it has.
    pub size: i64,
    /// Where it is, below the message.
    pub at: &'static str,
}

/// The page.
pub fn show(view: &Show<'_>) -> Markup {
    let message = view.message;
    let path = view.org.path(&format!("/messages/{}", message.id));
    let sub = html! {
        span .row {
            (status_badge(message.status, view.server.is_set_up))
            span { (kind_word(&message.kind)) " to " (message.to_address) ", " (ago_mark(view.org.zone(), message.queued_at, view.now)) }
        }
    };
    html! {
        div .stack #message {
            (watch(view, &path))
            (back_link(&view.org.path("/messages"), "Outgoing mail"))
            (page_header_with(&message.subject, Some(sub), actions(view, &path)))
            (two_columns(letter(view, &path), html! { (envelope(view)) (attachments(view, &path)) @if view.content { (links(&message.text_body)) } }))
        }
    }
}

/// While the message is on its way the page fetches itself again; once its outcome is known this part is gone.
fn watch(view: &Show<'_>, path: &str) -> Markup {
    let moving = matches!(view.message.status, Status::Queued | Status::Sending);
    let fresh = view.now - view.message.queued_at < TimeDelta::minutes(WATCHED_MINUTES);
    html! {
        @if moving && fresh && view.server.is_set_up {
            div hx-get=(path) hx-trigger="every 2s" hx-select="#message" hx-target="#message" hx-swap="outerMorph" {}
        }
    }
}

fn actions(view: &Show<'_>, path: &str) -> Markup {
    html! {
        @if let Some(booking) = view.booking {
            (button_link(&view.org.path(&format!("/bookings/{booking}")), Some(Icon::Calendar), "Its booking"))
        }
        @if view.content && may_send_again(view.message.status) {
            (dialog_button("resend", Some(Icon::Send), "Send once more", true))
            (dialog("resend", "Send once more?", html! {
                form .stack method="post" action={ (path) "/resending" } {
                    p { "“" (view.message.subject) "” to " (view.message.to_address) "." }
                    @if view.message.status == Status::Uncertain {
                        (notice(Tone::Warn, html! { p { "Nobody knows whether it arrived. If it did, " (view.message.to_address) " gets it twice." } }))
                    } @else {
                        p .muted { "It did not arrive, as far as the mail server said." }
                    }
                    div .row { (primary_button(Some(Icon::Send), "Send once more")) }
                }
            }))
        }
    }
}

fn letter(view: &Show<'_>, path: &str) -> Markup {
    let message = view.message;
    if !view.content {
        return card(
            "The letter",
            html! {},
            html! {
                p .muted {
                    "What it says is shown only to those who could do what its links do: letters to guests to those who manage bookings there, "
                    "invitations to owners."
                }
            },
        );
    }
    let segment = |which: View, label: &str, value: &str| Segment {
        label: label.to_owned(),
        href: if value.is_empty() { path.to_owned() } else { format!("{path}?view={value}") },
        current: view.view == which,
    };
    let mut segments = vec![segment(View::Letter, "Letter", ""), segment(View::Text, "Text", "text")];
    if message.calendar.is_some() {
        segments.push(segment(View::Calendar, "Calendar file", "calendar"));
    }
    let body = match (view.view, &message.calendar) {
        (View::Text, _) => html! { div .body { (plain(&message.text_body)) } },
        (View::Calendar, Some(calendar)) => html! {
            div .body.stack {
                (button_link(&format!("{path}/calendar"), Some(Icon::Download), "Download invite.ics"))
                (plain(calendar))
            }
        },
        // The frame has no rights: no script, no form, no origin, and links in it lead nowhere; they stand beside it.
        _ => html! {
            div .stack {
                iframe sandbox src={ (path) "/page" } title={ "The letter “" (message.subject) "”" } width="100%" height="680" frameborder="0" {}
            }
        },
    };
    card_flush("The letter", seg("Renderings of the letter", &segments), body)
}

fn envelope(view: &Show<'_>) -> Markup {
    let (message, zone) = (view.message, view.org.zone());
    let mut lines = vec![(
        "State",
        html! { (status_badge(message.status, view.server.is_set_up)) p .small.muted { (status_sentence(message.status, view.server.is_set_up)) } },
    )];
    if let Some(answer) = &message.answer {
        lines.push(("Answer", html! { code { (answer) } }));
    }
    lines.push(("Attempts", html! { (message.attempts) }));
    if message.status == Status::Deferred && view.server.is_set_up {
        lines.push(("Next try", html! { (ago(zone, message.due_at, view.now)) }));
    }
    lines.push(("From", mailbox(&message.from_name, &view.server.from)));
    lines.push(("To", mailbox(&message.to_name, &message.to_address)));
    if let Some(reply_to) = &message.reply_to {
        lines.push(("Answers to", html! { (reply_to) }));
    }
    lines.push(("Queued", ago_mark(zone, message.queued_at, view.now)));
    if let Some(sent_at) = message.sent_at {
        lines.push(("Sent", ago_mark(zone, sent_at, view.now)));
    }
    card("Envelope", html! {}, facts(&lines))
}

fn mailbox(name: &str, address: &str) -> Markup {
    html! { @if !name.is_empty() { (name) " " } span .small.muted { (address) } }
}

/// What goes along with the letter; to have for those who may read it.
fn attachments(view: &Show<'_>, path: &str) -> Markup {
    html! {
        @if !view.attached.is_empty() {
            (card("Attachments", html! {}, html! {
                ul .stack role="list" {
                    @for one in view.attached {
                        li {
                            @if view.content { a href={ (path) "/" (one.at) } hx-boost="false" download { (one.name) } } @else { (one.name) }
                            p .small.muted { (one.mime) ", " (size_text(one.size)) }
                        }
                    }
                }
            }))
        }
    }
}

fn size_text(bytes: i64) -> String {
    match bytes {
        0..KB => format!("{bytes} bytes"),
        bytes if bytes < KB * KB => format!("{} kB", bytes / KB),
        bytes => format!("{}.{} MB", bytes / (KB * KB), bytes % (KB * KB) / (100 * KB)),
    }
}

/// Where the letter's links lead, since they cannot be followed in its frame.
fn links(text: &str) -> Markup {
    let found = links_of(text);
    html! {
        @if !found.is_empty() {
            (card("Links in the letter", html! {}, html! {
                ul .stack role="list" {
                    @for (label, url) in &found {
                        li .row { (icon(Icon::Link)) a href=(url) hx-boost="false" rel="noreferrer" { (label) } }
                    }
                }
            }))
        }
    }
}

/// The links of a text letter with what they are called: a button stands there as its label and, in the next line, its
/// address.
fn links_of(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut before = "";
    for line in text.lines().map(str::trim) {
        if is_link(line) && !found.iter().any(|(_, url)| url == line) {
            let label = before.strip_suffix(':').filter(|label| !label.is_empty()).unwrap_or(line);
            found.push((label.to_owned(), line.to_owned()));
        }
        before = line;
    }
    found
}

fn is_link(line: &str) -> bool {
    (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(char::is_whitespace)
}

/// Text as it is, line by line; long lines wrap, aligned columns stay aligned, and addresses can be followed.
fn plain(text: &str) -> Markup {
    html! {
        p {
            @for line in text.lines() {
                @if is_link(line.trim()) { a href=(line.trim()) hx-boost="false" rel="noreferrer" { code { (line.trim()) } } }
                @else { code { (unbroken(line)) } }
                br;
            }
        }
    }
}

/// A line whose indentation and columns a page keeps.
fn unbroken(line: &str) -> String {
    let wide = line.replace("  ", "\u{a0}\u{a0}");
    wide.strip_prefix(' ').map_or(wide.clone(), |rest| format!("\u{a0}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letters_links_are_found_with_their_labels() {
        let text = "Booked\n\nManage your booking:\nhttps://h.example/b/x\n\nhttps://h.example/y\nhttps://h.example/b/x\njavascript:alert(1)\n";
        let expected =
            [("Manage your booking", "https://h.example/b/x"), ("https://h.example/y", "https://h.example/y")];
        assert_eq!(links_of(text), expected.map(|(label, url)| (label.to_owned(), url.to_owned())));
    }
}
