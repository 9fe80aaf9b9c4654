//! How much there should be, by category.

use super::{Tab, label, listed, tabs};
use crate::catalogue::categories::Category;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{self, Field, Input, problem_summary};
use platform::ui::parts::{Column, button, button_link, card, cell, cell_num, empty, page_header, table, two_columns};
use uuid::Uuid;

/// The page.
pub(crate) fn page(
    org: &Org,
    categories: &[Category],
    minimums: &[(Uuid, i64)],
    may_change: bool,
    problems: &Problems,
) -> Markup {
    html! {
        (page_header("Stock", Some("How much there should be of each item of a category, at every place that has it."), html! {}))
        (tabs(org, Tab::Minimums))
        (problem_summary(&listed(problems)))
        @if may_change { (two_columns(list(org, categories, minimums), form(org, categories, problems))) }
        @else { (list(org, categories, minimums)) }
    }
}

fn list(org: &Org, categories: &[Category], minimums: &[(Uuid, i64)]) -> Markup {
    let said: Vec<(&Category, i64)> = categories
        .iter()
        .filter_map(|category| Some((category, minimums.iter().find(|(id, _)| *id == category.id)?.1)))
        .collect();
    html! {
        section .card aria-label="Minimums by category" {
            @if said.is_empty() {
                (empty(Icon::Layers, "No category says how much there should be.", button_link(&org.path("/catalogue"), None, "Categories")))
            } @else {
                (table("Minimums by category", &[Column::main("Category"), Column::num("Minimum")], html! {
                    @for (category, minimum) in said {
                        tr {
                            (cell(Column::MAIN, html! { (category.name) }))
                            (cell_num("Minimum", &minimum.to_string()))
                        }
                    }
                }))
            }
        }
    }
}

fn form(org: &Org, categories: &[Category], problems: &Problems) -> Markup {
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let mut options = vec![(String::new(), "Choose a category".to_owned())];
    options.extend(
        categories.iter().map(|one| (one.id.to_string(), format!("{}{}", "\u{2003}".repeat(one.depth()), one.name))),
    );
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    card(
        "Say it for a category",
        html! {},
        html! {
            form .stack method="post" action=(org.path("/stock/minimums")) {
                (forms::select(&field("category").hint("And those below it that say nothing themselves.").required(), &options, ""))
                (forms::input(&field("minimum").hint("Left empty, it says nothing any more."), &whole, ""))
                div { (button(Some(Icon::Check), "Save")) }
            }
        },
    )
}
