//! One event that was told.

use super::words::state_badge;
use crate::inbox::model::{Received, State};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{back_link, button, card, facts, page_header_with, two_columns};

/// The page.
pub fn show(org: &Org, event: &Received, now: DateTime<Utc>) -> Markup {
    let zone = org.zone();
    let path = org.path(&format!("/inbox/{}", event.id));
    let sub = html! { span .row { (state_badge(event.state)) span { (event.reason) } } };
    let pretty = serde_json::to_string_pretty(&event.payload.0).unwrap_or_default();
    let mut lines = vec![
        ("State", html! { (state_badge(event.state)) p .small.muted { (event.reason) } }),
        ("Source", html! { a href=(org.path(&format!("/inbox/sources/{}", event.source_id))) { (event.source_name) } }),
        ("Its id there", html! { code { (event.external_id) } }),
        ("Happened", ago_mark(zone, event.occurred_at, now)),
        ("Received", ago_mark(zone, event.received_at, now)),
    ];
    if let Some(at) = event.judged_at {
        lines.push(("Judged", ago_mark(zone, at, now)));
    }
    html! {
        (back_link(&org.path("/inbox"), "Inbox"))
        (page_header_with(&event.kind, Some(sub), html! {
            @if event.state != State::Applied {
                form method="post" action={ (path) "/replay" } { (button(Some(Icon::Refresh), "Try again")) }
            }
        }))
        (two_columns(
            card("What was told", html! {}, html! {
                p { @for line in pretty.lines() { code { (line.replace("  ", "\u{a0}\u{a0}")) } br; } }
            }),
            card("What became of it", html! {}, facts(&lines)),
        ))
    }
}
