//! The form of an organisation that is founded for somebody else.

use crate::console::model::FoundForm;
use kernel::Problems;
use maud::{Markup, html};
use people::orgs::model::{CURRENCIES, zones};
use platform::ui::forms::{Field, colour, email, fields, named_problems, problem_summary, select, submit_row, text};
use platform::ui::parts::{back_link, card_form, page_header, primary_button};

/// What its fields are called.
fn label(name: &str) -> &'static str {
    match name {
        "org_name" => "Name",
        "slug" => "Short name",
        "zone" => "Time zone",
        "currency" => "Currency",
        "org_email" => "E-mail for its clients",
        "colour" => "Colour",
        "owner_name" => "Name of the owner",
        "owner_email" => "E-mail of the owner",
        _ => "",
    }
}

/// The page.
pub(crate) fn form(form: &FoundForm, problems: &Problems) -> Markup {
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let zones: Vec<(String, String)> =
        zones().into_iter().map(|zone| (zone.to_owned(), zone.replace('_', " "))).collect();
    let currencies: Vec<(String, String)> =
        CURRENCIES.iter().map(|(code, name)| ((*code).to_owned(), format!("{code}, {name}"))).collect();
    let body = html! {
        (text(&field("org_name").required(), &form.org_name))
        (text(&field("slug").hint("Stands in its addresses. Left empty, it is made of the name."), &form.slug))
        (fields(&[
            select(&field("zone").required(), &zones, &form.zone),
            select(&field("currency").required(), &currencies, &form.currency),
        ]))
        (email(&field("org_email").hint("Left empty, it is its owner's."), &form.org_email))
        (colour(&field("colour").required(), &form.colour))
        h3 { "Its first owner" }
        p .muted { "Somebody with an account gets a letter. Who has none gets an account and a link to choose a password." }
        (fields(&[
            text(&field("owner_name").required(), &form.owner_name),
            email(&field("owner_email").required(), &form.owner_email),
        ]))
    };
    html! {
        (back_link("/console/organisations", "Organisations"))
        (page_header("New organisation", Some("For somebody else to own; you will hold nothing in it."), html! {}))
        (problem_summary(&named_problems(problems, label)))
        (card_form("organisation", "The organisation", "/console/organisations", body, submit_row(primary_button(None, "Found it"), "/console/organisations")))
    }
}

/// After it was founded.
pub(crate) fn founded(name: &str, owner: &str) -> String {
    format!("{name} is founded. A letter to {owner} is on its way.")
}
