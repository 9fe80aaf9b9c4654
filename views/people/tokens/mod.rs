//! A user's personal tokens: the one just made, the list, the form.

use super::listed;
use crate::identity::Membership;
use crate::identity::model::ago;
use crate::tokens::Personal;
use crate::tokens::model::{LIVES, PersonalForm};
use chrono::{DateTime, Utc};
use kernel::time::{day_text, rfc3339};
use kernel::{Problems, text};
use maud::{Markup, html};
use platform::Perm;
use platform::ui::forms::{Field, Input, checkboxes, input, problem_summary, select};
use platform::ui::parts::{
    back_link, button_link, card_flush, card_form, confirm_form, copy_field, empty, notice, page_header,
    primary_button, two_columns,
};
use platform::ui::{Icon, Tone};

/// What the page shows.
pub(crate) struct TokensPage<'a> {
    /// Those that work.
    pub tokens: &'a [Personal],
    /// What a token may be bound to.
    pub memberships: &'a [Membership],
    /// What is typed.
    pub form: &'a PersonalForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The token that was just made.
    pub made: Option<&'a str>,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub(crate) fn page(shown: &TokensPage<'_>) -> Markup {
    html! {
        (back_link("/account", "Your account"))
        (page_header("Your tokens", Some("For programs that work in your name."), button_link("/api", None, "How to use them")))
        (problem_summary(&listed(shown.problems)))
        @if let Some(word) = shown.made {
            (notice(Tone::Ok, html! {
                p { strong { "The token is made." } " Copy it now: it is not shown again." }
                (copy_field("made", "Your new token", word))
            }))
        }
        (two_columns(list(shown), form(shown)))
    }
}

fn list(shown: &TokensPage<'_>) -> Markup {
    card_flush(
        "Tokens that work",
        html! {},
        html! {
            @if shown.tokens.is_empty() {
                (empty(Icon::Key, "No program works in your name. Make a token for one here.", html! {}))
            } @else {
                ol .feed role="list" {
                    @for token in shown.tokens { (line(token, shown.now)) }
                }
            }
        },
    )
}

fn line(token: &Personal, now: DateTime<Utc>) -> Markup {
    let id = format!("revoke-{}", token.id);
    let sentence = format!("“{}” stops working at once, wherever it is used. This cannot be taken back.", token.name);
    html! {
        li {
            span .feed-mark { (platform::ui::icon(Icon::Key)) }
            div {
                p { strong { (token.name) } " · " (token.org_name.as_deref().unwrap_or("all your organisations")) }
                p .muted.small { (allowed(token)) }
                p .muted.small {
                    @match token.used_at {
                        Some(used) => { "Last used " time datetime=(rfc3339(used)) { (ago(now, used)) } }
                        None => "Never used",
                    }
                    ", works until " time datetime=(rfc3339(token.expires_at)) { (day_text(token.expires_at.date_naive())) }
                }
                div { (confirm_form(&id, &format!("/account/tokens/{}/revocation", token.id), "Revoke", &sentence, html! {})) }
            }
        }
    }
}

/// What it may be used for, in words.
fn allowed(token: &Personal) -> String {
    let Some(scopes) = &token.scopes else { return "May do all that you may".to_owned() };
    let sentences: Vec<&str> = scopes.iter().filter_map(|name| Perm::parse(name)).map(Perm::sentence).collect();
    match sentences.as_slice() {
        [] => "May do nothing any more".to_owned(),
        some => some.join(" · "),
    }
}

fn form(shown: &TokensPage<'_>) -> Markup {
    let problem = |field| shown.problems.at(field);
    let name =
        Field::new("name", "Name").hint("What it is for, such as “Door sign”.").error(problem("name")).required();
    let with = Input { maxlength: Some(60), autocomplete: Some("off"), ..Input::of("text") };
    let orgs: Vec<(String, String)> = std::iter::once((String::new(), "All that you belong to".to_owned()))
        .chain(shown.memberships.iter().map(|one| (one.org_id.to_string(), one.name.clone())))
        .collect();
    let lives: Vec<(String, String)> = LIVES
        .iter()
        .map(|days| (days.to_string(), if *days == 365 { "A year".to_owned() } else { format!("{days} days") }))
        .collect();
    let perms: Vec<(String, String, bool)> = Perm::ALL
        .iter()
        .map(|perm| {
            let is_ticked = shown.form.scope.iter().any(|name| name == perm.name());
            (perm.name().to_owned(), perm.sentence().to_owned(), is_ticked)
        })
        .collect();
    let scopes = Field::new("scope", "Only for")
        .hint("None ticked: all that you may do. More than that it never may.")
        .error(problem("scope"));
    let body = html! {
        (input(&name, &with, &shown.form.name))
        (select(&Field::new("organisation", "Organisation").error(problem("organisation")).required(), &orgs, &shown.form.organisation))
        (select(&Field::new("days", "Works for").error(problem("days")).required(), &lives, &shown.form.days))
        (checkboxes(&scopes, &perms))
        input type="hidden" name="key" value=(text::optional_line(&shown.form.key, 200).unwrap_or_default());
    };
    card_form("new-token", "New token", "/account/tokens", body, primary_button(Some(Icon::Plus), "Make the token"))
}
