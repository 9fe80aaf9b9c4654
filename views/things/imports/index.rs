//! Sending a file, and the files so far.

use super::stage_badge;
use crate::imports::Import;
use kernel::time::clock_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, file, problem_summary};
use platform::ui::parts::{
    Column, back_link, card_flush, cell, cell_main, cell_num, cell_status, page_header, primary_button, table,
};
use platform::web::TABLE_MAX;

/// The page.
pub(crate) fn index(org: &Org, imports: &[Import], problem: Option<&str>) -> Markup {
    let problems: Vec<(String, String)> =
        problem.iter().map(|problem| ("file".to_owned(), (*problem).to_owned())).collect();
    let wanted = Field::new("file", "CSV or XLSX file")
        .hint("Up to 50 MB and 200,000 rows; any usual encoding, with commas, semicolons, tabs or bars.")
        .error(problem)
        .required();
    html! {
        (back_link(&org.path("/assets"), "Assets"))
        (page_header("Imports", Some("First you see what a file would do. Nothing changes before you say so."), html! {}))
        (problem_summary(&problems))
        form .card #import method="post" action=(org.path("/imports")) enctype="multipart/form-data" hx-boost="false" novalidate {
            header { h2 { "A file of assets" } }
            div .body.stack {
                (file(&wanted, ".csv,.txt,.tsv,.xlsx,text/csv,text/plain", TABLE_MAX as u64))
                p .muted {
                    "The first line names the columns. Exports of Snipe-IT, Shelf, Atlas, Homebox and of this house are understood as they are; "
                    "of others you say what each column is. An asset that is there is known by its tag, or by its serial where the file has no tags."
                }
            }
            footer { div .submit-row { (primary_button(Some(Icon::Upload), "Read it")) a .btn.ghost href=(org.path("/assets")) { "Cancel" } } }
        }
        @if !imports.is_empty() { (card_flush("So far", html! {}, list(org, imports))) }
    }
}

fn list(org: &Org, imports: &[Import]) -> Markup {
    let columns = [
        Column::main("File"),
        Column::sub("When"),
        Column::extra("By"),
        Column::num("Rows"),
        Column::num("New"),
        Column::num("Changed"),
        Column::num("Wrong"),
        Column::status("Stage"),
    ];
    table(
        "Imports so far",
        &columns,
        html! {
            @for import in imports {
                tr {
                    (cell_main(&org.path(&format!("/imports/{}", import.id)), &import.file_name))
                    (cell(Column::SUB, html! { (clock_text(org.zone(), import.created_at)) }))
                    (cell(Column::EXTRA, html! { (import.user_name.as_deref().unwrap_or_default()) }))
                    (cell_num("Rows", &import.row_count.to_string()))
                    (cell_num("New", &import.counts.created.to_string()))
                    (cell_num("Changed", &import.counts.changed.to_string()))
                    (cell_num("Wrong", &import.counts.wrong.to_string()))
                    (cell_status(stage_badge(import)))
                }
            }
        },
    )
}
