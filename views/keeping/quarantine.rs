//! The console's page about a held house.

use super::listed;
use super::when::{age, instant};
use crate::quarantine::{Kind, Origin, ReleaseForm, Waiting};
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::text::spoken;
use maud::{Markup, html};
use platform::quarantine::{Because, Held};
use platform::ui::forms::{Field, Tile, checkboxes, number, problem_summary, radio_tiles};
use platform::ui::parts::{Column, button, card, card_flush, cell, cell_num, confirm_form, page_header, table};

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// Why and since when.
    pub held: &'a Held,
    /// What was waiting when the backup was made.
    pub waited: &'a [Waiting],
    /// What the clock has decided since.
    pub clock: &'a [Waiting],
    /// What people decided since.
    pub certain: &'a [Waiting],
    /// As typed.
    pub form: &'a ReleaseForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The present instant.
    pub now: DateTime<Utc>,
}

/// The page of a house that is not held.
pub(crate) fn free() -> Markup {
    html! {
        (page_header("Quarantine", None, html! {}))
        (card("Nothing is held", html! {}, html! {
            p { "This house sends what it has to send. After a restore, what would leave is listed here, and waits for you." }
        }))
    }
}

/// The page.
pub(crate) fn page(shown: &Shown<'_>) -> Markup {
    let problems = listed(shown.problems);
    html! {
        (page_header("Quarantine", Some("Nothing leaves this house until you let it."), html! {}))
        (problem_summary(&problems))
        div .stack {
            (card("Why", html! {}, why(shown.held)))
            (list("Uncertain: it was waiting when the backup was made, and may have left since", html! {}, shown.waited, shown.now))
            @if shown.held.because == Because::Restored {
                (list("Unknown: it came due since the backup was made, and the house that was may have sent it", look(shown.held), shown.clock, shown.now))
            }
            @if !shown.certain.is_empty() {
                (list("Decided since then: it leaves with the release", html! {}, shown.certain, shown.now))
            }
            (card("Release the house", html! {}, release(shown)))
        }
    }
}

fn why(held: &Held) -> Markup {
    match held.because {
        Because::Restored => html! {
            p { "This house came back from " (held.note) " on " (instant(held.since)) ". What it sent after that backup was made, it cannot know." }
        },
        Because::Moved => html! {
            p { "This house moved on " (instant(held.since)) " to " code { (held.note) } ". If both houses send, people get everything twice." }
        },
    }
}

/// When it was looked at, and again.
fn look(held: &Held) -> Markup {
    html! {
        @if let Some(at) = held.looked_at { span .muted { "As of " (instant(at)) } }
        form method="post" action="/console/quarantine/look" { (button(None, "Look again")) }
    }
}

fn list(title: &str, beside: Markup, groups: &[Waiting], now: DateTime<Utc>) -> Markup {
    if groups.is_empty() {
        return card(title, beside, html! { p .muted { "Nothing." } });
    }
    let columns = [
        Column::main("What"),
        Column::sub("Kind"),
        Column::num("How many"),
        Column::num("Oldest"),
        Column::num("Newest"),
    ];
    let rows = html! {
        @for group in groups {
            tr {
                (cell(Column::MAIN, html! { (spoken(&group.name)) }))
                (cell(Column::SUB, html! { (noun(group.kind)) }))
                (cell_num("How many", &group.count.to_string()))
                (cell_num("Oldest", &age(group.oldest, now)))
                (cell_num("Newest", &age(group.newest, now)))
            }
        }
    };
    card_flush(title, beside, table(title, &columns, rows))
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Message => "Messages",
        Kind::Event => "Events whose messages are not written yet",
        Kind::Job => "Work",
        Kind::Delivery => "Calls of webhooks",
        Kind::Post => "Posts to chat rooms",
        Kind::News => "News for a letter",
        Kind::Stream => "Events for the stream",
    }
}

fn release(shown: &Shown<'_>) -> Markup {
    let tile = |value: &str, title: &str, text: &str| Tile {
        value: value.to_owned(),
        title: title.to_owned(),
        line: text.to_owned(),
    };
    let tiles = [
        tile(
            "groups",
            "Only what is ticked below",
            "The rest is marked as not sent. With nothing ticked, nothing of it leaves.",
        ),
        tile(
            "since",
            "Only what is young",
            "What has waited for more than so many hours is marked as not sent, and so is everything that came due by itself.",
        ),
        tile("all", "Everything", "What left before the house was lost arrives a second time."),
    ];
    let groups: Vec<(String, String, bool)> = shown
        .waited
        .iter()
        .chain(shown.clock)
        .map(|group| {
            let due = if group.origin == Origin::Clock { ", came due since" } else { "" };
            let label = format!("{}: {} ({}{due})", noun(group.kind), spoken(&group.name), group.count);
            let id = group.group();
            let ticked = shown.form.groups.contains(&id);
            (id, label, ticked)
        })
        .collect();
    let choice = if shown.form.choice.is_empty() { "groups" } else { &shown.form.choice };
    let hours = if shown.form.hours.is_empty() { "24" } else { &shown.form.hours };
    let fields = html! {
        (radio_tiles(&Field::new("choice", "What leaves of what is uncertain").error(shown.problems.at("choice")).required(), &tiles, choice))
        (number(&Field::new("hours", "Hours").hint("For the second choice.").error(shown.problems.at("hours")), hours, 1, 8784))
        @if !groups.is_empty() { (checkboxes(&Field::new("groups", "For the first choice"), &groups)) }
    };
    html! {
        div .stack {
            p { "Look at the mail server's log, if there is one, before you choose." }
            (confirm_form("release", "/console/quarantine/release", "Release the house", "What you choose leaves at once and cannot be called back.", fields))
        }
    }
}
