//! The list of assets.

use super::conditions::{DIALOG, filters_dialog};
use super::{due, holder, person, state_text, status_badge};
use crate::assets::store::Total;
use crate::assets::{Asset, AssetQuery, COLUMNS, Column as Shown, Filter, Person, Sorting};
use crate::catalogue::categories::Category;
use crate::catalogue::fields::{Field, Kind as FieldKind};
use crate::catalogue::labels::{Label, State};
use crate::lists::{Kind, head_of, name_of};
use crate::locations::Location;
use crate::views::lists::{Columns, columns_button, columns_dialog, menu_items, question};
use crate::views::parts::place_options;
use crate::views::words::counted;
use chrono::NaiveDate;
use kernel::keyset::KeysetPage;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, Segment, button_link, cell, chips, dialog_button, empty, filter_row, filter_search,
    filter_select, menu, no_results, page_header, pager, primary_link, seg, table,
};
use platform::ui::{Icon, address, icon};
use std::collections::HashMap;
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub query: &'a AssetQuery,
    /// The same, read.
    pub filter: &'a Filter,
    /// The columns.
    pub columns: &'a [Result<Shown, &'a Field>],
    /// A page of it.
    pub page: &'a KeysetPage<Asset>,
    /// How many fit in all.
    pub total: Total,
    /// What own fields of these assets hold.
    pub values: &'a HashMap<Uuid, HashMap<Uuid, String>>,
    /// What the people are called that these fields name.
    pub people: &'a HashMap<Uuid, Person>,
    /// Fields there are.
    pub fields: &'a [Field],
    /// Categories there are.
    pub categories: &'a [Category],
    /// Labels there are.
    pub labels: &'a [Label],
    /// Places the viewer sees.
    pub places: &'a [Location],
    /// What the person is called whose assets are shown.
    pub holder: Option<&'a str>,
    /// May the viewer add one?
    pub may_add: bool,
    /// May the viewer hand over and take back?
    pub may_lend: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/assets")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let said = self.query.said();
        let kept = said.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        address(&self.base(), &values)
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    html! {
        (page_header("Assets", Some("What you own, where it is, and who has it."), actions(index)))
        section .card {
            div .card-tools { (views(index)) }
            (filters(index))
            div #assets { (list(index)) }
        }
        (columns(index))
        (filters_dialog(index, question(&rest(index))))
    }
}

fn actions(index: &Index<'_>) -> Markup {
    let path = |rest: &str| index.org.path(rest);
    let mut more = Vec::new();
    if index.may_lend {
        more.push(MenuItem::Link(Icon::SignOut, "Check out".into(), path("/assets/check-out")));
        more.push(MenuItem::Link(Icon::SignIn, "Check in".into(), path("/assets/check-in")));
    }
    let said = index.query.said();
    let labels: Vec<(&str, &str)> = said.into_iter().filter(|(name, _)| *name != "columns").collect();
    more.push(MenuItem::Link(
        Icon::Printer,
        "Print labels of this list".into(),
        address(&path("/assets/labels"), &labels),
    ));
    more.extend(menu_items(index.org, Kind::Assets, question(&index.address(&[]))));
    if index.may_add {
        more.push(MenuItem::Link(Icon::Upload, "Import a file".into(), path("/imports")));
    }
    more.push(MenuItem::Link(Icon::Download, "Export CSV".into(), index.address(&[("format", "csv")])));
    more.push(MenuItem::Link(
        Icon::Table,
        "Export XLSX (up to 100,000 rows)".into(),
        index.address(&[("format", "xlsx")]),
    ));
    html! {
        (dialog_button(DIALOG, Some(Icon::Filter), "Filters", false))
        (columns_button())
        (menu("assets-menu", "More about assets", &more))
        @if index.may_add { (primary_link(&path("/assets/new"), Some(Icon::Plus), "New asset")) }
    }
}

fn views(index: &Index<'_>) -> Markup {
    let status = index.query.status.as_str();
    let overdue = index.query.due == "overdue";
    let of = |label: &str, state: &str| Segment {
        label: label.to_owned(),
        href: index.address(&[("status", state), ("due", "")]),
        current: !overdue && status == state,
    };
    let mut segments = vec![of("All", "")];
    segments.extend(State::ALL.into_iter().map(|state| of(state_text(state), state.name())));
    segments.push(Segment {
        label: "Overdue".to_owned(),
        href: index.address(&[("status", ""), ("due", "overdue")]),
        current: overdue,
    });
    seg("Which assets", &segments)
}

