//! Inputs that choose among given values. Each function gives the whole field.

use maud::{Markup, html};

use super::field::{Field, below, field, optional};

/// One of several: value and label. An empty first value asks to choose.
pub fn select(f: &Field<'_>, options: &[(String, String)], selected: &str) -> Markup {
    field(
        f,
        html! {
            select .input #(f.name) name=(f.name) required[f.required]
                aria-invalid=[f.invalid()] aria-describedby=[f.described_by()] {
                @for (value, label) in options { option value=(value) selected[value == selected] { (label) } }
            }
        },
    )
}

/// Yes or no; sent as `on` when ticked. The label stands beside the box.
pub fn checkbox(f: &Field<'_>, checked: bool) -> Markup {
    toggle(f, checked, "check")
}

/// Yes or no for something that takes effect, drawn as a switch.
pub fn switch(f: &Field<'_>, checked: bool) -> Markup {
    toggle(f, checked, "check switch")
}

fn toggle(f: &Field<'_>, checked: bool, class: &str) -> Markup {
    html! {
        div .field {
            label class=(class) {
                input #(f.name) type="checkbox" name=(f.name) value="on" checked[checked] required[f.required]
                    aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
                span { (f.label) }
            }
            (below(f))
        }
    }
}

/// Any number of several, all sent under one name: value, label, whether it is ticked.
pub fn checkboxes(f: &Field<'_>, options: &[(String, String, bool)]) -> Markup {
    html! {
        fieldset .field #(f.name) tabindex="-1" aria-describedby=[f.described_by()] {
            legend { (f.label) (optional(f)) }
            div .checks {
                @for (value, label, checked) in options {
                    label .check { input type="checkbox" name=(f.name) value=(value) checked[*checked]; span { (label) } }
                }
            }
            (below(f))
        }
    }
}

/// A choice shown as a tile: its value, its title, and a line about it.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The value that is sent.
    pub value: String,
    /// The title.
    pub title: String,
    /// One line about it; may be empty.
    pub line: String,
}

/// One of a few, each with a line about it.
pub fn radio_tiles(f: &Field<'_>, tiles: &[Tile], selected: &str) -> Markup {
    html! {
        fieldset .field #(f.name) tabindex="-1" aria-describedby=[f.described_by()] {
            legend { (f.label) (optional(f)) }
            div .tiles {
                @for tile in tiles {
                    label .tile {
                        input type="radio" name=(f.name) value=(tile.value) required[f.required]
                            checked[tile.value == selected];
                        span .tile-title { (tile.title) }
                        @if !tile.line.is_empty() { span .tile-line { (tile.line) } }
                    }
                }
            }
            (below(f))
        }
    }
}
