//! One person of the team with what they hold.

use super::team::GrantLine;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{Column, back_link, card_flush, cell, confirm_form, page_header, primary_link, table};
use uuid::Uuid;

/// What the page shows.
pub(crate) struct MemberPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// Who.
    pub user: Uuid,
    /// What they are called.
    pub name: &'a str,
    /// How they sign in.
    pub email: &'a str,
    /// What they hold.
    pub grants: &'a [GrantLine],
    /// May the viewer give them another role?
    pub may_give: bool,
}

/// The page.
pub(crate) fn page(shown: &MemberPage<'_>) -> Markup {
    let give = format!("{}/members/{}/grants/new", shown.base, shown.user);
    let actions = html! { @if shown.may_give { (primary_link(&give, Some(Icon::Plus), "Another role")) } };
    let columns =
        [Column::main("Role"), Column::sub("Where"), Column::sub("Until"), Column::extra("Given"), Column::actions()];
    html! {
        (back_link(shown.base, "Team"))
        (page_header(shown.name, Some(shown.email), actions))
        (card_flush("Roles", html! {}, table("Roles", &columns, html! {
            @for grant in shown.grants {
                tr {
                    (cell(Column::MAIN, html! { strong { (grant.role.label()) } }))
                    (cell(Column::SUB, html! { (grant.place.as_deref().unwrap_or("Everywhere")) }))
                    (cell(Column::SUB, html! { (grant.until.as_deref().unwrap_or("Until somebody ends it")) }))
                    (cell(Column::EXTRA, html! { (grant.since) @if let Some(by) = &grant.given_by { " by " (by) } }))
                    (cell(Column::ACTIONS, html! { @if grant.may_change { (change(grant, shown.name)) } }))
                }
            }
        })))
    }
}

fn change(grant: &GrantLine, name: &str) -> Markup {
    html! {
        a .btn href=(grant.path) { "Change" span .vh { " " (grant.role.label()) } }
        " "
        (confirm_form(
                &format!("end-{}", grant.id),
                &format!("{}/end", grant.path),
                "End the role",
                &format!("{name} will not be {} any more, from the next click on.", grant.role.label()),
                html! {},
            ))
    }
}
