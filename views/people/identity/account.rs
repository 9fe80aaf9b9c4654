//! A user's own page.

use super::super::listed;
use crate::identity::Membership;
use crate::identity::model::{ProgramSignIn, ago};
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::time::rfc3339;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, checkbox, input, password, problem_summary};
use platform::ui::parts::{badge, button, button_link, card, card_flush, card_form, page_header, two_columns};
use platform::ui::{Icon, Tone};

/// What the page shows.
pub(crate) struct AccountPage<'a> {
    /// The address they sign in with.
    pub email: &'a str,
    /// What they are called, or typed.
    pub name: &'a str,
    /// Where they are signed in.
    pub devices: &'a [DeviceLine],
    /// The programs that signed in as them.
    pub programs: &'a [ProgramSignIn],
    /// The organisations they belong to.
    pub memberships: &'a [Membership],
    /// Are they told what is wrong with the house? None: they do not run it.
    pub alarms: Option<bool>,
    /// What is wrong with what they typed.
    pub problems: &'a Problems,
    /// The present.
    pub now: DateTime<Utc>,
}

/// A signed-in browser.
pub(crate) struct DeviceLine {
    /// What its form sends.
    pub id: String,
    /// `Firefox on Windows`.
    pub summary: String,
    /// Where it signed in from.
    pub address: String,
    /// `3 minutes ago`.
    pub seen: String,
    /// The same for machines.
    pub seen_at: String,
    /// Is it the one they sit at?
    pub is_this: bool,
}

/// The page.
pub(crate) fn page(shown: &AccountPage<'_>) -> Markup {
    html! {
        (page_header("Your account", Some(shown.email), button_link("/organisations", Some(Icon::Building), "Your organisations")))
        (problem_summary(&listed(shown.problems)))
        (two_columns(
            html! { (devices(shown)) @if !shown.memberships.is_empty() { (news(shown.memberships)) } },
            html! { (name(shown)) (new_password(shown.problems)) (programs()) @if let Some(wanted) = shown.alarms { (alarms(wanted)) } },
        ))
    }
}

fn name(shown: &AccountPage<'_>) -> Markup {
    let field = Field::new("name", "Name").error(shown.problems.at("name")).required();
    let with = Input { autocomplete: Some("name"), maxlength: Some(80), ..Input::of("text") };
    card_form(
        "your-name",
        "What you are called",
        "/account/name",
        input(&field, &with, shown.name),
        button(None, "Save the name"),
    )
}

fn programs() -> Markup {
    card(
        "Programs",
        html! {},
        html! {
            div .stack {
                p { "A token lets a program work in your name, within limits that you choose." }
                div .submit-row { (button_link("/account/tokens", Some(Icon::Key), "Your tokens")) }
            }
        },
    )
}

fn alarms(wanted: bool) -> Markup {
    let field = Field::new("alarms", "Tell me by mail").hint(
        "A backup that failed, a job that died, mail that does not leave, events that do not reach the stream: once when it begins, and once when it is over.",
    );
    card_form(
        "your-alarms",
        "When something is wrong with this installation",
        "/account/alarms",
        checkbox(&field, wanted),
        button(None, "Save the choice"),
    )
}

fn new_password(problems: &Problems) -> Markup {
    let chosen = Field::new("password", "New password")
        .hint("At least 10 characters. All other devices are signed out, and your tokens end.");
    let body = html! {
        (password(&Field::new("current", "Present password").error(problems.at("current")).required(), "current-password"))
        (password(&chosen.error(problems.at("password")).required(), "new-password"))
    };
    card_form("your-password", "Password", "/account/password", body, button(None, "Change the password"))
}

fn devices(shown: &AccountPage<'_>) -> Markup {
    let others = !shown.programs.is_empty() || shown.devices.iter().any(|device| !device.is_this);
    let all = html! {
        @if others {
            form method="post" action="/account/other-devices/revocation" { (button(Some(Icon::SignOut), "Sign out all others")) }
        }
    };
    card_flush(
        "Your devices",
        all,
        html! {
            ol .feed role="list" {
                @for device in shown.devices {
                    li {
                        span .feed-mark { (platform::ui::icon(Icon::Monitor)) }
                        div {
                            p { strong { (device.summary) } @if device.is_this { " " (badge(Tone::Ok, "This one")) } }
                            p .muted.small { "Signed in from " (device.address) ", last here " time datetime=(device.seen_at) { (device.seen) } }
                        }
                        @if !device.is_this {
                            form .push method="post" action="/account/devices/revocation" {
                                input type="hidden" name="device" value=(device.id);
                                button .btn type="submit" { "Sign out" span .vh { " " (device.summary) ", last here " (device.seen) } }
                            }
                        }
                    }
                }
                @for program in shown.programs { (signed_in(program, shown.now)) }
            }
        },
    )
}

/// A program that signed in by a call, beside the devices.
fn signed_in(program: &ProgramSignIn, now: DateTime<Utc>) -> Markup {
    html! {
        li {
            span .feed-mark { (platform::ui::icon(Icon::Key)) }
            div {
                p { strong { (program.label()) } " " (badge(Tone::Neutral, "Program")) }
                p .muted.small {
                    "Signed in " time datetime=(rfc3339(program.since)) { (ago(now, program.since)) }
                    @match program.used_at {
                        Some(used) => { ", last call " time datetime=(rfc3339(used)) { (ago(now, used)) } }
                        None => ", no call yet",
                    }
                    @if let Some(org) = &program.org_name { ", for " (org) " only" }
                }
            }
            form .push method="post" action="/account/programs/revocation" {
                input type="hidden" name="program" value=(program.family);
                button .btn type="submit" { "End" span .vh { " " (program.label()) ", signed in " (ago(now, program.since)) } }
            }
        }
    }
}

fn news(memberships: &[Membership]) -> Markup {
    card(
        "What you are told",
        html! {},
        html! {
            p { "In the house, by mail and in chat; when, and when not. Each organisation has its own page." }
            ul .stack role="list" {
                @for membership in memberships {
                    li { a href={ "/o/" (membership.slug) "/notifications/choices" } hx-boost="false" { (membership.name) } }
                }
            }
        },
    )
}
