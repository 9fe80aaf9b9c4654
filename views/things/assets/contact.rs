//! What a contact has, on their page.

use super::{due, status_badge};
use crate::assets::Asset;
use chrono::NaiveDate;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{Column, button_link, card_flush, cell, cell_main, cell_status, empty, table};
use uuid::Uuid;

/// The section.
pub(crate) fn section(org: &Org, contact: Uuid, assets: &[Asset], is_more: bool, today: NaiveDate) -> Markup {
    let all = org.path(&format!("/assets?holder={contact}"));
    let columns = [
        Column::main("Asset"),
        Column::sub("Name"),
        Column::extra("Since"),
        Column::extra("Expected back"),
        Column::status("Status"),
    ];
    card_flush(
        "Assets",
        html! { @if !assets.is_empty() { (button_link(&all, None, if is_more { "All of them" } else { "In the list" })) } },
        html! {
            @if assets.is_empty() { (empty(Icon::Package, "Nothing is checked out to them.", html! {})) }
            @else {
                (table("Assets they have", &columns, html! {
                    @for asset in assets {
                        tr {
                            (cell_main(&org.path(&format!("/assets/{}", asset.id)), &asset.tag))
                            (cell(Column::SUB, html! { (asset.name) }))
                            (cell(Column::EXTRA, html! { @if let Some(at) = asset.out_at { (day_text(wall(org.zone(), at).date())) } }))
                            (cell(Column::EXTRA, due(asset, today)))
                            (cell_status(status_badge(asset)))
                        }
                    }
                }))
            }
        },
    )
}
