//! The form that invites somebody.

use super::super::listed;
use super::grant;
use crate::orgs::model::InvitationForm;
use crate::orgs::routes::Choices;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, fields, input, problem_summary, submit_row};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};

/// The page; `base` is the path of the team.
pub(crate) fn form(base: &str, form: &InvitationForm, choices: &Choices, problems: &Problems) -> Markup {
    let plain = |kind| Input { autocomplete: Some("off"), ..Input::of(kind) };
    let name = Field::new("name", "Name").error(problems.at("name")).required();
    let email = Field::new("email", "E-mail").hint("The invitation goes there and works for this address only.");
    let body = html! {
        (fields(&[
            input(&name, &plain("text"), &form.name),
            input(&email.error(problems.at("email")).required(), &plain("email"), &form.email),
        ]))
        (grant::fields(&form.role, &form.location, &form.until, choices, problems))
        p .muted.small { a href={ (base) "/permissions" } { "What each role may do" } }
    };
    let action = format!("{base}/invitations");
    html! {
        (back_link(base, "Team"))
        (page_header("Invite somebody", Some("They get a link by mail, which works for seven days."), html! {}))
        (problem_summary(&listed(problems)))
        (card_form("invitation", "Invitation", &action, body, submit_row(primary_button(None, "Send the invitation"), base)))
    }
}
