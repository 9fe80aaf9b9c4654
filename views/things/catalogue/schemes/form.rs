//! The form of a depreciation scheme.

use super::super::archive_card;
use crate::catalogue::MONTHS_MAX;
use crate::catalogue::schemes::{Convention, Method, Scheme, SchemeForm};
use crate::views::parts::{field, listed};
use crate::views::words::{convention_text, method_text};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{checkbox, fields, hidden, number, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new scheme, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Scheme>,
    /// What was typed.
    pub typed: &'a SchemeForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        (back_link(&org.path("/catalogue/depreciation"), "Depreciation schemes"))
        @match shown.existing {
            Some(scheme) => {
                (page_header(&format!("Edit {}", scheme.name), None, html! {}))
                (two_columns(main, archive_card(
                    "scheme",
                    &scheme.name,
                    &org.path(&format!("/catalogue/depreciation/{}/archival", scheme.id)),
                    scheme.version,
                    "When nothing more is to get it.",
                    "What follows it goes on following it.",
                )))
            }
            None => {
                (page_header("New depreciation scheme", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let list = org.path("/catalogue/depreciation");
    let action = match shown.existing {
        Some(scheme) => format!("{list}/{}/details", scheme.id),
        None => list.clone(),
    };
    let methods = Method::ALL.map(|method| (method.name().to_owned(), method_text(method).to_owned()));
    let conventions = Convention::ALL.map(|one| (one.name().to_owned(), convention_text(one).to_owned()));
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    text(&field("name", problems).required(), &typed.name),
                    select(&field("method", problems).hint("The figures stay as they are once something follows the scheme.").required(), &methods, &typed.method),
                    number(&field("months", problems).required(), &typed.months, 1, MONTHS_MAX),
                    text(&field("salvage", problems).hint("What is left at the end, of what was paid. Empty: nothing."), &typed.salvage),
                    text(&field("rate", problems).hint("Of a declining balance. Empty: the rate that leads to the salvage value."), &typed.rate),
                    select(&field("convention", problems).required(), &conventions, &typed.convention),
                ]))
                (checkbox(&field("switches", problems).hint("Of declining balances: as soon as the straight line over the rest takes more."), typed.switches == "on"))
                (fields(&[
                    text(&field("expense_account", problems).hint("What a journal charges."), &typed.expense_account),
                    text(&field("contra_account", problems).hint("What a journal gathers it on."), &typed.contra_account),
                ]))
                (textarea(&field("note", problems), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &list)) }
        }
    }
}
