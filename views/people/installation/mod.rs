//! The set-up page of an empty house.

use super::listed;
use super::orgs::fields;
use crate::installation::SetUpForm;
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, email, file, input, password, problem_summary};
use platform::ui::parts::primary_button;

/// The form: the code, the operator, the first organisation.
pub(crate) fn form(form: &SetUpForm, problems: &Problems) -> Markup {
    let code = Field::new("code", "Set-up code").hint("The program printed it in its log when it started.");
    let letters = Input { autocomplete: Some("one-time-code"), autofocus: problems.is_empty(), ..Input::of("text") };
    let named = Input { autocomplete: Some("name"), maxlength: Some(80), ..Input::of("text") };
    let chosen =
        Field::new("password", "Password").hint("At least 10 characters; a few words in a row are easy to remember.");
    let org_email = Field::new("org_email", "E-mail for clients").hint("Answers to our mails go there. Empty: yours.");
    let logo = Field::new("file", "Logo").hint("PNG, JPEG or WebP, up to 5 MB.");
    html! {
        h1 { "Set up the house" }
        form .stack #set-up method="post" action="/set-up" enctype="multipart/form-data" hx-boost="false" {
            (problem_summary(&listed(problems)))
            (input(&code.error(problems.at("code")).required(), &letters, &form.code))
            section .stack aria-labelledby="you" {
                h2 #you { "You" }
                (input(&Field::new("name", "Your name").error(problems.at("name")).required(), &named, &form.name))
                (email(&Field::new("email", "Your e-mail").error(problems.at("email")).required(), &form.email))
                (password(&chosen.error(problems.at("password")).required(), "new-password"))
            }
            section .stack aria-labelledby="first-organisation" {
                h2 #first-organisation { "Your first organisation" }
                (fields::names(&form.org, problems))
                (fields::zone_and_currency(&form.org, problems))
                (input(&org_email.error(problems.at("org_email")), &Input::of("email"), &form.org.org_email))
                (fields::brand_colour(&form.org, problems))
                (file(&logo.error(problems.at("file")), "image/png,image/jpeg,image/webp", PICTURE_MAX as u64))
            }
            div .submit-row { (primary_button(None, "Set up the house")) }
        }
    }
}
