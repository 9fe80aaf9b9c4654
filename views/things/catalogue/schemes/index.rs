//! The depreciation schemes.

use super::super::{Tab, head, restore_item, shelves};
use crate::catalogue::schemes::{FiscalYear, Scheme, SchemeForm};
use crate::views::words::{counted, method_text, months_text};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, select};
use platform::ui::parts::{
    Column, MenuItem, card_flush, card_form, cell, empty, menu, no_results, primary_button, primary_link, table,
};
use std::collections::HashMap;
use uuid::Uuid;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// By name.
    pub schemes: &'a [Scheme],
    /// How many categories and assets name each themselves.
    pub users: &'a HashMap<Uuid, (i64, i64)>,
    /// Is what was put away shown?
    pub is_archive: bool,
    /// Was anything put away?
    pub has_archived: bool,
    /// May the viewer change the catalogue?
    pub may_change: bool,
    /// When years of the organisation begin.
    pub fiscal: FiscalYear,
}

/// The page.
pub fn page(index: &Index<'_>) -> Markup {
    let org = index.org;
    let is_bare = index.schemes.is_empty();
    let base = org.path("/catalogue/depreciation");
    let add = html! {
        @if index.may_change { (primary_link(&org.path("/catalogue/depreciation/new"), Some(Icon::Plus), "New depreciation scheme")) }
    };
    html! {
        (head(org, Tab::Depreciation, if is_bare { html! {} } else { add.clone() }))
        @if index.has_archived || index.is_archive { div .row { (shelves(&base, index.is_archive, "Archived")) } }
        @if is_bare && index.is_archive {
            div .card { (no_results("No scheme is archived.", &base)) }
        } @else if is_bare {
            div .card { (empty(Icon::Chart, "How fast things lose their value stands here: a method, a number of months, what is left at the end. A category names the scheme of its assets.", add)) }
        } @else {
            (card_flush("Schemes", html! {}, table(
                "Depreciation schemes",
                &[Column::main("Scheme"), Column::sub("Method"), Column::extra("Within"), Column::extra("Left at the end"), Column::num("Followed by"), Column::actions()],
                html! { @for scheme in index.schemes { (row(index, scheme)) } },
            )))
        }
        @if !index.is_archive { (fiscal_year(index)) }
    }
}

fn fiscal_year(index: &Index<'_>) -> Markup {
    let months = (1..).zip(MONTHS).map(|(nth, name): (u32, _)| (nth.to_string(), name.to_owned())).collect::<Vec<_>>();
    let chosen = index.fiscal.month().to_string();
    let path = index.org.path("/catalogue/depreciation/fiscal-year");
    let field = Field::new("month", "Begins with").required().hint("Years of the books, half years of the half-year convention, forecast and journal follow it: what was reckoned before reads otherwise then.");
    html! {
        @if index.may_change {
            (card_form("fiscal-year", "Fiscal year", &path, select(&field, &months, &chosen), primary_button(None, "Set")))
        } @else if index.fiscal != FiscalYear::CALENDAR {
            p .muted { "The fiscal year begins with " (MONTHS[index.fiscal.month() as usize - 1]) "." }
        }
    }
}

fn row(index: &Index<'_>, scheme: &Scheme) -> Markup {
    let own = |rest: &str| index.org.path(&format!("/catalogue/depreciation/{}{rest}", scheme.id));
    let (categories, assets) = index.users.get(&scheme.id).copied().unwrap_or_default();
    let form = SchemeForm::of(scheme);
    html! {
        tr #{ "s-" (scheme.id) } {
            (cell(Column::MAIN, html! { (scheme.name) }))
            (cell(Column::SUB, html! {
                (method_text(scheme.method))
                @if !form.rate.is_empty() { ", " (form.rate) " %" }
                @if scheme.switches { ", then straight line" }
            }))
            (cell(Column::EXTRA, html! { (months_text(scheme.months)) }))
            (cell(Column::EXTRA, html! { @if form.salvage.is_empty() { "Nothing" } @else { (form.salvage) " %" } }))
            td .num data-label="Followed by" {
                (counted(categories, "category", "categories"))
                @if assets > 0 { ", " (counted(assets, "asset", "assets")) }
            }
            (cell(Column::ACTIONS, html! {
                @if index.may_change {
                    @let item = if scheme.archived_at.is_some() {
                        restore_item(own("/restoration"), scheme.version)
                    } else {
                        MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))
                    };
                    (menu(&format!("menu-{}", scheme.id), &format!("Actions for {}", scheme.name), &[item]))
                }
            }))
        }
    }
}
