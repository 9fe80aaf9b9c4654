//! One work order: how it stands, its checklist and parts, what was written and what it cost.

use super::{due, files, kind_text, label, listed, priority_badge, state_badge, state_text, verb};
use crate::attachments::Attachment;
use crate::locations::Location;
use crate::meters::Meter;
use crate::stock::Item;
use crate::stock::store::Part;
use crate::views::parts::place_options;
use crate::work::{Comment, Order, State, Task};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::money::Money;
use kernel::time::{clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{
    Column, FeedItem, back_link, button, button_link, card, card_flush, cell, cell_main, cell_num, confirm_form, facts,
    feed, page_header_with, table, two_columns,
};
use platform::ui::{Icon, icon};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub order: &'a Order,
    /// Meters of its asset, as long as somebody is at it.
    pub meters: &'a [Meter],
    /// Its checklist.
    pub tasks: &'a [Task],
    /// What is in it from stock.
    pub parts: &'a [Part],
    /// Its files.
    pub files: &'a [Attachment],
    /// What was written.
    pub comments: &'a [Comment],
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// Items to take parts of.
    pub items: &'a [Item],
    /// Where the viewer may take them from.
    pub places: &'a [Location],
    /// Resources that it closes.
    pub closes: &'a [(Uuid, String)],
    /// May the viewer work on it?
    pub may_work: bool,
    /// May the viewer cancel it?
    pub may_cancel: bool,
    /// The day it is there.
    pub today: NaiveDate,
    /// So that a double click does things once.
    pub key: &'a str,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/work-orders/{}{rest}", self.order.id))
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        format!("{}, {}", day_text(wall(self.org.zone(), at).date()), clock_text(self.org.zone(), at))
    }

    fn may_add(&self) -> bool {
        self.may_work && !self.order.state.is_over()
    }
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let order = shown.order;
    let sub = html! { (state_badge(order.state)) " " (order.title) };
    html! {
        (back_link(&shown.org.path("/work-orders"), "Work orders"))
        (page_header_with(&order.label(), Some(sub), actions(shown)))
        (problem_summary(&listed(problems)))
        (two_columns(
            html! { (details(shown)) (checklist(shown, problems)) (parts(shown, problems)) (files::section(shown.org, shown.order, shown.files, shown.may_work)) (readings(shown, problems)) (comments(shown, problems)) },
            html! { (cost(shown)) (closes(shown)) (history(shown)) },
        ))
    }
}

fn actions(shown: &Facts<'_>) -> Markup {
    let order = shown.order;
    if !shown.may_work {
        return html! {};
    }
    let fields = |to: State| {
        html! { (hidden("state", to.name())) (hidden("version", &order.version.to_string())) }
    };
    html! {
        (button_link(&shown.path("/details"), Some(Icon::Pencil), "Edit"))
        @for to in order.state.follows().iter().copied() {
            @if to == State::Cancelled {
                @if shown.may_cancel {
                    (confirm_form(
                        "cancel", &shown.path("/transitions"), verb(order.state, to),
                        &format!("{} {} will not be done. It can be reopened.", order.label(), order.title), fields(to),
                    ))
                }
            } @else {
                form method="post" action=(shown.path("/transitions")) {
                    (fields(to))
                    button .btn .primary[matches!(to, State::InProgress | State::Done)] type="submit" { (verb(order.state, to)) }
                }
            }
        }
    }
}

fn details(shown: &Facts<'_>) -> Markup {
    let order = shown.order;
    let mut pairs: Vec<(&str, Markup)> = Vec::new();
    match (order.asset_id, &order.location_name) {
        (Some(asset), _) => {
            pairs.push(("Asset", html! { a href=(shown.org.path(&format!("/assets/{asset}"))) { (order.subject()) } }))
        }
        (None, Some(place)) => pairs.push(("Location", html! { (place) })),
        (None, None) => {}
    }
    pairs.push(("Kind", html! { (kind_text(order.kind)) }));
    pairs.push(("Priority", priority_badge(order.priority)));
    if let Some(name) = &order.assignee_name {
        pairs.push(("Assigned to", html! { (name) }));
    }
    if order.due_on.is_some() {
        pairs.push(("Due", due(order, shown.today)));
    }
    if let Some(name) = &order.supplier_name {
        pairs.push(("Supplier", html! { (name) }));
    }
    if order.takes_out {
        let now = if order.took_out { "Yes: it is in maintenance" } else { "Yes, while work goes on" };
        pairs.push(("Out of service", html! { (now) }));
    }
    if let Some(from) = order.down_from {
        let until = order.down_until.map_or_else(|| "now".to_owned(), |until| shown.moment(until));
        pairs.push(("Out of use", html! { (shown.moment(from)) " – " (until) }));
    }
    for (words, at) in [("Started", order.started_at), ("Ended", order.ended_at)] {
        if let Some(at) = at {
            pairs.push((words, html! { (shown.moment(at)) }));
        }
    }
    if !order.description.is_empty() {
        pairs.push(("Description", html! { @for line in order.description.lines() { (line) br; } }));
    }
    card("Details", html! {}, facts(&pairs))
}

