//! What surrounds an input: its label, its hint, its error.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// What a field is called and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The name it is sent by; also its id.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// What helps to fill it in, if anything.
    pub hint: Option<&'a str>,
    /// What is wrong with what was typed.
    pub error: Option<&'a str>,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether what is chosen elsewhere in the form says if it must be.
    pub depends: bool,
}

impl<'a> Field<'a> {
    /// A field that may stay empty.
    pub const fn new(name: &'a str, label: &'a str) -> Field<'a> {
        Field { name, label, hint: None, error: None, required: false, depends: false }
    }

    /// With a hint below.
    pub const fn hint(mut self, hint: &'a str) -> Field<'a> {
        self.hint = Some(hint);
        self
    }

    /// With what is wrong with it, if anything is.
    pub const fn error(mut self, error: Option<&'a str>) -> Field<'a> {
        self.error = error;
        self
    }

    /// One that must be filled in.
    pub const fn required(mut self) -> Field<'a> {
        self.required = true;
        self
    }

    /// One that must be filled in for some of what can be chosen elsewhere: it is not marked, and the server judges.
    pub const fn depends(mut self) -> Field<'a> {
        self.depends = true;
        self
    }

    /// The value of `aria-invalid`.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    /// The ids of what describes the input.
    pub(super) fn described_by(&self) -> Option<String> {
        match (self.hint, self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{}-hint", self.name)),
            (None, Some(_)) => Some(format!("{}-error", self.name)),
            (Some(_), Some(_)) => Some(format!("{0}-hint {0}-error", self.name)),
        }
    }
}

/// A field around an input of your own; the input's id must be the field's name.
pub fn field(f: &Field<'_>, input: Markup) -> Markup {
    html! {
        div .field {
            label for=(f.name) { (f.label) (optional(f)) }
            (input)
            (below(f))
        }
    }
}

/// Fields side by side, as many as fit.
pub fn fields(list: &[Markup]) -> Markup {
    html! { div .fields { @for one in list { (one) } } }
}

/// The mark of a field that may stay empty: most must be filled in, so it is the exception that is marked.
pub(super) fn optional(f: &Field<'_>) -> Markup {
    html! { @if !f.required && !f.depends { span .optional { " (optional)" } } }
}

/// Hint and error.
pub(super) fn below(f: &Field<'_>) -> Markup {
    html! {
        @if let Some(hint) = f.hint { p .hint #{ (f.name) "-hint" } { (hint) } }
        @if let Some(error) = f.error { p .error #{ (f.name) "-error" } { (icon(Icon::Alert)) (error) } }
    }
}
