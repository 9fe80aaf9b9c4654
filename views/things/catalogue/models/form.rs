//! The form of a model.

use super::super::{archive_card, category_options};
use crate::catalogue::categories::Category;
use crate::catalogue::models::{Model, ModelForm};
use crate::catalogue::vendors::Vendor;
use crate::views::parts::{field, listed};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Input, fields, hidden, input, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new model, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Model>,
    /// Of which it may be.
    pub categories: &'a [Category],
    /// Who may make it.
    pub makers: &'a [Vendor],
    /// What was typed.
    pub typed: &'a ModelForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        @match shown.existing {
            Some(model) => {
                (back_link(&org.path(&format!("/catalogue/models/{}", model.id)), &model.label()))
                (page_header(&format!("Edit {}", model.name), None, html! {}))
                (two_columns(main, archive_card(
                    "model",
                    &model.name,
                    &org.path(&format!("/catalogue/models/{}/archival", model.id)),
                    model.version,
                    "When no more of it will be bought.",
                    "Assets of it stay as they are.",
                )))
            }
            None => {
                (back_link(&org.path("/catalogue/models"), "Models"))
                (page_header("New model", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let (action, cancel) = match shown.existing {
        Some(model) => {
            let own = org.path(&format!("/catalogue/models/{}", model.id));
            (format!("{own}/details"), own)
        }
        None => (org.path("/catalogue/models"), org.path("/catalogue/models")),
    };
    let makers: Vec<(String, String)> = std::iter::once((String::new(), "Not said".to_owned()))
        .chain(shown.makers.iter().map(|maker| (maker.id.to_string(), maker.name.clone())))
        .collect();
    let months = Input { inputmode: Some("numeric"), ..Input::of("text") };
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    text(&field("name", problems).hint("Without its maker: ThinkPad T14.").required(), &typed.name),
                    text(&field("number", problems).hint("The maker's: 21ML-003T."), &typed.number),
                    select(&field("category", problems).required(), &category_options(shown.categories, "Choose a category"), &typed.category),
                    select(&field("maker", problems), &makers, &typed.maker),
                ]))
                (input(&field("life_months", problems).hint("From purchase to the end of life. Empty: as its category says."), &months, &typed.life_months))
                (textarea(&field("note", problems).hint("For colleagues: which charger, which lamp."), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &cancel)) }
        }
    }
}
