//! What was issued to a contact, on their page.

use super::kind_text;
use crate::stock::store::ToContact;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{Column, card_flush, cell, cell_main, cell_num, table};

/// The section; nothing for whom nothing was issued to.
pub(crate) fn section(org: &Org, entries: &[ToContact]) -> Markup {
    if entries.is_empty() {
        return html! {};
    }
    let columns = [
        Column::main("Item"),
        Column::sub("Entry"),
        Column::num("Quantity"),
        Column::extra("When"),
        Column::extra("Note"),
    ];
    card_flush(
        "Stock",
        html! {},
        table(
            "Stock that went to them or came back",
            &columns,
            html! {
                @for (item, name, unit, kind, quantity, at, note) in entries {
                    tr {
                        (cell_main(&org.path(&format!("/stock/{item}")), name))
                        (cell(Column::SUB, html! { (kind_text(*kind)) }))
                        (cell_num("Quantity", &format!("{} × {unit}", quantity.abs())))
                        (cell(Column::EXTRA, html! { (day_text(wall(org.zone(), *at).date())) }))
                        (cell(Column::EXTRA, html! { (note) }))
                    }
                }
            },
        ),
    )
}
