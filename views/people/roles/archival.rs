//! The farewell of a role that people hold: what they get instead.

use super::super::listed;
use super::show::{HolderLine, holders};
use crate::roles::model::OwnRoleRecord;
use kernel::Problems;
use maud::{Markup, html};
use platform::AnyRole;
use platform::ui::Tone;
use platform::ui::forms::{Field, hidden, problem_summary, select};
use platform::ui::parts::{back_link, card_flush, danger_button, notice, page_header};

/// What the page shows.
pub(crate) struct ArchivalPage<'a> {
    /// The path of the roles.
    pub base: &'a str,
    /// The role.
    pub role: &'a OwnRoleRecord,
    /// Who holds it.
    pub holders: &'a [HolderLine],
    /// How many are invited to it.
    pub invited: usize,
    /// What they may get instead.
    pub others: &'a [AnyRole],
    /// What was chosen.
    pub instead: &'a str,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub(crate) fn page(shown: &ArchivalPage<'_>) -> Markup {
    let role = shown.role;
    let path = format!("{}/{}", shown.base, role.id);
    let is_held = !shown.holders.is_empty() || shown.invited > 0;
    html! {
        (back_link(&path, &role.name))
        (page_header("Archive a role", Some(&role.name), html! {}))
        (problem_summary(&listed(shown.problems)))
        @if !shown.holders.is_empty() { (card_flush("Who holds it", html! {}, holders(shown.holders))) }
        @if shown.invited > 0 {
            (notice(Tone::Neutral, html! { p { (shown.invited) @if shown.invited == 1 { " invitation to it waits" } @else { " invitations to it wait" } " for an answer." } }))
        }
        form .card #archival method="post" action={ (path) "/archival" } {
            header { h2 { "Archive it" } }
            div .body.stack {
                (hidden("version", &role.version.to_string()))
                @if is_held { (instead(shown)) } @else { p { "Nobody holds it now, and nobody is invited to it." } }
            }
            footer { div .submit-row { (danger_button("Archive the role")) a .btn.ghost href=(path) { "Keep it" } } }
        }
    }
}

fn instead(shown: &ArchivalPage<'_>) -> Markup {
    let mut options = vec![(String::new(), "Choose a role".to_owned())];
    options.extend(shown.others.iter().map(|role| (role.key(), role.label().to_owned())));
    let field = Field::new("instead", "What they get instead")
        .hint("From their next click on; where and until when stays as it is.")
        .error(shown.problems.at("instead"));
    select(&field.required(), &options, shown.instead)
}
