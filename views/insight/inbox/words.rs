//! The words of the inbox.

use crate::inbox::model::{Source, State};
use maud::Markup;
use platform::Role;
use platform::ui::Tone;
use platform::ui::parts::badge;

/// A state in a word.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Received => "Received",
        State::Applied => "Applied",
        State::Ignored => "Ignored",
        State::Failed => "Failed",
    }
}

/// A state as a mark.
pub fn state_badge(state: State) -> Markup {
    let tone = match state {
        State::Received => Tone::Info,
        State::Applied => Tone::Ok,
        State::Ignored => Tone::Neutral,
        State::Failed => Tone::Bad,
    };
    badge(tone, state_word(state))
}

/// What a source may do.
pub fn may_text(source: &Source) -> String {
    let mut parts = Vec::new();
    if let Some(role) = source.top_role() {
        parts.push(format!("roles up to {}", Role::label(role)));
    }
    if source.may_block {
        parts.push("blocking".to_owned());
    }
    if source.may_contacts {
        parts.push("contacts".to_owned());
    }
    match parts.len() {
        0 => "Nothing: its events are kept and shown".to_owned(),
        _ => {
            let text = parts.join(", ");
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}
