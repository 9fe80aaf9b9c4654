//! How a host name stands: served, or waiting to be proven.

use crate::orgs::model::{HostProof, Proof};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::{badge, card, copy_field};

/// A host name with its times in words.
pub(crate) struct HostLine<'a> {
    /// The name and its proof.
    pub proof: &'a HostProof,
    /// When somebody last looked.
    pub checked: Option<String>,
    /// Since when it is proven.
    pub proven: Option<String>,
    /// Is it served?
    pub is_served: bool,
}

/// The card; `house` is the house's own name. Nothing where there is no name.
pub(crate) fn states(org: &Org, lines: &[HostLine<'_>], house: &str) -> Markup {
    html! { @for (nth, line) in lines.iter().enumerate() { (card(&line.proof.host, mark(line), state(org, nth, line, house))) } }
}

fn mark(line: &HostLine<'_>) -> Markup {
    match (line.is_served, line.proof.failing_since.is_some()) {
        (true, false) => badge(Tone::Ok, "Served"),
        (true, true) => badge(Tone::Warn, "Not proven any more"),
        (false, _) => badge(Tone::Info, "Waits to be proven"),
    }
}

fn state(org: &Org, nth: usize, line: &HostLine<'_>, house: &str) -> Markup {
    let proof = line.proof;
    let is_open = proof.proof.is_none() || proof.failing_since.is_some();
    let is_checkable = matches!(proof.proof, None | Some(Proof::Text | Proof::Alias));
    html! {
        div .stack {
            @match (proof.proof, &line.proven) {
                (Some(Proof::Before), _) => p { "The public pages stand here since before names had to be proven." },
                (Some(Proof::Operator), _) => p { "Whoever runs this installation vouches for host names." },
                (Some(_), Some(day)) => p { "Proven since " (day) "." },
                _ => p { "Before the public pages stand here, your name server has to say that the name is yours." },
            }
            @if is_open && is_checkable {
                p { "Let it have this TXT record" @if proof.proof.is_none() { ", or make " (proof.host) " an alias (CNAME) of " (house) } "." }
                (copy_field(&format!("challenge-name-{nth}"), "Name of the TXT record", &proof.challenge()))
                (copy_field(&format!("challenge-text-{nth}"), "Its text", &proof.token))
            }
            @if !proof.error.is_empty() { p .small { strong { "The last look: " } (proof.error) } }
            @if let Some(when) = &line.checked { p .muted.small { "Last looked at on " (when) "." } }
            @if is_checkable {
                form #{ "check-host-" (nth) } method="post" action=(org.path("/settings/web/check")) { button .btn type="submit" { "Check now" } }
                @if proof.proof.is_none() { p .muted.small { "It is looked at every hour, too, for two weeks." } }
            }
        }
    }
}
