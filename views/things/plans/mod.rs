//! The pages of maintenance plans: what comes due next, one plan and its form.

use crate::plans::{Plan, PlanForm};
use crate::views::parts::place_options;
use crate::views::work::{kind_text, priority_text, state_badge};
use crate::work::{Kind, Known, Priority, State};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, back_link, badge, button, button_link, card, card_flush, cell, cell_main, cell_status, empty, facts,
    page_header, page_header_with, primary_button, primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone, address};
use uuid::Uuid;

/// What the list is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The next due first.
    pub plans: &'a [Plan],
    /// The last of them, where there are more.
    pub next: Option<Uuid>,
    /// May the viewer plan?
    pub may_add: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

fn standing(plan: &Plan) -> Markup {
    match (plan.paused_at, plan.next_on) {
        (Some(_), _) => badge(Tone::Warn, "Paused"),
        (None, None) => badge(Tone::Neutral, "Over"),
        (None, Some(_)) => badge(Tone::Ok, "Runs"),
    }
}

fn next_text(plan: &Plan, today: NaiveDate) -> Markup {
    html! {
        @if let Some(day) = plan.next_on {
            (day_text(day))
            @let days = (day - today).num_days();
            @if days == 0 { " (today)" } @else if days > 0 { " (in " (crate::views::words::counted(days, "day", "days")) ")" }
        }
    }
}

/// The list.
pub(crate) fn index(index: &Index<'_>) -> Markup {
    let org = index.org;
    let new = org.path("/maintenance-plans/new");
    let columns = [
        Column::main("Plan"),
        Column::sub("About"),
        Column::extra("Next due"),
        Column::extra("Repeats"),
        Column::extra("Assigned to"),
        Column::status("State"),
    ];
    html! {
        (page_header("Maintenance plans", Some("What is done again and again, and when it is due next."), html! {
            @if index.may_add { (primary_link(&new, Some(Icon::Plus), "New plan")) }
        }))
        section .card aria-label="Maintenance plans" {
            @if index.plans.is_empty() {
                (empty(Icon::Repeat, "What has to be done again and again belongs here.", html! {
                    @if index.may_add { (button_link(&new, Some(Icon::Plus), "New plan")) }
                }))
            } @else {
                (table("Maintenance plans, the next due first", &columns, html! {
                    @for plan in index.plans {
                        tr {
                            (cell_main(&org.path(&format!("/maintenance-plans/{}", plan.id)), &plan.title))
                            (cell(Column::SUB, html! { (plan.subject()) }))
                            (cell(Column::EXTRA, next_text(plan, index.today)))
                            (cell(Column::EXTRA, html! { (plan.rule) }))
                            (cell(Column::EXTRA, html! { (plan.assignee_name.as_deref().unwrap_or_default()) }))
                            (cell_status(standing(plan)))
                        }
                    }
                }))
                @if let Some(next) = index.next {
                    p .row { (button_link(&address(&org.path("/maintenance-plans"), &[("after", &next.to_string())]), None, "Later ones")) }
                }
            }
        }
    }
}

