//! All roles: the organisation's own, those that are built in, those in the archive.

use super::{list, people};
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{
    Column, button_link, card_flush, cell, cell_main, confirm_form, empty, page_header, primary_link, table,
};
use platform::{Perms, Role};

/// A role.
pub(crate) struct RoleLine {
    /// A built-in one's name, or an own one's id.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// What it may do.
    pub perms: Perms,
    /// How many hold it now.
    pub people: i64,
    /// Is it the organisation's own?
    pub is_own: bool,
    /// May the viewer change it?
    pub may_change: bool,
}

/// What the page shows.
pub(crate) struct IndexPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The tabs above it.
    pub tabs: Markup,
    /// Own roles.
    pub own: &'a [RoleLine],
    /// Built-in roles.
    pub built_in: &'a [RoleLine],
    /// Own roles in the archive.
    pub archived: &'a [RoleLine],
    /// May the viewer make roles?
    pub may_make: bool,
}

/// The page.
pub(crate) fn page(shown: &IndexPage<'_>) -> Markup {
    let new = html! { @if shown.may_make { (primary_link(&format!("{}/roles/new", shown.base), Some(Icon::Plus), "New role")) } };
    html! {
        (page_header("Roles", Some("What people can be here, and what each of it allows."), new))
        (shown.tabs)
        @if shown.own.is_empty() {
            (card_flush("Your own roles", html! {}, empty(
                Icon::Shield,
                "Here stand roles of your own: tick what they may do, or copy a built-in one and change it.",
                html! {},
            )))
        } @else {
            (card_flush("Your own roles", html! {}, roles(shown, "Your own roles", shown.own)))
        }
        (card_flush("Built-in roles", html! {}, roles(shown, "Built-in roles", shown.built_in)))
        @if !shown.archived.is_empty() {
            (card_flush("Archive", html! {}, archive(shown)))
        }
    }
}

fn roles(shown: &IndexPage<'_>, caption: &str, lines: &[RoleLine]) -> Markup {
    let columns = [Column::main("Role"), Column::sub("May do"), Column::num("Held by"), Column::actions()];
    table(
        caption,
        &columns,
        html! {
            @for line in lines {
                tr {
                    td .main {
                        @if line.is_own { a href={ (shown.base) "/roles/" (line.key) } { (line.name) } } @else { strong { (line.name) } }
                        @if !line.purpose.is_empty() { p .muted.small { (line.purpose) } }
                    }
                    (cell(Column::SUB, abilities(line.perms)))
                    td .num data-label="Held by" {
                        @if line.people == 0 { span .muted { "Nobody" } } @else { a href={ (shown.base) "?role=" (line.key) } { (people(line.people)) } }
                    }
                    (cell(Column::ACTIONS, html! {
                        @if line.may_change { a .btn href={ (shown.base) "/roles/" (line.key) "/details" } { "Change" span .vh { " " (line.name) } } " " }
                        @if shown.may_make { a .btn href={ (shown.base) "/roles/new?like=" (line.key) } { "Copy" span .vh { " " (line.name) " to make your own" } } }
                    }))
                }
            }
        },
    )
}

/// How much it may do, and on a click what.
fn abilities(perms: Perms) -> Markup {
    html! {
        @if perms == Perms::all() {
            "Everything"
        } @else {
            details .unfold { summary { (perms.len()) " of " (Perms::all().len()) } (list(perms)) }
        }
    }
}

fn archive(shown: &IndexPage<'_>) -> Markup {
    table(
        "Roles in the archive",
        &[Column::main("Role"), Column::sub("May do"), Column::actions()],
        html! {
            @for line in shown.archived {
                tr {
                    (cell_main(&format!("{}/roles/{}", shown.base, line.key), &line.name))
                    (cell(Column::SUB, abilities(line.perms)))
                    (cell(Column::ACTIONS, html! {
                        @if line.may_change {
                            form method="post" action={ (shown.base) "/roles/" (line.key) "/restoration" } {
                                button .btn type="submit" { "Restore" span .vh { " " (line.name) } }
                            }
                        }
                    }))
                }
            }
        },
    )
}

/// What a built-in role is for.
pub(crate) fn purpose(role: Role) -> &'static str {
    match role {
        Role::Owner => "Everything, for good: there is always one.",
        Role::Admin => "Everything in the organisation, except making owners.",
        Role::Manager => "Runs the day: bookings, places, people's questions.",
        Role::Finance => "Reads what was booked, and by whom.",
        Role::Support => "Answers clients.",
        Role::AssetAdmin => "Looks after what the organisation owns.",
        Role::BookingManager => "Looks after all bookings.",
        Role::CampaignManager => "Writes to clients.",
        Role::FacilityManager => "Looks after buildings and rooms.",
        Role::Moderator => "Reads what clients write in public.",
        Role::Supplier => "Brings something of their own to be booked.",
        Role::Viewer => "Looks, and changes nothing.",
        Role::Member => "Uses the house: books for themselves.",
    }
}

/// The actions of one role's page.
pub(crate) fn actions(base: &str, key: &str, may_make: bool, may_change: bool) -> Markup {
    html! {
        @if may_make { (button_link(&format!("{base}/new?like={key}"), Some(Icon::Copy), "Copy")) }
        @if may_change { (primary_link(&format!("{base}/{key}/details"), Some(Icon::Pencil), "Change")) }
    }
}

/// The button that archives a role nobody holds.
pub(crate) fn archive_button(base: &str, key: &str, name: &str, version: i64) -> Markup {
    confirm_form(
        "archive-role",
        &format!("{base}/{key}/archival"),
        "Archive the role",
        &format!("{name} cannot be given any more. Nobody holds it now. It can be restored."),
        platform::ui::forms::hidden("version", &version.to_string()),
    )
}
