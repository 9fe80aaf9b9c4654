//! The tree of categories.

use super::super::{Tab, head, restore_item, shelves};
use crate::catalogue::categories::{Category, Defaults};
use crate::views::words::{counted, months_text};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{Column, MenuItem, badge, cell, cell_num, empty, menu, primary_link, table};
use platform::ui::{Icon, Tone};

/// A category and what is in it.
pub struct Row<'a> {
    /// The category.
    pub category: &'a Category,
    /// What it stands in, from the top down.
    pub above: Vec<&'a str>,
    /// What holds for it.
    pub defaults: Defaults,
    /// Assets in it and below it.
    pub assets: i64,
    /// Models in it and below it.
    pub models: i64,
}

/// Everything the page shows.
pub struct Tree<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Depth first.
    pub rows: &'a [Row<'a>],
    /// May the viewer change the catalogue?
    pub may_change: bool,
    /// Is what was put away shown too?
    pub with_archived: bool,
    /// Was anything put away?
    pub has_archived: bool,
}

/// The page.
pub fn page(tree: &Tree<'_>) -> Markup {
    let org = tree.org;
    let add = html! {
        @if tree.may_change { (primary_link(&org.path("/catalogue/categories/new"), Some(Icon::Plus), "New category")) }
    };
    let top = if tree.rows.is_empty() {
        html! {}
    } else {
        add.clone()
    };
    html! {
        (head(org, Tab::Categories, top))
        @if tree.has_archived { div .row { (shelves(&org.path("/catalogue"), tree.with_archived, "With archived")) } }
        @if tree.rows.is_empty() {
            div .card {
                (empty(Icon::Layers, "Your kinds of things belong here: laptops, cameras, furniture. Each says how its tags look.", add))
            }
        } @else {
            section .card aria-label="Categories" { (table(
                "Categories, each behind what it stands in",
                &[Column::main("Category"), Column::sub("Tags"), Column::extra("Life"), Column::num("Models"), Column::num("Assets"), Column::actions()],
                html! { @for row in tree.rows { (line(tree, row)) } },
            )) }
        }
    }
}

fn line(tree: &Tree<'_>, row: &Row<'_>) -> Markup {
    let (org, category) = (tree.org, row.category);
    let own = |rest: &str| org.path(&format!("/catalogue/categories/{}{rest}", category.id));
    html! {
        tr #{ "c-" (category.id) } {
            (cell(Column::MAIN, html! {
                @for name in &row.above { span .muted { (name) " › " } }
                a href=(own("")) { (category.name) }
                @if category.archived_at.is_some() { " " (badge(Tone::Neutral, "Archived")) }
            }))
            (cell(Column::SUB, html! { code { (row.defaults.tag_pattern) } }))
            (cell(Column::EXTRA, html! { @if let Some(months) = row.defaults.life_months { (months_text(months)) } @else { "–" } }))
            (cell_num("Models", &row.models.to_string()))
            td .num data-label="Assets" {
                a href=(org.path(&format!("/assets?category={}", category.id))) aria-label={ (counted(row.assets, "asset", "assets")) " of " (category.name) } { (row.assets) }
            }
            (cell(Column::ACTIONS, html! {
                @if tree.may_change {
                    @let items = if category.archived_at.is_some() {
                        vec![restore_item(own("/restoration"), category.version)]
                    } else {
                        vec![
                            MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details")),
                            MenuItem::Link(Icon::Plus, "Add inside".to_owned(), org.path(&format!("/catalogue/categories/new?parent={}", category.id))),
                        ]
                    };
                    (menu(&format!("menu-{}", category.id), &format!("Actions for {}", category.name), &items))
                }
            }))
        }
    }
}
