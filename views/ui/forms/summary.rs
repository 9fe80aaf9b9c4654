//! The head and the foot of a form: what is wrong with it, and its buttons.

use crate::ui::icons::{Icon, icon};
use kernel::Problems;
use maud::{Markup, html};

/// All that is wrong, each problem leading to its field: (field's name, message). A problem of the form as a whole has an
/// empty field name. Focus goes here when the answer arrives.
pub fn problem_summary(problems: &[(String, String)]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div .notice.bad.problems #problems role="alert" tabindex="-1" autofocus {
                (icon(Icon::Alert))
                div {
                    p { strong { (headline(problems.len())) } }
                    ul { @for (field, message) in problems { li { (line(field, message)) } } }
                }
            }
        }
    }
}

/// Problems as [`problem_summary`] takes them, each after what its field is called. A name without a label is of the form as a
/// whole, such as a key that is missing.
pub fn named_problems(problems: &Problems, label: impl Fn(&str) -> &'static str) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| match label(name) {
        "" => (String::new(), message.to_owned()),
        label => (name.to_owned(), format!("{label}: {message}")),
    };
    problems.iter().map(line).collect()
}

fn headline(count: usize) -> String {
    match count {
        1 => "One thing needs attention".to_owned(),
        more => format!("{more} things need attention"),
    }
}

fn line(field: &str, message: &str) -> Markup {
    html! { @if field.is_empty() { (message) } @else { a href={ "#" (field) } { (message) } } }
}

/// The buttons at the foot of a form: the one that sends it, and the way back without saving.
pub fn submit_row(submit: Markup, cancel: &str) -> Markup {
    html! { div .submit-row { (submit) a .btn.ghost href=(cancel) { "Cancel" } } }
}
