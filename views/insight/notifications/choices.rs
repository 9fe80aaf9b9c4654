//! The matrix of kinds and ways, and the hours. On a phone each kind is a card of its own.

use super::words::{kind_line, kind_text, mail_text};
use crate::notifications::hours::Hours;
use crate::notifications::model::{Choice, ChoicesForm, Kind, Mail};
use kernel::Problems;
use kernel::time::minutes_value;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, fields, problem_summary, select, submit_row, time};
use platform::ui::parts::{back_link, page_header, primary_button};
use std::collections::HashMap;

/// Everything the page shows.
pub struct Choices<'a> {
    /// Where.
    pub org: &'a Org,
    /// For each kind there is for them.
    pub choices: &'a [(Kind, Choice)],
    /// What the chat room is called, if there is one.
    pub room: Option<&'a str>,
    /// The hours as they stand, or as they were typed.
    pub typed: &'a ChoicesForm,
    /// What is wrong with them.
    pub problems: &'a Problems,
}

/// The hours as a form has them.
pub fn hours_form(hours: &Hours) -> ChoicesForm {
    let quiet = |of: fn((u16, u16)) -> u16| hours.quiet.map(|quiet| minutes_value(of(quiet))).unwrap_or_default();
    ChoicesForm(HashMap::from([
        ("zone".to_owned(), hours.zone.map_or("", |zone| zone.name()).to_owned()),
        ("quiet_from".to_owned(), quiet(|(from, _)| from)),
        ("quiet_until".to_owned(), quiet(|(_, until)| until)),
        ("digest_at".to_owned(), minutes_value(hours.digest_at)),
    ]))
}

/// The page.
pub fn choices(view: &Choices<'_>) -> Markup {
    let org = view.org;
    let action = org.path("/notifications/choices");
    let listed: Vec<_> = view.problems.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect();
    html! {
        (back_link(&org.path("/notifications"), "Notifications"))
        (page_header("What you are told", Some(&format!("At {}: by which way, and when.", org.name)), html! {}))
        (problem_summary(&listed))
        form .stack #choices method="post" action=(action) novalidate data-guard {
            section .card aria-label="By which way" { (matrix(view)) }
            section .card { header { h2 { "When" } } div .body.stack { (hours(view)) } }
            (submit_row(primary_button(None, "Save"), &org.path("/notifications")))
        }
    }
}

fn matrix(view: &Choices<'_>) -> Markup {
    html! {
        table .choices {
            caption .vh { "For each kind of news: in the house, by mail, in chat" }
            thead {
                tr {
                    th scope="col" { "News" }
                    th scope="col" { "In the house" }
                    th scope="col" { "By mail" }
                    @if let Some(room) = view.room { th scope="col" { "In chat" span .vh { ": " (room) } } }
                }
            }
            tbody { @for (kind, choice) in view.choices { (row(view, *kind, *choice)) } }
        }
        @if let Some(room) = view.room {
            p .card-note { "What somebody chooses for chat is said once in “" (room) "”, where everybody reads it." }
        } @else {
            p .card-note { "There is no chat room yet. Whoever runs the organisation can set one up in its settings." }
        }
    }
}

fn row(view: &Choices<'_>, kind: Kind, choice: Choice) -> Markup {
    let name = kind.name();
    let says = |what: &str| format!("{}: {what}", kind_text(kind));
    html! {
        tr {
            th scope="row" { strong { (kind_text(kind)) } span .muted.small { (kind_line(kind)) } }
            td data-label="In the house" {
                input type="checkbox" name={ (name) ".in_app" } value="on" checked[choice.in_app] aria-label=(says("in the house"));
            }
            td data-label="By mail" {
                select .input name={ (name) ".mail" } aria-label=(says("by mail")) {
                    @for mail in Mail::ALL { option value=(mail.name()) selected[choice.mail == mail] { (mail_text(mail)) } }
                }
            }
            @if view.room.is_some() {
                td data-label="In chat" {
                    input type="checkbox" name={ (name) ".chat" } value="on" checked[choice.chat] aria-label=(says("in chat"));
                }
            }
        }
    }
}

fn hours(view: &Choices<'_>) -> Markup {
    let (typed, problems) = (view.typed, view.problems);
    let mut zones = vec![(String::new(), format!("The organisation's: {}", view.org.zone_name.replace('_', " ")))];
    zones.extend(people::orgs::model::zones().into_iter().map(|zone| (zone.to_owned(), zone.replace('_', " "))));
    let from = Field::new("quiet_from", "Quiet from").error(problems.at("quiet_from"));
    let until = Field::new("quiet_until", "Quiet until").error(problems.at("quiet_until"));
    let digest = Field::new("digest_at", "Daily digest at").error(problems.at("digest_at")).required();
    let zone = Field::new("zone", "Time zone").error(problems.at("zone")).required();
    html! {
        (fields(&[
            time(&from, typed.typed("quiet_from")),
            time(&until, typed.typed("quiet_until")),
            time(&digest, typed.typed("digest_at")),
            select(&zone, &zones, typed.typed("zone")),
        ]))
        p .muted.small { "In quiet hours mail and chat wait, and leave together when they end; the bell does not wait. A digest is sent only when there is something to tell." }
    }
}
