//! The certifications so far.

use super::begin;
use crate::certifications::model::Certification;
use maud::{Markup, html};
use platform::ui::parts::{
    Column, back_link, badge, card_flush, cell, cell_main, cell_num, cell_status, empty, page_header, table,
};
use platform::ui::{Icon, Tone};

/// The page; each with its beginning in words.
pub(crate) fn page(base: &str, tabs: Markup, rounds: &[(String, Certification)], key: &str) -> Markup {
    let columns = [
        Column::main("Begun"),
        Column::sub("By"),
        Column::status("Is"),
        Column::sub("Note"),
        Column::num("Stayed"),
        Column::num("Ended"),
    ];
    html! {
        (back_link(&format!("{base}/review"), "Review"))
        (page_header("Certifications", Some("Who went through all that is held, role by role, and what they decided."), begin(base, key)))
        (tabs)
        @if rounds.is_empty() {
            (card_flush("Certifications so far", html! {}, empty(Icon::History, "Nobody has gone through the access role by role yet.", html! {})))
        } @else {
            section .card {
                (table("Certifications so far", &columns, html! {
                    @for (when, round) in rounds {
                        tr {
                            (cell_main(&format!("{base}/certifications/{}", round.id), when))
                            (cell(Column::SUB, html! { (round.held_by_name) }))
                            (cell_status(state(round)))
                            (cell(Column::SUB, html! { (round.note) }))
                            (cell_num("Stayed", &figure(round, round.kept)))
                            (cell_num("Ended", &figure(round, round.ended)))
                        }
                    }
                }))
            }
        }
    }
}

fn state(round: &Certification) -> Markup {
    match (round.completed_at, round.abandoned_at) {
        (Some(_), _) => badge(Tone::Ok, "Completed"),
        (_, Some(_)) => badge(Tone::Neutral, "Given up"),
        _ => badge(Tone::Info, "Open"),
    }
}

fn figure(round: &Certification, count: i64) -> String {
    if round.completed_at.is_some() { count.to_string() } else { String::new() }
}
