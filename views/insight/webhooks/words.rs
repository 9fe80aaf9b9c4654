//! The words of webhooks: states of endpoints and deliveries.

use crate::webhooks::catalogue::FAMILIES;
use crate::webhooks::model::{Endpoint, Status};
use chrono::{DateTime, Utc};
use maud::Markup;
use platform::ui::Tone;
use platform::ui::parts::badge;

/// What it means that webhooks are switched off.
pub const OFF: &str =
    "Nothing is told, and what waited goes on waiting, until it is on again. What happens meanwhile is not kept.";

/// A state of a delivery in a word.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Pending => "Waiting",
        Status::Sending => "Sending",
        Status::Delivered => "Delivered",
        Status::Failed => "Failed",
        Status::Uncertain => "Uncertain",
    }
}

/// A state of a delivery as a mark.
pub fn status_badge(status: Status) -> Markup {
    let tone = match status {
        Status::Pending => Tone::Neutral,
        Status::Sending => Tone::Info,
        Status::Delivered => Tone::Ok,
        Status::Uncertain => Tone::Warn,
        Status::Failed => Tone::Bad,
    };
    badge(tone, status_word(status))
}

/// What a state means.
pub fn status_sentence(status: Status) -> &'static str {
    match status {
        Status::Pending => "It waits for its first or next attempt.",
        Status::Sending => "It is being sent.",
        Status::Delivered => "The receiver answered that it has it.",
        Status::Failed => "It was given up: no attempt was accepted.",
        Status::Uncertain => "It was given up, and an attempt may have arrived without an answer.",
    }
}

/// How an endpoint stands.
pub fn endpoint_badge(endpoint: &Endpoint, now: DateTime<Utc>) -> Markup {
    let paused = endpoint.paused_until.is_some_and(|until| until > now);
    match (endpoint.enabled, endpoint.failing_since.is_some()) {
        (false, _) => badge(Tone::Neutral, "Disabled"),
        (true, true) if paused => badge(Tone::Bad, "Does not answer"),
        (true, true) => badge(Tone::Warn, "Failing"),
        (true, false) => badge(Tone::Ok, "Enabled"),
    }
}

/// What an endpoint is told.
pub fn kinds_text(kinds: &[String]) -> String {
    if kinds.is_empty() {
        return "Everything".to_owned();
    }
    let all = FAMILIES.iter().all(|(family, _)| kinds.iter().any(|kind| kind == family));
    if all { "Everything listed".to_owned() } else { kinds.join(", ") }
}
