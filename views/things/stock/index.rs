//! The list of items.

use super::{Tab, low_badge, tabs};
use crate::catalogue::categories::Category;
use crate::catalogue::vendors::Vendor;
use crate::locations::Location;
use crate::stock::{Item, ItemQuery};
use crate::views::parts::place_options;
use crate::views::words::counted;
use kernel::keyset::KeysetPage;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, Segment, badge, button_link, cell, cell_main, cell_num, cell_status, chips, empty,
    filter_row, filter_search, filter_select, menu, no_results, page_header, pager, primary_link, seg, table,
};
use platform::ui::{Icon, Tone, address};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub query: &'a ItemQuery,
    /// A page of it.
    pub page: &'a KeysetPage<Item>,
    /// Categories there are.
    pub categories: &'a [Category],
    /// Those who supply.
    pub suppliers: &'a [Vendor],
    /// Places the viewer sees.
    pub places: &'a [Location],
    /// May the viewer make and change items?
    pub may_change: bool,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/stock")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let kept = self.query.said().into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        address(&self.base(), &values)
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    let path = |rest: &str| index.org.path(rest);
    let actions = html! {
        (menu("stock-menu", "More about stock", &[
            MenuItem::Link(Icon::Printer, "Print labels of this list".into(), address(&path("/stock/labels"), &index.query.said())),
            MenuItem::Link(Icon::Download, "Export CSV".into(), index.address(&[("format", "csv")])),
            MenuItem::Link(Icon::Table, "Export XLSX (up to 100,000 rows)".into(), index.address(&[("format", "xlsx")])),
        ]))
        @if index.may_change { (primary_link(&path("/stock/new"), Some(Icon::Plus), "New item")) }
    };
    html! {
        (page_header("Stock", Some("What is used up: how much there is of it, and where."), actions))
        (tabs(index.org, Tab::Items))
        section .card aria-label="Items" {
            div .card-tools { (views(index)) }
            (filters(index))
            div #items { (list(index)) }
        }
    }
}

fn views(index: &Index<'_>) -> Markup {
    let of = |label: &str, view: &str| Segment {
        label: label.to_owned(),
        href: index.address(&[("view", view)]),
        current: index.query.view == view,
    };
    seg("Which items", &[of("All", ""), of("Too little", "low"), of("Archived", "archived")])
}

fn filters(index: &Index<'_>) -> Markup {
    let query = index.query;
    let categories: Vec<(String, String)> = index
        .categories
        .iter()
        .map(|category| (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name)))
        .collect();
    let suppliers: Vec<(String, String)> =
        index.suppliers.iter().map(|vendor| (vendor.id.to_string(), vendor.name.clone())).collect();
    let places = place_options(index.places);
    let fields = html! {
        @if !query.view.is_empty() { (hidden("view", &query.view)) }
        (filter_search("text", "Name or number", &query.text))
        (filter_select("category", "Any category", &categories, &query.category))
        @if !places.is_empty() { (filter_select("location", "Anywhere", &places, &query.location)) }
        @if !suppliers.is_empty() { (filter_select("supplier", "Any supplier", &suppliers, &query.supplier)) }
    };
    let mut chosen = Vec::new();
    if !query.text.trim().is_empty() {
        let label = format!("Text: {}", query.text.trim());
        chosen.push(FilterChip { label, without: index.address(&[("text", "")]) });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let (query, page) = (index.query, index.page);
    if page.rows.is_empty() {
        if query.narrows() || query.after.is_some() || query.before.is_some() {
            return no_results("No item fits this filter.", &index.base());
        }
        return empty(
            Icon::Box,
            "What is used up belongs here: batteries, paper, coffee, screws.",
            html! { @if index.may_change { (button_link(&index.org.path("/stock/new"), Some(Icon::Plus), "New item")) } },
        );
    }
    let at = |cursor: &str, id: Uuid| index.address(&[(cursor, id.to_string().as_str())]);
    let previous = page.previous().map(|first| at("before", first.id));
    let next = page.next().map(|last| at("after", last.id));
    let columns = [
        Column::main("Name"),
        Column::sub("Number"),
        Column::extra("Category"),
        Column::extra("Supplier"),
        Column::num("On hand"),
        Column::extra("Unit"),
        Column::status("Level"),
    ];
    html! {
        (table("Items of stock by name", &columns, html! { @for item in &page.rows { (row(index, item)) } }))
        (pager(previous.as_deref(), next.as_deref(), &counted(page.rows.len() as i64, "item", "items")))
    }
}

fn row(index: &Index<'_>, item: &Item) -> Markup {
    html! {
        tr #{ "i-" (item.id) } {
            (cell_main(&index.org.path(&format!("/stock/{}", item.id)), &item.name))
            (cell(Column::SUB, html! { (item.sku) }))
            (cell(Column::EXTRA, html! { (item.category_name) }))
            (cell(Column::EXTRA, html! { (item.supplier_name.as_deref().unwrap_or_default()) }))
            (cell_num("On hand", &item.on_hand.to_string()))
            (cell(Column::EXTRA, html! { (item.unit) }))
            (cell_status(match item.archived_at { Some(_) => badge(Tone::Neutral, "Archived"), None => low_badge(item.is_low) }))
        }
    }
}
