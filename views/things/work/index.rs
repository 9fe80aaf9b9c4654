//! The list of work orders, and the board.

use super::{due, kind_text, priority_badge, priority_text, state_badge, state_text, verb};
use crate::lists::{self, head_of, name_of};
use crate::locations::Location;
use crate::views::lists::{Columns, columns_button, columns_dialog, menu_items, question};
use crate::views::parts::place_options;
use crate::views::words::counted;
use crate::work::{COLUMNS, Column as Shown, Kind, Order, OrderQuery, Priority, State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::keyset::KeysetPage;
use kernel::money::Money;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, Segment, button_link, cell, cell_main, cell_num, cell_status, chips, empty,
    filter_row, filter_search, filter_select, menu, no_results, page_header, pager, primary_link, seg, table,
};
use platform::ui::{Icon, address};
use platform::{Org, Reach};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub query: &'a OrderQuery,
    /// The columns of the list.
    pub columns: &'a [Shown],
    /// A page of it; of the board all of it.
    pub page: &'a KeysetPage<Order>,
    /// Who may be asked.
    pub people: &'a [(Uuid, String)],
    /// Places the viewer sees.
    pub places: &'a [Location],
    /// Where the viewer may work.
    pub lend: &'a Reach,
    /// May the viewer raise orders?
    pub may_raise: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/work-orders")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let kept = self.query.said().into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        address(&self.base(), &values)
    }

    fn is_board(&self) -> bool {
        self.query.view == "board"
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    let view = |label: &str, view: &str| Segment {
        label: label.to_owned(),
        href: index.address(&[("view", view)]),
        current: index.query.view == view,
    };
    html! {
        (page_header("Work orders", Some("What has to be done about your assets and places."), actions(index)))
        section .card aria-label="Work orders" {
            div .card-tools { (seg("How it is shown", &[view("List", ""), view("Board", "board")])) }
            (filters(index))
            div #orders { @if index.is_board() { (board(index)) } @else { (list(index)) } }
        }
        @if !index.is_board() { (columns(index)) }
    }
}

fn actions(index: &Index<'_>) -> Markup {
    let mut more = Vec::from(menu_items(index.org, lists::Kind::WorkOrders, question(&index.address(&[]))));
    let file = |format: &str| index.address(&[("format", format), ("view", "")]);
    more.push(MenuItem::Link(Icon::Download, "Export CSV".into(), file("csv")));
    more.push(MenuItem::Link(Icon::Table, "Export XLSX (up to 100,000 rows)".into(), file("xlsx")));
    html! {
        @if !index.is_board() { (columns_button()) }
        (menu("work-menu", "More about work orders", &more))
        @if index.may_raise { (primary_link(&index.org.path("/work-orders/new"), Some(Icon::Plus), "New work order")) }
    }
}

/// Which columns, in which order.
fn columns(index: &Index<'_>) -> Markup {
    let all = COLUMNS.iter().filter(|(column, ..)| *column != Shown::Number);
    columns_dialog(Columns {
        org: index.org,
        kind: lists::Kind::WorkOrders,
        question: question(&index.address(&[("columns", "")])),
        first: "the number",
        shown: index.columns.iter().map(|column| name_of(&COLUMNS, column).to_owned()).collect(),
        all: all.map(|(_, name, head)| ((*name).to_owned(), (*head).to_owned())).collect(),
        are_filed: true,
    })
}

fn filters(index: &Index<'_>) -> Markup {
    let query = index.query;
    let mut states: Vec<(String, String)> =
        State::ALL.iter().map(|state| (state.name().to_owned(), state_text(*state).to_owned())).collect();
    states.push(("all".to_owned(), "All, with those that are over".to_owned()));
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let priorities: Vec<_> =
        Priority::ALL.iter().map(|one| (one.name().to_owned(), priority_text(*one).to_owned())).collect();
    let people: Vec<_> = index.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let places = place_options(index.places);
    let late = [("late".to_owned(), "Late".to_owned())];
    let fields = html! {
        @if !query.view.is_empty() { (hidden("view", &query.view)) }
        @if !query.asset.is_empty() { (hidden("asset", &query.asset)) }
        @if !query.columns.is_empty() { (hidden("columns", &query.columns)) }
        (filter_search("text", "Title, tag, place or number", &query.text))
        (filter_select("state", "Not over", &states, &query.state))
        (filter_select("kind", "Any kind", &kinds, &query.kind))
        (filter_select("priority", "Any priority", &priorities, &query.priority))
        (filter_select("assignee", "Anybody", &people, &query.assignee))
        @if !places.is_empty() { (filter_select("location", "Anywhere", &places, &query.location)) }
        (filter_select("due", "Due at any time", &late, &query.due))
    };
    let mut chosen = Vec::new();
    if !query.asset.is_empty() {
        let tag = index.page.rows.first().and_then(|order| order.asset_tag.clone());
        let label = tag.map_or_else(|| "One asset".to_owned(), |tag| format!("Asset: {tag}"));
        chosen.push(FilterChip { label, without: index.address(&[("asset", "")]) });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn nothing(index: &Index<'_>) -> Markup {
    if index.query.narrows() || index.query.after.is_some() || index.query.before.is_some() {
        return no_results("No work order fits this filter.", &index.base());
    }
    let raise = index.org.path("/work-orders/new");
    empty(
        Icon::Wrench,
        "What is broken, dirty or due belongs here.",
        html! { @if index.may_raise { (button_link(&raise, Some(Icon::Plus), "New work order")) } },
    )
}

fn list(index: &Index<'_>) -> Markup {
    let page = index.page;
    if page.rows.is_empty() {
        return nothing(index);
    }
    let at = |cursor: &str, id: Uuid| index.address(&[(cursor, id.to_string().as_str())]);
    let previous = page.previous().map(|first| at("before", first.id));
    let next = page.next().map(|last| at("after", last.id));
    let head = |column: &Shown| Column::new(head(*column), place(*column));
    let columns: Vec<Column<'_>> = index.columns.iter().map(head).collect();
    html! {
        (table("Work orders, the newest first", &columns, html! { @for order in &page.rows { (row(index, order)) } }))
        (pager(previous.as_deref(), next.as_deref(), &counted(page.rows.len() as i64, "work order", "work orders")))
    }
}

/// A column's head: the number stands for the order.
fn head(column: Shown) -> &'static str {
    match column {
        Shown::Number => "Work order",
        other => head_of(&COLUMNS, &other),
    }
}

fn place(column: Shown) -> &'static str {
    match column {
        Shown::Number => Column::MAIN,
        Shown::Title => Column::SUB,
        Shown::State => Column::STATUS,
        Shown::Labour | Shown::Parts | Shown::Cost => Column::NUM,
        _ => Column::EXTRA,
    }
}

