//! The team: who holds what, and who is invited.

use super::super::query;
use crate::orgs::model::TeamFilter;
use maud::{Markup, html};
use platform::AnyRole;
use platform::ui::parts::{
    Column, FilterChip, badge, card_flush, cell, cell_main, cell_status, chips, confirm_form, empty, filter_row,
    filter_search, filter_select, no_results, page_header, pager, primary_link, table,
};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// What the page shows.
pub(crate) struct TeamPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The tabs above it.
    pub tabs: Markup,
    /// The filter in force.
    pub filter: &'a TeamFilter,
    /// The roles to filter by.
    pub roles: &'a [AnyRole],
    /// The people of this page.
    pub members: &'a [MemberLine],
    /// Is there another page?
    pub is_more: bool,
    /// Invitations the viewer may act on.
    pub invitations: &'a [InvitationLine],
    /// Addresses that another system keeps out.
    pub blocks: &'a [BlockLine],
    /// May they invite?
    pub may_manage: bool,
}

/// Somebody on the team.
pub(crate) struct MemberLine {
    /// Their page.
    pub path: String,
    /// What they are called.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// What they hold.
    pub grants: Vec<GrantLine>,
}

/// A role somebody holds.
pub(crate) struct GrantLine {
    /// Its id.
    pub id: Uuid,
    /// Its page.
    pub path: String,
    /// What its role is called.
    pub role: String,
    /// Where, if not everywhere.
    pub place: Option<String>,
    /// The last day, if it has an end.
    pub until: Option<String>,
    /// Who gave it.
    pub given_by: Option<String>,
    /// On which day.
    pub since: String,
    /// May the viewer change it?
    pub may_change: bool,
}

impl GrantLine {
    /// `Manager in Boathouse, until Mon 2 Mar 2026`.
    fn phrase(&self) -> String {
        let place = self.place.as_ref().map(|place| format!(" in {place}")).unwrap_or_default();
        let until = self.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        format!("{}{place}{until}", self.role)
    }
}

/// Somebody who has not answered yet.
pub(crate) struct InvitationLine {
    /// Its id.
    pub id: Uuid,
    /// Its path.
    pub path: String,
    /// Who.
    pub name: String,
    /// Where the mail went.
    pub email: String,
    /// What they will hold.
    pub role: String,
    /// Where, if not everywhere.
    pub place: Option<String>,
    /// The last day on which the link works.
    pub until: String,
    /// Is that over?
    pub is_over: bool,
    /// Has who sent it lost the right to?
    pub is_void: bool,
    /// Does another system keep them out?
    pub is_blocked: bool,
}

/// An address that another system keeps out.
pub(crate) struct BlockLine {
    /// Its id.
    pub id: Uuid,
    /// Its path.
    pub path: String,
    /// Whose.
    pub email: String,
    /// `Blocked by CRM`.
    pub phrase: String,
    /// On which day.
    pub since: String,
    /// May the viewer let them in?
    pub may_lift: bool,
}

impl BlockLine {
    /// The button that lets them in.
    pub(super) fn lifting(&self) -> Markup {
        confirm_form(
            &format!("lift-{}", self.id),
            &format!("{}/lifting", self.path),
            "Lift the block",
            &format!("{} can join again, and holds at once what was held before.", self.email),
            html! {},
        )
    }
}

/// The page.
pub(crate) fn page(shown: &TeamPage<'_>) -> Markup {
    let actions = html! {
        @if shown.may_manage { (invite_link(shown.base)) }
    };
    html! {
        (page_header("Team", Some("Who works here, and what they may do."), actions))
        (shown.tabs)
        section .card {
            (filter_row(shown.base, fields(shown), chips(&active(shown))))
            div #team { (members(shown)) }
        }
        @if !shown.invitations.is_empty() { (invitations(shown.invitations)) }
        @if !shown.blocks.is_empty() { (blocks(shown.blocks)) }
    }
}

fn invite_link(base: &str) -> Markup {
    primary_link(&format!("{base}/invitations/new"), Some(Icon::UserPlus), "Invite somebody")
}

fn fields(shown: &TeamPage<'_>) -> Markup {
    let roles: Vec<_> = shown.roles.iter().map(|role| (role.key(), role.label().to_owned())).collect();
    html! {
        (filter_search("text", "Name or e-mail", &shown.filter.text))
        (filter_select("role", "All roles", &roles, &shown.filter.role))
    }
}

