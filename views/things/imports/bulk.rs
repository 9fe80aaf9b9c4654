//! The form for a change of many assets at once.

use crate::assets::{Known, fields_of};
use crate::catalogue::fields::{Field as OwnField, Kind};
use crate::catalogue::labels::State;
use crate::imports::ChangeForm;
use crate::locations::Location;
use crate::views::assets::{label, state_text};
use crate::views::parts::place_options;
use crate::views::words::counted;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::address;
use platform::ui::forms::{Field, Input, checkbox, fields, input, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, notice, page_header, primary_button};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Bulk<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says: which assets are meant.
    pub said: &'a [(String, String)],
    /// How many these are.
    pub count: i64,
    /// Were they ticked one by one?
    pub is_ticked: bool,
    /// The category that the filter names.
    pub category: Option<Uuid>,
    /// What may be chosen from.
    pub known: &'a Known,
    /// Where the viewer may put things.
    pub places: &'a [Location],
    /// What was typed.
    pub form: &'a ChangeForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// What a field is called here.
fn called(name: &str) -> &'static str {
    match name {
        "reason" => "What became of them",
        "warranty_months" => "Warranty in months",
        "append" => "Add to the note",
        "comes_back" => "Take back what somebody has",
        other => label(other),
    }
}

/// The page.
pub(crate) fn bulk(bulk: &Bulk<'_>) -> Markup {
    let said: Vec<(&str, &str)> = bulk.said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let list = match bulk.is_ticked {
        true => bulk.org.path("/assets"),
        false => address(&bulk.org.path("/assets"), &said),
    };
    let which = match (bulk.is_ticked, bulk.count) {
        (_, 0) => "No asset fits any more.".to_owned(),
        (true, count) => format!("{} that you ticked.", counted(count, "asset", "assets")),
        (false, count) => format!("{}: all that fit the list you came from.", counted(count, "asset", "assets")),
    };
    let listed: Vec<(String, String)> = bulk
        .problems
        .iter()
        .map(|(name, message)| match called(name) {
            "" => (name.to_owned(), message.to_owned()),
            label => (name.to_owned(), format!("{label}: {message}")),
        })
        .collect();
    html! {
        (back_link(&list, "Assets"))
        (page_header("Change assets", Some(&which), html! {}))
        (problem_summary(&listed))
        (notice(Tone::Info, html! { p { "First you see what would change, from what to what, and what is refused. Nothing changes before you say so, and it can be taken back." } }))
        form .card #change method="post" action=(address(&bulk.org.path("/assets/changes"), &said)) novalidate data-guard {
            div .body.stack {
                p .muted { "What you leave alone stays as it is. A tick at “Empty it” empties a field." }
                (fields(&described(bulk)))
                (own(bulk))
                (textarea(&field(bulk, "append").hint("It is put below the note of each."), &bulk.form.append, 2))
                (clearable(bulk, "due_on", input(&field(bulk, "due_on").hint("Of those that somebody has: when they are to come back."), &Input::of("date"), &bulk.form.due_on)))
                (checkbox(&field(bulk, "comes_back").hint("Those that nobody has stay as they are."), bulk.form.comes_back == "on"))
            }
            footer { (submit_row(primary_button(None, "Look first"), &list)) }
        }
    }
}

fn field<'a>(bulk: &'a Bulk<'_>, name: &'a str) -> Field<'a> {
    Field::new(name, called(name)).error(bulk.problems.at(name))
}

/// A choice that may be left alone.
fn choice(field: &Field<'_>, options: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Markup {
    let mut all = vec![(String::new(), "As it is".to_owned())];
    all.extend(options);
    select(field, &all, chosen)
}

/// One that may be emptied, too.
fn open_choice(bulk: &Bulk<'_>, name: &str, options: impl IntoIterator<Item = (String, String)>) -> Markup {
    clearable(bulk, name, choice(&field(bulk, name), options, bulk.form.typed(name)))
}

/// What is typed, and may be emptied, too.
fn typed(bulk: &Bulk<'_>, name: &str, kind: &'static str) -> Markup {
    clearable(bulk, name, input(&field(bulk, name), &Input::of(kind), bulk.form.typed(name)))
}

