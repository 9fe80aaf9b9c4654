//! One asset: how it stands, who has it, what it is, what happened to it.

use super::{books, due, holder, label, listed, person, state_text, status_badge};
use crate::assets::{Asset, Code, Custody, Holder, Person, StatusForm, Values};
use crate::attachments::Attachment;
use crate::catalogue::fields::{Field as OwnField, Kind};
use crate::catalogue::labels::{Label, State};
use crate::locations::Location;
use crate::views::kits::deed_here;
use crate::views::parts::place_options;
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::{clock_text, day_text, parse_day, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{
    Column, FeedItem, MenuItem, back_link, button, button_link, card, card_flush, cell, cell_main, cell_status, empty,
    facts, feed, menu, notice, page_header_with, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone, address};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub asset: &'a Asset,
    /// The organisation's own fields of its category.
    pub fields: &'a [&'a OwnField],
    /// What those hold that are not sealed.
    pub values: &'a Values,
    /// What the people are called that these fields name.
    pub people: &'a HashMap<Uuid, Person>,
    /// Those sealed ones that hold something.
    pub sealed: &'a [Uuid],
    /// Labels it may get.
    pub labels: &'a [Label],
    /// Where the viewer may put it.
    pub places: &'a [Location],
    /// Its files, pictures first.
    pub files: &'a [Attachment],
    /// Its further codes.
    pub codes: &'a [Code],
    /// Assets that are part of it.
    pub parts: &'a [Asset],
    /// Who has and had it, the latest first.
    pub custodies: &'a [Custody],
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// What it is worth.
    pub book: books::Shown<'a>,
    /// May the viewer change it?
    pub may_change: bool,
    /// May the viewer hand it over and take it back?
    pub may_lend: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/assets/{}{rest}", self.asset.id))
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        format!("{}, {}", day_text(wall(self.org.zone(), at).date()), clock_text(self.org.zone(), at))
    }
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, typed: &StatusForm, problems: &Problems) -> Markup {
    let asset = shown.asset;
    let sub = html! { (status_badge(asset)) " " (asset.name) " · " (asset.category_name) };
    html! {
        (back_link(&shown.org.path("/assets"), "Assets"))
        (page_header_with(&asset.tag, Some(sub), actions(shown)))
        (problem_summary(&listed(problems, |_| None)))
        @if asset.state == State::Disposed {
            (notice(Tone::Info, html! {
                p { "Disposed of" @if let Some(at) = asset.disposed_at { " on " (day_text(wall(shown.org.zone(), at).date())) } ": " (asset.disposal) }
            }))
        }
        (two_columns(
            html! { (alerts(shown)) (custody(shown)) (acceptances(shown)) (details(shown)) (super::files::section(shown.org, asset, shown.files, shown.may_change)) (parts(shown)) (work(shown)) (upkeep(shown)) (history(shown)) },
            html! { (crate::views::kits::place(shown.org, asset.id)) (crate::views::bookables::place(shown.org, &format!("/assets/{}", asset.id))) (money(shown)) (books::card_of(&shown.book)) @if shown.may_change { (status(shown, typed, problems)) } @if shown.may_lend { (place(shown, problems)) } (super::codes::section(shown.org, asset, shown.codes, shown.may_change)) (custodies(shown)) },
        ))
    }
}

fn actions(shown: &Facts<'_>) -> Markup {
    let asset = shown.asset;
    let lend = |verb: &str| address(&shown.org.path(&format!("/assets/{verb}")), &[("assets", &asset.tag)]);
    html! {
        (button_link(&address(&shown.org.path("/assets/labels"), &[("asset", &asset.tag)]), Some(Icon::Printer), "Label"))
        @if shown.may_change {
            (menu("asset-menu", &format!("More about {}", asset.tag), &[
                MenuItem::Link(Icon::Copy, "Duplicate".into(), address(&shown.org.path("/assets/new"), &[("like", &asset.id.to_string())])),
                MenuItem::Link(Icon::Briefcase, "Make it a kit".into(), address(&shown.org.path("/kits/new"), &[("asset", &asset.tag)])),
                MenuItem::Link(Icon::Package, "Check others out to it".into(), address(&shown.org.path("/assets/check-out"), &[("to", "asset"), ("holder", &asset.tag)])),
            ]))
            (button_link(&shown.path("/form"), Some(Icon::Pencil), "Change"))
        }
        @if shown.may_lend {
            @if asset.may_be_checked_out() { (primary_link(&lend("check-out"), Some(Icon::SignOut), "Check out")) }
            @else if asset.custody_id.is_some() { (primary_link(&lend("check-in"), Some(Icon::SignIn), "Check in")) }
        }
    }
}

