//! One person of the team with what they hold.

use super::team::{BlockLine, GrantLine};
use maud::{Markup, html};
use platform::ui::parts::{
    Column, back_link, card_flush, cell, confirm_form, notice, page_header, primary_link, table,
};
use platform::ui::{Icon, Tone};
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
    /// Does another system keep them out?
    pub block: Option<&'a BlockLine>,
    /// What they hold.
    pub grants: &'a [GrantLine],
    /// What they held before.
    pub history: &'a [PastLine],
    /// May the viewer give them another role?
    pub may_give: bool,
}

/// A role somebody held for a time.
pub(crate) struct PastLine {
    /// What it was called.
    pub role: String,
    /// Where.
    pub place: String,
    /// The first day.
    pub from: String,
    /// Who gave it.
    pub given_by: Option<String>,
    /// The last day.
    pub until: String,
    /// What ended it, and who did that; none: its last day was over.
    pub end: Option<(&'static str, String)>,
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
        @if let Some(block) = shown.block {
            (notice(Tone::Bad, html! {
                p { strong { (block.phrase) } ", since " (block.since) ". " (shown.name) " holds nothing here, and joins by no invitation, until this is lifted." }
                @if block.may_lift { div .row { (block.lifting()) } }
            }))
        }
        @if shown.grants.is_empty() {
            (notice(Tone::Neutral, html! { p { (shown.name) " holds no role here now." } }))
        } @else {
            (roles(shown, &columns))
        }
        @if !shown.history.is_empty() { (history(shown.history)) }
    }
}

fn roles(shown: &MemberPage<'_>, columns: &[Column<'_>]) -> Markup {
    html! {
        (card_flush("Roles", html! {}, table("Roles", columns, html! {
            @for grant in shown.grants {
                tr {
                    (cell(Column::MAIN, html! { strong { (grant.role) } }))
                    (cell(Column::SUB, html! { (grant.place.as_deref().unwrap_or("Everywhere")) }))
                    (cell(Column::SUB, html! { (grant.until.as_deref().unwrap_or("Until somebody ends it")) }))
                    (cell(Column::EXTRA, html! { (grant.since) @if let Some(by) = &grant.given_by { " by " (by) } }))
                    (cell(Column::ACTIONS, html! { @if grant.may_change { (change(grant, shown.name)) } }))
                }
            }
        })))
    }
}

fn history(lines: &[PastLine]) -> Markup {
    let columns = [Column::main("Role"), Column::sub("Where"), Column::sub("From"), Column::sub("Until")];
    let by = |name: &Option<String>| html! { @if let Some(name) = name { @if !name.is_empty() { " by " (name) } } };
    card_flush(
        "Before",
        html! {},
        table(
            "Roles held before",
            &columns,
            html! {
                @for line in lines {
                    tr {
                        (cell(Column::MAIN, html! { strong { (line.role) } }))
                        (cell(Column::SUB, html! { (line.place) }))
                        (cell(Column::SUB, html! { "From " (line.from) @if line.given_by.is_some() { ", given" (by(&line.given_by)) } }))
                        (cell(Column::SUB, html! {
                            "Until " (line.until)
                            @match &line.end {
                                None => ", its last day",
                                Some((verb, name)) => { ", " (verb) (by(&Some(name.clone()))) },
                            }
                        }))
                    }
                }
            },
        ),
    )
}

fn change(grant: &GrantLine, name: &str) -> Markup {
    html! {
        a .btn href=(grant.path) { "Change" span .vh { " " (grant.role) } }
        " "
        (confirm_form(
                &format!("end-{}", grant.id),
                &format!("{}/end", grant.path),
                "End the role",
                &format!("{name} will not be {} any more, from the next click on.", grant.role),
                html! {},
            ))
    }
}
