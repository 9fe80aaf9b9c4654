//! The list of contacts.

use super::query;
use crate::contacts::model::{ContactFilter, ContactPage};
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{Column, cell, empty, filter_row, filter_search, no_results, page_header, pager, table};

/// The page; `base` is its path.
pub(crate) fn page(base: &str, filter: &ContactFilter, shown: &ContactPage) -> Markup {
    html! {
        (page_header("Contacts", Some("The people you deal with: guests, clients, visitors."), html! {}))
        section .card {
            (filter_row(base, "#contacts", filter_search("text", "Name, e-mail or telephone", &filter.text), html! {}))
            div #contacts { (list(base, filter, shown)) }
        }
    }
}

fn list(base: &str, filter: &ContactFilter, shown: &ContactPage) -> Markup {
    if shown.contacts.is_empty() {
        return match filter.text.trim().is_empty() && filter.after.is_none() && filter.before.is_none() {
            true => empty(Icon::Users, "Whoever books appears here, with name and address.", html! {}),
            false => no_results("No contact matches.", base),
        };
    }
    let at = |cursor: &str, id: String| query(base, &[("text", &filter.text), (cursor, &id)]);
    let previous =
        shown.contacts.first().filter(|_| shown.has_previous).map(|first| at("before", first.id.to_string()));
    let next = shown.contacts.last().filter(|_| shown.has_next).map(|last| at("after", last.id.to_string()));
    html! {
        (table("Contacts", &[Column::main("Name"), Column::sub("E-mail"), Column::extra("Telephone"), Column::extra("From")], html! {
            @for contact in &shown.contacts {
                tr #{ "c-" (contact.id) } {
                    td .main { strong { @if contact.name.is_empty() { "No name" } @else { (contact.name) } } }
                    (cell(Column::SUB, html! { a href={ "mailto:" (contact.email) } { (contact.email) } }))
                    (cell(Column::EXTRA, html! {
                        @if !contact.phone.is_empty() { a href={ "tel:" (contact.phone.replace(' ', "")) } { (contact.phone) } }
                    }))
                    (cell(Column::EXTRA, html! { (contact.source) }))
                }
            }
        }))
        @if previous.is_some() || next.is_some() { (pager(previous.as_deref(), next.as_deref(), "By name")) }
    }
}
