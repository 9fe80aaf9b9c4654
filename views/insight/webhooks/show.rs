//! One endpoint with the log of its deliveries.

use super::words::{OFF, endpoint_badge, kinds_text, status_badge, status_word};
use crate::views::when::{ago, ago_mark, moment};
use crate::webhooks::model::{Endpoint, Listed, LogQuery, Spot, Status};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use platform::ui::forms::{Field, hidden, number};
use platform::ui::parts::{
    Column, FilterChip, back_link, button, button_link, card, cell, cell_main, cell_num, cell_status, chips,
    confirm_form, dialog, dialog_button, empty, facts, filter_row, filter_search, filter_select, no_results, notice,
    page_header_with, pager, primary_button, switched_off, table, two_columns,
};
use platform::ui::{Icon, Tone};
use platform::{Feature, Org};

/// Everything the page shows.
pub struct Show<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// A page of its log.
    pub log: &'a [Listed],
    /// How many deliveries are in each state.
    pub tally: &'a [(Status, i64)],
    /// What was asked of the log.
    pub query: &'a LogQuery,
    /// Where the page with older ones begins.
    pub older: Option<Spot>,
    /// So that a double click tests once.
    pub key: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn show(view: &Show<'_>) -> Markup {
    let endpoint = view.endpoint;
    let path = view.org.path(&format!("/webhooks/{}", endpoint.id));
    let sub = html! { span .row { (endpoint_badge(endpoint, view.now)) span { (endpoint.url) } } };
    html! {
        (back_link(&view.org.path("/webhooks"), "Webhooks"))
        (page_header_with(endpoint.name(), Some(sub), html! {
            (button_link(&format!("{path}/details"), Some(Icon::Pencil), "Edit"))
            @if endpoint.enabled && view.org.has(Feature::Webhooks) {
                form method="post" action={ (path) "/test" } { (hidden("key", view.key)) (button(Some(Icon::Send), "Send a test")) }
            }
        }))
        (switched_off(&view.org.terms, Feature::Webhooks, OFF))
        (trouble(view))
        (two_columns(log(view, &path), html! { (about(view, &path)) (again(view, &path)) (end(view, &path)) }))
    }
}

fn trouble(view: &Show<'_>) -> Markup {
    let (endpoint, zone) = (view.endpoint, view.org.zone());
    html! {
        @if !endpoint.disabled_reason.is_empty() {
            (notice(Tone::Warn, html! {
                p { strong { "The house disabled this webhook." } }
                p { (endpoint.disabled_reason) }
            }))
        } @else if let Some(since) = endpoint.failing_since {
            (notice(Tone::Warn, html! {
                p { "Nothing has arrived since " (moment(zone, since)) ". It is tried less and less often, and disabled after five days." }
            }))
        }
    }
}

fn log(view: &Show<'_>, path: &str) -> Markup {
    html! {
        section .card #deliveries aria-label="Deliveries" {
            header { h2 { "Deliveries" } }
            @if view.log.is_empty() && !view.query.is_narrow() {
                (empty(Icon::Send, "Nothing has been sent yet. What happens from now on will be listed here.", html! {}))
            } @else {
                (filters(view, path))
                @if view.log.is_empty() { (no_results("No delivery matches.", path)) } @else { (rows(view)) (pages(view, path)) }
            }
        }
    }
}

fn filters(view: &Show<'_>, path: &str) -> Markup {
    let options: Vec<(String, String)> =
        Status::ALL.into_iter().map(|status| (status.name().to_owned(), status_word(status).to_owned())).collect();
    let mut set = Vec::new();
    if let Some(status) = view.query.status() {
        set.push(FilterChip {
            label: format!("State: {}", status_word(status).to_lowercase()),
            without: address(path, "", &view.query.kind, None),
        });
    }
    if !view.query.kind.trim().is_empty() {
        set.push(FilterChip {
            label: format!("Kind: {}", view.query.kind.trim()),
            without: address(path, &view.query.status, "", None),
        });
    }
    let fields = html! {
        (filter_search("kind", "Kind, such as booking.", view.query.kind.trim()))
        (filter_select("status", "Any state", &options, &view.query.status))
    };
    filter_row(path, fields, chips(&set))
}