/// One plan.
pub(crate) fn show(
    org: &Org,
    plan: &Plan,
    orders: &[(Uuid, i64, NaiveDate, State)],
    may_change: bool,
    today: NaiveDate,
) -> Markup {
    let own = |rest: &str| org.path(&format!("/maintenance-plans/{}{rest}", plan.id));
    let (pause, label, mark) = match plan.paused_at {
        None => ("on", "Pause", Icon::Hourglass),
        Some(_) => ("", "Resume", Icon::Repeat),
    };
    let mut pairs: Vec<(&str, Markup)> = vec![
        (
            "About",
            html! { @match plan.asset_id {
                Some(id) => a href=(org.path(&format!("/assets/{id}"))) { (plan.subject()) },
                None => (plan.subject()),
            } },
        ),
        ("Repeats", html! { (plan.rule) }),
        ("From", html! { (day_text(plan.starts_on)) }),
        ("Raised ahead", html! { (crate::views::words::counted(plan.ahead_days, "day", "days")) }),
    ];
    if plan.next_on.is_some() {
        pairs.push(("Next due", next_text(plan, today)));
    }
    pairs.push(("Kind", html! { (kind_text(plan.kind)) }));
    pairs.push(("Priority", html! { (priority_text(plan.priority)) }));
    if let Some(name) = &plan.assignee_name {
        pairs.push(("Assigned to", html! { (name) }));
    }
    if !plan.checklist.is_empty() {
        pairs.push(("Checklist", html! { @for line in plan.checklist.lines() { (line) br; } }));
    }
    let columns = [Column::main("Work order"), Column::sub("For"), Column::status("State")];
    html! {
        (back_link(&org.path("/maintenance-plans"), "Maintenance plans"))
        (page_header_with(&plan.title, Some(standing(plan)), html! {
            @if may_change {
                form method="post" action=(own("/pause")) {
                    (hidden("pause", pause)) (hidden("version", &plan.version.to_string()))
                    (button(Some(mark), label))
                }
                (primary_link(&own("/details"), Some(Icon::Pencil), "Edit"))
            }
        }))
        (two_columns(card("Details", html! {}, facts(&pairs)), card_flush("Work orders", html! {}, html! {
            @if orders.is_empty() { (empty(Icon::Wrench, "None was raised yet.", html! {})) }
            @else {
                (table("Work orders it raised", &columns, html! {
                    @for (id, number, day, state) in orders {
                        tr {
                            (cell_main(&org.path(&format!("/work-orders/{id}")), &format!("WO-{number}")))
                            (cell(Column::SUB, html! { (day_text(*day)) }))
                            (cell_status(state_badge(*state)))
                        }
                    }
                }))
            }
        })))
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "rule" => "Repeats by",
        "starts_on" => "From",
        "ahead_days" => "Days ahead",
        other => crate::views::work::label(other),
    }
}

/// The form.
pub(crate) fn form(org: &Org, existing: Option<&Plan>, typed: &PlanForm, known: &Known, problems: &Problems) -> Markup {
    let list = org.path("/maintenance-plans");
    let (action, cancel) = match existing {
        Some(plan) => (format!("{list}/{}/details", plan.id), format!("{list}/{}", plan.id)),
        None => (list.clone(), list.clone()),
    };
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let listed: Vec<(String, String)> = problems
        .iter()
        .map(|(name, message)| match label(name) {
            "" => (String::new(), message.to_owned()),
            label => (name.to_owned(), format!("{label}: {message}")),
        })
        .collect();
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let priorities: Vec<_> =
        Priority::ALL.iter().map(|one| (one.name().to_owned(), priority_text(*one).to_owned())).collect();
    let mut places = vec![(String::new(), "About no location".to_owned())];
    places.extend(place_options(&known.places));
    let mut people = vec![(String::new(), "Nobody yet".to_owned())];
    people.extend(known.people.iter().map(|(id, name)| (id.to_string(), name.clone())));
    let priority = if typed.priority.is_empty() { Priority::Normal.name() } else { &typed.priority };
    html! {
        @match existing {
            Some(plan) => { (back_link(&cancel, &plan.title)) (page_header(&format!("Edit {}", plan.title), None, html! {})) }
            None => { (back_link(&list, "Maintenance plans")) (page_header("New maintenance plan", None, html! {})) }
        }
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed))
                (forms::input(&field("title").hint("Of the work orders that it raises.").required(), &plain, &typed.title))
                (forms::input(&field("rule").hint("FREQ=MONTHLY;INTERVAL=3 is every three months; FREQ=WEEKLY;BYDAY=MO every Monday.").required(), &plain, &typed.rule))
                (fields(&[
                    forms::input(&field("starts_on").hint("Left empty, today."), &Input::of("date"), &typed.starts_on),
                    forms::input(&field("ahead_days").hint("How long before each day the order is raised; left empty, 7."), &whole, &typed.ahead_days),
                    forms::input(&field("asset").hint("Its tag, where it is about an asset."), &plain, &typed.asset),
                    forms::select(&field("location").hint("Or the place that it is about."), &places, &typed.location),
                    forms::select(&field("kind"), &kinds, &typed.kind),
                    forms::select(&field("priority"), &priorities, priority),
                    forms::select(&field("assignee"), &people, &typed.assignee),
                ]))
                (forms::checkbox(&field("takes_out").hint("While work goes on, the asset is in maintenance."), typed.takes_out == "on"))
                (forms::textarea(&field("checklist").hint("Steps, one a line."), &typed.checklist, 4))
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Plan" }), &cancel)) }
        }
    }
}