fn custody(shown: &Facts<'_>) -> Markup {
    let asset = shown.asset;
    let words = match asset.holder() {
        None => return html! {},
        Some(Holder::Contact(..)) => "Checked out to",
        Some(Holder::Location(..)) => "Checked out to the place",
        Some(Holder::Asset(..)) => "Part of",
    };
    let mut pairs = vec![(words, holder(shown.org, asset))];
    if let Some(email) = asset.contact_email.as_ref().filter(|email| !email.is_empty()) {
        pairs.push(("E-mail", html! { a href={ "mailto:" (email) } { (email) } }));
    }
    if let Some(at) = asset.out_at {
        pairs.push(("Since", html! { (shown.moment(at)) }));
    }
    if asset.due_on.is_some() {
        pairs.push(("Expected back", due(asset, shown.today)));
    }
    let note =
        shown.custodies.first().filter(|custody| custody.in_at.is_none()).map(|custody| custody.out_note.as_str());
    if let Some(note) = note.filter(|note| !note.is_empty()) {
        pairs.push(("Note", html! { (note) }));
    }
    card("Who has it", html! {}, facts(&pairs))
}

fn details(shown: &Facts<'_>) -> Markup {
    let asset = shown.asset;
    let category = shown.org.path(&format!("/assets?category={}", asset.category_id));
    let mut pairs: Vec<(&str, Markup)> = vec![("Category", html! { a href=(category) { (asset.category_name) } })];
    if let Some(model) = asset.model_label() {
        let all = asset.model_id.map(|id| shown.org.path(&format!("/assets?model={id}"))).unwrap_or_default();
        pairs.push(("Model", html! { a href=(all) { (model) } }));
    }
    if !asset.serial.is_empty() {
        pairs.push(("Serial", html! { (asset.serial) }));
    }
    if let Some(id) = &asset.legacy_id {
        pairs.push(("Earlier id", html! { (id) }));
    }
    if let Some(place) = &asset.location_name {
        pairs.push(("Location", html! { (place) }));
    }
    if asset.home_id != asset.location_id
        && let Some(home) = &asset.home_name
    {
        pairs.push(("Default location", html! { (home) }));
    }
    if let Some(day) = asset.audited_on {
        pairs.push(("Last audited", html! { (day_text(day)) }));
    }
    for field in shown.fields {
        if let Some(value) = shown.values.get(&field.id) {
            pairs.push((&field.name, own((shown.org, shown.people), field, value, &asset.currency)));
        } else if shown.sealed.contains(&field.id) {
            let where_to = html! { "Encrypted" @if shown.may_change { ": " a href=(shown.path("/form")) { "see it in the form" } } };
            pairs.push((&field.name, where_to));
        }
    }
    if !asset.note.is_empty() {
        pairs.push(("Note", html! { @for line in asset.note.lines() { (line) br; } }));
    }
    card("Details", html! {}, facts(&pairs))
}

fn own((org, people): (&Org, &HashMap<Uuid, Person>), field: &OwnField, value: &str, currency: &str) -> Markup {
    match field.kind {
        Kind::Url => html! { a href=(value) rel="noreferrer" { (value) } },
        Kind::Person => person(org, people, value),
        _ => html! { (field.shown(value, currency)) },
    }
}

