//! "Found this?": what a stranger sees who reads the code on a label.

pub(crate) mod mail;

use crate::found::FoundForm;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, problem_summary};
use platform::ui::parts::{notice, page_header};
use platform::ui::{Icon, Tone, icon};

/// The page of an organisation: the same for every label, whether there is such an asset or not.
pub(crate) fn found(org: &Org, action: &str, sign_in: &str, form: &FoundForm, problems: &Problems) -> (Markup, Markup) {
    let hero = html! { h1 { "Found this?" } p { "It belongs to " (org.name) ", who will be glad to hear of it." } };
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), format!("{}: {message}", label(name)))).collect();
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let main = html! {
        section .stack {
            h2 { "How to reach us" }
            p { a href={ "mailto:" (org.email) } { (icon(Icon::Mail)) " " (org.email) } }
            @if !org.phone.is_empty() { p { a href={ "tel:" (org.phone.replace(' ', "")) } { (icon(Icon::Phone)) " " (org.phone) } } }
        }
        form .stack #found method="post" action=(action) novalidate {
            h2 { "Or write here" }
            (problem_summary(&told))
            (forms::textarea(&field("message").hint("Where it is, or where you found it.").required(), &form.message, 4))
            (forms::input(&field("name"), &Input { autocomplete: Some("name"), ..Input::of("text") }, &form.name))
            (forms::email(&field("email").hint("If you would like an answer."), &form.email))
            div .vh aria-hidden="true" { label for="website" { "Leave this empty" } input #website name="website" tabindex="-1" autocomplete="off"; }
            div { button .btn.primary.big type="submit" { "Send" } }
        }
        p .muted { "Do you work here? " a href=(sign_in) { "Sign in to see it." } }
    };
    (hero, main)
}

fn label(name: &str) -> &'static str {
    match name {
        "message" => "Message",
        "name" => "Your name",
        _ => "Your e-mail",
    }
}

/// After the message.
pub(crate) fn thanks(org: &Org) -> (Markup, Markup) {
    let hero = html! { h1 { "Thank you" } };
    let main = html! {
        (notice(Tone::Ok, html! { p { "Your message is on its way to " (org.name) "." } }))
        p { a href=(org.public_path("")) { "What " (org.name) " does" } }
    };
    (hero, main)
}

/// A word that several organisations may have printed, or none.
pub(crate) fn somebodys(address: &str, is_signed_in: bool) -> Markup {
    html! {
        (page_header("Found this?", None, html! {}))
        p { "This code does not say whose it is. Look on the label for the name of an organisation, and tell them." }
        @if !is_signed_in {
            form method="get" action="/sign-in" {
                (forms::hidden("next", address))
                button .btn type="submit" { (icon(Icon::SignIn)) "Sign in, if you work here" }
            }
        }
    }
}