fn checklist(shown: &Facts<'_>, problems: &Problems) -> Markup {
    if shown.tasks.is_empty() && !shown.may_add() {
        return html! {};
    }
    let done = shown.tasks.iter().filter(|task| task.done_at.is_some()).count();
    let field = Field::new("step", label("step")).error(problems.at("step"));
    card(
        "Checklist",
        html! { @if !shown.tasks.is_empty() { span .muted { (done) " of " (shown.tasks.len()) } } },
        html! {
            div .stack {
                @if !shown.tasks.is_empty() {
                    ul .stack role="list" { @for task in shown.tasks { li .row { (step(shown, task)) } } }
                }
                @if shown.may_add() {
                    form .stack method="post" action=(shown.path("/checklist")) {
                        (hidden("key", &format!("{}-step", shown.key)))
                        (forms::field(&field, html! { input .input #step name="text" autocomplete="off" aria-invalid=[problems.at("step").map(|_| "true")]; }))
                        div { (button(Some(Icon::Plus), "Add the step")) }
                    }
                }
            }
        },
    )
}

fn step(shown: &Facts<'_>, task: &Task) -> Markup {
    let is_done = task.done_at.is_some();
    let act = if is_done { "Take the tick away" } else { "Tick" };
    html! {
        @if shown.may_add() {
            form method="post" action=(shown.path(&format!("/checklist/{}", task.id))) {
                @if !is_done { (hidden("done", "on")) }
                button .btn.icon-only type="submit" aria-label={ (act) ": " (task.text) } {
                    @if is_done { (icon(Icon::Undo)) } @else { (icon(Icon::Check)) }
                }
            }
        }
        span {
            @if is_done { s { (task.text) } } @else { (task.text) }
            @if let Some(at) = task.done_at {
                br; span .muted.small { (task.done_by_name.as_deref().unwrap_or("The house")) ", " (shown.moment(at)) }
            }
        }
    }
}

fn parts(shown: &Facts<'_>, problems: &Problems) -> Markup {
    if shown.parts.is_empty() && (!shown.may_add() || shown.items.is_empty()) {
        return html! {};
    }
    let columns = [Column::main("Item"), Column::num("Quantity"), Column::num("Cost")];
    let money = |minor: i64| Money::new(minor, shown.order.currency.clone()).to_string();
    html! {
        (card_flush("Parts", html! {}, html! {
            @if !shown.parts.is_empty() {
                (table("Parts from stock", &columns, html! {
                    @for part in shown.parts {
                        tr {
                            (cell_main(&shown.org.path(&format!("/stock/{}", part.item_id)), &part.name))
                            (cell_num("Quantity", &format!("{} × {}", part.quantity, part.unit)))
                            (cell(Column::NUM, html! { (money(part.cost_minor)) }))
                        }
                    }
                }))
            }
            @if shown.may_add() && !shown.items.is_empty() { div .body { (part_form(shown, problems)) } }
        }))
    }
}

fn part_form(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let named = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let items: Vec<(String, String)> = std::iter::once((String::new(), "Choose an item".to_owned()))
        .chain(
            shown.items.iter().map(|item| (item.id.to_string(), format!("{} ({} on hand)", item.name, item.on_hand))),
        )
        .collect();
    let mut places = vec![(String::new(), "Choose a location".to_owned())];
    places.extend(place_options(shown.places));
    let acts = [("issue", "Take from stock"), ("return", "Put back")];
    let acts = acts.map(|(value, label)| (value.to_owned(), label.to_owned()));
    let whole = Input { autocomplete: Some("off"), inputmode: Some("numeric"), ..Input::of("text") };
    html! {
        form .stack method="post" action=(shown.path("/parts")) {
            (hidden("key", &format!("{}-part", shown.key)))
            (forms::fields(&[
                forms::select(&named("item").required(), &items, ""),
                forms::select(&named("location").required(), &places, ""),
                forms::input(&named("quantity").required(), &whole, ""),
                forms::select(&Field::new("act", "What happens"), &acts, "issue"),
            ]))
            div { (button(Some(Icon::Box), "Write")) }
        }
    }
}

/// Finishing it with what the meters show then: plans count from that.
fn readings(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let read: Vec<&Meter> = shown.meters.iter().filter(|meter| meter.archived_at.is_none()).collect();
    if read.is_empty() {
        return html! {};
    }
    card(
        "Finish with readings",
        html! {},
        html! {
            form .stack #finish method="post" action=(shown.path("/transitions")) {
                (hidden("state", State::Done.name())) (hidden("version", &shown.order.version.to_string()))
                @for (nth, meter) in read.iter().enumerate() {
                    @let id = if nth == 0 { "reading".to_owned() } else { format!("reading-{nth}") };
                    (hidden("meter", &meter.id.to_string()))
                    div .field {
                        label for=(id) { (meter.name) ", in " (meter.unit) }
                        input .input id=(id) name="reading" inputmode="decimal" autocomplete="off" aria-describedby={ (id) "-hint" } aria-invalid=[problems.at("reading").map(|_| "true")];
                        span .hint id={ (id) "-hint" } {
                            @match meter.value { Some(value) => { "It showed " (meter.shown(value)) "." }, None => "It was never read." }
                            " Left empty, it was not read."
                        }
                    }
                }
                div { (button(Some(Icon::Check), "Finish with these")) }
            }
        },
    )
}

fn comments(shown: &Facts<'_>, problems: &Problems) -> Markup {
    if shown.comments.is_empty() && !shown.may_work {
        return html! {};
    }
    let field = Field::new("comment", label("comment")).error(problems.at("comment"));
    card(
        "Comments",
        html! {},
        html! {
            div .stack {
                @for comment in shown.comments {
                    div {
                        strong { (comment.by_name.as_deref().unwrap_or("The house")) } " "
                        span .muted.small { (shown.moment(comment.at)) }
                        @for line in comment.text.lines() { p { (line) } }
                    }
                }
                @if shown.may_work {
                    form .stack method="post" action=(shown.path("/comments")) {
                        (hidden("key", &format!("{}-comment", shown.key)))
                        (forms::field(&field, html! { textarea .input #comment name="text" rows="3" aria-invalid=[problems.at("comment").map(|_| "true")] {} }))
                        div { (button(Some(Icon::Send), "Add the comment")) }
                    }
                }
            }
        },
    )
}

fn cost(shown: &Facts<'_>) -> Markup {
    let order = shown.order;
    let money = |minor: i64| html! { (Money::new(minor, order.currency.clone())) };
    let mut pairs = Vec::new();
    if order.labour_minutes > 0 {
        pairs.push(("Labour", html! { (order.labour()) " (" (order.labour_minutes) " minutes)" }));
    }
    if order.parts_minor != 0 {
        pairs.push(("Parts", money(order.parts_minor)));
    }
    if order.other_minor > 0 {
        pairs.push(("Other", money(order.other_minor)));
    }
    pairs.push(("In all", html! { strong { (order.cost()) } }));
    card("Cost", html! {}, facts(&pairs))
}

/// What it closes for bookings while its subject is out of use.
fn closes(shown: &Facts<'_>) -> Markup {
    let order = shown.order;
    if shown.closes.is_empty() || order.state.is_over() {
        return html! {};
    }
    let zone = shown.org.zone();
    let moment =
        |at: chrono::DateTime<chrono::Utc>| format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at));
    card(
        "Closed for bookings",
        html! {},
        html! {
            div .stack {
                @match (order.down_from, order.down_until) {
                    (None, _) => p .muted { "Say on its form from when it is out of use. Nothing can be booked then, and bookings that this hits are shown first: they are kept, moved or cancelled." },
                    (Some(from), Some(until)) => p { "From " (moment(from)) " until " (moment(until)) ", or until the work is over." },
                    (Some(from), None) => p { "From " (moment(from)) " until the work is over." },
                }
                ul { @for (id, name) in shown.closes { li { a href=(shown.org.path(&format!("/resources/{id}"))) { (name) } } } }
            }
        },
    )
}

fn file_of(event: &Happening) -> &str {
    event.data["file"].as_str().unwrap_or_default()
}

fn history(shown: &Facts<'_>) -> Markup {
    let what = |event: &Happening| match event.kind.as_str() {
        "work_order.opened" => "raised it".to_owned(),
        "work_order.changed" => "changed it".to_owned(),
        "work_order.ticked" if event.data["done"] == true => "ticked a step".to_owned(),
        "work_order.ticked" => "took a tick away".to_owned(),
        "work_order.commented" => "wrote about it".to_owned(),
        "work_order.assigned" => "gave it to somebody".to_owned(),
        "work_order.overdue" => "saw that it is late".to_owned(),
        "work_order.file_added" => format!("added the file {}", file_of(event)),
        "work_order.file_removed" => format!("removed the file {}", file_of(event)),
        "work_order.file_restored" => format!("took back the file {}", file_of(event)),
        "alert.snoozed" => "put it off in what is due soon".to_owned(),
        "alert.dismissed" => "dismissed it from what is due soon".to_owned(),
        "alert.restored" => "wants to see it again in what is due soon".to_owned(),
        _ => {
            let state = State::parse(event.data["after"]["state"].as_str().unwrap_or_default());
            format!("set it to {}", state.map(state_text).unwrap_or_default().to_lowercase())
        }
    };
    let items: Vec<FeedItem> = shown
        .history
        .iter()
        .map(|event| FeedItem {
            icon: if event.kind == "work_order.opened" { Icon::Plus } else { Icon::Wrench },
            sentence: html! {
                strong { @if event.actor_kind == "system" { "The house" } @else { (event.actor_name) } } " " (what(event))
                @if let Some(note) = event.data["note"].as_str().filter(|note| !note.is_empty()) { br; span .muted { (note) } }
            },
            when: shown.moment(event.at),
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush("History", html! {}, feed(&items))
}