fn money(shown: &Facts<'_>) -> Markup {
    let asset = shown.asset;
    let mut pairs: Vec<(&str, Markup)> = Vec::new();
    if let Some(day) = asset.purchased_on {
        pairs.push(("Purchased", html! { (day_text(day)) }));
    }
    if let Some(cost) = asset.cost() {
        pairs.push(("Cost", html! { (cost) }));
    }
    if let Some((id, name)) = asset.supplier_id.zip(asset.supplier_name.as_ref()) {
        pairs.push(("Supplier", html! { a href=(shown.org.path(&format!("/assets?supplier={id}"))) { (name) } }));
    }
    if !asset.order_number.is_empty() {
        pairs.push(("Order number", html! { (asset.order_number) }));
    }
    if let Some(day) = asset.warranty_until {
        pairs.push(("Warranty", ending(day, shown.today)));
    }
    if let Some(day) = asset.ends_on {
        pairs.push(("End of life", ending(day, shown.today)));
    }
    if pairs.is_empty() {
        return html! {};
    }
    card("Purchase", html! {}, facts(&pairs))
}

fn ending(day: NaiveDate, today: NaiveDate) -> Markup {
    html! { @if day < today { "Ended " (day_text(day)) } @else { "Until " (day_text(day)) } }
}

/// The assets that are part of it.
fn parts(shown: &Facts<'_>) -> Markup {
    if shown.parts.is_empty() {
        return html! {};
    }
    let columns = [Column::main("Asset"), Column::sub("Name"), Column::status("Status")];
    card_flush(
        "Has in it",
        html! {},
        table(
            "Assets that are part of it",
            &columns,
            html! {
                @for part in shown.parts {
                    tr {
                        (cell_main(&shown.org.path(&format!("/assets/{}", part.id)), &part.tag))
                        (cell(Column::SUB, html! { (part.name) }))
                        (cell_status(status_badge(part)))
                    }
                }
            },
        ),
    )
}

/// What comes to its end, drawn by what knows of that; without script a way there.
fn alerts(shown: &Facts<'_>) -> Markup {
    let all = address(&shown.org.path("/alerts"), &[("asset", &shown.asset.id.to_string()), ("standing", "all")]);
    html! {
        div hx-get=(shown.path("/alerts")) hx-trigger="load" hx-swap="outerHTML" { p .small { a href=(all) { "What comes to its end" } } }
    }
}

/// Who was asked to sign for it, drawn by what knows of that; without script a way there.
fn acceptances(shown: &Facts<'_>) -> Markup {
    let all = address(&shown.org.path("/acceptances"), &[("text", &shown.asset.tag)]);
    html! {
        div hx-get=(shown.path("/acceptances")) hx-trigger="load" hx-swap="outerHTML" {
            p .muted.small { a href=(all) { "Who signed for it" } }
        }
    }
}

/// What was and is to be done about it, drawn by what knows of that; without script a way there.
fn work(shown: &Facts<'_>) -> Markup {
    let all = address(&shown.org.path("/work-orders"), &[("asset", &shown.asset.id.to_string()), ("state", "all")]);
    html! {
        div hx-get=(shown.path("/work-orders")) hx-trigger="load" hx-swap="outerHTML" {
            (card("Work orders", html! {}, html! { p { a href=(all) { "Work orders about it" } } }))
        }
    }
}

/// Its meters and what is planned for it, drawn by what knows of that; without script a way there.
fn upkeep(shown: &Facts<'_>) -> Markup {
    html! {
        div hx-get=(shown.path("/meters")) hx-trigger="load" hx-swap="outerHTML" {
            p .muted.small { a href=(shown.path("/meters")) { "Its meters" } }
        }
        div hx-get=(shown.path("/maintenance-plans")) hx-trigger="load" hx-swap="outerHTML" {
            p .muted.small { a href=(shown.path("/maintenance-plans")) { "What is planned for it" } }
        }
    }
}

