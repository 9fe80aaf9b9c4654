//! A value to be taken elsewhere.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// A read-only field with a button that copies it; without script it can be selected. `id` is unique on the page.
pub fn copy_field(id: &str, label: &str, value: &str) -> Markup {
    html! {
        div .field {
            label for=(id) { (label) }
            div .copy {
                input .input #(id) type="text" value=(value) readonly spellcheck="false";
                button .btn type="button" data-copy=(id) { (icon(Icon::Copy)) span { "Copy" } }
            }
        }
    }
}
