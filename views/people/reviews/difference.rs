//! What is different between two snapshots, in words.

use super::Words;
use crate::reviews::model::{Line, Snapshot};
use crate::reviews::policy::{Difference, Kind, NewEnd};
use crate::views::roles::list as perms_list;
use maud::{Markup, html};
use platform::Perms;
use platform::ui::parts::{Column, badge, cell, cell_status, empty, table};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// Differences shown; who wants to read more compares the files.
const SHOWN: usize = 100;

/// The list; both snapshots give the words for who is new and who is gone.
pub(crate) fn list(found: &[Difference], before: &Snapshot, after: &Snapshot, words: &Words<'_>) -> Markup {
    if found.is_empty() {
        return empty(Icon::Check, "Nothing is different.", html! {});
    }
    let columns = [Column::main("Who"), Column::status("Is"), Column::sub("What is different")];
    let list = table(
        "What is different",
        &columns,
        html! {
            @for one in found.iter().take(SHOWN) {
                tr {
                    (cell(Column::MAIN, html! { strong { (one.name) } }))
                    (cell_status(mark(&one.kind)))
                    (cell(Column::SUB, match &one.kind {
                        Kind::New => html! { "Is " (held(after, one.user, words)) "." },
                        Kind::Gone => html! { "Was " (held(before, one.user, words)) ", and holds nothing any more." },
                        Kind::Changed { wider, narrower, ends, other_assets } => html! {
                            (places("May now also", wider, words))
                            (places("May no longer", narrower, words))
                            @for end in ends { (new_end(end, words)) }
                            @if *other_assets { div { "What they may do about assets holds for other categories." } }
                        },
                    }))
                }
            }
        },
    );
    html! {
        (list)
        @if found.len() > SHOWN {
            footer { p .muted { "And " (found.len() - SHOWN) " more. Both reviews as files tell of all of them." } }
        }
    }
}

fn mark(kind: &Kind) -> Markup {
    match kind {
        Kind::New => badge(Tone::Info, "New"),
        Kind::Gone => badge(Tone::Neutral, "Gone"),
        Kind::Changed { wider, narrower, other_assets, .. } => match (wider.is_empty(), narrower.is_empty()) {
            _ if *other_assets => badge(Tone::Warn, "Different"),
            (false, false) => badge(Tone::Warn, "Different"),
            (false, true) => badge(Tone::Warn, "Wider"),
            (true, false) => badge(Tone::Neutral, "Narrower"),
            (true, true) => badge(Tone::Info, "New end"),
        },
    }
}

/// `Manager in Boathouse until Fri 3 Apr 2026, Viewer everywhere without an end`.
fn held(snapshot: &Snapshot, user: Uuid, words: &Words<'_>) -> String {
    let phrase = |line: &Line| {
        let place = match line.place {
            None => "everywhere".to_owned(),
            place => format!("in {}", snapshot.place(place)),
        };
        format!("{} {place} {}", snapshot.label(line), words.end(line.ends_at))
    };
    let phrases: Vec<String> = snapshot.lines.iter().filter(|line| line.user == user).map(phrase).collect();
    phrases.join(", ")
}

fn places(verb: &str, found: &[(Option<Uuid>, Perms)], words: &Words<'_>) -> Markup {
    html! {
        @for (place, perms) in found {
            div { (verb) (at(*place, words)) ":" @if *perms == Perms::all() { " " } (perms_list(*perms)) }
        }
    }
}

fn new_end(end: &NewEnd, words: &Words<'_>) -> Markup {
    html! {
        div {
            "May do" (at(end.place, words)) " " (words.end(end.after)) ", and not " (words.end(end.before)) ":"
            @if end.perms == Perms::all() { " " }
            (perms_list(end.perms))
        }
    }
}

fn at(place: Option<Uuid>, words: &Words<'_>) -> String {
    place.map_or_else(String::new, |_| format!(", in {}", words.place(place)))
}
