//! The form of an endpoint, and the page of its secret.

use super::super::parts::{problems_of, unreadable_secret};
use crate::views::when::moment;
use crate::webhooks::catalogue::FAMILIES;
use crate::webhooks::model::{Endpoint, Form};
use chrono::{DateTime, Utc};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::{Field, Input, checkboxes, hidden, input, problem_summary, submit_row, text, textarea};
use platform::ui::parts::{back_link, card, confirm_form, copy_field, page_header, primary_button};

/// What a form shows of an endpoint that exists.
pub fn typed(endpoint: &Endpoint) -> Form {
    let is_family = |kind: &&String| FAMILIES.iter().any(|(family, _)| family == kind);
    let (family, others): (Vec<&String>, Vec<&String>) = endpoint.kinds.iter().partition(is_family);
    Form {
        url: endpoint.url.clone(),
        description: endpoint.description.clone(),
        family: family.into_iter().cloned().collect(),
        others: others.into_iter().cloned().collect::<Vec<_>>().join("\n"),
        key: String::new(),
        version: endpoint.version,
    }
}

/// The page of the form, for a new endpoint or for one that exists.
pub fn form(org: &Org, existing: Option<&Endpoint>, typed: &Form, problems: &Problems) -> Markup {
    let (title, action, back) = match existing {
        Some(endpoint) => {
            let path = org.path(&format!("/webhooks/{}", endpoint.id));
            ("Edit webhook", format!("{path}/details"), path)
        }
        None => ("New webhook", org.path("/webhooks"), org.path("/webhooks")),
    };
    let url = Field::new("url", "Address")
        .hint("It begins with https:// and is reached from the internet.")
        .error(problems.at("url"));
    let description =
        Field::new("description", "What it is").hint("For the list, such as: CRM.").error(problems.at("description"));
    let families = Field::new("family", "Is told")
        .hint("Nothing ticked and nothing below: everything.")
        .error(problems.at("family"));
    let others = Field::new("others", "Other kinds")
        .hint("Single kinds or beginnings of kinds, one a line, such as booking.confirmed.")
        .error(problems.at("others"));
    let choices: Vec<(String, String, bool)> = FAMILIES
        .iter()
        .map(|(family, words)| {
            ((*family).to_owned(), (*words).to_owned(), typed.family.iter().any(|one| one == family))
        })
        .collect();
    html! {
        (back_link(&back, existing.map_or("Webhooks", Endpoint::name)))
        (page_header(title, None, html! {}))
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&problems_of(problems)))
                (input(&url.required(), &Input::of("url"), &typed.url))
                (text(&description, &typed.description))
                (checkboxes(&families, &choices))
                (textarea(&others, &typed.others, 3))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Add" }), &back)) }
        }
    }
}

/// The page of an endpoint's secret.
pub fn secret(org: &Org, endpoint: &Endpoint, secret: Option<&str>, now: DateTime<Utc>) -> Markup {
    let path = org.path(&format!("/webhooks/{}", endpoint.id));
    let previous = endpoint.previous_until.filter(|until| *until > now);
    html! {
        (back_link(&path, endpoint.name()))
        (page_header("Signing secret", None, html! {}))
        (card("The secret", html! {}, html! {
            div .stack {
                p { "Whoever has it can forge messages from this house. Give it to the receiver, and to nobody else." }
                @match secret {
                    Some(secret) => (copy_field("secret", "Secret", secret)),
                    None => (unreadable_secret("Nothing is told to this webhook")),
                }
                @if let Some(until) = previous { p .muted { "The one before signs too until " (moment(org.zone(), until)) "." } }
            }
        }))
        (card("How messages are signed", html! {}, html! {
            div .stack {
                p { "As Standard Webhooks has it; there are libraries for most languages. Each message has three headers: " code { "webhook-id" }
                    ", the same in every attempt, " code { "webhook-timestamp" } " and " code { "webhook-signature" } "." }
                p { "A signature is " code { "v1," } " and the base64 of HMAC-SHA-256 over " code { "id.timestamp.body" }
                    ", with the bytes that the part of the secret after " code { "whsec_" } " encodes. During a change of secrets there are two, separated by a blank: one that matches is enough." }
                p { "Refuse what is older than five minutes, and remember ids for a while: a message may arrive more than once." }
            }
        }))
        (card("Replace it", html! {}, html! {
            div .stack {
                p .muted { "The new one signs at once; the present one signs too for a day, so that no message is refused meanwhile." }
                @let sentence = format!("“{}” gets another secret.", endpoint.name());
                div .row { (confirm_form("rotate", &format!("{path}/rotation"), "Replace the secret", &sentence, hidden("version", &endpoint.version.to_string()))) }
            }
        }))
        p .muted.small { (platform::ui::icon(Icon::Lock)) " Stored encrypted; shown to those who may connect other systems." }
    }
}
