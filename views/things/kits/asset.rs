//! The kit that an asset is, or is a part of: a card on its page.

use super::{Row, lacks_text, standing};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{button_link, card};
use uuid::Uuid;

/// Where the card comes to stand; without script a way there.
pub(crate) fn place(org: &Org, asset: Uuid) -> Markup {
    html! {
        div hx-get=(org.path(&format!("/assets/{asset}/kit"))) hx-trigger="load" hx-swap="outerHTML" {
            p .small { a href=(org.path("/kits")) { "Kits" } }
        }
    }
}

/// The card; nothing for what has to do with no kit.
pub(crate) fn section(org: &Org, asset: Uuid, row: Option<&Row>) -> Markup {
    let Some(row) = row else { return html! {} };
    let kit = org.path(&format!("/kits/{}", row.kit.asset_id));
    if row.kit.asset_id != asset {
        return card("Kit", html! {}, html! { p { "Part of the kit " a href=(kit) { (row.kit.tag) } "." } });
    }
    card(
        "Kit",
        html! { (button_link(&kit, None, "Open the kit")) },
        html! {
            p { (standing(row)) " " (row.kit.template_name) }
            @if !row.lacks.is_empty() { p { "Missing: " (lacks_text(&row.lacks)) "." } }
            p .muted { "It goes out with all that is in it, and is taken back part by part on its own page." }
        },
    )
}
