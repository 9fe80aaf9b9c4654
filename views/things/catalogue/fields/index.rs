//! The fields, in the order of the form they stand in.

use super::super::{Tab, category_name, head, restore_item, shelves};
use crate::catalogue::categories::Category;
use crate::catalogue::fields::Field;
use crate::views::words::field_kind_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{Column, MenuItem, cell, cell_num, empty, menu, no_results, primary_link, table, tag};
use std::collections::HashMap;
use uuid::Uuid;

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// In their order.
    pub fields: &'a [Field],
    /// The whole tree of categories.
    pub tree: &'a [Category],
    /// For how many assets each holds something.
    pub counts: &'a HashMap<Uuid, i64>,
    /// Is what was put away shown?
    pub is_archive: bool,
    /// Was anything put away?
    pub has_archived: bool,
    /// May the viewer change the catalogue?
    pub may_change: bool,
}

/// The page.
pub fn page(index: &Index<'_>) -> Markup {
    let org = index.org;
    let is_bare = index.fields.is_empty();
    let base = org.path("/catalogue/fields");
    let add = html! {
        @if index.may_change { (primary_link(&org.path("/catalogue/fields/new"), Some(Icon::Plus), "New field")) }
    };
    html! {
        (head(org, Tab::Fields, if is_bare { html! {} } else { add.clone() }))
        @if index.has_archived || index.is_archive { div .row { (shelves(&base, index.is_archive, "Archived")) } }
        @if is_bare && index.is_archive {
            div .card { (no_results("No field is archived.", &base)) }
        } @else if is_bare {
            div .card { (empty(Icon::Sliders, "What else you keep about assets belongs here: memory, colour, the next safety test.", add)) }
        } @else {
            section .card aria-label="Fields" { (table(
                "Fields in the order of the form",
                &[Column::main("Field"), Column::sub("Of"), Column::extra("Holds"), Column::extra("Rules"), Column::num("Assets"), Column::actions()],
                html! { @for (at, field) in index.fields.iter().enumerate() { (row(index, at, field)) } },
            )) }
        }
    }
}

fn row(index: &Index<'_>, at: usize, field: &Field) -> Markup {
    let own = |rest: &str| index.org.path(&format!("/catalogue/fields/{}{rest}", field.id));
    let of = field.category_id.map_or_else(|| "Every asset".to_owned(), |id| category_name(index.tree, id));
    html! {
        tr #{ "f-" (field.id) } {
            (cell(Column::MAIN, html! {
                @if index.may_change && field.archived_at.is_none() { a href=(own("/details")) { (field.name) } }
                @else { (field.name) }
            }))
            (cell(Column::SUB, html! { (of) }))
            (cell(Column::EXTRA, html! { (field_kind_text(field.kind)) }))
            (cell(Column::EXTRA, html! {
                @for (holds, label) in [(field.is_required, "Required"), (field.is_unique, "Unique"), (field.is_sealed, "Encrypted"), (field.is_listed, "In lists"), (field.is_expiry, "Told")] {
                    @if holds { (tag(label)) " " }
                }
            }))
            (cell_num("Assets", &index.counts.get(&field.id).copied().unwrap_or(0).to_string()))
            (cell(Column::ACTIONS, html! {
                @if index.may_change { (menu(&format!("menu-{}", field.id), &format!("Actions for {}", field.name), &items(index, at, field, &own))) }
            }))
        }
    }
}

fn items(index: &Index<'_>, at: usize, field: &Field, own: &dyn Fn(&str) -> String) -> Vec<MenuItem> {
    if field.archived_at.is_some() {
        return vec![restore_item(own("/restoration"), field.version)];
    }
    let step = |mark, label: &str, to: &str| {
        let fields = vec![("version".to_owned(), field.version.to_string()), ("to".to_owned(), to.to_owned())];
        MenuItem::Post(mark, label.to_owned(), own("/position"), fields)
    };
    let mut items = vec![MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))];
    if at > 0 {
        items.push(step(Icon::ArrowUp, "Move up", "up"));
    }
    if at + 1 < index.fields.len() {
        items.push(step(Icon::ArrowDown, "Move down", "down"));
    }
    items
}
