//! Every filter there is: what may be asked of each attribute, those of the organisation's own too.

use super::index::Index;
use crate::assets::{ATTRIBUTES, About, Condition, Sort, Test};
use crate::catalogue::fields::{Field, Kind};
use maud::{Markup, html};
use platform::ui::forms::hidden;
use platform::ui::parts::dialog;

/// The dialog's id.
pub(super) const DIALOG: &str = "filters-dialog";

/// An attribute as the dialog shows it.
struct Attribute<'a> {
    name: String,
    label: &'a str,
    sort: Sort,
    field: Option<&'a Field>,
}

/// The dialog with what is asked now.
pub(super) fn filters_dialog(index: &Index<'_>, rest: &str) -> Markup {
    let house = ATTRIBUTES.iter().map(|(about, name, label)| Attribute {
        name: (*name).to_owned(),
        label,
        sort: about.sort(),
        field: None,
    });
    let own = index.fields.iter().filter(|field| !field.is_sealed).map(|field| Attribute {
        name: field.input(),
        label: &field.name,
        sort: About::Own(field.id, field.kind).sort(),
        field: Some(field),
    });
    dialog(
        DIALOG,
        "All filters",
        html! {
            form #filters .stack method="post" action=(index.org.path("/assets/filters")) {
                (hidden("query", rest))
                div .conditions {
                    @for attribute in house.chain(own) { (line(index, &attribute)) }
                }
                div .row { button .btn.primary type="submit" { "Show what fits" } }
            }
        },
    )
}

fn line(index: &Index<'_>, attribute: &Attribute<'_>) -> Markup {
    let Attribute { name, label, sort, field } = attribute;
    let typed = |test: &str| {
        let name = format!("{name}-{test}");
        index.filter.conditions.iter().find(|condition| condition.name == name)
    };
    let value = |test: &str| typed(test).map_or("", |condition: &Condition| condition.typed.as_str());
    html! {
        fieldset .condition {
            legend { (label) }
            div .row {
                @match sort {
                    Sort::Text => (text(attribute, index)),
                    Sort::Amount | Sort::Number | Sort::Day => {
                        @for (test, words) in [("from", "from"), ("until", "until")] {
                            @let id = format!("{name}-{test}");
                            label .bound { span .muted { (words) }
                                input .input id=(id) name=(id) type=(if *sort == Sort::Day { "date" } else { "text" })
                                    inputmode=[(*sort != Sort::Day).then_some("decimal")] value=(value(test)) aria-label={ (label) " " (words) };
                            }
                        }
                        (presence(name, label, value("blank")))
                    },
                    Sort::Presence => {
                        @if let Some(field) = field { (choice(index, field, value("not"))) }
                        (presence(name, label, value("blank")))
                    },
                }
            }
        }
    }
}

/// A test of a text, and what it is tested for.
fn text(attribute: &Attribute<'_>, index: &Index<'_>) -> Markup {
    let Attribute { name, label, field, .. } = attribute;
    let of = |condition: &&Condition| {
        condition
            .name
            .strip_prefix(name.as_str())
            .is_some_and(|rest| rest.starts_with('-') && rest[1..].find('-').is_none())
    };
    let now = index.filter.conditions.iter().find(of);
    let exact = field.and_then(|field| index.filter.fields.iter().find(|(id, _)| *id == field.id));
    let (test, value) = match (now.map(|condition| (&condition.test, condition.typed.as_str())), exact) {
        (Some((Test::Blank(blank), _)), _) => (if *blank { "nothing" } else { "something" }, ""),
        (Some((Test::Is(_), typed)), _) => ("is", typed),
        (Some((Test::Not(_), typed)), _) => ("not", typed),
        (Some((_, typed)), _) => ("has", typed),
        (None, Some((_, typed))) => ("is", typed.as_str()),
        (None, None) => ("has", ""),
    };
    let tests = [
        ("has", "contains"),
        ("is", "is"),
        ("not", "is not"),
        ("nothing", "says nothing"),
        ("something", "says something"),
    ];
    html! {
        select .input.test name={ (name) "-test" } aria-label={ "Test of " (label) } {
            @for (known, words) in tests { option value=(known) selected[known == test] { (words) } }
        }
        input .input name={ (name) "-value" } value=(value) aria-label={ (label) } maxlength="200";
    }
}

/// A choice, or what it is not.
fn choice(index: &Index<'_>, field: &Field, not: &str) -> Markup {
    let is = index.filter.fields.iter().find(|(id, _)| *id == field.id).map_or("", |(_, value)| value.as_str());
    let name = field.input();
    let choices: Vec<(String, String)> = match field.kind {
        Kind::Boolean => vec![("true".to_owned(), "Yes".to_owned()), ("false".to_owned(), "No".to_owned())],
        _ => field.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
    };
    html! {
        select .input.test name={ (name) "-test" } aria-label={ "Test of " (field.name) } {
            option value="is" { "is" }
            option value="not" selected[!not.is_empty()] { "is not" }
        }
        select .input name={ (name) "-value" } aria-label=(field.name) {
            option value="" { "Any" }
            @for (value, label) in &choices {
                option value=(value) selected[value == is || value.to_lowercase() == not.to_lowercase()] { (label) }
            }
        }
    }
}

fn presence(name: &str, label: &str, now: &str) -> Markup {
    html! {
        select .input.test name={ (name) "-blank" } aria-label={ "Is " (label) " there?" } {
            option value="" { "any or none" }
            option value="no" selected[now == "no"] { "says something" }
            option value="yes" selected[now == "yes"] { "says nothing" }
        }
    }
}
