//! Organisations: the list, and one with its figures, its limits and its suspension.

use super::words::{act, ago, count, listed, moment};
use crate::console::model::{OrgFigures, OrgRow, OrgsQuery};
use crate::paging::Listed;
use chrono::{DateTime, Utc};
use kernel::Problems;
use maud::{Markup, html};
use people::orgs::model::TermsForm;
use platform::ui::forms::{Field, checkboxes, fields, hidden, number, problem_summary, textarea};
use platform::ui::parts::{
    Column, FilterChip, back_link, badge, button_link, card, card_form, cell, cell_main, cell_num, cell_status, chips,
    confirm_form, empty, facts, filter_row, filter_search, filter_select, no_results, notice, page_header,
    page_header_with, pager, primary_button, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone};
use platform::{Feature, Org};

/// Where the list is.
const PATH: &str = "/console/organisations";
/// The largest limit that can be set.
const LIMIT_MAX: i64 = 1_000_000;

/// The list.
pub(crate) fn index(query: &OrgsQuery, page: &Listed<OrgRow>, now: DateTime<Utc>) -> Markup {
    let new = primary_link("/console/organisations/new", Some(Icon::Plus), "New organisation");
    html! {
        (page_header("Organisations", Some("The tenants of this installation, the newest first."), new.clone()))
        section .card #organisations aria-label="Organisations" {
            (filters(query))
            @if page.rows.is_empty() {
                @if query.pattern().is_some() || query.suspended().is_some() { (no_results("No organisation matches.", PATH)) }
                @else { (empty(Icon::Building, "There is no organisation yet.", new)) }
            } @else {
                (table("Organisations", &[Column::main("Name"), Column::sub("Address"), Column::num("People"), Column::num("Resources"), Column::extra("Founded"), Column::status("State")], html! {
                    @for org in &page.rows {
                        tr #{ "o-" (org.id) } {
                            (cell_main(&format!("{PATH}/{}", org.id), &org.name))
                            (cell(Column::SUB, html! { code { (org.slug) } }))
                            (cell_num("People", &org.people.to_string()))
                            (cell_num("Resources", &org.resources.to_string()))
                            (cell(Column::EXTRA, html! { span .nowrap { (ago(org.created_at, now)) } }))
                            (cell_status(state(org.suspended_at)))
                        }
                    }
                }))
                (pager(
                    page.newer.map(|spot| query.address(PATH, Some(("after", spot)))).as_deref(),
                    page.older.map(|spot| query.address(PATH, Some(("before", spot)))).as_deref(),
                    &count(page.rows.len() as i64, "organisation", "organisations"),
                ))
            }
        }
    }
}

fn state(suspended_at: Option<DateTime<Utc>>) -> Markup {
    if suspended_at.is_some() { badge(Tone::Bad, "Suspended") } else { badge(Tone::Ok, "Open") }
}

fn filters(query: &OrgsQuery) -> Markup {
    let mut set = Vec::new();
    if query.pattern().is_some() {
        let without = OrgsQuery { state: query.state.clone(), ..OrgsQuery::default() }.address(PATH, None);
        set.push(FilterChip { label: format!("Text: {}", query.text.trim()), without });
    }
    if query.suspended().is_some() {
        let without = OrgsQuery { text: query.text.clone(), ..OrgsQuery::default() }.address(PATH, None);
        set.push(FilterChip { label: format!("State: {}", query.state), without });
    }
    let states = [("open".to_owned(), "Open".to_owned()), ("suspended".to_owned(), "Suspended".to_owned())];
    let fields = html! {
        (filter_search("text", "Name or address", &query.text))
        (filter_select("state", "Any state", &states, &query.state))
    };
    filter_row(PATH, fields, chips(&set))
}

/// What the page of one organisation shows.
pub(crate) struct Show<'a> {
    /// Which.
    pub org: &'a Org,
    /// How much it has.
    pub figures: &'a OrgFigures,
    /// Its limits and features, as they are or as they were typed.
    pub form: &'a TermsForm,
    /// The reason for suspending, as typed.
    pub reason: &'a str,
    /// What is wrong with what was typed.
    pub problems: &'a Problems,
    /// The address of its public page.
    pub public: String,
}

