//! Where the public pages stand: a host name of their own, and frames on other sites.

use super::super::listed;
use super::host::{self, HostLine};
use crate::orgs::model::WebForm;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, hidden, input, problem_summary, submit_row, textarea};
use platform::ui::parts::{back_link, card, copy_field, page_header, primary_button, switched_off, two_columns};
use platform::{Feature, Org};

/// Height of the frame in the snippet (pixels): a month's first screen.
const FRAME_HEIGHT: u16 = 900;

/// The page; `public` is the full address of the public pages, `house` the host name of the installation.
pub(crate) fn page(
    org: &Org,
    form: &WebForm,
    hosts: &[HostLine<'_>],
    (public, house): (&str, &str),
    problems: &Problems,
) -> Markup {
    html! {
        (back_link(&org.path("/settings"), "Settings"))
        (page_header("Public pages", Some("Where clients find them besides here."), html! {}))
        (switched_off(&org.terms, Feature::PublicPage, "Whoever follows their address finds nothing, until it is on again."))
        (switched_off(&org.terms, Feature::Embedding, "No site shows them in a frame, whatever is listed here, until it is on again."))
        (problem_summary(&listed(problems)))
        (two_columns(settings(org, form, house, problems), html! { (host::states(org, hosts, house)) (address(public)) (snippet(org, public)) }))
    }
}

fn settings(org: &Org, form: &WebForm, house: &str, problems: &Problems) -> Markup {
    let hint = format!(
        "Such as book.harbour.example. Let its DNS name lead to {house}, and your proxy hand on the Host header. \
         Once it is proven to be yours, the public pages stand there, and mails link there."
    );
    let host = Field::new("host", "Host name of their own").hint(&hint).error(problems.at("host"));
    let with = Input { autocomplete: Some("off"), inputmode: Some("url"), ..Input::of("text") };
    let origins = Field::new("origins", "Sites that may show them in a frame")
        .hint("One on each line, such as https://www.harbour.example. Nobody else can: browsers refuse.")
        .error(problems.at("origins"));
    html! {
        form .card #web method="post" action=(org.path("/settings/web")) novalidate data-guard {
            header { h2 { "On the web" } }
            div .body.stack {
                (hidden("version", &form.version.to_string()))
                (input(&host, &with, &form.host))
                (textarea(&origins, &form.origins, 4))
            }
            footer { (submit_row(primary_button(None, "Save"), &org.path("/settings"))) }
        }
    }
}

fn address(public: &str) -> Markup {
    card("Address", html! {}, copy_field("public-address", "Of the public pages", public))
}

fn snippet(org: &Org, public: &str) -> Markup {
    let name = org.name.replace('&', "&amp;").replace('"', "&quot;");
    let code = format!(
        r#"<iframe src="{public}" title="Book at {name}" width="100%" height="{FRAME_HEIGHT}" loading="lazy"></iframe>"#
    );
    card(
        "In your own site",
        html! {},
        html! {
            div .stack {
                @if org.embed_origins.is_empty() { p .muted { "List your site first. Then copy this into a page of it." } }
                @else { p .muted { "Copy this into a page of a site that is listed. Booking in the frame needs no cookies." } }
                (copy_field("snippet", "Snippet", &code))
            }
        },
    )
}
