//! Buttons and links that look like them. A link leads somewhere, a button does something.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// The page's one main link, such as "New booking". The key `n` follows it.
pub fn primary_link(href: &str, mark: Option<Icon>, label: &str) -> Markup {
    html! { a .btn.primary href=(href) data-key="n" { (mark_of(mark)) (label) } }
}

/// A quieter link.
pub fn button_link(href: &str, mark: Option<Icon>, label: &str) -> Markup {
    html! { a .btn href=(href) { (mark_of(mark)) (label) } }
}

/// A link that shows only a pictogram; `label` is what it is called.
pub fn icon_link(href: &str, mark: Icon, label: &str) -> Markup {
    html! { a .btn.ghost.icon-only href=(href) aria-label=(label) title=(label) { (icon(mark)) } }
}

/// Sends the form it stands in.
pub fn primary_button(mark: Option<Icon>, label: &str) -> Markup {
    html! { button .btn.primary type="submit" { (mark_of(mark)) (label) } }
}

/// Sends the form it stands in, without being its main button.
pub fn button(mark: Option<Icon>, label: &str) -> Markup {
    html! { button .btn type="submit" { (mark_of(mark)) (label) } }
}

/// Sends the form it stands in; the consequence cannot be taken back.
pub fn danger_button(label: &str) -> Markup {
    html! { button .btn.danger type="submit" { (label) } }
}

fn mark_of(mark: Option<Icon>) -> Markup {
    html! { @if let Some(mark) = mark { (icon(mark)) } }
}
