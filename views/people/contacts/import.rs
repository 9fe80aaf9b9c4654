//! Importing a file: choosing it, looking at what it would do, and what it did.

use crate::contacts::model::{Imported, Planned, Verdict};
use kernel::files::PICTURE_MAX;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, file, problem_summary};
use platform::ui::parts::{
    Column, back_link, badge, button_link, card, card_flush, cell, cell_main, cell_status, kpi, kpi_row, page_header,
    primary_button, table, two_columns,
};
use platform::ui::{Icon, Tone};

/// Rows shown of each kind.
const ROWS_SHOWN: usize = 100;

/// Choosing a file.
pub(crate) fn blank(org: &Org, problem: Option<&str>) -> Markup {
    let problems: Vec<(String, String)> =
        problem.iter().map(|problem| ("file".to_owned(), (*problem).to_owned())).collect();
    let wanted = Field::new("file", "CSV or XLSX file")
        .hint("Up to 5 MB and 10,000 rows, separated by commas, semicolons, tabs or bars, in any usual encoding.")
        .error(problem)
        .required();
    html! {
        (back_link(&org.path("/contacts"), "Contacts"))
        (page_header("Import contacts", Some("First you see what the file would do. Nothing changes before you say so."), html! {}))
        (problem_summary(&problems))
        form .card #import method="post" action=(org.path("/contacts/imports")) enctype="multipart/form-data" hx-boost="false" novalidate {
            header { h2 { "The file" } }
            div .body.stack {
                (file(&wanted, ".csv,.txt,.xlsx,text/csv,text/plain", PICTURE_MAX as u64))
                p .muted {
                    "The first line names the columns: E-mail is needed; Name (or First name and Last name), Telephone, Tags and Notes are read too, "
                    "also by their German, Spanish and French names. Other columns are left out. A contact is known by the e-mail address: "
                    "what the file says overrules what is known, and empty cells change nothing."
                }
            }
            footer { div .submit-row { (primary_button(Some(Icon::Upload), "Read it")) a .btn.ghost href=(org.path("/contacts")) { "Cancel" } } }
        }
    }
}

/// What a file would do.
pub(crate) fn preview(org: &Org, import: &Imported, planned: &[Planned<'_>]) -> Markup {
    let count = |wanted: fn(&Verdict) -> bool| planned.iter().filter(|planned| wanted(&planned.verdict)).count();
    let created = count(|verdict| matches!(verdict, Verdict::Create(_)));
    let updated = count(|verdict| matches!(verdict, Verdict::Update(..)));
    let same = count(|verdict| matches!(verdict, Verdict::Same));
    let wrong = count(|verdict| matches!(verdict, Verdict::Wrong(_)));
    html! {
        (back_link(&org.path("/contacts/imports/new"), "Another file"))
        (page_header("Import contacts", Some("This is what the file would do. Nothing has changed yet."), html! {
            @if created + updated > 0 {
                form #apply method="post" action=(org.path(&format!("/contacts/imports/{}/application", import.id))) {
                    (primary_button(Some(Icon::Check), &format!("Apply {}", created + updated)))
                }
            }
        }))
        (figures([created, updated, same, wrong].map(|number| number as i64)))
        (two_columns(
            html! { @if wrong > 0 { (errors(planned, wrong)) } (changes(org, planned, created + updated)) },
            reading(import),
        ))
    }
}

fn figures([created, updated, same, wrong]: [i64; 4]) -> Markup {
    kpi_row(&[
        kpi("New", &created.to_string(), html! { "contacts" }, None),
        kpi("Changed", &updated.to_string(), html! { "say something new" }, None),
        kpi("Known", &same.to_string(), html! { "say nothing new" }, None),
        kpi("Wrong", &wrong.to_string(), html! { "left out, with reasons" }, None),
    ])
}

fn reading(import: &Imported) -> Markup {
    let summary = &import.summary;
    let read_as = |meaning: &str| match meaning {
        "" => "left out".to_owned(),
        "email" => "E-mail".to_owned(),
        "phone" => "Telephone".to_owned(),
        "note" => "Notes".to_owned(),
        "source" => "Source".to_owned(),
        other => other.replace('_', " "),
    };
    card(
        "How it was read",
        html! {},
        html! {
            div .stack {
                p { (summary.encoding) @if !summary.separator.is_empty() { ", separated by " (summary.separator) } "." }
                dl .facts { @for (head, meaning) in &summary.columns { div { dt { @if head.is_empty() { "(no name)" } @else { (head) } } dd { (read_as(meaning)) } } } }
            }
        },
    )
}

fn errors(planned: &[Planned<'_>], number: usize) -> Markup {
    let wrong = planned.iter().filter_map(|planned| match &planned.verdict {
        Verdict::Wrong(problems) => Some((planned.row, problems)),
        _ => None,
    });
    card_flush(
        "Rows that are left out",
        html! { span .muted { (number) } },
        html! {
            (table("Rows that are left out", &[Column::main("Line"), Column::sub("What is wrong"), Column::extra("E-mail")], html! {
                @for (row, problems) in wrong.take(ROWS_SHOWN) {
                    tr {
                        td .main { "Line " (row.line) }
                        (cell(Column::SUB, html! { @for (field, sentence) in problems { p { strong { (field) } ": " (sentence) } } }))
                        (cell(Column::EXTRA, html! { (row.email) }))
                    }
                }
            }))
            @if number > ROWS_SHOWN { p .hint.body { "And " (number - ROWS_SHOWN) " more." } }
        },
    )
}

fn changes(org: &Org, planned: &[Planned<'_>], number: usize) -> Markup {
    let shown = planned.iter().filter(|planned| matches!(planned.verdict, Verdict::Create(_) | Verdict::Update(..)));
    if number == 0 {
        return card("Rows that are applied", html! {}, html! { p .muted { "None: the file says nothing new." } });
    }
    card_flush(
        "Rows that are applied",
        html! { span .muted { (number) } },
        html! {
            (table("Rows that are applied", &[Column::main("Name"), Column::sub("E-mail"), Column::extra("Changes"), Column::status("What")], html! {
                @for planned in shown.take(ROWS_SHOWN) {
                    tr {
                        @match &planned.verdict {
                            Verdict::Update(id, ..) => (cell_main(&org.path(&format!("/contacts/{id}")), if planned.row.name.is_empty() { &planned.row.email } else { &planned.row.name })),
                            _ => td .main { @if planned.row.name.is_empty() { (planned.row.email) } @else { (planned.row.name) } },
                        }
                        (cell(Column::SUB, html! { (planned.row.email) }))
                        (cell(Column::EXTRA, html! { @if let Verdict::Update(_, _, fields) = &planned.verdict { (fields.join(", ")) } }))
                        (cell_status(match planned.verdict { Verdict::Create(_) => badge(Tone::Ok, "New"), _ => badge(Tone::Info, "Changed") }))
                    }
                }
            }))
            @if number > ROWS_SHOWN { p .hint.body { "And " (number - ROWS_SHOWN) " more." } }
        },
    )
}

/// What a file did.
pub(crate) fn applied(org: &Org, import: &Imported) -> Markup {
    let summary = &import.summary;
    html! {
        (back_link(&org.path("/contacts"), "Contacts"))
        (page_header("Import contacts", Some("The file was applied. Its rows are not kept."), html! {
            (button_link(&org.path("/contacts?order=newest"), Some(Icon::Users), "See the newest"))
        }))
        (figures([summary.created, summary.updated, summary.same, summary.wrong]))
    }
}
