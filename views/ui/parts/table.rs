//! Tables that become cards on phones.
//!
//! ```ignore
//! table("Bookings", &[Column::main("Guest"), Column::sub("Resource"), Column::plain("When"), Column::status("Status")], html! {
//!     @for b in bookings { tr #{ "b-" (b.id) } { (cell_main(&b.href, &b.guest)) (cell(Column::SUB, …)) … } }
//! })
//! ```

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// A column's head and its place on phones.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// The head's text; empty for a column of buttons.
    pub label: &'a str,
    /// The place on phones: one of the constants of this type.
    pub place: &'static str,
    /// The address that sorts by this column.
    pub sort: Option<&'a str>,
    /// Whether the rows are sorted by this column: ascending is `Some(true)`.
    pub sorted: Option<bool>,
}

impl<'a> Column<'a> {
    /// The first line of a card on phones, and the row's link.
    pub const MAIN: &'static str = "main";
    /// The grey line under it on phones.
    pub const SUB: &'static str = "sub";
    /// At the end of the first line on phones: a badge.
    pub const STATUS: &'static str = "status";
    /// Figures, aligned at the end; a line of their own on phones, with the column's name before it.
    pub const NUM: &'static str = "num";
    /// Left out on phones.
    pub const EXTRA: &'static str = "extra";
    /// Buttons, at the end.
    pub const ACTIONS: &'static str = "row-actions";

    /// A column in one of the places.
    pub const fn new(label: &'a str, place: &'static str) -> Column<'a> {
        Column { label, place, sort: None, sorted: None }
    }

    /// The column that names and links the row.
    pub const fn main(label: &'a str) -> Column<'a> {
        Column::new(label, Column::MAIN)
    }

    /// A column shown as the grey line on phones.
    pub const fn sub(label: &'a str) -> Column<'a> {
        Column::new(label, Column::SUB)
    }

    /// A column of badges.
    pub const fn status(label: &'a str) -> Column<'a> {
        Column::new(label, Column::STATUS)
    }

    /// A column of figures.
    pub const fn num(label: &'a str) -> Column<'a> {
        Column::new(label, Column::NUM)
    }

    /// A column left out on phones.
    pub const fn extra(label: &'a str) -> Column<'a> {
        Column::new(label, Column::EXTRA)
    }

    /// A column of buttons.
    pub const fn actions() -> Column<'a> {
        Column::new("", Column::ACTIONS)
    }

    /// The same column with a link that sorts by it.
    pub const fn sorted_by(mut self, href: &'a str, sorted: Option<bool>) -> Column<'a> {
        self.sort = Some(href);
        self.sorted = sorted;
        self
    }
}

/// A table with its heads; `rows` are the `tr` elements, made of [`cell`] and its siblings. The caption names it for
/// assistive technology.
pub fn table(caption: &str, columns: &[Column<'_>], rows: Markup) -> Markup {
    html! {
        div .table-wrap {
            table .table {
                caption .vh { (caption) }
                thead { tr { @for column in columns { (head(column)) } } }
                tbody { (rows) }
            }
        }
    }
}

fn head(column: &Column<'_>) -> Markup {
    let direction = column.sorted.map(|ascending| if ascending { "ascending" } else { "descending" });
    html! {
        th class=(column.place) scope="col" aria-sort=[direction] {
            @if column.label.is_empty() { span .vh { "Actions" } }
            @else if let Some(href) = column.sort {
                a href=(href) {
                    (column.label)
                    @match column.sorted {
                        Some(true) => (icon(Icon::ArrowUp)),
                        Some(false) => (icon(Icon::ArrowDown)),
                        None => (icon(Icon::ChevronsUpDown)),
                    }
                }
            }
            @else { (column.label) }
        }
    }
}

/// A cell in one of the places of [`Column`].
pub fn cell(place: &'static str, content: Markup) -> Markup {
    html! { td class=(place) { (content) } }
}

/// The cell that names the row and leads to it.
pub fn cell_main(href: &str, text: &str) -> Markup {
    html! { td .main { a href=(href) { (text) } } }
}

/// A cell with a figure. On phones the label stands before it.
pub fn cell_num(label: &str, text: &str) -> Markup {
    html! { td .num data-label=(label) { (text) } }
}

/// A cell with a badge.
pub fn cell_status(badge: Markup) -> Markup {
    html! { td .status { (badge) } }
}
