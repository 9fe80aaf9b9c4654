//! The choice of a list's columns.

use crate::lists::Kind;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{dialog, dialog_button};

/// The dialog's id.
const DIALOG: &str = "columns-dialog";

/// What there is to choose from.
pub(crate) struct Columns<'a> {
    /// Whose list.
    pub org: &'a Org,
    /// Which.
    pub kind: Kind,
    /// What stands behind the question mark, without the columns.
    pub question: &'a str,
    /// The column that is there always, as a sentence says it.
    pub first: &'a str,
    /// The names of the columns that are shown, in their order.
    pub shown: Vec<String>,
    /// The names of all but the first, with what they are called.
    pub all: Vec<(String, String)>,
    /// Do files have these columns, too?
    pub are_filed: bool,
}

/// The button that opens the dialog.
pub(crate) fn columns_button() -> Markup {
    dialog_button(DIALOG, Some(Icon::Table), "Columns", false)
}

/// Which columns, in which order. What is shown comes first, in its order.
pub(crate) fn columns_dialog(columns: Columns<'_>) -> Markup {
    let Columns { org, kind, question, first, shown, mut all, are_filed } = columns;
    let place = |name: &String| shown.iter().position(|shown| shown == name);
    all.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    let action = org.path("/views/columns");
    let of = html! { (hidden("list", kind.name())) (hidden("query", question)) };
    let body = html! {
        form .stack method="post" action=(action) {
            (of)
            fieldset .field {
                legend { "Shown after " (first) }
                div .checks {
                    @for (name, label) in &all {
                        div .row {
                            label .check { input type="checkbox" name="column" value=(name) checked[place(name).is_some()]; span { (label) } }
                            input .input.place type="number" min="1" max="99" name={ "at-" (name) } value=[place(name)] aria-label={ "Place of " (label) };
                        }
                    }
                }
            }
            @if are_filed { p .muted { "Exported files have these columns, too; with the usual ones, all there are." } }
            div .row { button .btn.primary type="submit" { "Show" } button .btn type="submit" form="usual-columns" { "The usual ones" } }
        }
        form #usual-columns method="post" action=(action) { (of) }
    };
    dialog(DIALOG, "Columns", body)
}
