//! Users: the list, and one with organisations, devices, and what can be done.

use super::words::{act, ago, count, listed, moment};
use crate::console::model::{UserRow, UsersQuery};
use crate::paging::Listed;
use chrono::{DateTime, Utc};
use kernel::Problems;
use maud::{Markup, html};
use people::identity::Membership;
use people::identity::model::{Device, ProgramSignIn, device_summary};
use platform::ui::forms::{Field, hidden, problem_summary, text};
use platform::ui::parts::{
    Column, FilterChip, back_link, badge, button, button_link, card, card_flush, cell, cell_main, cell_num,
    cell_status, chips, confirm_form, empty, facts, filter_row, filter_search, filter_select, no_results,
    page_header_with, pager, table, two_columns,
};
use platform::ui::{Icon, Tone};

/// Where the list is.
const PATH: &str = "/console/users";

/// The list.
pub(crate) fn index(query: &UsersQuery, page: &Listed<UserRow>, now: DateTime<Utc>) -> Markup {
    html! {
        (super::health::plain_header("Users", "Everybody who has an account, the newest first."))
        section .card #users aria-label="Users" {
            (filters(query))
            @if page.rows.is_empty() { (no_results("Nobody matches.", PATH)) } @else {
                (table("Users", &[Column::main("Name"), Column::sub("E-mail"), Column::num("Organisations"), Column::extra("Last seen"), Column::status("State")], html! {
                    @for user in &page.rows {
                        tr #{ "u-" (user.id) } {
                            (cell_main(&format!("{PATH}/{}", user.id), &user.name))
                            (cell(Column::SUB, html! { (user.email) }))
                            (cell_num("Organisations", &user.orgs.to_string()))
                            (cell(Column::EXTRA, html! { span .nowrap { (seen(user, now)) } }))
                            (cell_status(state(user)))
                        }
                    }
                }))
                (pager(
                    page.newer.map(|spot| query.address(PATH, Some(("after", spot)))).as_deref(),
                    page.older.map(|spot| query.address(PATH, Some(("before", spot)))).as_deref(),
                    &count(page.rows.len() as i64, "user", "users"),
                ))
            }
        }
    }
}

fn seen(user: &UserRow, now: DateTime<Utc>) -> Markup {
    html! { @match user.seen_at { Some(at) => (ago(at, now)), None => span .muted { "Not signed in" } } }
}

fn state(user: &UserRow) -> Markup {
    match (user.disabled_at, user.is_operator, user.has_password) {
        (Some(_), ..) => badge(Tone::Bad, "Disabled"),
        (None, true, _) => badge(Tone::Info, "Operator"),
        (None, false, false) => badge(Tone::Neutral, "No password yet"),
        (None, false, true) => badge(Tone::Ok, "Active"),
    }
}

fn filters(query: &UsersQuery) -> Markup {
    let mut set = Vec::new();
    if query.pattern().is_some() {
        let without = UsersQuery { state: query.state.clone(), ..UsersQuery::default() }.address(PATH, None);
        set.push(FilterChip { label: format!("Text: {}", query.text.trim()), without });
    }
    if matches!(query.state.as_str(), "operators" | "disabled") {
        let without = UsersQuery { text: query.text.clone(), ..UsersQuery::default() }.address(PATH, None);
        set.push(FilterChip { label: format!("Only: {}", query.state), without });
    }
    let states = [("operators".to_owned(), "Operators".to_owned()), ("disabled".to_owned(), "Disabled".to_owned())];
    let fields = html! {
        (filter_search("text", "Name or e-mail", &query.text))
        (filter_select("state", "Everybody", &states, &query.state))
    };
    filter_row(PATH, fields, chips(&set))
}

/// What the page of one user shows.
pub(crate) struct Show<'a> {
    /// Who.
    pub user: &'a UserRow,
    /// What they may enter.
    pub memberships: &'a [Membership],
    /// Where they are signed in.
    pub devices: &'a [Device],
    /// The programs that signed in as them.
    pub programs: &'a [ProgramSignIn],
    /// How many tokens they made by hand.
    pub tokens: usize,
    /// Is it the operator who looks?
    pub is_self: bool,
    /// The reason for disabling, as typed.
    pub reason: &'a str,
    /// What is wrong with what was typed.
    pub problems: &'a Problems,
    /// The present.
    pub now: DateTime<Utc>,
}

/// One user.
pub(crate) fn show(view: &Show<'_>) -> Markup {
    let user = view.user;
    let sub = html! { span .row { (state(user)) span { (user.email) } } };
    let trail = button_link(&format!("/console/audit?actor={}", user.id), Some(Icon::History), "What they did");
    let about = button_link(&format!("/console/audit?subject={}", user.id), Some(Icon::Eye), "What was done");
    html! {
        (back_link(PATH, "Users"))
        (page_header_with(&user.name, Some(sub), html! { (trail) (about) }))
        (problem_summary(&listed(view.problems)))
        (two_columns(html! { (organisations(view)) (devices(view)) }, html! { (facts_card(view)) (access(view)) }))
    }
}

