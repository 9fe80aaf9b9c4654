//! Certifications: the one that is open, those that are over, and a file of what was decided.

pub(crate) mod csv;
pub(crate) mod index;
pub(crate) mod open;
pub(crate) mod past;

use super::query;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::button;

/// The address of a part of a certification.
pub(crate) fn address(path: &str, show: &str, page: &str) -> String {
    query(path, &[("show", show), ("page", page)])
}

/// The button that begins one, or leads to the one that is open.
pub(crate) fn begin(base: &str, key: &str) -> Markup {
    html! {
        form #begin method="post" action={ (base) "/certifications" } {
            (hidden("key", key))
            (button(Some(Icon::Check), "Go through it one by one"))
        }
    }
}
