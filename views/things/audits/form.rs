//! The forms of an audit: a new one, and what can be changed of one that has begun.

use super::{label, listed};
use crate::audits::{Audit, AuditForm, Kind, Known};
use crate::views::parts::place_options;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, page_header, primary_button};

/// The page.
pub(crate) fn page(org: &Org, typed: &AuditForm, known: &Known, problems: &Problems) -> Markup {
    let list = org.path("/audits");
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let open = |first: &str, rest: Vec<(String, String)>| {
        std::iter::once((String::new(), first.to_owned())).chain(rest).collect::<Vec<_>>()
    };
    let places = open("Everywhere", place_options(&known.places));
    let depth = |depth: usize| "\u{2003}".repeat(depth);
    let categories = known.categories.iter();
    let categories =
        categories.map(|one| (one.id.to_string(), format!("{}{}", depth(one.depth()), one.name))).collect();
    let categories = open("Of every kind", categories);
    let people = open("Nobody yet", known.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect());
    let kinds = [("place", "What is there"), ("held", "What people have")];
    let kinds = kinds.map(|(value, text)| (value.to_owned(), text.to_owned()));
    html! {
        (back_link(&list, "Audits"))
        (page_header("New audit", None, html! {}))
        form .card #form method="post" action=(list) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (forms::input(&field("name").hint("Such as: Upper deck, spring.").required(), &plain, &typed.name))
                (fields(&[
                    forms::select(&field("kind").hint("What people have is not expected at a place: it is with them."), &kinds, &typed.kind),
                    forms::select(&field("location").hint("With all below it."), &places, &typed.location),
                    forms::select(&field("category").hint("With all below it."), &categories, &typed.category),
                    forms::select(&field("assignee"), &people, &typed.assignee),
                    forms::input(&field("due_on"), &Input::of("date"), &typed.due_on),
                ]))
                (forms::textarea(&field("people").hint("Of what people have: their addresses or names, one a line. Empty: everybody's. Each gets a letter with a link."), &typed.people, 3))
                (reminders(typed, problems))
                (forms::textarea(&field("note").hint("For whoever counts."), &typed.note, 3))
                p .muted { "What is expected is written down now. Nothing that happens later changes the list." }
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, "Start"), &list)) }
        }
    }
}

/// When those who do not answer are reminded.
fn reminders(typed: &AuditForm, problems: &Problems) -> Markup {
    let hint = "Of what people have: so many days after the letter, to those who have not answered. Empty: nobody is.";
    let field = Field::new("reminders", label("reminders")).hint(hint).error(problems.at("reminders"));
    forms::input(&field, &Input { autocomplete: Some("off"), ..Input::of("text") }, &typed.reminders)
}

/// The page where an audit that has begun is changed.
pub(crate) fn change(org: &Org, audit: &Audit, typed: &AuditForm, known: &Known, problems: &Problems) -> Markup {
    let home = org.path(&format!("/audits/{}", audit.id));
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let mut people = vec![(String::new(), "Nobody yet".to_owned())];
    people.extend(known.people.iter().map(|(id, name)| (id.to_string(), name.clone())));
    if let (Some(id), Some(name)) = (audit.assignee_id, &audit.assignee_name)
        && known.people.iter().all(|(known, _)| *known != id)
    {
        people.push((id.to_string(), name.clone()));
    }
    html! {
        (back_link(&home, &audit.name))
        (page_header(&format!("Edit {}", audit.name), Some("What it is of stays as it is: that was written down when it began."), html! {}))
        form .card #form method="post" action={ (home) "/details" } novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (forms::input(&field("name").required(), &plain, &typed.name))
                (fields(&[
                    forms::select(&field("assignee").hint("Whoever it is given to now is told."), &people, &typed.assignee),
                    forms::input(&field("due_on"), &Input::of("date"), &typed.due_on),
                ]))
                @match audit.kind {
                    Kind::Held => (reminders(typed, problems)),
                    Kind::Place => (hidden("reminders", &typed.reminders)),
                }
                (forms::textarea(&field("note").hint("For whoever counts."), &typed.note, 3))
                (hidden("version", &typed.version.to_string()))
            }
            footer { (submit_row(primary_button(None, "Save"), &home)) }
        }
    }
}
