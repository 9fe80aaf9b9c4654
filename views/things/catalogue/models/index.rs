//! The list of models.

use super::super::{Tab, address, category_name, category_options, head, restore_item, shelves};
use crate::catalogue::categories::Category;
use crate::catalogue::models::{Model, ModelFilter};
use crate::catalogue::vendors::Vendor;
use crate::views::words::counted;
use kernel::keyset::KeysetPage;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, cell, cell_main, chips, empty, filter_row, filter_search, filter_select, menu,
    no_results, pager, primary_link, table,
};

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub filter: &'a ModelFilter,
    /// A page of it.
    pub shown: &'a KeysetPage<Model>,
    /// The whole tree of categories.
    pub tree: &'a [Category],
    /// The maker it is narrowed to.
    pub maker: Option<&'a Vendor>,
    /// May the viewer change the catalogue?
    pub may_change: bool,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/catalogue/models")
    }

    /// The address of the list as it is, with this value instead.
    fn address(&self, name: &str, value: &str) -> String {
        let filter = self.filter;
        let now = [
            ("q", filter.q.as_str()),
            ("category", &filter.category),
            ("maker", &filter.maker),
            ("archived", &filter.archived),
        ];
        let kept = now.into_iter().filter(|(other, _)| *other != name);
        address(&self.base(), &kept.chain([(name, value)]).collect::<Vec<_>>())
    }
}

/// The page.
pub fn page(index: &Index<'_>) -> Markup {
    let is_bare = index.shown.rows.is_empty() && !index.filter.is_narrow();
    let add = html! {
        @if index.may_change { (primary_link(&index.org.path("/catalogue/models/new"), Some(Icon::Plus), "New model")) }
    };
    html! {
        (head(index.org, Tab::Models, if is_bare { html! {} } else { add.clone() }))
        section .card aria-label="Models" {
            @if is_bare {
                (empty(Icon::Box, "Models belong here: what you buy more than once, with its maker and number.", add))
                p .row { (shelves(&index.base(), false, "Archived")) }
            } @else {
                div .card-tools { (shelves(&index.base(), index.filter.archived == "on", "Archived")) }
                (filters(index))
                div #models { (list(index)) }
            }
        }
    }
}

fn filters(index: &Index<'_>) -> Markup {
    let filter = index.filter;
    let live: Vec<Category> = index.tree.iter().filter(|category| category.archived_at.is_none()).cloned().collect();
    let options: Vec<_> = category_options(&live, "").into_iter().skip(1).collect();
    let fields = html! {
        @if !filter.archived.is_empty() { (hidden("archived", &filter.archived)) }
        @if !filter.maker.is_empty() { (hidden("maker", &filter.maker)) }
        (filter_search("q", "Name, number or maker", &filter.q))
        (filter_select("category", "Any category", &options, &filter.category))
    };
    let mut chosen = Vec::new();
    if !filter.q.trim().is_empty() {
        chosen.push(FilterChip { label: format!("Text: {}", filter.q.trim()), without: index.address("q", "") });
    }
    if let Some(maker) = index.maker {
        chosen.push(FilterChip { label: format!("Maker: {}", maker.name), without: index.address("maker", "") });
    }
    if let Some(category) =
        filter.category.parse().ok().map(|id| category_name(index.tree, id)).filter(|name| !name.is_empty())
    {
        chosen.push(FilterChip { label: format!("Category: {category}"), without: index.address("category", "") });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let models = &index.shown.rows;
    if models.is_empty() {
        return no_results("No model fits this.", &index.base());
    }
    let at = |name: &str, model: &Model| index.address(name, &model.id.to_string());
    let previous = index.shown.previous().map(|first| at("before", first));
    let next = index.shown.next().map(|last| at("after", last));
    html! {
        (table(
            "Models by name",
            &[Column::main("Model"), Column::extra("Number"), Column::sub("Category"), Column::actions()],
            html! { @for model in models { (row(index, model)) } },
        ))
        (pager(previous.as_deref(), next.as_deref(), &counted(models.len() as i64, "model", "models")))
    }
}

fn row(index: &Index<'_>, model: &Model) -> Markup {
    let own = |rest: &str| index.org.path(&format!("/catalogue/models/{}{rest}", model.id));
    html! {
        tr #{ "m-" (model.id) } {
            (cell_main(&own(""), &model.label()))
            (cell(Column::EXTRA, html! { (model.number) }))
            (cell(Column::SUB, html! { (category_name(index.tree, model.category_id)) }))
            (cell(Column::ACTIONS, html! {
                @if index.may_change {
                    @let item = if model.archived_at.is_some() {
                        restore_item(own("/restoration"), model.version)
                    } else {
                        MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))
                    };
                    (menu(&format!("menu-{}", model.id), &format!("Actions for {}", model.label()), &[item]))
                }
            }))
        }
    }
}
