//! The files of a work order: on its page, and on a page of their own where they are added and removed.

use crate::views::parts::{file_input, file_size};
use crate::work::Order;
use crate::work::files::OrderFile;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, button_link, card, empty, page_header, primary_button};
use platform::ui::{Icon, icon};

fn address(org: &Org, order: &Order, file: &OrderFile) -> String {
    org.path(&format!("/work-orders/{}/files/{}", order.id, file.file_id))
}

/// The section of the order's page; empty where there is nothing to be seen or done.
pub(crate) fn section(org: &Org, order: &Order, files: &[OrderFile], may_work: bool) -> Markup {
    if files.is_empty() && !may_work {
        return html! {};
    }
    let (pictures, others): (Vec<&OrderFile>, Vec<&OrderFile>) = files.iter().partition(|file| file.is_picture);
    let all = org.path(&format!("/work-orders/{}/files", order.id));
    card(
        "Files",
        html! { @if may_work { (button_link(&all, Some(Icon::Paperclip), if files.is_empty() { "Add a file" } else { "Add or remove" })) } },
        html! {
            @if files.is_empty() { p .muted { "Photos of what is broken, offers and invoices belong here." } }
            @if !pictures.is_empty() {
                ul .asset-pictures role="list" {
                    @for picture in pictures {
                        li { a href=(address(org, order, picture)) hx-boost="false" { img src=(address(org, order, picture)) alt=(picture.name) loading="lazy"; } }
                    }
                }
            }
            @if !others.is_empty() { ul .stack role="list" { @for other in others { li { (line(org, order, other)) } } } }
        },
    )
}

fn line(org: &Org, order: &Order, file: &OrderFile) -> Markup {
    html! {
        a href=(address(org, order, file)) hx-boost="false" { (icon(Icon::File)) " " (file.name) }
        " " span .muted.small { (file_size(file.size)) @if let Some(name) = &file.added_by_name { " · " (name) } }
    }
}

/// Their own page; the form has its key, and says how large a file may be.
pub(crate) fn page(
    org: &Org,
    order: &Order,
    files: &[OrderFile],
    (key, most): (&str, &str),
    problems: &Problems,
) -> Markup {
    let home = org.path(&format!("/work-orders/{}", order.id));
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), format!("File: {message}"))).collect();
    html! {
        (back_link(&home, &order.label()))
        (page_header(&format!("Files of {}", order.label()), Some(&order.title), html! {}))
        @if files.is_empty() { div .card { (empty(Icon::Paperclip, "Photos of what is broken, offers, invoices. There is none yet.", html! {})) } }
        @else {
            div .tiles { @for file in files { (tile(org, order, &home, file)) } }
        }
        (card("Add a file", html! {}, html! {
            form .stack #form method="post" action={ (home) "/files" } enctype="multipart/form-data" {
                (problem_summary(&told))
                (file_input(problems, most))
                (hidden("key", key))
                (submit_row(primary_button(Some(Icon::Upload), "Add file"), &home))
            }
        }))
    }
}

/// Removing one is taken back by a click, so nobody is asked first.
fn tile(org: &Org, order: &Order, home: &str, file: &OrderFile) -> Markup {
    html! {
        figure .card {
            @if file.is_picture { div .body { img src=(address(org, order, file)) alt=(file.name) width="360" loading="lazy"; } }
            figcaption .body.stack {
                p { (line(org, order, file)) }
                form method="post" action={ (home) "/files/" (file.file_id) "/removal" } {
                    button .btn type="submit" { (icon(Icon::Trash)) "Remove" span .vh { ": " (file.name) } }
                }
            }
        }
    }
}
