//! What was and is to be signed for an asset, on its page.

use super::{moment, state_badge};
use crate::acceptance::{Acceptance, State};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{Column, button_link, card_flush, cell, cell_main, cell_status, table};

/// The section; nothing where nobody was ever asked.
pub(crate) fn section(org: &Org, found: &[Acceptance], may_lend: bool) -> Markup {
    if found.is_empty() {
        return html! {};
    }
    let waits = found.iter().find(|one| one.state == State::Waiting && may_lend);
    let columns = [Column::main("Person"), Column::sub("Asked"), Column::status("State")];
    card_flush(
        "Acceptance",
        html! {
            @if let Some(one) = waits {
                (button_link(&org.path(&format!("/acceptances/{}/signature", one.id)), Some(Icon::Signature), "Sign here now"))
            }
        },
        table(
            "Who was asked to sign for it",
            &columns,
            html! {
                @for one in found {
                    tr {
                        (cell_main(&org.path(&format!("/acceptances/{}", one.id)), one.person()))
                        (cell(Column::SUB, html! { (moment(org, one.asked_at)) }))
                        (cell_status(state_badge(one)))
                    }
                }
            },
        ),
    )
}
