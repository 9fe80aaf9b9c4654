//! A forgotten password: asking, the mail is on its way, choosing another, the link is over.

use super::super::listed;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, email, hidden, password, problem_summary, submit_row};
use platform::ui::parts::{button_link, primary_button};

/// The form that asks for a link.
pub(crate) fn ask(typed: &str, problems: &Problems) -> Markup {
    html! {
        h1 { "Forgotten password" }
        p .muted { "We send you a link with which you can choose another one." }
        form .stack #reset method="post" action="/password-reset" {
            (problem_summary(&listed(problems)))
            (email(&Field::new("email", "E-mail").error(problems.at("email")).required(), typed))
            (submit_row(primary_button(None, "Send the link"), "/sign-in"))
        }
    }
}

/// The same answer for every address.
pub(crate) fn asked(address: &str) -> Markup {
    html! {
        h1 { "Look into your mail" }
        p { "If " strong { (address) } " has an account here, a link is on its way to it. It can be used once, within the hour." }
        p .muted { "Nothing arrives? Look among the unwanted mail, or ask again with another address." }
        div .submit-row { (button_link("/sign-in", None, "Back to the sign-in")) }
    }
}

/// The form that chooses another password.
pub(crate) fn choose(token: &str, address: &str, problems: &Problems) -> Markup {
    let field = Field::new("password", "New password")
        .hint("At least 10 characters; a few words in a row are easy to remember.");
    html! {
        h1 { "New password" }
        p .muted { "For " (address) ". All devices that are signed in now will be signed out." }
        form .stack #new-password method="post" action={ "/password-reset/" (token) } hx-boost="false" {
            (problem_summary(&listed(problems)))
            (hidden_user(address))
            (password(&field.error(problems.at("password")).required(), "new-password"))
            (submit_row(primary_button(None, "Save the password"), "/sign-in"))
        }
    }
}

/// Tells password managers whose password it is; nobody reads it here.
fn hidden_user(address: &str) -> Markup {
    hidden("username", address)
}

/// A link that was used, is too old, or is none of ours.
pub(crate) fn over() -> Markup {
    html! {
        h1 { "This link is over" }
        p { "It was used already, or it is older than an hour." }
        div .submit-row { (button_link("/password-reset", None, "Ask for another one")) }
    }
}
