//! What a client is called, and the way out of all browsers.

use super::super::listed;
use super::letters;
use crate::clients::model::ProfileForm;
use crate::contacts::model::Wanted;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, hidden, input, problem_summary, tel};
use platform::ui::parts::{client_nav, confirm_form};
use platform::{Client, Org};

/// The page: hero and main.
pub(crate) fn page(
    org: &Org,
    client: &Client,
    form: &ProfileForm,
    (sessions, wanted): (i64, Wanted),
    problems: &Problems,
) -> (Markup, Markup) {
    let hero = html! { h1 { "Profile" } p { (client.email) } };
    let name = Input { autocomplete: Some("name"), ..Input::of("text") };
    let main = html! {
        (client_nav(&org.public_path("/my"), "profile"))
        form .stack #profile method="post" action=(org.public_path("/my/profile")) novalidate {
            (problem_summary(&listed(problems)))
            (hidden("version", &form.version.to_string()))
            (input(&Field::new("name", "Name").error(problems.at("name")), &name, &form.name))
            (tel(&Field::new("phone", "Telephone").error(problems.at("phone")), &form.phone))
            p .hint { "Your address cannot be changed here: it is how " (org.name) " knows you. Write to " a href={ "mailto:" (org.email) } { (org.email) } " if you have a new one." }
            button .btn.primary.big type="submit" { "Save" }
        }
        section .stack {
            h2 { "Letters" }
            (letters::form(&org.public_path("/my/letters"), wanted))
        }
        section .stack {
            h2 { "Signed in" }
            p { @if sessions == 1 { "In this browser only." } @else { "In " (sessions) " browsers." } }
            (confirm_form("everywhere", &org.public_path("/my/sessions/revocation"), "Sign out everywhere", "This browser is signed out too.", html! {}))
        }
    };
    (hero, main)
}
