//! The work orders of an asset, on its page.

use super::{due, state_badge};
use crate::work::Order;
use chrono::NaiveDate;
use kernel::money::Money;
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{Column, button_link, card_flush, cell, cell_main, cell_num, cell_status, empty, table};
use platform::ui::{Icon, address};

/// The section: the newest of them, and what all of these cost.
pub(crate) fn section(org: &Org, tag: &str, orders: &[Order], may_raise: bool, today: NaiveDate) -> Markup {
    let raise = address(&org.path("/work-orders/new"), &[("asset", tag)]);
    let columns = [
        Column::main("Work order"),
        Column::sub("Title"),
        Column::extra("Due"),
        Column::num("Cost"),
        Column::status("State"),
    ];
    let total = orders.iter().fold(0i64, |sum, order| sum.saturating_add(order.cost().minor));
    card_flush(
        "Work orders",
        html! { @if may_raise { (button_link(&raise, Some(Icon::Wrench), "Raise work order")) } },
        html! {
            @if orders.is_empty() { (empty(Icon::Wrench, "Nothing was ever done about it.", html! {})) }
            @else {
                (table("Work orders about it", &columns, html! {
                    @for order in orders {
                        tr {
                            (cell_main(&org.path(&format!("/work-orders/{}", order.id)), &order.label()))
                            (cell(Column::SUB, html! { (order.title) }))
                            (cell(Column::EXTRA, due(order, today)))
                            (cell_num("Cost", &order.cost().to_string()))
                            (cell_status(state_badge(order.state)))
                        }
                    }
                }))
                p .row.muted { "In all: " (Money::new(total, org.currency.clone())) }
            }
        },
    )
}
