//! The form of a field.

use super::super::{archive_card, category_options};
use crate::catalogue::categories::Category;
use crate::catalogue::fields::{Field, FieldForm, Kind};
use crate::views::parts::{field, listed};
use crate::views::words::field_kind_text;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{checkbox, fields, hidden, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, page_header, primary_button, two_columns};

/// A form as it is shown: for a new field, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Field>,
    /// Of which it may be.
    pub categories: &'a [Category],
    /// What was typed.
    pub typed: &'a FieldForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

impl Shown<'_> {
    /// May what it is to hold still be of this kind? Of one that exists only what it is.
    fn may_be(&self, kind: Kind) -> bool {
        self.existing.is_none_or(|existing| existing.kind == kind)
    }
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, main) = (shown.org, form(shown));
    html! {
        (back_link(&org.path("/catalogue/fields"), "Fields"))
        @match shown.existing {
            Some(existing) => {
                (page_header(&format!("Edit {}", existing.name), Some(field_kind_text(existing.kind)), html! {}))
                (two_columns(main, archive_card(
                    "field",
                    &existing.name,
                    &org.path(&format!("/catalogue/fields/{}/archival", existing.id)),
                    existing.version,
                    "When it is no longer kept.",
                    "What it holds is kept and not shown.",
                )))
            }
            None => {
                (page_header("New field", None, html! {}))
                (main)
            }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let (org, typed, problems) = (shown.org, shown.typed, shown.problems);
    let list = org.path("/catalogue/fields");
    let action = match shown.existing {
        Some(existing) => format!("{list}/{}/details", existing.id),
        None => list.clone(),
    };
    let kinds = Kind::ALL.map(|kind| (kind.name().to_owned(), field_kind_text(kind).to_owned()));
    let ticked = |value: &str| value == "on";
    let of = field("category", problems).hint("And of all below it.");
    let first = [
        text(&field("name", problems).required(), &typed.name),
        select(&of, &category_options(shown.categories, "Every asset"), &typed.category),
        match shown.existing {
            Some(existing) => kind_of(existing, problems),
            None => select(&field("kind", problems).hint("It never changes.").required(), &kinds, &typed.kind),
        },
    ];
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&first))
                @if shown.may_be(Kind::Choice) {
                    (textarea(&field("choices", problems).hint("Of a choice: what there is to choose from, one a line."), &typed.choices, 4))
                }
                @if shown.may_be(Kind::Text) {
                    (text(&field("pattern", problems).hint("Of a text: a regular expression that it must match as a whole, such as [0-9A-F]{12}."), &typed.pattern))
                }
                (text(&field("help", problems).hint("What helps to fill it in; it stands here."), &typed.help))
                (checkbox(&field("is_required", problems), ticked(&typed.is_required)))
                (checkbox(&field("is_unique", problems).hint("Not for people, nor for yes or no."), ticked(&typed.is_unique)))
                (checkbox(&field("is_sealed", problems).hint("It cannot be unique, listed or searched then, and stays so once it holds something."), ticked(&typed.is_sealed)))
                (checkbox(&field("is_listed", problems), ticked(&typed.is_listed)))
                @if shown.may_be(Kind::Date) {
                    (checkbox(&field("is_expiry", problems).hint("Of a date until which it may be used, such as that of a licence or of the next safety test."), ticked(&typed.is_expiry)))
                }
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &list)) }
        }
    }
}

/// What it holds: a choice of one.
fn kind_of(existing: &Field, problems: &Problems) -> Markup {
    let only = [(existing.kind.name().to_owned(), field_kind_text(existing.kind).to_owned())];
    select(&field("kind", problems).hint("It never changes.").required(), &only, existing.kind.name())
}
