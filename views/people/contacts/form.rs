//! The form of a contact.

use super::super::listed;
use crate::contacts::model::{Contact, ContactForm};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};

/// A new one.
pub(crate) fn new(org: &Org, form: &ContactForm, problems: &Problems) -> Markup {
    html! {
        (back_link(&org.path("/contacts"), "Contacts"))
        (page_header("New contact", Some("Known by their e-mail address, which nobody else has."), html! {}))
        (problem_summary(&listed(problems)))
        (card_form("contact", "Who", &org.path("/contacts"), html! { (hidden("key", &form.key)) (fields(form, problems)) },
            submit_row(primary_button(None, "Keep"), &org.path("/contacts"))))
    }
}

/// One that is known.
pub(crate) fn change(org: &Org, contact: &Contact, form: &ContactForm, problems: &Problems) -> Markup {
    let path = org.path(&format!("/contacts/{}", contact.id));
    html! {
        (back_link(&path, contact.label()))
        (page_header(contact.label(), None, html! {}))
        (problem_summary(&listed(problems)))
        (card_form("contact", "Who", &path, html! { (hidden("version", &form.version.to_string())) (fields(form, problems)) },
            submit_row(primary_button(None, "Save"), &path)))
    }
}

fn fields(form: &ContactForm, problems: &Problems) -> Markup {
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    let off = |kind| Input { autocomplete: Some("off"), ..Input::of(kind) };
    html! {
        (forms::input(&field("name", "Name"), &off("text"), &form.name))
        (forms::input(&field("email", "E-mail").required(), &Input { maxlength: Some(254), ..off("email") }, &form.email))
        (forms::input(&field("phone", "Telephone"), &off("tel"), &form.phone))
        (forms::input(&field("source", "Known from").hint("In your words: fair, newsletter, a friend."), &off("text"), &form.source))
    }
}