fn row(index: &Index<'_>, order: &Order) -> Markup {
    html! {
        tr #{ "w-" (order.id) } {
            @for column in index.columns { (drawn(index, *column, order)) }
        }
    }
}

fn drawn(index: &Index<'_>, column: Shown, order: &Order) -> Markup {
    let word = |word: &str| cell(place(column), html! { (word) });
    let figure = |figure: &str| cell_num(head(column), figure);
    let day = |at: Option<DateTime<Utc>>| match at {
        Some(at) => word(&day_text(wall(index.org.zone(), at).date())),
        None => word(""),
    };
    match column {
        Shown::Number => cell_main(&index.org.path(&format!("/work-orders/{}", order.id)), &order.label()),
        Shown::Title => word(&order.title),
        Shown::Kind => word(kind_text(order.kind)),
        Shown::Priority => cell(Column::EXTRA, priority_badge(order.priority)),
        Shown::State => cell_status(state_badge(order.state)),
        Shown::About => word(&order.subject()),
        Shown::Assignee => word(order.assignee_name.as_deref().unwrap_or_default()),
        Shown::Due => cell(Column::EXTRA, due(order, index.today)),
        Shown::Supplier => word(order.supplier_name.as_deref().unwrap_or_default()),
        Shown::Labour => figure(&order.labour_minutes.to_string()),
        Shown::Parts => figure(&Money::new(order.parts_minor, order.currency.clone()).to_string()),
        Shown::Cost => figure(&order.cost().to_string()),
        Shown::Raised => day(Some(order.created_at)),
        Shown::Started => day(order.started_at),
        Shown::Ended => day(order.ended_at),
    }
}

/// Columns by state; a card's buttons move it.
fn board(index: &Index<'_>) -> Markup {
    let over = index.query.state == "all";
    let columns = State::ALL
        .iter()
        .copied()
        .filter(|state| over || !state.is_over() || index.page.rows.iter().any(|order| order.state == *state));
    html! {
        div .board {
            @for state in columns {
                @let cards: Vec<&Order> = index.page.rows.iter().filter(|order| order.state == state).collect();
                section aria-labelledby={ "column-" (state.name()) } data-state=(state.name()) {
                    h2 #{ "column-" (state.name()) } { (state_text(state)) " " span .muted { (cards.len()) } }
                    ul role="list" {
                        @for order in cards { li #{ "c-" (order.id) } { (card(index, order)) } }
                    }
                }
            }
        }
    }
}

fn card(index: &Index<'_>, order: &Order) -> Markup {
    let own = index.org.path(&format!("/work-orders/{}", order.id));
    let moves = order.state.follows().iter().copied().filter(|to| *to != State::Cancelled);
    html! {
        a href=(own) { (order.label()) } " " (priority_badge(order.priority))
        p { (order.title) }
        p .muted.small {
            (order.subject())
            @if let Some(name) = &order.assignee_name { " · " (name) }
            @if order.due_on.is_some() { " · " (due(order, index.today)) }
        }
        @if order.is_within(index.lend) {
            div .row {
                @for to in moves {
                    form method="post" action={ (own) "/transitions" } {
                        (hidden("state", to.name()))
                        (hidden("version", &order.version.to_string()))
                        (hidden("view", "board"))
                        button .btn type="submit" aria-label={ (verb(order.state, to)) " " (order.label()) } { (verb(order.state, to)) }
                    }
                }
            }
        }
    }
}
