//! A certification that is over: who decided what, when, and what became of it.

use crate::certifications::model::{Certification, Choice, Verdict};
use maud::{Markup, html};
use platform::ui::parts::{
    Column, back_link, badge, button_link, card, card_flush, cell, cell_status, empty, page_header, table,
};
use platform::ui::{Icon, Tone};

/// A verdict with its times in words.
pub(crate) struct VerdictLine<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// The last day of the grant, if it had an end.
    pub until: Option<String>,
    /// When it was decided.
    pub when: String,
}

/// What the page shows.
pub(crate) struct PastPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The certification.
    pub round: &'a Certification,
    /// When it was begun.
    pub started: String,
    /// When it was over.
    pub over: String,
    /// Every verdict, by people's names.
    pub lines: &'a [VerdictLine<'a>],
}

/// The page.
pub(crate) fn page(shown: &PastPage<'_>) -> Markup {
    let round = shown.round;
    let path = format!("{}/certifications/{}", shown.base, round.id);
    let sub = match round.completed_at {
        Some(_) => format!(
            "Begun on {} by {}, completed on {} by {}: {} stayed, {} ended.",
            shown.started, round.started_by_name, shown.over, round.held_by_name, round.kept, round.ended
        ),
        None => {
            format!(
                "Begun on {} by {}, given up on {}. Nothing ended by it.",
                shown.started, round.started_by_name, shown.over
            )
        }
    };
    let actions = html! {
        (button_link(&format!("{path}?format=csv"), Some(Icon::Download), "Export CSV"))
        @if let Some(review) = round.review_id { (button_link(&format!("{}/reviews/{review}", shown.base), Some(Icon::History), "The access then")) }
    };
    html! {
        (back_link(&format!("{}/certifications", shown.base), "Certifications"))
        (page_header("A certification", Some(&sub), actions))
        @if !round.note.is_empty() { (card("Note", html! {}, html! { p { (round.note) } })) }
        (card_flush("What was decided", html! {}, verdicts(shown.lines)))
    }
}

fn verdicts(lines: &[VerdictLine<'_>]) -> Markup {
    if lines.is_empty() {
        return empty(Icon::Check, "Nothing was decided.", html! {});
    }
    let columns = [
        Column::main("Who"),
        Column::status("Verdict"),
        Column::sub("As"),
        Column::sub("Where"),
        Column::sub("Until"),
        Column::sub("Decided"),
    ];
    table(
        "What was decided",
        &columns,
        html! {
            @for VerdictLine { verdict, until, when } in lines {
                tr {
                    (cell(Column::MAIN, html! { strong { (verdict.seen.name) } p .muted.small { (verdict.seen.email) } }))
                    (cell_status(told(verdict)))
                    (cell(Column::SUB, html! { (verdict.seen.role) }))
                    (cell(Column::SUB, html! { (verdict.seen.place.as_deref().unwrap_or("Everywhere")) }))
                    (cell(Column::SUB, html! { @match until { Some(day) => { "Until " (day) }, None => "Without an end" } }))
                    (cell(Column::SUB, html! { (when) " by " (verdict.by_name) }))
                }
            }
        },
    )
}

fn told(verdict: &Verdict) -> Markup {
    match (verdict.choice, verdict.outcome.as_deref()) {
        (_, Some("gone")) => badge(Tone::Neutral, "Was gone before"),
        (Choice::Keep, Some(_)) => badge(Tone::Ok, "Stayed"),
        (Choice::End, Some(_)) => badge(Tone::Bad, "Ended"),
        (Choice::Keep, None) => badge(Tone::Neutral, "To stay"),
        (Choice::End, None) => badge(Tone::Neutral, "To end"),
    }
}
