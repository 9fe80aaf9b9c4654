//! Inputs into which something is typed. Each function gives the whole field.

use maud::{Markup, html};

use super::field::{Field, field};

/// What an input may carry besides its value. `Input::of("text")` has none of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// The input's type.
    pub kind: &'a str,
    /// What the browser may fill in: "email", "name", "off".
    pub autocomplete: Option<&'a str>,
    /// The keyboard a phone shows: "numeric", "decimal".
    pub inputmode: Option<&'a str>,
    /// An example, never the label.
    pub placeholder: Option<&'a str>,
    /// The longest value, in UTF-16 units as browsers count.
    pub maxlength: Option<usize>,
    /// The least value of numbers and dates.
    pub min: Option<&'a str>,
    /// The greatest value of numbers and dates.
    pub max: Option<&'a str>,
    /// The step of numbers and times.
    pub step: Option<&'a str>,
    /// The pattern a value must match.
    pub pattern: Option<&'a str>,
    /// Whether the page starts here.
    pub autofocus: bool,
}

impl<'a> Input<'a> {
    /// A plain input of a type.
    pub fn of(kind: &'a str) -> Input<'a> {
        Input { kind, ..Input::default() }
    }
}

/// Any input with all that it may carry.
pub fn input(f: &Field<'_>, with: &Input<'_>, value: &str) -> Markup {
    field(
        f,
        html! {
            input .input #(f.name) type=(with.kind) name=(f.name) value=(value) required[f.required]
                autocomplete=[with.autocomplete] inputmode=[with.inputmode] placeholder=[with.placeholder]
                maxlength=[with.maxlength] min=[with.min] max=[with.max] step=[with.step] pattern=[with.pattern]
                autofocus[with.autofocus] aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
        },
    )
}

/// One line of text.
pub fn text(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input::of("text"), value)
}

/// An e-mail address.
pub fn email(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input { autocomplete: Some("email"), maxlength: Some(254), ..Input::of("email") }, value)
}

/// A telephone number.
pub fn tel(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input { autocomplete: Some("tel"), ..Input::of("tel") }, value)
}

/// A password; never shown again, so there is no value. `autocomplete` is "current-password" or "new-password".
pub fn password(f: &Field<'_>, autocomplete: &str) -> Markup {
    input(f, &Input { autocomplete: Some(autocomplete), ..Input::of("password") }, "")
}

/// A whole number between bounds, both included.
pub fn number(f: &Field<'_>, value: &str, min: i64, max: i64) -> Markup {
    let (min, max) = (min.to_string(), max.to_string());
    let with =
        Input { inputmode: Some("numeric"), min: Some(&min), max: Some(&max), step: Some("1"), ..Input::of("number") };
    input(f, &with, value)
}

/// A day: `yyyy-mm-dd`.
pub fn date(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input::of("date"), value)
}

/// A time of day: `hh:mm`.
pub fn time(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input::of("time"), value)
}

/// A wall time on a day: `yyyy-mm-ddThh:mm`. Name the zone in the hint.
pub fn datetime(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input::of("datetime-local"), value)
}

/// A colour: `#rrggbb`.
pub fn colour(f: &Field<'_>, value: &str) -> Markup {
    input(f, &Input::of("color"), value)
}

/// Several lines of text.
pub fn textarea(f: &Field<'_>, value: &str, rows: u8) -> Markup {
    field(
        f,
        html! {
            textarea .input #(f.name) name=(f.name) rows=(rows) required[f.required]
                aria-invalid=[f.invalid()] aria-describedby=[f.described_by()] { (value) }
        },
    )
}

/// A file to upload; `accept` lists the types, such as `image/png,image/jpeg,image/webp`, and one of more than `most` bytes
/// is refused before it is sent. Its form must say `enctype="multipart/form-data"`.
pub fn file(f: &Field<'_>, accept: &str, most: u64) -> Markup {
    field(
        f,
        html! {
            input .input #(f.name) type="file" name=(f.name) accept=(accept) data-max=(most) required[f.required]
                aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
        },
    )
}

/// A value that goes along unseen.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}
