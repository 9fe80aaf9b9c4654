//! The form of a category.

use super::super::{archive_card, category_options};
use crate::catalogue::categories::{AUDIT_MONTHS, Category, CategoryForm, PATTERN_MAX};
use crate::views::parts::{field, listed};
use crate::views::words::months_text;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{
    Input, Tile, fields, hidden, input, problem_summary, radio_tiles, select, submit_row, text, textarea,
};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new category, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Category>,
    /// What it may stand in.
    pub parents: &'a [Category],
    /// What was typed.
    pub typed: &'a CategoryForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The next tag by what was typed.
    pub example: Option<&'a str>,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        @match shown.existing {
            Some(category) => {
                (back_link(&org.path(&format!("/catalogue/categories/{}", category.id)), &category.name))
                (page_header(&format!("Edit {}", category.name), None, html! {}))
                (two_columns(main, archive_card(
                    "category",
                    &category.name,
                    &org.path(&format!("/catalogue/categories/{}/archival", category.id)),
                    category.version,
                    "When nothing new will be of this kind. Assets, models and categories in it have to go first.",
                    "What is disposed of stays in it.",
                )))
            }
            None => {
                (back_link(&org.path("/catalogue"), "Catalogue"))
                (page_header("New category", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let (action, cancel) = match shown.existing {
        Some(category) => {
            let own = org.path(&format!("/catalogue/categories/{}", category.id));
            (format!("{own}/details"), own)
        }
        None => (org.path("/catalogue/categories"), org.path("/catalogue")),
    };
    let pattern = Input {
        placeholder: Some("NB-#####"),
        maxlength: Some(PATTERN_MAX),
        autocomplete: Some("off"),
        ..Input::of("text")
    };
    let tile =
        |value: &str, title: &str, line: &str| Tile { value: value.into(), title: title.into(), line: line.into() };
    let months = Input { inputmode: Some("numeric"), ..Input::of("text") };
    let mut audits = vec![(String::new(), "As in what it stands in".to_owned())];
    audits.extend(AUDIT_MONTHS.map(|months| (months.to_string(), months_text(months))));
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    text(&field("name", problems).required(), &typed.name),
                    select(&field("parent", problems), &category_options(shown.parents, "Nothing: it is at the top"), &typed.parent),
                ]))
                div .stack {
                    (input(&field("tag_pattern", problems).hint("3 to 9 hashes become the next number. Empty: as in what it stands in."), &pattern, &typed.tag_pattern))
                    div #tag-example hx-get=(org.path("/catalogue/tag-example")) hx-include="#tag_pattern, #parent" hx-swap="innerHTML"
                        hx-trigger="input from:#tag_pattern delay:200ms, change from:#parent" hx-sync="this:replace" aria-live="polite" {
                        (example(shown.example))
                    }
                }
                (radio_tiles(&field("unique_serials", problems).required(), &[
                    tile("", "As in what it stands in", "At the top: no two are the same"),
                    tile("yes", "No two are the same", "A serial number that is there already is refused"),
                    tile("no", "May be there twice", "For things whose numbers are of a batch"),
                ], &typed.unique_serials))
                (input(&field("life_months", problems).hint("From purchase to the end of life. Empty: as in what it stands in."), &months, &typed.life_months))
                (input(&field("alert_days", problems).hint("How long before the end of a warranty, of its life or of what expires it is told. Empty: as in what it stands in."), &months, &typed.alert_days))
                (select(&field("audit_months", problems).hint("When an asset was not seen in an audit for so long, lists say so."), &audits, &typed.audit_months))
                (radio_tiles(&field("asks_acceptance", problems).required(), &[
                    tile("", "As in what it stands in", "At the top: nobody signs"),
                    tile("yes", "Whoever gets one signs for it", "A letter with a link asks them; they sign on any screen"),
                    tile("no", "Nobody signs", ""),
                ], &typed.asks_acceptance))
                (textarea(&field("acceptance_text", problems).hint("What is signed, word by word. Empty: as in what it stands in. What was signed already stays as it was."), &typed.acceptance_text, 5))
                (textarea(&field("note", problems).hint("For colleagues who sort things."), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &cancel)) }
        }
    }
}

/// The next tag; nothing for a pattern that is none.
pub fn example(tag: Option<&str>) -> Markup {
    html! {
        p .muted {
            @match tag {
                Some(tag) => { "The next tag: " strong { code { (tag) } } },
                None => "The next tag is shown here.",
            }
        }
    }
}
