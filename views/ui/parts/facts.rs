//! The facts of a record: names and values in two columns.

use maud::{Markup, html};

/// Names and values; pairs whose value is empty are the caller's to leave out.
pub fn facts(pairs: &[(&str, Markup)]) -> Markup {
    html! { dl .facts { @for (name, value) in pairs { div { dt { (name) } dd { (value) } } } } }
}
