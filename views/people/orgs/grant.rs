//! The form of a role: which, where, until when.

use super::super::listed;
use crate::orgs::model::GrantForm;
use crate::orgs::routes::Choices;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, date, hidden, problem_summary, select, submit_row};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};

/// What the page shows besides the form.
pub(crate) struct GrantPage<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where the form goes.
    pub action: &'a str,
    /// Where it came from.
    pub back: &'a str,
    /// Whose role.
    pub name: &'a str,
    /// Is it a role they do not hold yet?
    pub is_new: bool,
}

/// The page.
pub(crate) fn page(shown: &GrantPage<'_>, form: &GrantForm, choices: &Choices, problems: &Problems) -> Markup {
    let body = html! {
        @if shown.is_new { (hidden("key", &form.key)) } @else { (hidden("version", &form.version.to_string())) }
        (fields(&form.role, &form.location, &form.until, choices, problems))
    };
    html! {
        (back_link(shown.back, shown.name))
        (page_header(shown.title, Some(shown.name), html! {}))
        (problem_summary(&listed(problems)))
        (card_form("grant", "Role", shown.action, body, submit_row(primary_button(None, "Save"), shown.back)))
    }
}

/// Role, place and last day; also of an invitation.
pub(crate) fn fields(role: &str, location: &str, until: &str, choices: &Choices, problems: &Problems) -> Markup {
    let mut roles = vec![(String::new(), "Choose a role".to_owned())];
    roles.extend(choices.roles.iter().map(|role| (role.key(), role.label().to_owned())));
    let mut places = vec![(String::new(), if choices.everywhere { "Everywhere" } else { "Choose a place" }.to_owned())];
    places.extend(choices.places.iter().map(|place| (place.id.to_string(), place.label.clone())));
    let place =
        Field::new("location", "Where").hint("A place means it and all below it.").error(problems.at("location"));
    let place = if choices.everywhere { place } else { place.required() };
    let end = Field::new("until", "Last day").hint("Empty: until somebody ends it.").error(problems.at("until"));
    html! {
        (select(&Field::new("role", "Role").error(problems.at("role")).required(), &roles, role))
        (select(&place, &places, location))
        (date(&end, until))
    }
}