fn filters(index: &Index<'_>) -> Markup {
    let query = index.query;
    let categories: Vec<(String, String)> = index
        .categories
        .iter()
        .map(|category| (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name)))
        .collect();
    let places = place_options(index.places);
    let labels: Vec<(String, String)> =
        index.labels.iter().map(|label| (label.id.to_string(), label.name.clone())).collect();
    let choices = index
        .fields
        .iter()
        .filter(|field| field.is_listed && matches!(field.kind, FieldKind::Choice | FieldKind::Boolean));
    let fields = html! {
        @for (name, value) in query.said() {
            @if !["text", "category", "location", "status"].contains(&name) && !value.is_empty()
                && !choices.clone().any(|field| field.input() == name) { (hidden(name, value)) }
        }
        (filter_search("text", "Tag, name, serial, model or person", &query.text))
        (filter_select("category", "Any category", &categories, &query.category))
        @if !places.is_empty() { (filter_select("location", "Anywhere", &places, &query.location)) }
        @if labels.is_empty() { @if !query.status.is_empty() { (hidden("status", &query.status)) } }
        @else { (filter_select("status", "Any status", &with_states(labels), &query.status)) }
        @for field in choices.clone() {
            (filter_select(&field.input(), &format!("Any {}", field.name.to_lowercase()), &options(field), query.fields.get(&field.input()).map_or("", String::as_str)))
        }
    };
    filter_row(&index.base(), fields, chips(&chosen(index)))
}

fn with_states(labels: Vec<(String, String)>) -> Vec<(String, String)> {
    let states = State::ALL.into_iter().map(|state| (state.name().to_owned(), state_text(state).to_owned()));
    states.chain(labels).collect()
}

fn options(field: &Field) -> Vec<(String, String)> {
    match field.kind {
        FieldKind::Boolean => [("true", "Yes"), ("false", "No")]
            .map(|(value, label)| (value.to_owned(), format!("{}: {label}", field.name)))
            .to_vec(),
        _ => field.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
    }
}

/// What narrows the list and stands in no input of its own.
fn chosen(index: &Index<'_>) -> Vec<FilterChip> {
    let (query, mut chosen) = (index.query, Vec::new());
    let mut chip = |label: String, name: &str| chosen.push(FilterChip { label, without: index.address(&[(name, "")]) });
    if let Some(holder) = index.holder {
        chip(format!("Checked out to {holder}"), "holder");
    }
    if index.filter.model.is_some() {
        let model = index.page.rows.first().and_then(Asset::model_label);
        chip(model.map_or_else(|| "One model".to_owned(), |model| format!("Model: {model}")), "model");
    }
    if index.filter.supplier.is_some() {
        let name = index.page.rows.first().and_then(|asset| asset.supplier_name.clone());
        chip(name.map_or_else(|| "One supplier".to_owned(), |name| format!("Supplier: {name}")), "supplier");
    }
    match query.due.as_str() {
        "warranty" => chip("Warranty ends soon, or has ended".to_owned(), "due"),
        "old" => chip("At the end of its life".to_owned(), "due"),
        "audit" => chip("Audit overdue".to_owned(), "due"),
        _ => {}
    }
    for (id, value) in &index.filter.fields {
        let Some(field) = index.fields.iter().find(|field| field.id == *id) else { continue };
        if !(field.is_listed && matches!(field.kind, FieldKind::Choice | FieldKind::Boolean)) {
            chip(format!("{}: {}", field.name, field.shown(value, &index.org.currency)), &field.input());
        }
    }
    for condition in &index.filter.conditions {
        chip(condition.said(index.fields, &index.org.currency), &condition.name);
    }
    chosen
}

