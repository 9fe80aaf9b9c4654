//! A vendor's page: how to reach it, what it made and supplied.

use super::super::{archived_notice, history_card};
use crate::catalogue::vendors::Vendor;
use crate::views::words::{counted, vendor_roles};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::parts::{back_link, badge, card, facts, page_header_with, primary_link, two_columns};
use platform::ui::{Icon, Tone};

/// Everything the page shows.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub vendor: &'a Vendor,
    /// Models in use that it makes.
    pub models: i64,
    /// Assets that it supplied.
    pub assets: i64,
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// May the viewer change it?
    pub may_change: bool,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, vendor) = (shown.org, shown.vendor);
    let own = |rest: &str| org.path(&format!("/catalogue/vendors/{}{rest}", vendor.id));
    let is_archived = vendor.archived_at.is_some();
    let under = html! {
        @if is_archived { (badge(Tone::Neutral, "Archived")) " " }
        (vendor_roles(vendor))
        @if vendor.makes { " · " a href=(org.path(&format!("/catalogue/models?maker={}", vendor.id))) { (counted(shown.models, "model", "models")) } }
        @if vendor.supplies { " · " a href=(org.path(&format!("/assets?supplier={}", vendor.id))) { (counted(shown.assets, "asset", "assets")) } }
    };
    html! {
        (back_link(&org.path("/catalogue/vendors"), "Suppliers and makers"))
        (page_header_with(&vendor.name, Some(under), html! {
            @if shown.may_change && !is_archived { (primary_link(&own("/details"), Some(Icon::Pencil), "Edit")) }
        }))
        @if is_archived { (archived_notice(&vendor.name, &own("/restoration"), vendor.version, shown.may_change)) }
        (two_columns(facts_card(vendor), history_card(org, shown.history)))
    }
}

fn facts_card(vendor: &Vendor) -> Markup {
    let mut pairs = Vec::new();
    if !vendor.url.is_empty() {
        pairs.push(("Web page", html! { a href=(vendor.url) rel="noopener noreferrer" { (vendor.url) } }));
    }
    if !vendor.email.is_empty() {
        pairs.push(("E-mail", html! { a href={ "mailto:" (vendor.email) } { (vendor.email) } }));
    }
    if !vendor.phone.is_empty() {
        pairs.push(("Phone", html! { a href={ "tel:" (vendor.phone.replace(' ', "")) } { (vendor.phone) } }));
    }
    if !vendor.address.is_empty() {
        pairs.push(("Address", html! { @for line in vendor.address.lines() { (line) br; } }));
    }
    if !vendor.note.is_empty() {
        pairs.push(("Note", html! { @for line in vendor.note.lines() { (line) br; } }));
    }
    card(
        "How to reach it",
        html! {},
        html! { @if pairs.is_empty() { p .muted { "Nothing is known but its name." } } @else { (facts(&pairs)) } },
    )
}
