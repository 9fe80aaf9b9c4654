//! The page that describes the API: how to begin, every call with a request that works, every problem.

use crate::reference::{Field, Section, Shown};
use maud::{Markup, html};

/// Problems that come from HTTP and not from a rule of the house.
const GENERAL: [(&str, &str); 13] = [
    ("unauthorized", "401. There is no token, or it does not work any more."),
    ("wrong_credentials", "401. Address or password are not right."),
    ("not_believed", "401. A call that is signed is not: the signature, its time or the source is not right."),
    ("forbidden", "403. You may see this and may not do it, or your token may not."),
    ("not_found", "404. It does not exist, or you may not know of it."),
    ("version_changed", "412. The version in If-Match is not the present one."),
    ("malformed", "400. The body is not valid JSON, or too deep."),
    ("too_large", "413. A body may have 256 KiB."),
    ("unsupported_media_type", "415. Bodies are application/json."),
    ("invalid", "422. `errors` names the fields and what is wrong with each."),
    ("idempotency_key_reused", "422. The Idempotency-Key came with another request before."),
    ("too_many_requests", "429. Wait until Retry-After has passed."),
    ("busy", "503. Nothing was changed; try again."),
];

/// The page.
pub(crate) fn page(sections: &[Section], refusals: &[(&str, &str)], base_url: &str) -> Markup {
    html! {
        header .page-header {
            div .page-title {
                h1 { "The API" }
                p .muted { "Everything a person of the house can do, for programs." }
            }
            div .actions {
                a .btn href="/account/tokens" { "Your tokens" }
                a .btn href="/api/v1/openapi.json" hx-boost="false" { "OpenAPI 3.1" }
            }
        }
        (beginning(base_url))
        nav .card aria-label="Nouns" {
            header { h2 { "Nouns" } }
            div .body {
                ul .ref-nav role="list" { @for section in sections { li { a href={ "#" (anchor(section.name)) } { (section.name) } } } }
            }
        }
        @for section in sections {
            section .card #(anchor(section.name)) {
                header { h2 { (section.name) } }
                @for call in &section.calls { (one(call)) }
            }
        }
        (problems(refusals))
    }
}

fn beginning(base_url: &str) -> Markup {
    let sign_in = format!(
        "TOKEN=$(curl -s {base_url}/api/v1/auth/login --json '{{\"email\": \"you@example.org\", \"password\": \"…\"}}' | jq -r .access_token)\n\
         curl {base_url}/api/v1/me -H \"Authorization: Bearer $TOKEN\""
    );
    html! {
        section .card {
            header { h2 { "How to begin" } }
            div .body.stack {
                p { "Make a token on " a href="/account/tokens" { "your account's page" } " for as long, as much and as little as the program needs, or sign in with a password. Words with a dollar stand for your own: your token, the short name of your organisation, ids." }
                (code("How to begin", &sign_in))
                p { "A token that is bound to one organisation may leave it out of every path, and so may whoever belongs to one only: "
                    code { "/api/v1/bookings" } " is " code { "/api/v1/orgs/$ORG/bookings" } " then." }
                p { "Lists come in pages: send " code { "next_cursor" } " back as " code { "cursor" } ". Answers about one thing carry its version as "
                    code { "ETag" } ": send it back as " code { "If-Match" } ", and a change of somebody else in the meantime is told (412) instead of overwritten. A "
                    code { "POST" } " with an " code { "Idempotency-Key" } " happens once, however often it is sent." }
                p { "What goes wrong comes as " code { "application/problem+json" } " (RFC 9457): its " code { "code" } " is for programs, its "
                    code { "errors" } " name fields. " code { "RateLimit" } " tells how many requests are left." }
            }
        }
    }
}

fn one(call: &Shown) -> Markup {
    html! {
        details .ref-call #(call.id) {
            summary {
                span .ref-verb { (call.verb) }
                span .ref-path { (call.path) }
                span .ref-summary { (call.summary) }
            }
            div {
                @if !call.about.is_empty() { p { (words(call.about)) } }
                (code(call.summary, &call.curl))
                @if !call.parameters.is_empty() { h3 { "Parameters" } (listed(&call.parameters)) }
                @if !call.body.is_empty() { h3 { "Body" } (listed(&call.body)) }
                p .small.muted {
                    "Who may: " (call.who) ". Answers " (call.statuses.join(", ")) "."
                    @if !call.also.is_empty() { " Also at " @for (at, path) in call.also.iter().enumerate() { @if at > 0 { ", " } code { (path) } } "." }
                }
            }
        }
    }
}

fn listed(fields: &[Field]) -> Markup {
    html! {
        dl .ref-fields {
            @for field in fields {
                div {
                    dt { code { (field.name) } " " span .small.muted { (field.kind) @if field.required { ", required" } } }
                    dd { (words(&field.about)) }
                }
            }
        }
    }
}

/// What one types. It scrolls by itself, so it can be reached by keyboard.
fn code(label: &str, text: &str) -> Markup {
    html! { pre .ref-code tabindex="0" role="group" aria-label={ "Request: " (label) } { code { (text) } } }
}

fn problems(refusals: &[(&str, &str)]) -> Markup {
    html! {
        section .card #problems {
            header { h2 { "Problems" } }
            div .body.stack {
                p { "By " code { "code" } ". The last ones are rules of the house, which answer 409, or 403 where the operator has switched something off." }
                dl .ref-fields {
                    @for (code, sentence) in GENERAL { (problem(code, sentence)) }
                    @for (code, sentence) in refusals.iter().filter(|(code, _)| GENERAL.iter().all(|(known, _)| known != code)) { (problem(code, sentence)) }
                }
            }
        }
    }
}

fn problem(name: &str, sentence: &str) -> Markup {
    html! { div #{ "problem-" (name) } { dt { code { (name) } } dd { (words(sentence)) } } }
}

/// A sentence in which what stands between backticks is for programs.
fn words(sentence: &str) -> Markup {
    html! {
        @for (at, part) in sentence.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A name as an address within the page.
fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}
