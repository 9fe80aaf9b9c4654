//! The pages of a source: the form, and what it needs to know.

use super::super::parts::{problems_of, unreadable_secret};
use crate::inbox::model::{Form, Source};
use crate::views::when::moment;
use chrono::{DateTime, Utc};
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::forms::{Field, checkbox, hidden, problem_summary, select, submit_row, text};
use platform::ui::parts::{
    back_link, button, card, card_form, confirm_form, copy_field, page_header, primary_button, two_columns,
};
use platform::{Org, Role};

/// What a form shows of a source that exists.
pub fn typed(source: &Source) -> Form {
    let on = |yes: bool| if yes { "on".to_owned() } else { String::new() };
    Form {
        source_name: source.name.clone(),
        top_role: source.top_role.clone().unwrap_or_default(),
        may_block: on(source.may_block),
        may_contacts: on(source.may_contacts),
        key: String::new(),
        version: source.version,
    }
}

/// The page of the form for a new source.
pub fn form(org: &Org, roles: &[Role], typed: &Form, problems: &Problems) -> Markup {
    let back = org.path("/inbox");
    html! {
        (back_link(&back, "Inbox"))
        (page_header("New source", Some("Another system that may tell this organisation something."), html! {}))
        form .card #form method="post" action=(org.path("/inbox/sources")) novalidate data-guard {
            div .body.stack { (fields(roles, typed, problems)) }
            footer { (submit_row(primary_button(None, "Add"), &back)) }
        }
    }
}

fn fields(roles: &[Role], typed: &Form, problems: &Problems) -> Markup {
    let name = Field::new("source_name", "Name").hint("Such as: CRM.").error(problems.at("source_name"));
    let top = Field::new("top_role", "Roles it may give and take")
        .hint("That one and every lesser one. Owners are made and unmade by owners only.")
        .error(problems.at("top_role"));
    let mut options = vec![(String::new(), "None".to_owned())];
    options.extend(roles.iter().map(|role| (role.name().to_owned(), format!("Up to {}", role.label()))));
    let kept = !typed.top_role.is_empty() && !roles.iter().any(|role| role.name() == typed.top_role);
    if let Some(role) = Role::parse(&typed.top_role).filter(|_| kept) {
        options.push((role.name().to_owned(), format!("Up to {}", role.label())));
    }
    html! {
        (problem_summary(&problems_of(problems)))
        (text(&name.required(), &typed.source_name))
        (select(&top, &options, &typed.top_role))
        (checkbox(&Field::new("may_block", "It may block and unblock people"), typed.may_block == "on"))
        (checkbox(&Field::new("may_contacts", "It may make and change contacts"), typed.may_contacts == "on"))
        (hidden("version", &typed.version.to_string()))
        (hidden("key", &typed.key))
    }
}

/// Everything the page of a source shows.
pub struct SourcePage<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The source.
    pub source: &'a Source,
    /// Where it sends to.
    pub url: &'a str,
    /// What it signs with; none: it cannot be read with the key of this installation.
    pub secret: Option<&'a str>,
    /// Roles the viewer may let it hand out.
    pub roles: &'a [Role],
    /// What was typed.
    pub typed: &'a Form,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page of a source.
pub fn source(view: &SourcePage<'_>) -> Markup {
    let source = view.source;
    let path = view.org.path(&format!("/inbox/sources/{}", source.id));
    html! {
        (back_link(&view.org.path("/inbox"), "Inbox"))
        (page_header(&source.name, Some(if source.enabled { "It is listened to." } else { "It is not listened to." }), html! {}))
        (two_columns(
            html! {
                (knows(view, &path))
                (card_form("source", "What it may do", &format!("{path}/details"), fields(view.roles, view.typed, view.problems), html! { (primary_button(None, "Save")) }))
            },
            html! { (how()) (end(view, &path)) },
        ))
    }
}

fn knows(view: &SourcePage<'_>, path: &str) -> Markup {
    let source = view.source;
    let previous = source.previous_until.filter(|until| *until > view.now);
    let sentence = format!("“{}” needs the new secret within a day.", source.name);
    card(
        "What it needs to know",
        html! {},
        html! {
            div .stack {
                (copy_field("url", "It sends to", view.url))
                @match view.secret {
                    Some(secret) => (copy_field("secret", "And signs with", secret)),
                    None => (unreadable_secret("Nothing that it sends is believed")),
                }
                @if let Some(until) = previous { p .muted { "The secret before is believed too until " (moment(view.org.zone(), until)) "." } }
                div .row { (confirm_form("rotate", &format!("{path}/rotation"), "Replace the secret", &sentence, hidden("version", &source.version.to_string()))) }
            }
        },
    )
}

fn how() -> Markup {
    let kinds = [
        ("user.invited", "email, name, role, until"),
        ("user.role.granted", "email, role, until"),
        ("user.role.revoked", "email, role"),
        ("user.blocked", "email"),
        ("user.unblocked", "email"),
        ("contact.upserted", "email, name, phone"),
    ];
    card(
        "How it tells",
        html! {},
        html! {
            div .stack {
                p { "By POST, signed as Standard Webhooks has it. The body is JSON with " code { "type" } ", " code { "timestamp" } " and " code { "data" } "." }
                dl .facts { @for (kind, data) in kinds { div { dt { code { (kind) } } dd { (data) } } } }
                p .muted.small { "Order does not matter: of two words about the same thing, the one that happened later counts. Each id is judged once. Other kinds are kept and shown." }
                p .muted.small { "Whoever is given a role and never was on the team is invited to it by mail. Whoever is blocked is kept out, also when they follow an older invitation; the page of the team shows it." }
            }
        },
    )
}

fn end(view: &SourcePage<'_>, path: &str) -> Markup {
    let sentence = format!("What “{}” sends is refused from then on. What it told stays listed.", view.source.name);
    card(
        "Stop",
        html! {},
        html! {
            div .stack {
                @if view.source.enabled {
                    form method="post" action={ (path) "/suspension" } { (button(Some(Icon::Ban), "Disable")) }
                } @else {
                    form method="post" action={ (path) "/resumption" } { (primary_button(Some(Icon::Check), "Enable")) }
                }
                div { (confirm_form("remove", &format!("{path}/removal"), "Remove the source", &sentence, html! {})) }
            }
        },
    )
}
