//! The settings page about retention.

use super::listed;
use crate::retention::SpansForm;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::retention::Ageing;
use platform::ui::forms::{Field, hidden, number, problem_summary, submit_row};
use platform::ui::parts::{back_link, card, page_header, primary_button, two_columns};

/// The page; `preview` says how much of what would go.
pub(crate) fn page(org: &Org, form: &SpansForm, preview: &[(&Ageing, i64)], problems: &Problems) -> Markup {
    let told = listed(problems);
    html! {
        (back_link(&org.path("/settings"), "Settings"))
        (page_header("Retention", Some("How long what is kept. Empty: for good."), html! {}))
        (problem_summary(&told))
        (two_columns(spans(org, form, problems), html! { (what_goes(preview)) (what_stays()) }))
    }
}

fn spans(org: &Org, form: &SpansForm, problems: &Problems) -> Markup {
    let action = org.path("/settings/retention");
    let months = |name, label, hint, value: &str| {
        number(&Field::new(name, label).hint(hint).error(problems.at(name)), value, 1, 1200)
    };
    html! {
        form .card #retention method="post" action=(action) novalidate {
            header { h2 { "Months" } }
            div .body.stack {
                (hidden("version", &form.version.to_string()))
                (months("bookings", "Who came", "After this, bookings that are over lose their guest, title and notes.", &form.bookings))
                (months("messages", "Outgoing messages", "Messages that left, failed or are uncertain.", &form.messages))
                (months("logs", "Logs", "Notifications, posts to the chat room, deliveries of webhooks, events of the inbox, and work that failed. What waits stays.", &form.logs))
            }
            footer {
                button .btn type="submit" formmethod="get" formaction=(action) { "Show what would go" }
                (submit_row(primary_button(None, "Save"), &org.path("/settings")))
            }
        }
    }
}

fn what_goes(preview: &[(&Ageing, i64)]) -> Markup {
    card(
        "What would go tonight",
        html! {},
        html! {
            dl .facts #preview {
                @for (kind, count) in preview {
                    div {
                        dt { (capital(kind.noun)) }
                        dd { (count) @if let Some(days) = kind.at_latest { " " span .muted { "(after " (days) " days in any case)" } } }
                    }
                }
            }
        },
    )
}

fn what_stays() -> Markup {
    card(
        "What stays",
        html! {},
        html! { div .stack {
            p { "The bookings themselves, without their people, so that figures do not change." }
            p { "Contacts that were added by the staff, or that something else belongs to." }
            p { "The audit trail: it says who did what, and nobody may change it. Names of those who acted stay in it." }
            p { "Backups made before: they keep what they hold until their turn is over." }
        } },
    )
}

fn capital(noun: &str) -> String {
    let mut letters = noun.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
