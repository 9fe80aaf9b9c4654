//! The form of an item.

use super::{label, listed};
use crate::stock::{Item, ItemForm, Known};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, card, confirm_form, page_header, primary_button, two_columns};

/// The page.
pub(crate) fn page(org: &Org, existing: Option<&Item>, typed: &ItemForm, known: &Known, problems: &Problems) -> Markup {
    let main = form(org, existing, typed, known, problems);
    html! {
        @match existing {
            Some(item) => {
                @let own = org.path(&format!("/stock/{}", item.id));
                (back_link(&own, &item.name))
                (page_header(&format!("Edit {}", item.name), None, html! {}))
                (two_columns(main, card("Archive", html! {}, html! {
                    div .stack {
                        p .muted { "When it is not bought any more, and nothing of it is left." }
                        div { (confirm_form(
                            "archive", &format!("{own}/archival"), "Archive it",
                            &format!("{} disappears from lists and choices. Its ledger stays. You can restore it.", item.name),
                            hidden("version", &item.version.to_string()),
                        )) }
                    }
                })))
            }
            None => {
                (back_link(&org.path("/stock"), "Stock"))
                (page_header("New item", None, html! {}))
                (main)
            }
        }
    }
}

fn form(org: &Org, existing: Option<&Item>, typed: &ItemForm, known: &Known, problems: &Problems) -> Markup {
    let (action, cancel) = match existing {
        Some(item) => {
            let own = org.path(&format!("/stock/{}", item.id));
            (format!("{own}/details"), own)
        }
        None => (org.path("/stock"), org.path("/stock")),
    };
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let money = Input { autocomplete: Some("off"), inputmode: Some("decimal"), ..Input::of("text") };
    let mut categories = vec![(String::new(), "Choose a category".to_owned())];
    categories.extend(
        known
            .categories
            .iter()
            .filter(|one| one.archived_at.is_none() || existing.is_some_and(|item| item.category_id == one.id))
            .map(|one| (one.id.to_string(), format!("{}{}", "\u{2003}".repeat(one.depth()), one.name))),
    );
    let mut suppliers = vec![(String::new(), "Nobody in particular".to_owned())];
    suppliers.extend(known.suppliers.iter().map(|vendor| (vendor.id.to_string(), vendor.name.clone())));
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (forms::input(&field("name").required(), &plain, &typed.name))
                (fields(&[
                    forms::input(&field("sku").hint("Yours or the supplier's; no two items have the same."), &plain, &typed.sku),
                    forms::input(&field("unit").hint("What is counted: piece, box, metre."), &plain, &typed.unit),
                    forms::select(&field("category").required(), &categories, &typed.category),
                    forms::select(&field("supplier"), &suppliers, &typed.supplier),
                    forms::input(&field("cost").hint("What one of it costs."), &money, &typed.cost),
                ]))
                (forms::textarea(&field("note"), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Add" }), &cancel)) }
        }
    }
}
