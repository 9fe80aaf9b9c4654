//! One line of an audit: what it is, and what was written about it.

use super::{decision_text, label, listed, outcome_badge};
use crate::audits::{Audit, Line};
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use kernel::time::{clock_text, day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, problem_summary, submit_row};
use platform::ui::parts::{back_link, card, facts, page_header_with, primary_button};

/// The page; with a note, as it is or as it was typed, for whoever may change it.
pub(crate) fn page(org: &Org, audit: &Audit, line: &Line, note: Option<&str>, problems: &Problems) -> Markup {
    let list = org.path(&format!("/audits/{}", audit.id));
    let name = line.asset_name.as_deref().unwrap_or("Nothing has this code");
    html! {
        (back_link(&list, &audit.name))
        (page_header_with(&line.code, Some(html! { (outcome_badge(line.outcome)) " " (name) }), html! {}))
        (problem_summary(&listed(problems)))
        (details(org, line))
        @if let Some(file) = line.file_id {
            (card("Photo", html! {}, html! {
                p { img .file-picture src={ (list) "/findings/" (line.id) "/photo?" (file) } alt={ "Photo of " (line.code) }; }
            }))
        }
        @if let Some(note) = note { (form(&format!("{list}/findings/{}", line.id), &list, note, problems)) }
    }
}

fn details(org: &Org, line: &Line) -> Markup {
    let mut pairs: Vec<(&str, Markup)> = Vec::new();
    if let Some(id) = line.asset_id {
        pairs.push(("Asset", html! { a href=(org.path(&format!("/assets/{id}"))) { (line.code) } }));
    }
    if let Some(place) = &line.place_name {
        pairs.push(("Recorded at", html! { (place) }));
    }
    if let Some(name) = &line.holder_name {
        pairs.push(("Checked out to", html! { (name) }));
    }
    if let Some(at) = line.seen_at {
        let by = line.seen_by_name.as_deref().unwrap_or("Somebody");
        let when = format!("{}, {}", day_text(wall(org.zone(), at).date()), clock_text(org.zone(), at));
        pairs.push(("Counted by", html! { (by) ", " (when) }));
    }
    if let Some(place) = &line.seen_place_name {
        pairs.push(("Seen at", html! { (place) }));
    }
    if let (Some(has), Some(name)) = (line.answer, &line.person_name) {
        let said = if has { "I still have it" } else { "I do not have it" };
        pairs.push((
            "Answered by mail",
            html! { (name) ": " (said) @if !line.answer_note.is_empty() { br; (line.answer_note) } },
        ));
    }
    if line.decision.is_some() {
        pairs.push(("What became of it", html! { (decision_text(line)) }));
    }
    if !line.note.is_empty() {
        pairs.push(("Note", html! { @for text in line.note.lines() { (text) br; } }));
    }
    html! { @if !pairs.is_empty() { (card("Details", html! {}, facts(&pairs))) } }
}

fn form(action: &str, cancel: &str, note: &str, problems: &Problems) -> Markup {
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    html! {
        form .card #finding method="post" action=(action) enctype="multipart/form-data" {
            div .body.stack {
                (forms::textarea(&field("note").hint("What you saw: scratches, another label, who may know."), note, 3))
                (forms::file(&field("file").hint("PNG, JPEG or WebP, 5 MB at most. A new one takes the place of the old one."), "image/png,image/jpeg,image/webp", PICTURE_MAX as u64))
            }
            footer { (submit_row(primary_button(None, "Write down"), cancel)) }
        }
    }
}
