//! The pages of maintenance plans: what comes due next, one plan and its form.

use crate::meters::amount;
use crate::plans::routes::Choices;
use crate::plans::{DueBy, Member, Plan, PlanForm, Test, Unit};
use crate::views::parts::place_options;
use crate::views::work::{kind_text, priority_text, state_badge};
use crate::work::{Kind, Priority, State};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, back_link, badge, button, button_link, card, card_flush, cell, cell_main, cell_num, cell_status, empty,
    facts, page_header, page_header_with, primary_button, primary_link, table, two_columns,
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
    match (plan.paused_at, plan.next_on, plan.due_by) {
        (Some(_), ..) => badge(Tone::Warn, "Paused"),
        (None, None, DueBy::Days) => badge(Tone::Neutral, "Over"),
        (None, ..) => badge(Tone::Ok, "Runs"),
    }
}

fn next_text(plan: &Plan, today: NaiveDate) -> Markup {
    html! { @if let Some(day) = plan.next_on { (day_ahead(day, today)) } }
}

fn day_ahead(day: NaiveDate, today: NaiveDate) -> Markup {
    let days = (day - today).num_days();
    html! {
        (day_text(day))
        @if days == 0 { " (today)" } @else if days > 0 { " (in " (crate::views::words::counted(days, "day", "days")) ")" }
    }
}

/// When an asset is due by a plan, as far as it is known.
fn due_text(plan: &Plan, member: Option<&Member>, today: NaiveDate) -> Markup {
    let Some(member) = member.filter(|_| plan.due_by != DueBy::Days) else { return next_text(plan, today) };
    let unit = member.unit.as_deref().unwrap_or_default();
    html! {
        @if let (Some(_), Some(number)) = (member.order_id, member.order_number) { "WO-" (number) " is to be done" }
        @else if plan.due_by == DueBy::Meter && member.meter_id.is_none() { "It has no such meter" }
        @else if let Some(due_at) = member.due_at {
            "At " (amount(due_at, unit))
            @if let Some(day) = member.due_on { ", about " (day_ahead(day, today)) }
        }
        @else if plan.due_by == DueBy::Meter { "Never read" }
        @else if member.is_away { "Watched" } @else { "Until it was away once" }
    }
}

/// The plans of an asset, on its page.
pub(crate) fn section(
    org: &Org,
    tag: &str,
    rows: &[(Plan, Option<Member>)],
    may_add: bool,
    today: NaiveDate,
) -> Markup {
    if rows.is_empty() && !may_add {
        return html! {};
    }
    let new = address(&org.path("/maintenance-plans/new"), &[("asset", tag)]);
    let columns = [Column::main("Plan"), Column::sub("Due"), Column::extra("Repeats"), Column::status("State")];
    card_flush(
        "Maintenance plans",
        html! { @if may_add { (button_link(&new, Some(Icon::Repeat), "Plan maintenance")) } },
        html! {
            @if rows.is_empty() { (empty(Icon::Repeat, "Nothing is planned for it.", html! {})) }
            @else {
                (table("Maintenance plans of it", &columns, html! {
                    @for (plan, member) in rows {
                        tr {
                            (cell_main(&org.path(&format!("/maintenance-plans/{}", plan.id)), &plan.title))
                            (cell(Column::SUB, due_text(plan, member.as_ref(), today)))
                            (cell(Column::EXTRA, html! { (plan.due_text(unit_of(member.as_ref()))) }))
                            (cell_status(standing(plan)))
                        }
                    }
                }))
            }
        },
    )
}

fn unit_of(member: Option<&Member>) -> &str {
    member.and_then(|member| member.unit.as_deref()).unwrap_or_default()
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
                            (cell(Column::EXTRA, html! { (plan.due_text("")) }))
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

/// What the page of a plan is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub plan: &'a Plan,
    /// The assets that it is for, where each has a state of its own.
    pub members: &'a [Member],
    /// The tag of the last of them, where there are more.
    pub next: Option<String>,
    /// What it raised: id, number, day, state, and what they are about.
    pub orders: &'a [(Uuid, i64, Option<NaiveDate>, State, String)],
    /// May the viewer change it?
    pub may_change: bool,
    /// The day it is there.
    pub today: NaiveDate,
}

/// One plan.
pub(crate) fn show(shown: &Facts<'_>) -> Markup {
    let (org, plan, may_change) = (shown.org, shown.plan, shown.may_change);
    let own = |rest: &str| org.path(&format!("/maintenance-plans/{}{rest}", plan.id));
    let (pause, label, mark) = match plan.paused_at {
        None => ("on", "Pause", Icon::Hourglass),
        Some(_) => ("", "Resume", Icon::Repeat),
    };
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
        (two_columns(
            html! { (card("Details", html! {}, facts(&details(shown)))) (members(shown)) },
            raised(shown),
        ))
    }
}

