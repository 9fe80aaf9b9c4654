//! The head of a page and of its sections.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// The page's `h1`, one grey line under it, and its actions at the end. At most one action is a primary one.
pub fn page_header(title: &str, sub: Option<&str>, actions: Markup) -> Markup {
    let sub = sub.map(|line| html! { (line) });
    page_header_with(title, sub, actions)
}

/// [`page_header`] whose line under the title holds badges or links.
pub fn page_header_with(title: &str, sub: Option<Markup>, actions: Markup) -> Markup {
    html! {
        header .page-header {
            div .page-title {
                h1 { (title) }
                @if let Some(sub) = sub { p .muted { (sub) } }
            }
            div .actions { (actions) }
        }
    }
}

/// A link back to where the page belongs, above its header.
pub fn back_link(href: &str, label: &str) -> Markup {
    html! { a .back href=(href) { (icon(Icon::ArrowLeft)) (label) } }
}

/// A titled part of a page without a card around it.
pub fn section(title: &str, sub: Option<&str>, body: Markup) -> Markup {
    html! {
        section .section {
            header { h2 { (title) } @if let Some(sub) = sub { p .muted { (sub) } } }
            (body)
        }
    }
}
