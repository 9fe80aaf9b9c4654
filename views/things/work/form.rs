//! The form of a work order.

use super::{kind_text, label, listed, priority_text};
use crate::views::parts::place_options;
use crate::work::{Kind, Known, Order, OrderForm, Priority};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, page_header, primary_button};

/// The page.
pub(crate) fn page(
    org: &Org,
    existing: Option<&Order>,
    typed: &OrderForm,
    known: &Known,
    problems: &Problems,
) -> Markup {
    let list = org.path("/work-orders");
    html! {
        @match existing {
            Some(order) => {
                (back_link(&org.path(&format!("/work-orders/{}", order.id)), &order.label()))
                (page_header(&format!("Edit {}", order.label()), None, html! {}))
            }
            None => {
                (back_link(&list, "Work orders"))
                (page_header("New work order", None, html! {}))
            }
        }
        (form(org, existing, typed, known, problems))
    }
}

fn form(org: &Org, existing: Option<&Order>, typed: &OrderForm, known: &Known, problems: &Problems) -> Markup {
    let (action, cancel) = match existing {
        Some(order) => {
            let own = org.path(&format!("/work-orders/{}", order.id));
            (format!("{own}/details"), own)
        }
        None => (org.path("/work-orders"), org.path("/work-orders")),
    };
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    let money = Input { autocomplete: Some("off"), inputmode: Some("decimal"), ..Input::of("text") };
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let priorities: Vec<_> =
        Priority::ALL.iter().map(|one| (one.name().to_owned(), priority_text(*one).to_owned())).collect();
    let open = |first: &str, rest: Vec<(String, String)>| {
        std::iter::once((String::new(), first.to_owned())).chain(rest).collect::<Vec<_>>()
    };
    let places = open("About no location", place_options(&known.places));
    let people = open("Nobody yet", known.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect());
    let suppliers = open(
        "Nobody from outside",
        known.suppliers.iter().map(|vendor| (vendor.id.to_string(), vendor.name.clone())).collect(),
    );
    let priority = if typed.priority.is_empty() { Priority::Normal.name() } else { &typed.priority };
    html! {
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (forms::input(&field("title").hint("What is to be done, in a few words.").required(), &plain, &typed.title))
                (fields(&[
                    forms::select(&field("kind"), &kinds, &typed.kind),
                    forms::select(&field("priority"), &priorities, priority),
                    forms::input(&field("asset").hint("Its tag, where it is about an asset."), &plain, &typed.asset),
                    forms::select(&field("location").hint("Or the place that it is about."), &places, &typed.location),
                    forms::select(&field("assignee"), &people, &typed.assignee),
                    forms::input(&field("due_on"), &Input::of("date"), &typed.due_on),
                ]))
                (forms::checkbox(&field("takes_out").hint("While work goes on, the asset is in maintenance."), typed.takes_out == "on"))
                (forms::textarea(&field("description"), &typed.description, 4))
                @if existing.is_none() {
                    (forms::textarea(&field("checklist").hint("Steps, one a line."), &typed.checklist, 4))
                }
                (fields(&[
                    forms::select(&field("supplier"), &suppliers, &typed.supplier),
                    forms::input(&field("labour_minutes"), &whole, &typed.labour_minutes),
                    forms::input(&field("rate"), &money, &typed.rate),
                    forms::input(&field("other_cost").hint("Besides labour and parts."), &money, &typed.other_cost),
                    forms::datetime(&field("down_from"), &typed.down_from),
                    forms::datetime(&field("down_until"), &typed.down_until),
                ]))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Raise" }), &cancel)) }
        }
    }
}
