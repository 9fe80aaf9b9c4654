//! Signing in: the address, then the six digits.

use super::super::listed;
use crate::clients::model::{CODE_MINUTES, DIGITS};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::forms::{Field, email, field, hidden, problem_summary};
use platform::ui::parts::notice;

/// Asking for the address.
pub(crate) fn ask(org: &Org, typed: &str, next: &str, problems: &Problems) -> (Markup, Markup) {
    let hero = html! { h1 { "See your bookings" } p { "No password: we send you a code." } };
    let main = html! {
        p .back { a href=(org.public_path("")) { "All of " (org.name) } }
        form .stack #sign-in method="post" action=(org.public_path("/sign-in")) novalidate {
            (problem_summary(&listed(problems)))
            (hidden("next", next))
            (email(&Field::new("email", "E-mail you booked with").error(problems.at("email")).required(), typed))
            button .btn.primary.big type="submit" { "Send me a code" }
        }
    };
    (hero, main)
}

/// Asking for the digits. The same for an address that is known and one that is not.
pub(crate) fn code(org: &Org, typed: &str, next: &str, problems: &Problems) -> (Markup, Markup) {
    let hero = html! { h1 { "Look into your mail" } p { "The code is good for " (CODE_MINUTES) " minutes." } };
    let wanted = Field::new("code", "Code")
        .hint("Six digits. Nothing there? Look into the spam folder, or whether you booked with another address.")
        .error(problems.at("code"))
        .required();
    let digits = DIGITS.to_string();
    let main = html! {
        @if problems.is_empty() {
            (notice(Tone::Info, html! { p { "If somebody has booked here with that address, a code is on its way to it." } }))
        }
        form .stack #code-form method="post" action=(org.public_path("/sign-in/code")) novalidate {
            (problem_summary(&listed(problems)))
            (hidden("next", next))
            (field(&wanted, html! {
                input .input.code-input #code type="text" name="code" value=(typed) inputmode="numeric" autocomplete="one-time-code"
                    minlength=(digits) required aria-invalid=[problems.at("code").map(|_| "true")]
                    aria-describedby=(if problems.at("code").is_some() { "code-hint code-error" } else { "code-hint" });
            }))
            button .btn.primary.big type="submit" { "Sign in" }
        }
        p { a href=(org.public_path("/sign-in")) { "Ask for another code" } }
    };
    (hero, main)
}

/// What is said of a wrong code.
pub(crate) fn wrong(left: i64) -> String {
    let tries = if left == 1 { "One try is left.".to_owned() } else { format!("{left} tries are left.") };
    format!("This is not the code. {tries}")
}

/// The link was followed in another browser than the one that asked.
pub(crate) fn elsewhere(org: &Org) -> (Markup, Markup) {
    let hero = html! { h1 { "Which browser was it?" } };
    let main = html! {
        (notice(Tone::Warn, html! {
            p { "A code works only in the browser in which it was asked for, and for " (CODE_MINUTES) " minutes. Open that one and type the code there, or ask for a new one here." }
        }))
        p { a .btn.primary.big href=(org.public_path("/sign-in")) { "Ask for a code here" } }
    };
    (hero, main)
}

/// There is nothing left to try.
pub(crate) fn over(org: &Org) -> (Markup, Markup) {
    let hero = html! { h1 { "This code is over" } };
    let main = html! {
        (notice(Tone::Warn, html! { p { "It was used, is older than " (CODE_MINUTES) " minutes, or was mistyped too often." } }))
        p { a .btn.primary.big href=(org.public_path("/sign-in")) { "Ask for another code" } }
    };
    (hero, main)
}
