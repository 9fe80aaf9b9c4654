//! The list of endpoints.

use super::words::{OFF, endpoint_badge, kinds_text};
use crate::views::when::ago_mark;
use crate::webhooks::model::Endpoint;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, cell, cell_main, cell_status, empty, page_header, primary_link, switched_off, table,
};
use platform::{Feature, Org};

/// Everything the list shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// All of them.
    pub endpoints: &'a [Endpoint],
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn index(view: &Index<'_>) -> Markup {
    let add = html! {
        @if view.org.has(Feature::Webhooks) { (primary_link(&view.org.path("/webhooks/new"), Some(Icon::Plus), "New webhook")) }
    };
    let sub = "Other systems that are told what happens here, signed and at least once.";
    html! {
        (page_header("Webhooks", Some(sub), html! { @if !view.endpoints.is_empty() { (add) } }))
        (switched_off(&view.org.terms, Feature::Webhooks, OFF))
        section .card aria-label="Webhooks" {
            @if view.endpoints.is_empty() {
                (empty(Icon::Send, "No other system is told anything yet.", add))
            } @else {
                (table("Webhooks", &[Column::main("Webhook"), Column::sub("Is told"), Column::extra("Since"), Column::status("State")], html! {
                    @for endpoint in view.endpoints {
                        tr #{ "w-" (endpoint.id) } {
                            (cell_main(&view.org.path(&format!("/webhooks/{}", endpoint.id)), endpoint.name()))
                            (cell(Column::SUB, html! { (kinds_text(&endpoint.kinds)) }))
                            (cell(Column::EXTRA, html! { (ago_mark(view.org.zone(), endpoint.created_at, view.now)) }))
                            (cell_status(endpoint_badge(endpoint, view.now)))
                        }
                    }
                }))
            }
        }
    }
}