/// One organisation.
pub(crate) fn show(view: &Show<'_>) -> Markup {
    let org = view.org;
    let sub = html! { span .row { (state(org.terms.suspended_at)) code { (org.slug) } } };
    let trail = button_link(&format!("/console/audit?org={}", org.id), Some(Icon::History), "Its trail");
    let mail = button_link(&format!("/console/messages?org={}", org.id), Some(Icon::Mail), "Its mail");
    html! {
        (back_link(PATH, "Organisations"))
        (page_header_with(&org.name, Some(sub), html! { (trail) (mail) }))
        (problem_summary(&listed(view.problems)))
        (two_columns(html! { (terms(view)) }, html! { (suspension(view)) (figures(view)) }))
    }
}

fn terms(view: &Show<'_>) -> Markup {
    let (form, figures) = (view.form, view.figures);
    let people = format!("There are {}, invitations not counted.", figures.people);
    let resources = format!("There are {}, archived ones not counted.", figures.resources);
    let limit = |name, label, hint, typed: &str| {
        number(&Field::new(name, label).hint(hint).error(view.problems.at(name)), typed, 0, LIMIT_MAX)
    };
    let features: Vec<(String, String, bool)> = Feature::ALL
        .into_iter()
        .map(|feature| {
            let is_on = form.features.iter().any(|name| name == feature.name());
            (feature.name().to_owned(), feature.label().to_owned(), is_on)
        })
        .collect();
    let body = html! {
        (hidden("version", &form.version.to_string()))
        p .muted { "What is empty has no limit. What is beyond a limit already stays; nothing more is added." }
        (fields(&[
            limit("resources", "Most resources", &resources, &form.resources),
            limit("members", "Most people on the team", &people, &form.members),
        ]))
        (fields(&[
            limit("bookings_a_day", "Most bookings a day", "A day of its own zone.", &form.bookings_a_day),
            limit("mails_a_day", "Most messages a day", "What is beyond it is kept as failed, and says why.", &form.mails_a_day),
        ]))
        (checkboxes(&Field::new("features", "It may use").required(), &features))
    };
    let action = format!("{PATH}/{}/terms", view.org.id);
    card_form("terms", "Limits and features", &action, body, primary_button(None, "Save"))
}

fn suspension(view: &Show<'_>) -> Markup {
    let (org, figures) = (view.org, view.figures);
    let path = format!("{PATH}/{}", org.id);
    match org.terms.suspended_at {
        Some(at) => card(
            "Suspended",
            html! {},
            html! {
                div .stack {
                    (notice(Tone::Warn, html! { p { (org.terms.suspended_reason) } }))
                    p .muted { "Since " (moment(at)) ". Nobody gets in, and nothing leaves." }
                    p {
                        (count(figures.waiting_messages, "message is", "messages are")) " held"
                        @if figures.stale_messages > 0 { ", " (figures.stale_messages) " of them too old to be sent after that: they will be marked as failed" }
                        "."
                    }
                    (act(&format!("{path}/resumption"), primary_button(Some(Icon::Undo), "Resume")))
                }
            },
        ),
        None => card(
            "Suspension",
            html! {},
            html! {
                div .stack {
                    p .muted { "Closes it for its people and its clients at once. It sends nothing, its jobs wait, nothing is lost." }
                    @let reason = Field::new("reason", "Reason, for its people to read").required().error(view.problems.at("reason"));
                    (confirm_form(
                        "suspend",
                        &format!("{path}/suspension"),
                        "Suspend",
                        &format!("{} will be closed for everybody until an operator resumes it.", org.name),
                        textarea(&reason, view.reason, 3),
                    ))
                }
            },
        ),
    }
}

fn figures(view: &Show<'_>) -> Markup {
    let (org, figures) = (view.org, view.figures);
    card(
        "Figures",
        html! {},
        facts(&[
            ("People", html! { (figures.people) }),
            ("Resources", html! { (figures.resources) }),
            ("Bookings", html! { (figures.bookings) " (" (figures.recent_bookings) " in 30 days)" }),
            (
                "Mails",
                html! { (figures.recent_messages) " in 30 days, " (figures.troubled_messages) " failed or uncertain, " (figures.waiting_messages) " waiting" },
            ),
            ("Jobs", html! { (figures.jobs) }),
            ("Zone", html! { (org.zone_name) }),
            ("Mail", html! { (org.email) }),
            ("Public page", html! { a href=(view.public) hx-boost="false" { (view.public) } }),
        ]),
    )
}

/// After it was suspended.
pub(crate) fn suspended(name: &str) -> String {
    format!("{name} is suspended.")
}

/// After it was resumed.
pub(crate) fn resumed(name: &str) -> String {
    format!("{name} is open again.")
}

/// After limits and features were set.
pub(crate) fn terms_saved(name: &str) -> String {
    format!("The limits and features of {name} are saved.")
}