/// The form for another status: only what may follow how it stands now.
fn status(shown: &Facts<'_>, typed: &StatusForm, problems: &Problems) -> Markup {
    let asset = shown.asset;
    let held = asset.custody_id.is_some();
    let follows = |state: State| match (asset.state, state) {
        (now, then) if now == then => true,
        (State::Disposed, then) => then == State::InStock,
        (_, State::InMaintenance) => true,
        (State::InMaintenance, State::Assigned) => held,
        (State::InMaintenance, State::InStock) => !held,
        (State::InStock | State::InMaintenance, State::Disposed) => !held,
        _ => false,
    };
    let mut options = Vec::new();
    for state in State::ALL.into_iter().filter(|state| follows(*state)) {
        options.push((state.name().to_owned(), state_text(state).to_owned()));
        let of_it = shown.labels.iter().filter(|label| label.state == state);
        options.extend(of_it.map(|label| (label.id.to_string(), format!("{}: {}", state_text(state), label.name))));
    }
    let now = if typed.status.is_empty() { &asset.stands() } else { &typed.status };
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let note = field("note").depends().hint("Why, for colleagues. What is disposed of needs it: what became of it.");
    card(
        "Status",
        html! {},
        html! {
            form .stack method="post" action=(shown.path("/status")) {
                (hidden("version", &asset.version.to_string()))
                (forms::select(&field("status").required(), &options, now))
                (forms::input(&note, &Input { autocomplete: Some("off"), ..Input::of("text") }, &typed.note))
                div { (button(Some(Icon::Tag), "Set status")) }
            }
        },
    )
}

/// The form for another place.
fn place(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let asset = shown.asset;
    if shown.places.is_empty() || asset.state == State::Disposed {
        return html! {};
    }
    let options = place_options(shown.places);
    let now = asset.location_id.map(|id| id.to_string()).unwrap_or_default();
    let field = Field::new("location", label("location")).error(problems.at("location")).required();
    card(
        "Move",
        html! {},
        html! {
            form .stack method="post" action=(shown.path("/location")) {
                (forms::select(&field, &options, &now))
                div { (button(Some(Icon::MapPin), "It is there now")) }
            }
        },
    )
}

fn custodies(shown: &Facts<'_>) -> Markup {
    if shown.custodies.is_empty() {
        return html! {};
    }
    card(
        "Custody",
        html! {},
        html! {
            ul .stack role="list" {
                @for custody in shown.custodies {
                    li {
                        strong { (had_by(custody)) }
                        p .muted.small {
                            (day_text(wall(shown.org.zone(), custody.out_at).date()))
                            " – "
                            @match custody.in_at { Some(at) => (day_text(wall(shown.org.zone(), at).date())), None => "now" }
                        }
                        @for note in [&custody.out_note, &custody.in_note] { @if !note.is_empty() { p .small { (note) } } }
                    }
                }
            }
        },
    )
}

fn had_by(custody: &Custody) -> String {
    let name = custody.contact_name.clone().filter(|name| !name.is_empty());
    match (custody.contact_id, &custody.location_name, &custody.holder_tag) {
        (Some(_), ..) => name.unwrap_or_else(|| "A contact without a name".to_owned()),
        (None, Some(place), _) => place.clone(),
        (None, None, Some(tag)) => tag.clone(),
        (None, None, None) => String::new(),
    }
}

