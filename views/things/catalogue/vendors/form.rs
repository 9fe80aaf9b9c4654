//! The form of a vendor.

use super::super::archive_card;
use crate::catalogue::vendors::{Vendor, VendorForm};
use crate::views::parts::{field, listed};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Input, checkboxes, fields, hidden, input, problem_summary, submit_row, tel, text, textarea};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new vendor, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Vendor>,
    /// What was typed.
    pub typed: &'a VendorForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        @match shown.existing {
            Some(vendor) => {
                (back_link(&org.path(&format!("/catalogue/vendors/{}", vendor.id)), &vendor.name))
                (page_header(&format!("Edit {}", vendor.name), None, html! {}))
                (two_columns(main, archive_card(
                    "it",
                    &vendor.name,
                    &org.path(&format!("/catalogue/vendors/{}/archival", vendor.id)),
                    vendor.version,
                    "When nothing more is bought from it.",
                    "What it made and supplied goes on naming it.",
                )))
            }
            None => {
                (back_link(&org.path("/catalogue/vendors"), "Suppliers and makers"))
                (page_header("New supplier or maker", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let (action, cancel) = match shown.existing {
        Some(vendor) => {
            let own = org.path(&format!("/catalogue/vendors/{}", vendor.id));
            (format!("{own}/details"), own)
        }
        None => (org.path("/catalogue/vendors"), org.path("/catalogue/vendors")),
    };
    let roles = [("makes", "It makes things"), ("supplies", "It sells or services things")];
    let roles = roles.map(|(value, label)| (value.to_owned(), label.to_owned(), typed.has(value)));
    let web =
        Input { placeholder: Some("https://"), autocomplete: Some("off"), inputmode: Some("url"), ..Input::of("text") };
    let mail = Input { autocomplete: Some("off"), inputmode: Some("email"), ..Input::of("email") };
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (text(&field("name", problems).required(), &typed.name))
                (checkboxes(&field("role", problems).required(), &roles))
                (fields(&[
                    input(&field("url", problems), &web, &typed.url),
                    input(&field("email", problems), &mail, &typed.email),
                    tel(&field("phone", problems), &typed.phone),
                ]))
                (textarea(&field("address", problems), &typed.address, 3))
                (textarea(&field("note", problems).hint("For colleagues: customer number, hours, who answers."), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &cancel)) }
        }
    }
}
