//! The form of a label.

use super::super::archive_card;
use crate::catalogue::labels::{Label, LabelForm, State, TONES};
use crate::views::parts::{field, listed};
use crate::views::words::{state_text, tone_text};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{checkbox, fields, hidden, problem_summary, select, submit_row, text};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new label, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Label>,
    /// What was typed.
    pub typed: &'a LabelForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        (back_link(&org.path("/catalogue/labels"), "Status labels"))
        @match shown.existing {
            Some(label) => {
                (page_header(&format!("Edit {}", label.name), None, html! {}))
                (two_columns(main, archive_card(
                    "label",
                    &label.name,
                    &org.path(&format!("/catalogue/labels/{}/archival", label.id)),
                    label.version,
                    "When nothing more is to get it.",
                    "What bears it goes on bearing it.",
                )))
            }
            None => {
                (page_header("New status label", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let list = org.path("/catalogue/labels");
    let action = match shown.existing {
        Some(label) => format!("{list}/{}/details", label.id),
        None => list.clone(),
    };
    let states = State::ALL.map(|state| (state.name().to_owned(), state_text(state).to_owned()));
    let tones = TONES.map(|tone| (tone.to_owned(), tone_text(tone).to_owned()));
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    text(&field("name", problems).required(), &typed.name),
                    select(&field("state", problems).hint("Open while nothing bears it.").required(), &states, &typed.state),
                    select(&field("tone", problems).required(), &tones, &typed.tone),
                ]))
                (checkbox(&field("may_leave", problems).hint("Of what is in stock. Without it, what bears the label stays."), typed.may_leave == "on"))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &list)) }
        }
    }
}