fn active(shown: &TeamPage<'_>) -> Vec<FilterChip> {
    let chosen = shown.roles.iter().find(|role| role.key() == shown.filter.role);
    let role = chosen.map(|role| FilterChip {
        label: format!("Role: {}", role.label()),
        without: query(shown.base, &[("text", &shown.filter.text)]),
    });
    role.into_iter().collect()
}

fn members(shown: &TeamPage<'_>) -> Markup {
    if shown.members.is_empty() {
        return match shown.filter.is_narrow() || shown.filter.page > 0 {
            true => no_results("Nobody on the team matches.", shown.base),
            false => empty(
                Icon::Users,
                "Here you see who works with you.",
                html! { @if shown.may_manage { (invite_link(shown.base)) } },
            ),
        };
    }
    let at = |page: i64| {
        query(shown.base, &[("text", &shown.filter.text), ("role", &shown.filter.role), ("page", &page.to_string())])
    };
    let previous = (shown.filter.page > 0).then(|| at(shown.filter.page - 1));
    let next = shown.is_more.then(|| at(shown.filter.page + 1));
    html! {
        (table("Team", &[Column::main("Name"), Column::sub("Holds"), Column::extra("E-mail")], html! {
            @for member in shown.members {
                tr {
                    (cell_main(&member.path, &member.name))
                    (cell(Column::SUB, html! {
                        @for (nth, grant) in member.grants.iter().enumerate() { @if nth > 0 { br; } (grant.phrase()) }
                    }))
                    (cell(Column::EXTRA, html! { (member.email) }))
                }
            }
        }))
        @if previous.is_some() || next.is_some() {
            (pager(previous.as_deref(), next.as_deref(), &format!("Page {}", shown.filter.page + 1)))
        }
    }
}

fn invitations(lines: &[InvitationLine]) -> Markup {
    let columns = [
        Column::main("Invited"),
        Column::sub("As"),
        Column::extra("E-mail"),
        Column::status("Answer"),
        Column::actions(),
    ];
    card_flush(
        "Invitations",
        html! {},
        table(
            "Invitations",
            &columns,
            html! {
                @for line in lines {
                    tr {
                        (cell(Column::MAIN, html! { (line.name) }))
                        (cell(Column::SUB, html! { (line.role) @if let Some(place) = &line.place { " in " (place) } }))
                        (cell(Column::EXTRA, html! { (line.email) }))
                        (cell_status(match (line.is_blocked, line.is_over, line.is_void) {
                            (true, ..) => badge(Tone::Bad, "Blocked"),
                            (_, true, _) => badge(Tone::Warn, "Link too old"),
                            (_, _, true) => badge(Tone::Warn, "Void: the sender's role changed"),
                            _ => badge(Tone::Neutral, &format!("Waits until {}", line.until)),
                        }))
                        (cell(Column::ACTIONS, html! {
                            button .btn type="submit" form={ "dispatch-" (line.id) } {
                                "Send again" span .vh { " to " (line.name) }
                            }
                            " "
                            (confirm_form(
                                &format!("revoke-{}", line.id),
                                &format!("{}/revocation", line.path),
                                "Take back",
                                &format!("The link that {} got will not work any more.", line.name),
                                html! {},
                            ))
                            // Apart from its button, so that the two buttons stand side by side.
                            form #{ "dispatch-" (line.id) } method="post" action={ (line.path) "/dispatch" } {}
                        }))
                    }
                }
            },
        ),
    )
}

fn blocks(lines: &[BlockLine]) -> Markup {
    let columns = [Column::main("E-mail"), Column::sub("By"), Column::extra("Since"), Column::actions()];
    card_flush(
        "Blocked by other systems",
        html! {},
        table(
            "Blocked by other systems",
            &columns,
            html! {
                @for line in lines {
                    tr {
                        (cell(Column::MAIN, html! { (line.email) }))
                        (cell(Column::SUB, html! { (line.phrase) }))
                        (cell(Column::EXTRA, html! { (line.since) }))
                        (cell(Column::ACTIONS, html! { @if line.may_lift { (line.lifting()) } }))
                    }
                }
            },
        ),
    )
}
