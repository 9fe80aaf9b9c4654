//! The organisations of a user, and the form of another one.

use super::fields;
use crate::identity::Membership;
use crate::orgs::model::OrgForm;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{named_problems, problem_summary, submit_row};
use platform::ui::parts::{
    Column, badge, card_form, cell, cell_status, empty, page_header, primary_button, primary_link, table,
};
use platform::ui::{Icon, Tone};

/// All of them.
pub(crate) fn page(memberships: &[Membership], may_found: bool) -> Markup {
    let more = html! { @if may_found { (primary_link("/organisations/new", Some(Icon::Plus), "New organisation")) } };
    html! {
        (page_header("Your organisations", Some("Where you hold a role."), more.clone()))
        section .card {
            @if memberships.is_empty() {
                (empty(Icon::Building, "You hold no role anywhere. Ask somebody of your organisation to invite you.", more))
            } @else {
                (table("Your organisations", &[Column::main("Name"), Column::sub("You are"), Column::status("State")], html! {
                    @for membership in memberships {
                        tr {
                            // Another organisation has other colours, so the whole document is loaded.
                            td .main { a href={ "/o/" (membership.slug) } hx-boost="false" { (membership.name) } }
                            (cell(Column::SUB, html! { (membership.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")) }))
                            (cell_status(html! { @if membership.suspended { (badge(Tone::Warn, "Suspended")) } }))
                        }
                    }
                }))
            }
        }
    }
}

/// The form of another one.
pub(crate) fn form(form: &OrgForm, problems: &Problems) -> Markup {
    let body = html! {
        (fields::names(form, problems))
        (fields::zone_and_currency(form, problems))
        (fields::org_email(form, problems))
        (fields::brand_colour(form, problems))
    };
    html! {
        (page_header("New organisation", Some("You will be its owner."), html! {}))
        (problem_summary(&named_problems(problems, fields::label)))
        div hx-boost:inherited="false" {
            (card_form("organisation", "The organisation", "/organisations", body, submit_row(primary_button(None, "Found it"), "/organisations")))
        }
    }
}