/// A field with a tick that empties it.
fn clearable(bulk: &Bulk<'_>, name: &str, field: Markup) -> Markup {
    html! {
        div .stack {
            (field)
            label .check {
                input type="checkbox" name={ "clear-" (name) } value="on" checked[bulk.form.clears(name)];
                span { "Empty it" span .vh { ": " (shown_as(bulk, name)) } }
            }
        }
    }
}

fn shown_as<'a>(bulk: &'a Bulk<'_>, name: &str) -> &'a str {
    let own = bulk.known.fields.iter().find(|field| field.input() == name);
    own.map_or_else(|| called(name), |field| field.name.as_str())
}

fn described(bulk: &Bulk<'_>) -> Vec<Markup> {
    let (known, form) = (bulk.known, bulk.form);
    let categories = known
        .offered(None)
        .map(|category| (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name)));
    let models = known.models.iter().map(|model| (model.id.to_string(), model.label()));
    let suppliers = known.vendors.iter().filter(|vendor| vendor.supplies);
    let suppliers = suppliers.map(|vendor| (vendor.id.to_string(), vendor.name.clone()));
    let mut standings = vec![(String::new(), "As it is".to_owned())];
    for state in [State::InStock, State::InMaintenance, State::Disposed] {
        standings.push((state.name().to_owned(), state_text(state).to_owned()));
        let of_it = known.labels.iter().filter(|label| label.state == state);
        standings.extend(of_it.map(|label| (label.id.to_string(), format!("{}: {}", state_text(state), label.name))));
    }
    let mut places = vec![(String::new(), "As it is".to_owned())];
    places.extend(place_options(bulk.places));
    let months = Input { inputmode: Some("numeric"), ..Input::of("text") };
    vec![
        choice(&field(bulk, "category"), categories, form.typed("category")),
        open_choice(bulk, "model", models),
        open_choice(bulk, "supplier", suppliers),
        open_choice(bulk, "home", place_options(&known.places)),
        select(&field(bulk, "location").hint("Where they are now."), &places, &form.location),
        select(&field(bulk, "status"), &standings, &form.status),
        text(&field(bulk, "reason").hint("Of what is disposed of: sold, lost, recycled, given away."), &form.reason),
        typed(bulk, "purchased_on", "date"),
        typed(bulk, "cost", "text"),
        typed(bulk, "order_number", "text"),
        typed(bulk, "ends_on", "date"),
        input(&field(bulk, "warranty_months").hint("From the purchase on."), &months, &form.warranty_months),
    ]
}

/// Fields of the organisation's own: those of the category that the list is narrowed to, or of every asset.
fn own(bulk: &Bulk<'_>) -> Markup {
    let all: Vec<&OwnField> = match bulk.category {
        Some(category) => fields_of(bulk.known, category),
        None => bulk.known.fields.iter().filter(|field| field.category_id.is_none()).collect(),
    };
    let shown: Vec<Markup> = all.into_iter().filter(|field| !field.is_sealed).map(|field| one(bulk, field)).collect();
    html! {
        @if !shown.is_empty() { (fields(&shown)) }
        @if bulk.category.is_none() && bulk.known.fields.iter().any(|field| field.category_id.is_some()) {
            p .muted.small { "Fields of one category stand here when the list is narrowed to it." }
        }
    }
}

fn one(bulk: &Bulk<'_>, own: &OwnField) -> Markup {
    let name = own.input();
    let mut field = Field::new(&name, &own.name).error(bulk.problems.at(&name));
    if !own.help.is_empty() {
        field = field.hint(&own.help);
    }
    let typed = bulk.form.typed(&name);
    let input = match own.kind {
        Kind::Choice => choice(&field, own.choices.iter().map(|choice| (choice.clone(), choice.clone())), typed),
        Kind::Boolean => {
            let both = [("true", "Yes"), ("false", "No")].map(|(value, label)| (value.to_owned(), label.to_owned()));
            choice(&field, both, typed)
        }
        _ => text(&field, typed),
    };
    clearable(bulk, &name, input)
}