fn rows(view: &Show<'_>) -> Markup {
    let columns = [
        Column::main("Kind"),
        Column::sub("When"),
        Column::num("Attempts"),
        Column::extra("Answer"),
        Column::status("State"),
    ];
    table(
        "Deliveries, the newest first",
        &columns,
        html! {
            @for delivery in view.log {
                tr #{ "d-" (delivery.id) } {
                    (cell_main(&view.org.path(&format!("/webhook-deliveries/{}", delivery.id)), &delivery.kind))
                    (cell(Column::SUB, html! { span .nowrap { (ago_mark(view.org.zone(), delivery.created_at, view.now)) } }))
                    (cell_num("Attempts", &delivery.attempts.to_string()))
                    (cell(Column::EXTRA, html! {
                        @if let Some(status) = delivery.answer_status { code { (status) } }
                        @if let Some(took) = delivery.took_ms { span .small.muted { " " (took) " ms" } }
                    }))
                    (cell_status(status_badge(delivery.status)))
                }
            }
        },
    )
}

fn pages(view: &Show<'_>, path: &str) -> Markup {
    let older = view.older.map(|spot| address(path, &view.query.status, &view.query.kind, Some(spot)));
    let newest = (!view.query.before.is_empty()).then(|| address(path, &view.query.status, &view.query.kind, None));
    let count = view.log.len();
    let note = match (count, view.query.is_narrow()) {
        (1, _) => "1 delivery".to_owned(),
        (count, false) => format!("{count} deliveries, the newest first"),
        (count, true) => format!("{count} matches, the newest first"),
    };
    pager(newest.as_deref(), older.as_deref(), &note)
}

fn address(path: &str, status: &str, kind: &str, before: Option<Spot>) -> String {
    let plain = |text: &str| -> String {
        text.trim().chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect()
    };
    let mut parts = Vec::new();
    for (name, value) in [("status", plain(status)), ("kind", plain(kind))] {
        if !value.is_empty() {
            parts.push(format!("{name}={value}"));
        }
    }
    parts.extend(before.map(|spot| format!("before={}", spot.value().replace(':', "%3A").replace('+', "%2B"))));
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

fn about(view: &Show<'_>, path: &str) -> Markup {
    let (endpoint, zone) = (view.endpoint, view.org.zone());
    let mut lines = vec![
        ("Address", html! { code { (endpoint.url) } }),
        ("Is told", html! { (kinds_text(&endpoint.kinds)) }),
        ("Since", ago_mark(zone, endpoint.created_at, view.now)),
    ];
    for (status, count) in view.tally {
        lines.push((status_word(*status), html! { (count) }));
    }
    if let Some(until) = endpoint.paused_until.filter(|until| *until > view.now && endpoint.enabled) {
        lines.push(("Next try", html! { (ago(zone, until, view.now)) }));
    }
    if let Some(at) = endpoint.disabled_at {
        lines.push(("Disabled", ago_mark(zone, at, view.now)));
    }
    card("About", html! { (button_link(&format!("{path}/secret"), Some(Icon::Key), "Secret")) }, facts(&lines))
}

fn again(view: &Show<'_>, path: &str) -> Markup {
    let given_up = view.tally.iter().any(|(status, _)| matches!(status, Status::Failed | Status::Uncertain));
    html! {
        @if given_up && view.endpoint.enabled {
            (card("Send again", html! {}, html! {
                div .stack {
                    p .muted { "What was given up can be sent once more, each under its own id, so that a receiver that has it already can tell." }
                    (dialog_button("replay", Some(Icon::Refresh), "Send again what failed", false))
                    (dialog("replay", "Send again what failed?", html! {
                        form .stack method="post" action={ (path) "/replay" } {
                            p { "To “" (view.endpoint.name()) "”: everything that was given up in the last days." }
                            (number(&Field::new("days", "Days").required(), "3", 1, 30))
                            div .row { (primary_button(Some(Icon::Refresh), "Send again")) }
                        }
                    }))
                }
            }))
        }
    }
}

fn end(view: &Show<'_>, path: &str) -> Markup {
    let endpoint = view.endpoint;
    card(
        "Stop",
        html! {},
        html! {
            div .stack {
                @if endpoint.enabled {
                    form method="post" action={ (path) "/suspension" } { (button(Some(Icon::Ban), "Disable")) }
                } @else {
                    form method="post" action={ (path) "/resumption" } { (primary_button(Some(Icon::Check), "Enable")) }
                }
                @let sentence = format!("“{}” is told nothing any more, and what waits for it is given up.", endpoint.name());
                div { (confirm_form("remove", &format!("{path}/removal"), "Remove the webhook", &sentence, html! {})) }
            }
        },
    )
}