fn list(index: &Index<'_>) -> Markup {
    let (query, page) = (index.query, index.page);
    if page.rows.is_empty() {
        return match query.narrows() || query.after.is_some() || query.before.is_some() {
            true => no_results("No asset fits this filter.", &index.base()),
            false => nothing(index),
        };
    }
    let at = |cursor: &str, id: Uuid| index.address(&[(cursor, id.to_string().as_str())]);
    let previous = page.previous().map(|first| at("before", first.id));
    let next = page.next().map(|last| at("after", last.id));
    let heads: Vec<Head> = index.columns.iter().map(|column| head(index, column)).collect();
    let columns: Vec<Column<'_>> = index
        .columns
        .iter()
        .zip(&heads)
        .map(|(column, (label, sort))| {
            let drawn = Column::new(label, place(column));
            match sort {
                Some((href, sorted)) => drawn.sorted_by(href, *sorted),
                None => drawn,
            }
        })
        .chain(index.may_lend.then(Column::actions))
        .collect();
    let rows = html! { @for asset in &page.rows { (row(index, asset)) } };
    let total = match index.total {
        Total::Exactly(number) => counted(number, "asset", "assets"),
        Total::MoreThan(most) => format!("more than {most} assets"),
    };
    let all = match index.total {
        Total::Exactly(_) => format!("Change all {total} that match"),
        Total::MoreThan(_) => "Change all that match".to_owned(),
    };
    html! {
        @if index.may_lend {
            form method="get" action=(index.org.path("/assets/check-out")) {
                (table("Assets", &columns, rows))
                div .bulk {
                    label .check.scripted { input type="checkbox" data-tick="asset"; span { "All on this page" } }
                    span .muted { "With those that are ticked:" }
                    button .btn type="submit" { (icon(Icon::SignOut)) "Check out" }
                    button .btn type="submit" formaction=(index.org.path("/assets/labels")) { (icon(Icon::Printer)) "Labels" }
                    button .btn type="submit" formaction=(index.org.path("/assets/check-in")) { (icon(Icon::SignIn)) "Check in" }
                    @if index.may_add {
                        button .btn type="submit" formaction=(index.org.path("/assets/changes")) { (icon(Icon::Pencil)) "Change" }
                        a .btn.ghost href=(all_of_them(index)) { (all) }
                    }
                }
            }
        } @else { (table("Assets", &columns, rows)) }
        (pager(previous.as_deref(), next.as_deref(), &total))
    }
}

/// The form for a change of everything that fits the list, not only this page.
fn all_of_them(index: &Index<'_>) -> String {
    let said: Vec<(&str, &str)> = index.query.said().into_iter().filter(|(name, _)| *name != "columns").collect();
    address(&index.org.path("/assets/changes"), &said)
}

fn nothing(index: &Index<'_>) -> Markup {
    match (index.categories.is_empty(), index.may_add) {
        (true, true) => empty(
            Icon::Package,
            "What you own belongs here. First make the categories that it is sorted by.",
            button_link(&index.org.path("/catalogue"), Some(Icon::Layers), "Make categories"),
        ),
        (_, may_add) => empty(
            Icon::Package,
            "What you own belongs here: laptops, cameras, chairs, boats.",
            html! {
                @if may_add {
                    (button_link(&index.org.path("/assets/new"), Some(Icon::Plus), "New asset"))
                    (button_link(&index.org.path("/imports"), Some(Icon::Upload), "Import a file"))
                }
            },
        ),
    }
}

/// A column's name; and, where the list can be sorted by it, the address that does so and whether it is, upwards.
type Head = (String, Option<(String, Option<bool>)>);

/// A column's head and the address that sorts by it.
fn head(index: &Index<'_>, column: &Result<Shown, &Field>) -> Head {
    let column = match column {
        Err(field) => return (field.name.clone(), None),
        Ok(column) => *column,
    };
    let label = head_of(&COLUMNS, &column);
    let by = match column {
        Shown::Tag => Sorting::Tag,
        Shown::Name => Sorting::Name,
        Shown::Updated => Sorting::Updated,
        Shown::Purchased => Sorting::Purchased,
        Shown::Cost => Sorting::Cost,
        Shown::Warranty => Sorting::Warranty,
        _ => return (label.to_owned(), None),
    };
    let now = index.query.sorting();
    let turned = now.by == by && !now.is_descending;
    let order = if by == Sorting::default() { "" } else { by.name() };
    let href = index.address(&[("order", order), ("dir", if turned { "desc" } else { "" })]);
    (label.to_owned(), Some((href, (now.by == by).then_some(!now.is_descending))))
}

fn place(column: &Result<Shown, &Field>) -> &'static str {
    match column {
        Ok(Shown::Tag) => Column::MAIN,
        Ok(Shown::Name) => Column::SUB,
        Ok(Shown::Status) => Column::STATUS,
        Ok(Shown::Cost) => Column::NUM,
        _ => Column::EXTRA,
    }
}

