//! What a contact signed for and is waited for, on their page.

use super::{moment, state_badge};
use crate::acceptance::Acceptance;
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{Column, button_link, card_flush, cell, cell_main, cell_status, table};
use uuid::Uuid;

/// The section; nothing where they were never asked.
pub(crate) fn section(org: &Org, contact: Uuid, found: &[Acceptance], is_more: bool) -> Markup {
    if found.is_empty() {
        return html! {};
    }
    let all = org.path(&format!("/acceptances?person={contact}"));
    let columns = [Column::main("Things"), Column::sub("Asked"), Column::status("State")];
    card_flush(
        "Acceptances",
        html! { (button_link(&all, None, if is_more { "All acceptances" } else { "In their list" })) },
        table(
            "What they signed for",
            &columns,
            html! {
                @for one in found {
                    tr {
                        (cell_main(&org.path(&format!("/acceptances/{}", one.id)), &one.things()))
                        (cell(Column::SUB, html! { (moment(org, one.asked_at)) }))
                        (cell_status(state_badge(one)))
                    }
                }
            },
        ),
    )
}
