//! The pages of assets: the list and its file, one asset and its form, handing over and taking back, a contact's assets.

pub(crate) mod books;
pub(crate) mod codes;
mod conditions;
pub(crate) mod contact;
pub(crate) mod custody;
pub(crate) mod file;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod mail;
pub(crate) mod show;

use crate::assets::{Asset, Holder, Person};
use crate::catalogue::labels::{State, tone_named};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use std::collections::HashMap;
use uuid::Uuid;

pub(crate) use super::words::state_text;
use platform::ui::parts::badge;

/// The colour of a state that no label gives another.
fn state_tone(state: State) -> Tone {
    match state {
        State::InStock => Tone::Ok,
        State::Assigned => Tone::Info,
        State::InMaintenance => Tone::Warn,
        State::Disposed => Tone::Neutral,
    }
}

/// How an asset stands: the organisation's word, or the state's.
pub(crate) fn status_badge(asset: &Asset) -> Markup {
    match (&asset.label_name, &asset.label_tone) {
        (Some(name), Some(colour)) => badge(tone_named(colour), name),
        _ => badge(state_tone(asset.state), state_text(asset.state)),
    }
}

/// Who has it, with a link to them.
pub(crate) fn holder(org: &Org, asset: &Asset) -> Markup {
    html! {
        @match asset.holder() {
            None => {},
            Some(Holder::Contact(id, name)) => a href=(org.path(&format!("/contacts/{id}"))) { (name) },
            Some(Holder::Location(_, name)) => (name),
            Some(Holder::Asset(id, name)) => a href=(org.path(&format!("/assets/{id}"))) { (name) },
        }
    }
}

/// Somebody whom a field names, by their name.
fn person(org: &Org, people: &HashMap<Uuid, Person>, value: &str) -> Markup {
    match value.parse().ok().and_then(|id: Uuid| people.get(&id)) {
        Some(named) => html! { a href=(org.path(&format!("/contacts/{value}"))) { (named.label()) } },
        None => html! { span .muted { "Somebody who is not here any more" } },
    }
}

/// When it is expected back; what should have come back says so.
fn due(asset: &Asset, today: NaiveDate) -> Markup {
    html! {
        @if let Some(day) = asset.due_on {
            @if asset.is_overdue(today) { (badge(Tone::Bad, &format!("Overdue since {}", day_text(day)))) } @else { (day_text(day)) }
        }
    }
}

/// What a field of the form is called.
pub(crate) fn label(name: &str) -> &'static str {
    match name {
        "tag" => "Asset tag",
        "name" => "Name",
        "category" => "Category",
        "model" => "Model",
        "serial" => "Serial",
        "label" => "Status label",
        "home" => "Default location",
        "supplier" => "Supplier",
        "purchased_on" => "Purchased",
        "cost" => "Cost",
        "order_number" => "Order number",
        "warranty_until" => "Warranty until",
        "ends_on" => "End of life",
        "note" => "Note",
        "legacy_id" => "Earlier id",
        "status" => "Status",
        "location" => "Location",
        "assets" => "Assets",
        "person" => "Person",
        "holder" => "Asset",
        "due_on" => "Expected back",
        "reason" => "Why it is changed",
        _ => "",
    }
}

/// Problems as a form's summary wants them; `own` names fields of the organisation's own.
fn listed(problems: &Problems, own: impl Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| {
        let label = Some(label(name)).filter(|label| !label.is_empty()).map(str::to_owned).or_else(|| own(name));
        match label {
            None => (String::new(), message.to_owned()),
            Some(label) => (name.to_owned(), format!("{label}: {message}")),
        }
    };
    problems.iter().map(line).collect()
}
