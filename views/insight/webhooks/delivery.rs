//! One delivery: what was sent, and what became of it.

use super::words::{status_badge, status_sentence};
use crate::views::when::{ago, ago_mark};
use crate::webhooks::model::{Delivery, Endpoint, Status, webhook_id};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::parts::{back_link, button, card, facts, page_header_with, two_columns};

/// How long the page of a delivery that is on its way looks again by itself.
const WATCHED_MINUTES: i64 = 2;

/// Everything the page shows.
pub struct DeliveryPage<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Its endpoint; none: it was removed.
    pub endpoint: Option<&'a Endpoint>,
    /// The delivery.
    pub delivery: &'a Delivery,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn delivery(view: &DeliveryPage<'_>) -> Markup {
    let (delivery, zone) = (view.delivery, view.org.zone());
    let path = view.org.path(&format!("/webhook-deliveries/{}", delivery.id));
    let (back, label) = match view.endpoint {
        Some(endpoint) => (view.org.path(&format!("/webhooks/{}", endpoint.id)), endpoint.name()),
        None => (view.org.path("/webhooks"), "Webhooks"),
    };
    let sub = html! { span .row { (status_badge(delivery.status)) (ago_mark(zone, delivery.created_at, view.now)) } };
    let moving = matches!(delivery.status, Status::Pending | Status::Sending);
    let fresh = view.now - delivery.created_at < TimeDelta::minutes(WATCHED_MINUTES);
    let again = view.endpoint.is_some_and(|endpoint| endpoint.enabled) && delivery.status.is_over();
    html! {
        div .stack #delivery {
            @if moving && fresh {
                div hx-get=(path) hx-trigger="every 2s" hx-select="#delivery" hx-target="#delivery" hx-swap="outerMorph" {}
            }
            (back_link(&back, label))
            (page_header_with(&delivery.kind, Some(sub), html! {
                @if again { form method="post" action={ (path) "/replay" } { (button(Some(Icon::Refresh), "Send once more")) } }
            }))
            (two_columns(
                html! {
                    (card("What is sent", html! {}, lines(&pretty(&delivery.payload))))
                    @if let Some(answer) = delivery.answer.as_ref().filter(|answer| !answer.is_empty()) {
                        (card("The last answer", html! {}, lines(answer)))
                    }
                },
                outcome(view),
            ))
        }
    }
}

fn outcome(view: &DeliveryPage<'_>) -> Markup {
    let (delivery, zone) = (view.delivery, view.org.zone());
    let mut pairs = vec![
        ("State", html! { (status_badge(delivery.status)) p .small.muted { (status_sentence(delivery.status)) } }),
        ("webhook-id", html! { code { (webhook_id(delivery.id)) } }),
        ("Attempts", html! { (delivery.attempts) }),
    ];
    if let Some(status) = delivery.answer_status {
        pairs.push(("Answered", html! { code { (status) } }));
    }
    if let Some(took) = delivery.took_ms {
        pairs.push(("Took", html! { (took) " ms" }));
    }
    if let Some(at) = delivery.tried_at {
        pairs.push(("Last tried", ago_mark(zone, at, view.now)));
    }
    if delivery.status == Status::Pending && delivery.attempts > 0 {
        pairs.push(("Next try", html! { (ago(zone, delivery.due_at, view.now)) }));
    }
    card("What became of it", html! {}, facts(&pairs))
}

/// JSON as people read it; the octets that are sent have no such blanks.
fn pretty(payload: &str) -> String {
    let read: Result<serde_json::Value, _> = serde_json::from_str(payload);
    read.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| payload.to_owned())
}

fn lines(text: &str) -> Markup {
    html! { p { @for line in text.lines() { code { (line.replace("  ", "\u{a0}\u{a0}")) } br; } } }
}
