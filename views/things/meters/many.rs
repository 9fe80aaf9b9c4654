//! Many readings at once: the form, and what would become of each line.

use crate::meters::many::{Answered, ROWS_MAX, Said};
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, back_link, badge, card_flush, cell, cell_num, cell_status, notice, page_header, primary_button, table,
};
use platform::ui::{Icon, Tone};

/// What became of a table, or would.
pub(crate) struct Looked<'a> {
    /// Line by line.
    pub answers: &'a [Answered],
    /// So many are written.
    pub written: usize,
    /// So many cannot be.
    pub refused: usize,
    /// The table, to be sent again.
    pub table: &'a str,
    /// Was it done?
    pub is_done: bool,
}

/// The page.
pub(crate) fn page(org: &Org, typed: &str, looked: Option<&Looked<'_>>, problems: &Problems) -> Markup {
    let path = org.path("/meters/readings");
    let told: Vec<(String, String)> = problems.iter().map(|(name, told)| (name.to_owned(), told.to_owned())).collect();
    let file = Field::new("file", "Or a file").hint("CSV or XLSX, with the same columns.").error(problems.at("file"));
    let text = Field::new("text", "Readings")
        .hint("The first line names the columns: tag, meter, value and day. Without a meter, the only one; without a day, today.")
        .error(problems.at("text").or(problems.at("readings")));
    html! {
        (back_link(&org.path("/assets"), "Assets"))
        (page_header("Read many meters", Some("First you see what would be written. Nothing is before you say so."), html! {}))
        (problem_summary(&told))
        @if let Some(looked) = looked { (answers(&path, looked)) }
        @if looked.is_none_or(|looked| looked.is_done || looked.written == 0) {
            form .card #form method="post" action=(path) enctype="multipart/form-data" novalidate data-guard {
                header { h2 { "A table of readings" } }
                div .body.stack {
                    (forms::textarea(&text, typed, 8))
                    (forms::file(&file, ".csv,.txt,.tsv,.xlsx,text/csv,text/plain", PICTURE_MAX as u64))
                    p .muted { "Up to " (ROWS_MAX) " lines. An example: " code { "tag,meter,value,day" } ", and below it " code { "BK-001,Odometer,1250.5,2026-03-09" } "." }
                }
                footer { (submit_row(primary_button(Some(Icon::Upload), "Look at it"), &org.path("/assets"))) }
            }
        }
    }
}

fn answers(path: &str, looked: &Looked<'_>) -> Markup {
    let columns = [
        Column::num("Line"),
        Column::main("Tag"),
        Column::sub("Meter"),
        Column::num("Value"),
        Column::extra("Day"),
        Column::extra("What"),
        Column::status("Status"),
    ];
    let lines = |count: usize| if count == 1 { "1 reading".to_owned() } else { format!("{count} readings") };
    html! {
        @if looked.is_done { (notice(Tone::Warn, html! { p role="status" { (lines(looked.written)) " written down. " (looked.refused) " could not be: see below." } })) }
        (card_flush(if looked.is_done { "What became of it" } else { "What would be written" }, html! {}, html! {
            (table("Readings, line by line", &columns, html! { @for answer in looked.answers { (row(answer, looked.is_done)) } }))
            @if !looked.is_done && looked.written > 0 {
                div .body {
                    form #write method="post" action=(path) enctype="multipart/form-data" {
                        (hidden("act", "write"))
                        (hidden("text", looked.table))
                        @if looked.refused > 0 { p .muted { (looked.refused) " cannot be written, and are left out." } }
                        (submit_row(primary_button(Some(Icon::Check), &format!("Write down {}", lines(looked.written))), path))
                    }
                }
            }
        }))
    }
}

fn row(answer: &Answered, is_done: bool) -> Markup {
    let line = &answer.line;
    let (tone, word) = match answer.said {
        Said::Written if is_done => (Tone::Ok, "Written"),
        Said::Written => (Tone::Ok, "New"),
        Said::Already => (Tone::Neutral, "There already"),
        Said::Refused => (Tone::Bad, "Wrong"),
    };
    html! {
        tr {
            (cell_num("Line", &line.line.to_string()))
            td .main { (line.tag) }
            (cell(Column::SUB, html! { (line.meter) }))
            (cell_num("Value", &line.value))
            (cell(Column::EXTRA, html! { @if line.day.is_empty() { "Today" } @else { (line.day) } }))
            (cell(Column::EXTRA, html! { (answer.text) }))
            (cell_status(badge(tone, word)))
        }
    }
}
