//! The sign-in page.

use maud::{Markup, html};
use platform::ui::forms::{Field, Input, hidden, input, password, problem_summary};
use platform::ui::parts::primary_button;

/// The form; `refused` after a wrong address or password, which are told alike.
pub(crate) fn form(email: &str, next: &str, refused: bool) -> Markup {
    let problems = [("email".to_owned(), "This address and password do not belong together.".to_owned())];
    let address =
        Input { autocomplete: Some("username"), maxlength: Some(254), autofocus: !refused, ..Input::of("email") };
    html! {
        h1 { "Sign in" }
        form .stack #sign-in method="post" action="/sign-in" hx-boost="false" {
            (problem_summary(if refused { &problems } else { &[] }))
            @if !next.is_empty() { (hidden("next", next)) }
            (input(&Field::new("email", "E-mail").required(), &address, email))
            (password(&Field::new("password", "Password").required(), "current-password"))
            div .submit-row {
                (primary_button(None, "Sign in"))
                a .btn.ghost href="/password-reset" { "Forgotten password" }
            }
        }
    }
}
