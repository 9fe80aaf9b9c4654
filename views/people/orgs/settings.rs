//! The settings of an organisation.

use super::fields;
use crate::orgs::model::OrgForm;
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::forms::{Field, Input, file, hidden, input, named_problems, problem_summary, submit_row, textarea};
use platform::ui::parts::{
    button, card, confirm_form, copy_field, page_header, primary_button, switched_off, two_columns,
};
use platform::{Feature, Org};

/// The page; `public` is the full address of the page for clients.
pub(crate) fn page(org: &Org, form: &OrgForm, public: &str, problems: &Problems) -> Markup {
    html! {
        (page_header("Settings", Some("What clients and colleagues see everywhere."), html! {}))
        @for feature in Feature::ALL { (switched_off(&org.terms, feature, "")) }
        (problem_summary(&named_problems(problems, fields::label)))
        (two_columns(settings(org, form, problems), html! { (logo(org, problems)) (addresses(org, public)) (more(org)) }))
    }
}

fn settings(org: &Org, form: &OrgForm, problems: &Problems) -> Markup {
    let phone = Input { maxlength: Some(40), ..Input::of("tel") };
    let about =
        Field::new("about", "About").hint("A sentence or two on the page for clients.").error(problems.at("about"));
    let action = org.path("/settings");
    html! {
        // The colour stands in the document's head, so the whole document is loaded.
        form .card #settings method="post" action=(action) hx-boost="false" {
            header { h2 { "Organisation" } }
            div .body.stack {
                (hidden("version", &form.version.to_string()))
                (fields::name(form, problems))
                (fields::org_email(form, problems))
                (input(&Field::new("phone", "Telephone").error(problems.at("phone")), &phone, &form.phone))
                (textarea(&about, &form.about, 3))
                (fields::zone_and_currency(form, problems))
                (fields::brand_colour(form, problems))
                (fields::contrast_hint(form, &action))
            }
            footer { (submit_row(primary_button(None, "Save"), &org.path(""))) }
        }
    }
}

fn logo(org: &Org, problems: &Problems) -> Markup {
    let field = Field::new("file", "Picture").hint("PNG, JPEG or WebP, up to 5 MB; shown 40 pixels high.");
    card(
        "Logo",
        html! {},
        html! {
            div .stack {
                @match org.logo_id {
                    Some(id) => p { img .logo src=(org.public_path(&format!("/pictures/{id}"))) alt={ "Logo of " (org.name) } height="40"; },
                    None => p .muted { "The initial of the name stands in for it." },
                }
                form .stack #logo method="post" action=(org.path("/settings/logo")) enctype="multipart/form-data" hx-boost="false" {
                    (file(&field.error(problems.at("file")).required(), "image/png,image/jpeg,image/webp", PICTURE_MAX as u64))
                    div .submit-row { (button(Some(Icon::Upload), "Show this logo")) }
                }
                @if org.logo_id.is_some() {
                    div hx-boost:inherited="false" {
                        (confirm_form(
                            "remove-logo",
                            &org.path("/settings/logo/removal"),
                            "Remove the logo",
                            "The initial of the name will stand in for it on all pages.",
                            html! {},
                        ))
                    }
                }
            }
        },
    )
}

/// Settings that have a page of their own.
fn more(org: &Org) -> Markup {
    card(
        "More settings",
        html! {},
        html! {
            ul .stack role="list" {
                li { a href=(org.path("/settings/guest-messages")) { "Messages to guests" } p .muted.small { "Reminders before a booking, thanks after it." } }
                li { a href=(org.path("/settings/chat")) { "Chat room" } p .muted.small { "News in Slack, Mattermost or Telegram." } }
                li { a href=(org.path("/settings/retention")) { "Retention" } p .muted.small { "How long what is kept." } }
            }
        },
    )
}

fn addresses(org: &Org, public: &str) -> Markup {
    card(
        "Page for clients",
        html! {},
        html! {
            div .stack {
                (copy_field("public-address", "Its address", public))
                p { a href=(org.public_path("")) hx-boost="false" { "Look at it" } }
                p { a href=(org.path("/settings/web")) { "A host name of your own, and frames" } }
            }
        },
    )
}
