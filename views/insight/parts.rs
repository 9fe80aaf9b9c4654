//! What several of this wing's pages share.

use kernel::Problems;
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::parts::notice;

/// What is wrong with a form, as its summary lists it.
pub fn problems_of(problems: &Problems) -> Vec<(String, String)> {
    problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect()
}

/// What stands where a secret would, when it was locked with a key that this installation does not have; and what follows.
pub fn unreadable_secret(consequence: &str) -> Markup {
    notice(
        Tone::Bad,
        html! { p { strong { "The secret cannot be read with the key of this installation: replace it." } " " (consequence) " until then." } },
    )
}