fn details<'a>(shown: &Facts<'a>) -> Vec<(&'a str, Markup)> {
    let (org, plan) = (shown.org, shown.plan);
    let unit = unit_of(shown.members.first());
    let mut pairs: Vec<(&str, Markup)> = vec![
        (
            "About",
            html! { @match plan.asset_id {
                Some(id) => a href=(org.path(&format!("/assets/{id}"))) { (plan.subject()) },
                None => (plan.subject()),
            } },
        ),
        ("Repeats", html! { (plan.due_text(unit)) }),
    ];
    if plan.due_by == DueBy::Days {
        pairs.push(("From", html! { (day_text(plan.starts_on)) }));
    }
    let days = crate::views::words::counted(plan.ahead_days, "day", "days");
    match (plan.due_by, plan.ahead.filter(|ahead| *ahead > 0)) {
        (DueBy::Condition, _) => {}
        (DueBy::Meter, Some(ahead)) => {
            pairs.push(("Raised ahead", html! { (amount(ahead, unit)) " before, or " (days) " by how it is used" }))
        }
        _ => pairs.push(("Raised ahead", html! { (days) })),
    }
    if plan.next_on.is_some() {
        pairs.push(("Next due", next_text(plan, shown.today)));
    }
    pairs.push(("Kind", html! { (kind_text(plan.kind)) }));
    pairs.push(("Priority", html! { (priority_text(plan.priority)) }));
    if let Some(name) = &plan.assignee_name {
        pairs.push(("Assigned to", html! { (name) }));
    }
    if !plan.checklist.is_empty() {
        pairs.push(("Checklist", html! { @for line in plan.checklist.lines() { (line) br; } }));
    }
    pairs
}

/// How each asset stands.
fn members(shown: &Facts<'_>) -> Markup {
    let (org, plan) = (shown.org, shown.plan);
    if plan.due_by == DueBy::Days && !plan.is_for_many() {
        return html! {};
    }
    let columns = [Column::main("Asset"), Column::sub("Due"), Column::num("It is at")];
    let at = |member: &Member| match (plan.due_by, member.field_value(), member.total) {
        (DueBy::Condition, Some(held), _) => held.to_owned(),
        (DueBy::Days, ..) | (_, _, None) => String::new(),
        (_, _, Some(total)) => amount(total, unit_of(Some(member))),
    };
    card_flush(
        "Assets",
        html! {},
        html! {
            @if shown.members.is_empty() { (empty(Icon::Package, "No asset fits this plan.", html! {})) }
            @else {
                (table("Assets that it is for", &columns, html! {
                    @for member in shown.members {
                        tr {
                            (cell_main(&org.path(&format!("/assets/{}", member.asset_id)), &format!("{} {}", member.tag, member.name)))
                            (cell(Column::SUB, due_text(plan, Some(member), shown.today)))
                            (cell_num("It is at", &at(member)))
                        }
                    }
                }))
                @if let Some(next) = &shown.next {
                    p .row { (button_link(&address(&org.path(&format!("/maintenance-plans/{}", plan.id)), &[("after", next)]), None, "More assets")) }
                }
            }
        },
    )
}

fn raised(shown: &Facts<'_>) -> Markup {
    let columns = [Column::main("Work order"), Column::sub("For"), Column::status("State")];
    card_flush(
        "Work orders",
        html! {},
        html! {
            @if shown.orders.is_empty() { (empty(Icon::Wrench, "None was raised yet.", html! {})) }
            @else {
                (table("Work orders it raised", &columns, html! {
                    @for (id, number, day, state, about) in shown.orders {
                        tr {
                            (cell_main(&shown.org.path(&format!("/work-orders/{id}")), &format!("WO-{number}")))
                            (cell(Column::SUB, html! {
                                @if shown.plan.is_for_many() { (about) " " }
                                @if let Some(day) = day { (day_text(*day)) }
                            }))
                            (cell_status(state_badge(*state)))
                        }
                    }
                }))
            }
        },
    )
}

fn label(name: &str) -> &'static str {
    match name {
        "due_by" => "Due by",
        "times" => "Every",
        "unit" => "Counted in",
        "rule" => "Rule",
        "starts_on" => "From",
        "ahead_days" => "Days ahead",
        "category" => "Each asset of the category",
        "model" => "Each of the model",
        "meter" => "Meter",
        "every" => "Every",
        "ahead" => "Raised before",
        "counted_from" => "Counted from",
        "field" => "What is watched",
        "test" => "Is it",
        "threshold" => "Compared with",
        other => crate::views::work::label(other),
    }
}

/// By what a plan is due, for people.
fn due_by_text(due_by: DueBy) -> &'static str {
    match due_by {
        DueBy::Days => "Days",
        DueBy::Meter => "A meter",
        DueBy::Condition => "A condition",
    }
}

