//! Small marks: how something stands, what it is tagged with, who it is.

use maud::{Markup, html};

use crate::ui::layout::{Tone, initials};

/// How something stands, in one or two words with a dot in the tone's colour.
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (text) } }
}

/// A number in a pill, such as how many wait.
pub fn count_badge(count: i64) -> Markup {
    html! { span .count-badge { (count) } }
}

/// One tag.
pub fn tag(text: &str) -> Markup {
    html! { span .tag { (text) } }
}

/// Tags in a row.
pub fn tags(texts: &[String]) -> Markup {
    html! { @if !texts.is_empty() { span .tags { @for text in texts { (tag(text)) } } } }
}

/// The initials of a person in a circle; their name stands beside it, so it is hidden from assistive technology.
pub fn avatar(name: &str) -> Markup {
    html! { span .avatar aria-hidden="true" { (initials(name)) } }
}
