//! The labels, by the states they stand on.

use super::super::{Tab, head, restore_item, shelves};
use crate::catalogue::labels::{Label, State};
use crate::views::words::{counted, state_text};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{Column, MenuItem, badge, card_flush, cell, empty, menu, no_results, primary_link, table};
use std::collections::HashMap;
use uuid::Uuid;

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// By name.
    pub labels: &'a [Label],
    /// How many assets bear each.
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
    let is_bare = index.labels.is_empty();
    let base = org.path("/catalogue/labels");
    let add = html! {
        @if index.may_change { (primary_link(&org.path("/catalogue/labels/new"), Some(Icon::Plus), "New status label")) }
    };
    html! {
        (head(org, Tab::Labels, if is_bare { html! {} } else { add.clone() }))
        @if index.has_archived || index.is_archive { div .row { (shelves(&base, index.is_archive, "Archived")) } }
        @if is_bare && index.is_archive {
            div .card { (no_results("No label is archived.", &base)) }
        } @else if is_bare {
            div .card { (empty(Icon::Tag, "Your words for how things stand belong here: ready, broken, lost. Each stands on one of four states.", add)) }
        }
        @for state in State::ALL {
            @let labels: Vec<&Label> = index.labels.iter().filter(|label| label.state == state).collect();
            @if !labels.is_empty() { (of_state(index, state, &labels)) }
        }
    }
}

fn of_state(index: &Index<'_>, state: State, labels: &[&Label]) -> Markup {
    card_flush(
        state_text(state),
        html! {},
        table(
            &format!("Labels on: {}", state_text(state)),
            &[Column::main("Label"), Column::sub("What it means"), Column::num("Assets"), Column::actions()],
            html! { @for label in labels { (row(index, label)) } },
        ),
    )
}

fn row(index: &Index<'_>, label: &Label) -> Markup {
    let own = |rest: &str| index.org.path(&format!("/catalogue/labels/{}{rest}", label.id));
    let bearing = index.counts.get(&label.id).copied().unwrap_or(0);
    html! {
        tr #{ "s-" (label.id) } {
            (cell(Column::MAIN, badge(label.tone(), &label.name)))
            (cell(Column::SUB, html! { (meaning(label)) }))
            td .num data-label="Assets" {
                a href=(index.org.path(&format!("/assets?status={}", label.id))) aria-label={ (counted(bearing, "asset", "assets")) ": " (label.name) } { (bearing) }
            }
            (cell(Column::ACTIONS, html! {
                @if index.may_change {
                    @let item = if label.archived_at.is_some() {
                        restore_item(own("/restoration"), label.version)
                    } else {
                        MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))
                    };
                    (menu(&format!("menu-{}", label.id), &format!("Actions for {}", label.name), &[item]))
                }
            }))
        }
    }
}

fn meaning(label: &Label) -> &'static str {
    match (label.state, label.may_leave) {
        (State::InStock, true) => "May be checked out",
        (State::InStock, false) => "Stays where it is",
        (State::Assigned, _) => "Somebody has it",
        (State::InMaintenance, _) => "It is looked after",
        (State::Disposed, _) => "It is not owned any more",
    }
}