fn organisations(view: &Show<'_>) -> Markup {
    card_flush(
        "Organisations",
        html! {},
        html! {
            @if view.memberships.is_empty() { (empty(Icon::Building, "They hold nothing anywhere.", html! {})) } @else {
                (table("Organisations", &[Column::main("Name"), Column::sub("Roles")], html! {
                    @for membership in view.memberships {
                        tr {
                            (cell_main(&format!("/console/organisations/{}", membership.org_id), &membership.name))
                            (cell(Column::SUB, html! { (membership.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")) }))
                        }
                    }
                }))
            }
        },
    )
}

fn devices(view: &Show<'_>) -> Markup {
    let (devices, programs) = (view.devices.len() as i64, view.programs.len() as i64);
    let is_out = devices + programs == 0;
    let places = format!("{} and {}", count(devices, "device", "devices"), count(programs, "program", "programs"));
    let kept = if view.tokens > 0 {
        " Tokens that they made by hand go on; disabling the account ends those too."
    } else {
        ""
    };
    let end = html! {
        @if !is_out {
            (confirm_form(
                "end-sessions",
                &format!("{PATH}/{}/session-end", view.user.id),
                "Sign out everywhere",
                &format!("{} will have to sign in again on {places}.{kept}", view.user.name),
                html! {},
            ))
        }
    };
    card_flush(
        "Signed in on",
        end,
        html! {
            @if is_out { (empty(Icon::Laptop, "They are not signed in anywhere.", html! {})) } @else {
                (table("Devices", &[Column::main("Device or program"), Column::sub("Address"), Column::sub("Last seen"), Column::extra("Since"), Column::actions()], html! {
                    @for device in view.devices {
                        tr {
                            (cell(Column::MAIN, html! { (device_summary(&device.device)) }))
                            (cell(Column::SUB, html! { (device.address) }))
                            (cell(Column::SUB, html! { (ago(device.seen_at, view.now)) }))
                            (cell(Column::EXTRA, html! { (ago(device.created_at, view.now)) }))
                            (cell(Column::ACTIONS, html! {}))
                        }
                    }
                    @for program in view.programs { (program_row(view, program)) }
                }))
            }
        },
    )
}

fn program_row(view: &Show<'_>, program: &ProgramSignIn) -> Markup {
    let end = html! {
        form method="post" action={ (PATH) "/" (view.user.id) "/program-end" } {
            (hidden("program", &program.family.to_string()))
            button .btn type="submit" { "End" span .vh { " " (program.label()) } }
        }
    };
    html! {
        tr {
            (cell(Column::MAIN, html! { (program.label()) " " (badge(Tone::Neutral, "Program")) }))
            (cell(Column::SUB, html! { @if let Some(org) = &program.org_name { "For " (org) " only" } }))
            (cell(Column::SUB, html! { @match program.used_at { Some(at) => (ago(at, view.now)), None => "No call yet" } }))
            (cell(Column::EXTRA, html! { (ago(program.since, view.now)) }))
            (cell(Column::ACTIONS, end))
        }
    }
}

fn facts_card(view: &Show<'_>) -> Markup {
    let user = view.user;
    let mut lines = vec![
        ("Account made", html! { (moment(user.created_at)) }),
        ("Last seen", seen(user, view.now)),
        ("Tokens made by hand", html! { (view.tokens) }),
        ("Password", html! { @if user.has_password { "Chosen" } @else { "Not chosen yet" } }),
    ];
    if let Some(at) = user.disabled_at {
        lines.push(("Disabled", html! { (moment(at)) }));
    }
    card("Account", html! {}, facts(&lines))
}

fn access(view: &Show<'_>) -> Markup {
    let (user, path) = (view.user, format!("{PATH}/{}", view.user.id));
    let reason = Field::new("reason", "Reason, for the trail").required().error(view.problems.at("reason"));
    let operator = |to: &str| hidden("operator", to);
    card(
        "Access",
        html! {},
        html! {
            div .stack {
                @if user.disabled_at.is_some() {
                    p .muted { "They cannot sign in. What they hold is kept." }
                    (act(&format!("{path}/enablement"), button(Some(Icon::Undo), "Let them sign in again")))
                } @else {
                    (act(&format!("{path}/password-reset"), button(Some(Icon::Key), "Send a link for a new password")))
                    @if user.is_operator {
                        (confirm_form(
                            "unmake-operator",
                            &format!("{path}/operatorship"),
                            "End as operator",
                            &format!("{} will not see this console any more, from the next click on.", who(view)),
                            operator("no"),
                        ))
                    } @else {
                        (confirm_form(
                            "make-operator",
                            &format!("{path}/operatorship"),
                            "Make operator",
                            &format!("{} will run this installation as you do: every organisation, user, job and message.", user.name),
                            operator("yes"),
                        ))
                    }
                    (confirm_form(
                        "disable",
                        &format!("{path}/disablement"),
                        "Disable",
                        &format!("{} will be signed out everywhere and cannot sign in until an operator enables the account.", who(view)),
                        text(&reason, view.reason),
                    ))
                }
            }
        },
    )
}

fn who(view: &Show<'_>) -> String {
    if view.is_self { format!("{} (that is you)", view.user.name) } else { view.user.name.clone() }
}

/// After somebody was disabled.
pub(crate) fn disabled(name: &str) -> String {
    format!("{name} is signed out everywhere and cannot sign in any more.")
}

/// After somebody was enabled.
pub(crate) fn enabled(name: &str) -> String {
    format!("{name} can sign in again.")
}

/// After sessions were ended.
pub(crate) fn sessions_ended(name: &str, ended: u64) -> String {
    match ended {
        0 => format!("{name} was not signed in anywhere."),
        1 => format!("{name} is signed out in one place."),
        more => format!("{name} is signed out in {more} places."),
    }
}

/// After the sign-in of one program was ended.
pub(crate) fn program_ended(name: &str) -> String {
    format!("That program is signed out: it does not act for {name} any more.")
}

/// After a reset was asked for.
pub(crate) fn reset_sent(email: &str) -> String {
    format!("A link for a new password is on its way to {email}.")
}

/// After somebody became an operator, or is none any more.
pub(crate) fn operator_set(name: &str, operator: bool) -> String {
    if operator { format!("{name} runs the installation now.") } else { format!("{name} is no operator any more.") }
}