fn test_text(test: Test) -> &'static str {
    match test {
        Test::Above => "Above",
        Test::Below => "Below",
        Test::Equal => "Equal to",
    }
}

/// The form.
pub(crate) fn form(
    org: &Org,
    existing: Option<&Plan>,
    typed: &PlanForm,
    choices: &Choices,
    problems: &Problems,
) -> Markup {
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
    let open = |first: &str, rest: Vec<(String, String)>| {
        std::iter::once((String::new(), first.to_owned())).chain(rest).collect::<Vec<_>>()
    };
    let places = open("About no location", place_options(&choices.known.places));
    let people = choices.known.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let people = open("Nobody yet", people);
    let categories = choices.categories.iter();
    let categories =
        categories.map(|one| (one.id.to_string(), format!("{}{}", "\u{2003}".repeat(one.depth()), one.name)));
    let categories = open("Of no category", categories.collect());
    let models = open("Of no model", choices.models.iter().map(|one| (one.id.to_string(), one.label())).collect());
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
                (fields(&[
                    forms::input(&field("asset").hint("Its tag, where it is about one asset."), &plain, &typed.asset),
                    forms::select(&field("category").hint("With all below it: each has a state of its own."), &categories, &typed.category),
                    forms::select(&field("model"), &models, &typed.model),
                    forms::select(&field("location").hint("The place that it is about; with a category or model, where the assets are or belong."), &places, &typed.location),
                ]))
                (when(typed, choices, problems))
                (fields(&[
                    forms::input(&field("ahead_days").hint("How long before the order is raised; left empty, 7."), &whole, &typed.ahead_days),
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

fn unit_text(unit: Unit) -> &'static str {
    match unit {
        Unit::Days => "Days",
        Unit::Weeks => "Weeks",
        Unit::Months => "Months",
        Unit::Years => "Years",
    }
}

/// When it is due: what is filled in for one way is left alone by the others, and the style sheet shows those of the one that
/// is chosen.
fn when(typed: &PlanForm, choices: &Choices, problems: &Problems) -> Markup {
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let decimal = Input { autocomplete: Some("off"), inputmode: Some("decimal"), ..Input::of("text") };
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    let ways: Vec<_> = DueBy::ALL.iter().map(|one| (one.name().to_owned(), due_by_text(*one).to_owned())).collect();
    let tests: Vec<_> = Test::ALL.iter().map(|one| (one.name().to_owned(), test_text(*one).to_owned())).collect();
    let mut units: Vec<_> = Unit::ALL.iter().map(|one| (one.name().to_owned(), unit_text(*one).to_owned())).collect();
    units.push(("rule".to_owned(), "By the rule below".to_owned()));
    let unit = if typed.unit.is_empty() { Unit::Months.name() } else { &typed.unit };
    let mut watched = vec![(String::new(), "The meter named above".to_owned())];
    watched.extend(choices.fields.iter().map(|one| (one.id.to_string(), one.name.clone())));
    let hint = match choices.meters.as_slice() {
        [] => "By a meter, or a condition of a gauge: what it is called.".to_owned(),
        names => format!("By a meter, or a condition of a gauge: what it is called. There are {}.", names.join(", ")),
    };
    html! {
        (forms::select(&field("due_by"), &ways, if typed.due_by.is_empty() { "days" } else { &typed.due_by }))
        div .way data-of="days" { (fields(&[
            forms::input(&field("times").depends(), &whole, &typed.times),
            forms::select(&field("unit").depends(), &units, unit),
            forms::input(&field("rule").depends().hint("For what these cannot say: FREQ=WEEKLY;BYDAY=MO is every Monday, FREQ=MONTHLY;BYMONTHDAY=-1 the last day of each month."), &plain, &typed.rule),
            forms::input(&field("starts_on").hint("By days: left empty, today."), &Input::of("date"), &typed.starts_on),
        ])) }
        div .way data-of="meter condition" { (forms::input(&field("meter").depends().hint(&hint), &plain, &typed.meter)) }
        div .way data-of="meter" { (fields(&[
            forms::input(&field("every").depends().hint("By a meter: so much of it, in its unit."), &decimal, &typed.every),
            forms::input(&field("ahead").hint("By a meter: so much before."), &decimal, &typed.ahead),
            forms::input(&field("counted_from").hint("By a meter: what it showed when this was last done; left empty, what it shows now."), &decimal, &typed.counted_from),
        ])) }
        div .way data-of="condition" { (fields(&[
            forms::select(&field("field").hint("By a condition."), &watched, &typed.field),
            forms::select(&field("test"), &tests, &typed.test),
            forms::input(&field("threshold").depends().hint("A number, a day, a choice, or yes or no."), &plain, &typed.threshold),
        ])) }
    }
}
