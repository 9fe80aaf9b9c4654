//! The list of items.

use super::{Tab, low_badge, tabs};
use crate::catalogue::categories::Category;
use crate::catalogue::vendors::Vendor;
use crate::lists::{Kind, head_of, name_of};
use crate::locations::Location;
use crate::stock::{COLUMNS, Column as Shown, Item, ItemQuery};
use crate::views::lists::{Columns, columns_button, columns_dialog, menu_items, question};
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
    /// The columns.
    pub columns: &'a [Shown],
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
    html! {
        (page_header("Stock", Some("What is used up: how much there is of it, and where."), actions(index)))
        (tabs(index.org, Tab::Items))
        section .card aria-label="Items" {
            div .card-tools { (views(index)) }
            (filters(index))
            div #items { (list(index)) }
        }
        (columns(index))
    }
}

fn actions(index: &Index<'_>) -> Markup {
    let path = |rest: &str| index.org.path(rest);
    let said = index.query.said().into_iter().filter(|(name, _)| *name != "columns");
    let labels = address(&path("/stock/labels"), &said.collect::<Vec<_>>());
    let mut more = vec![MenuItem::Link(Icon::Printer, "Print labels of this list".into(), labels)];
    more.extend(menu_items(index.org, Kind::Stock, question(&index.address(&[]))));
    more.push(MenuItem::Link(Icon::Download, "Export CSV".into(), index.address(&[("format", "csv")])));
    more.push(MenuItem::Link(
        Icon::Table,
        "Export XLSX (up to 100,000 rows)".into(),
        index.address(&[("format", "xlsx")]),
    ));
    html! {
        (columns_button())
        (menu("stock-menu", "More about stock", &more))
        @if index.may_change { (primary_link(&path("/stock/new"), Some(Icon::Plus), "New item")) }
    }
}

/// Which columns, in which order.
fn columns(index: &Index<'_>) -> Markup {
    let all = COLUMNS.iter().filter(|(column, ..)| *column != Shown::Name);
    columns_dialog(Columns {
        org: index.org,
        kind: Kind::Stock,
        question: question(&index.address(&[("columns", "")])),
        first: "the name",
        shown: index.columns.iter().map(|column| name_of(&COLUMNS, column).to_owned()).collect(),
        all: all.map(|(_, name, head)| ((*name).to_owned(), (*head).to_owned())).collect(),
        are_filed: true,
    })
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
        @if !query.columns.is_empty() { (hidden("columns", &query.columns)) }
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
    let head = |column: &Shown| Column::new(head_of(&COLUMNS, column), place(*column));
    let columns: Vec<Column<'_>> = index.columns.iter().map(head).collect();
    html! {
        (table("Items of stock by name", &columns, html! { @for item in &page.rows { (row(index, item)) } }))
        (pager(previous.as_deref(), next.as_deref(), &counted(page.rows.len() as i64, "item", "items")))
    }
}

fn place(column: Shown) -> &'static str {
    match column {
        Shown::Name => Column::MAIN,
        Shown::Number => Column::SUB,
        Shown::OnHand | Shown::Cost => Column::NUM,
        Shown::Level => Column::STATUS,
        Shown::Category | Shown::Unit | Shown::Supplier | Shown::Note => Column::EXTRA,
    }
}

fn row(index: &Index<'_>, item: &Item) -> Markup {
    html! {
        tr #{ "i-" (item.id) } {
            @for column in index.columns { (drawn(index, *column, item)) }
        }
    }
}

fn drawn(index: &Index<'_>, column: Shown, item: &Item) -> Markup {
    let word = |word: &str| cell(place(column), html! { (word) });
    let figure = |figure: &str| cell_num(head_of(&COLUMNS, &column), figure);
    match column {
        Shown::Name => cell_main(&index.org.path(&format!("/stock/{}", item.id)), &item.name),
        Shown::Number => word(&item.sku),
        Shown::Category => word(&item.category_name),
        Shown::Unit => word(&item.unit),
        Shown::OnHand => figure(&item.on_hand.to_string()),
        Shown::Level => cell_status(match item.archived_at {
            Some(_) => badge(Tone::Neutral, "Archived"),
            None => low_badge(item.is_low),
        }),
        Shown::Supplier => word(item.supplier_name.as_deref().unwrap_or_default()),
        Shown::Cost => figure(&item.cost().map(|cost| cost.to_string()).unwrap_or_default()),
        Shown::Note => word(item.note.lines().next().unwrap_or_default()),
    }
}
