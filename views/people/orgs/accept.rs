//! The page behind the link of an invitation.

use super::super::{listed, query};
use crate::orgs::model::Invitation;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, hidden, input, password, problem_summary};
use platform::ui::parts::{button, button_link, primary_button};

/// Who holds the link.
pub(crate) enum Holder<'a> {
    /// The invited user, signed in.
    Invited,
    /// Another user, signed in with this address.
    SomebodyElse(&'a str),
    /// Nobody is signed in, and the invited address has an account.
    SignedOut,
    /// The invited address has no account yet.
    New {
        /// As typed, or as in the invitation.
        name: &'a str,
        /// What is wrong with what was typed.
        problems: &'a Problems,
    },
}

/// The page.
pub(crate) fn page(token: &str, invitation: &Invitation, org: &str, holder: &Holder<'_>) -> Markup {
    let action = format!("/invitations/{token}");
    html! {
        h1 { "Join " (org) }
        p {
            strong { (invitation.invited_by_name) } " invites " (invitation.email) " to " (org) " as "
            strong { (invitation.wish.role.label()) }
            @if let Some(place) = &invitation.location_name { " in " (place) }
            "."
        }
        @match holder {
            Holder::Invited => form method="post" action=(action) hx-boost="false" {
                div .submit-row { (primary_button(None, "Join")) }
            },
            Holder::SomebodyElse(email) => {
                p { "You are signed in as " (email) ". Sign out, and follow the link again." }
                form method="post" action="/sign-out" hx-boost="false" { div .submit-row { (button(None, "Sign out")) } }
            }
            Holder::SignedOut => {
                p { "Sign in with this address to join." }
                div .submit-row { (button_link(&query("/sign-in", &[("next", &action)]), None, "Sign in")) }
            }
            Holder::New { name, problems } => (sign_up(&action, invitation, name, problems)),
        }
    }
}

fn sign_up(action: &str, invitation: &Invitation, name: &str, problems: &Problems) -> Markup {
    let named = Input { autocomplete: Some("name"), maxlength: Some(80), ..Input::of("text") };
    let chosen =
        Field::new("password", "Password").hint("At least 10 characters; a few words in a row are easy to remember.");
    html! {
        form .stack #join method="post" action=(action) hx-boost="false" {
            (problem_summary(&listed(problems)))
            (hidden("username", &invitation.email))
            (input(&Field::new("name", "Your name").error(problems.at("name")).required(), &named, name))
            (password(&chosen.error(problems.at("password")).required(), "new-password"))
            div .submit-row { (primary_button(None, "Join")) }
        }
    }
}

/// A link that was used, taken back, is too old, or is none of ours.
pub(crate) fn over() -> Markup {
    html! {
        h1 { "This invitation is over" }
        p { "It was accepted or taken back, or it is older than seven days. Ask whoever invited you for another one." }
        div .submit-row { (button_link("/sign-in", None, "To the sign-in")) }
    }
}
