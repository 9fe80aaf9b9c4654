//! What to order.

use super::{Tab, tabs};
use crate::stock::Shortage;
use crate::views::words::counted;
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{Column, button_link, cell, cell_main, cell_num, empty, page_header, table};
use platform::ui::{Icon, address};

/// The page.
pub(crate) fn page(org: &Org, short: &[Shortage], is_more: bool) -> Markup {
    let file = address(&org.path("/stock/order-list"), &[("format", "csv")]);
    let actions = html! { @if !short.is_empty() { (button_link(&file, Some(Icon::Download), "Export CSV")) } };
    let columns = [
        Column::main("Item"),
        Column::sub("Location"),
        Column::num("On hand"),
        Column::num("Minimum"),
        Column::num("Order"),
        Column::extra("Supplier"),
        Column::num("Cost"),
    ];
    html! {
        (page_header("Stock", Some("Where there is too little, and how much is missing."), actions))
        (tabs(org, Tab::Order))
        section .card aria-label="To order" {
            @if short.is_empty() { (empty(Icon::Check, "There is enough of everything.", button_link(&org.path("/stock/minimums"), None, "Say how much is enough"))) }
            @else {
                (table("What to order, by supplier", &columns, html! { @for line in short { (row(org, line)) } }))
                p .row.muted {
                    (counted(short.len() as i64, "line", "lines"))
                    @if is_more { ". There are more: the file holds all of them." }
                }
            }
        }
    }
}

fn row(org: &Org, line: &Shortage) -> Markup {
    html! {
        tr {
            (cell_main(&org.path(&format!("/stock/{}", line.item_id)), &line.item_name))
            (cell(Column::SUB, html! { (line.location_name) }))
            (cell_num("On hand", &line.on_hand.to_string()))
            (cell_num("Minimum", &line.minimum.to_string()))
            (cell_num("Order", &line.proposed().to_string()))
            (cell(Column::EXTRA, html! { (line.supplier_name.as_deref().unwrap_or_default()) }))
            (cell_num("Cost", &line.cost().map(|cost| cost.to_string()).unwrap_or_default()))
        }
    }
}