fn history(shown: &Facts<'_>) -> Markup {
    let items: Vec<FeedItem> = shown
        .history
        .iter()
        .map(|event| FeedItem {
            icon: icon_of(&event.kind),
            sentence: html! {
                strong { @if event.actor_name.is_empty() { "Steward" } @else { (event.actor_name) } } " " (what(event))
                @for line in changes(event) { br; span .muted { (line) } }
                @if let Some(import) = event.data["import_id"].as_str() {
                    br; a .small href=(shown.org.path(&format!("/imports/{import}"))) { "By an import, or a change of many" }
                }
            },
            when: shown.moment(event.at),
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush(
        "History",
        html! {},
        html! { @if items.is_empty() { (empty(Icon::History, "Nothing yet.", html! {})) } @else { (feed(&items)) } },
    )
}

fn icon_of(kind: &str) -> Icon {
    match kind {
        "asset.created" => Icon::Plus,
        "asset.checked_out" => Icon::SignOut,
        "asset.checked_in" => Icon::SignIn,
        "asset.moved" => Icon::MapPin,
        "asset.overdue" => Icon::Clock,
        "asset.file_added" | "asset.file_removed" => Icon::Paperclip,
        "asset.found" => Icon::MapPin,
        "asset.status_changed" => Icon::Tag,
        kind if deed_here(kind).is_some() => Icon::Briefcase,
        kind if kind.ends_with("_near") || kind.starts_with("alert.") => Icon::Hourglass,
        "asset.audited" => Icon::Eye,
        "asset.code_added" | "asset.code_removed" => Icon::Scan,
        _ => Icon::Pencil,
    }
}

fn what(event: &Happening) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let due = |value: &Value| value.as_str().and_then(parse_day).map(day_text).unwrap_or_default();
    let state = |value: &Value| match value["label"].as_str() {
        Some(label) => label.to_owned(),
        None => {
            State::parse(value["state"].as_str().unwrap_or_default()).map(state_text).unwrap_or_default().to_owned()
        }
    };
    match event.kind.as_str() {
        "asset.created" => "added it".to_owned(),
        "asset.changed" => "changed it".to_owned(),
        "asset.checked_out" => match event.data["to_name"].as_str() {
            Some(name) => format!("checked it out to {name}"),
            None => format!(
                "checked it out to {}",
                match event.data["to"]["kind"].as_str() {
                    Some("location") => "a place",
                    Some("asset") => "another asset",
                    _ => "a person",
                }
            ),
        },
        "asset.checked_in" => "checked it in".to_owned(),
        "asset.overdue" => "saw that it should have come back".to_owned(),
        "asset.file_added" => format!("added the file {}", text(&event.data["file"])),
        "asset.file_removed" => format!("removed the file {}", text(&event.data["file"])),
        "asset.found" => "was told that somebody found it".to_owned(),
        "asset.warranty_near" => format!("saw that its warranty ends on {}", due(&event.data["due_on"])),
        "asset.end_of_life_near" => format!("saw that its life ends on {}", due(&event.data["due_on"])),
        "asset.expiry_near" => {
            format!("saw what ends on {}: {}", due(&event.data["due_on"]), text(&event.data["field"]))
        }
        "alert.dismissed" => format!("dismissed what ends on {}", due(&event.data["alert"]["due_on"])),
        "alert.restored" => format!("wants to see again what ends on {}", due(&event.data["alert"]["due_on"])),
        "alert.snoozed" => {
            format!("put off what ends on {} until {}", due(&event.data["alert"]["due_on"]), due(&event.data["until"]))
        }
        "asset.code_added" => format!("gave it the code {}", text(&event.data["code"])),
        "asset.code_removed" => format!("took the code {} away from it", text(&event.data["code"])),
        "asset.audited" => format!("saw it in the audit {}", text(&event.data["audit"])),
        "asset.moved" => format!("brought it to {}", text(&event.data["after"]["location"])),
        "asset.status_changed" => {
            format!("set it from {} to {}", state(&event.data["before"]), state(&event.data["after"]))
        }
        other => deed_here(other).unwrap_or(other).to_owned(),
    }
}

/// Field by field, what it was and what it is; and what was written.
fn changes(event: &Happening) -> Vec<String> {
    let mut lines = Vec::new();
    if event.kind == "asset.changed" {
        let (before, after) = (&event.data["before"], &event.data["after"]);
        let mut names: Vec<&String> =
            [before, after].into_iter().filter_map(Value::as_object).flat_map(|fields| fields.keys()).collect();
        names.sort();
        names.dedup();
        let shown = |value: &Value| match value {
            Value::Null => "nothing".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        for name in names {
            let called = name.strip_prefix("field:").unwrap_or_else(|| label(name));
            lines.push(match (&before[name.as_str()], &after[name.as_str()]) {
                (Value::String(was), Value::String(is)) if was == is => format!("{called}: another one"),
                (was, is) => format!("{called}: {} → {}", shown(was), shown(is)),
            });
        }
    }
    if let Some(note) = event.data["note"].as_str().filter(|note| !note.is_empty()) {
        lines.push(note.to_owned());
    }
    lines
}