fn row(index: &Index<'_>, asset: &Asset) -> Markup {
    let org = index.org;
    let lend = |verb: &str| address(&org.path(&format!("/assets/{verb}")), &[("assets", &asset.tag)]);
    html! {
        tr #{ "a-" (asset.id) } {
            @for column in index.columns {
                @match column {
                    Ok(Shown::Tag) => td .main.tick {
                        @if index.may_lend { input type="checkbox" name="asset" value=(asset.tag) aria-label={ "Tick " (asset.tag) }; }
                        a href=(org.path(&format!("/assets/{}", asset.id))) { (asset.tag) }
                    },
                    Ok(column) => (cell(place(&Ok(*column)), value(index, *column, asset))),
                    Err(field) => (cell(Column::EXTRA, own(index, field, asset))),
                }
            }
            @if index.may_lend {
                td .row-actions {
                    @if asset.may_be_checked_out() { (button_link(&lend("check-out"), None, "Check out")) }
                    @else if asset.custody_id.is_some() { (button_link(&lend("check-in"), None, "Check in")) }
                }
            }
        }
    }
}

fn value(index: &Index<'_>, column: Shown, asset: &Asset) -> Markup {
    let day = |day: Option<NaiveDate>| html! { @if let Some(day) = day { (day_text(day)) } };
    let word = |word: &Option<String>| html! { @if let Some(word) = word { (word) } };
    match column {
        Shown::Tag => html! { (asset.tag) },
        Shown::Name => html! { (asset.name) },
        Shown::Category => html! { (asset.category_name) },
        Shown::Model => html! { @if let Some(model) = asset.model_label() { (model) } },
        Shown::Serial => html! { (asset.serial) },
        Shown::Status => status_badge(asset),
        Shown::Holder => holder(index.org, asset),
        Shown::Due => due(asset, index.today),
        Shown::Location => word(&asset.location_name),
        Shown::Home => word(&asset.home_name),
        Shown::Supplier => word(&asset.supplier_name),
        Shown::Purchased => day(asset.purchased_on),
        Shown::Cost => html! { @if let Some(cost) = asset.cost() { (cost) } },
        Shown::OrderNumber => html! { (asset.order_number) },
        Shown::Warranty => day(asset.warranty_until),
        Shown::Ends => day(asset.ends_on),
        Shown::Audited => day(asset.audited_on),
        Shown::Note => html! { (asset.note.lines().next().unwrap_or_default()) },
        Shown::Legacy => word(&asset.legacy_id),
        Shown::Updated => html! { (day_text(wall(index.org.zone(), asset.updated_at).date())) },
    }
}

fn own(index: &Index<'_>, field: &Field, asset: &Asset) -> Markup {
    let held = index.values.get(&asset.id).and_then(|held| held.get(&field.id));
    html! {
        @if let Some(value) = held {
            @match field.kind {
                FieldKind::Person => (person(index.org, index.people, value)),
                _ => (field.shown(value, &asset.currency)),
            }
        }
    }
}

/// The address of the list with everything but its conditions.
fn rest(index: &Index<'_>) -> String {
    let conditions = index.filter.conditions.iter().map(|condition| condition.name.clone());
    let fields = index.query.fields.keys().filter(|name| name.starts_with("field-")).cloned();
    let without: Vec<String> = conditions.chain(fields).collect();
    index.address(&without.iter().map(|name| (name.as_str(), "")).collect::<Vec<_>>())
}

/// Which columns, in which order.
fn columns(index: &Index<'_>) -> Markup {
    let name = |column: &Result<Shown, &Field>| match column {
        Ok(column) => name_of(&COLUMNS, column).to_owned(),
        Err(field) => field.input(),
    };
    let house = COLUMNS.iter().map(|(_, name, label)| ((*name).to_owned(), (*label).to_owned()));
    let own = index.fields.iter().filter(|field| !field.is_sealed).map(|field| (field.input(), field.name.clone()));
    columns_dialog(Columns {
        org: index.org,
        kind: Kind::Assets,
        question: question(&index.address(&[("columns", "")])),
        first: "the tag",
        shown: index.columns.iter().map(name).collect(),
        all: house.chain(own).filter(|(name, _)| name != "tag").collect(),
        // They are read again by an import, and so have every column.
        are_filed: false,
    })
}
