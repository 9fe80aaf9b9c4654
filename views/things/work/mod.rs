//! The pages of work orders: the list, the board and the file, one order and its form, an asset's orders.

pub(crate) mod asset;
pub(crate) mod file;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod show;

use crate::work::{Kind, Order, Priority, State};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::parts::badge;

/// How an order stands.
pub(crate) fn state_text(state: State) -> &'static str {
    match state {
        State::Open => "Open",
        State::InProgress => "In progress",
        State::Waiting => "Waiting",
        State::Done => "Done",
        State::Cancelled => "Cancelled",
    }
}

/// What moves an order there.
fn verb(from: State, to: State) -> &'static str {
    match (from, to) {
        (State::Waiting, State::InProgress) => "Go on",
        (_, State::InProgress) => "Start",
        (_, State::Waiting) => "Wait",
        (_, State::Done) => "Finish",
        (_, State::Cancelled) => "Cancel the work order",
        (_, State::Open) => "Reopen",
    }
}

pub(crate) fn state_badge(state: State) -> Markup {
    let tone = match state {
        State::Open => Tone::Info,
        State::InProgress => Tone::Ok,
        State::Waiting => Tone::Warn,
        State::Done | State::Cancelled => Tone::Neutral,
    };
    badge(tone, state_text(state))
}

pub(crate) fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Repair => "Repair",
        Kind::Inspection => "Inspection",
        Kind::Preventive => "Preventive",
        Kind::Cleaning => "Cleaning",
        Kind::Other => "Other",
    }
}

pub(crate) fn priority_text(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Low",
        Priority::Normal => "Normal",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    }
}

/// What presses says so.
fn priority_badge(priority: Priority) -> Markup {
    match priority {
        Priority::Urgent => badge(Tone::Bad, "Urgent"),
        Priority::High => badge(Tone::Warn, "High"),
        Priority::Low | Priority::Normal => html! { (priority_text(priority)) },
    }
}

/// Until when; what is late says so.
fn due(order: &Order, today: NaiveDate) -> Markup {
    html! {
        @if let Some(day) = order.due_on {
            @if order.is_late(today) { (badge(Tone::Bad, &format!("Late since {}", day_text(day)))) } @else { (day_text(day)) }
        }
    }
}

/// What a field of a form is called.
pub(crate) fn label(name: &str) -> &'static str {
    match name {
        "title" => "Title",
        "description" => "Description",
        "kind" => "Kind",
        "priority" => "Priority",
        "asset" => "Asset",
        "location" => "Location",
        "assignee" => "Assigned to",
        "due_on" => "Due",
        "supplier" => "Supplier",
        "labour_minutes" => "Labour in minutes",
        "rate" => "Rate per hour",
        "other_cost" => "Other cost",
        "down_from" => "Out of use from",
        "down_until" => "Out of use until",
        "takes_out" => "Takes it out of service",
        "checklist" => "Checklist",
        "step" => "Step",
        "reading" => "Reading",
        "comment" => "Comment",
        "note" => "Note",
        "item" => "Item",
        "quantity" => "Quantity",
        _ => "",
    }
}

/// Problems as a form's summary wants them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| match label(name) {
        "" => (String::new(), message.to_owned()),
        label => (name.to_owned(), format!("{label}: {message}")),
    };
    problems.iter().map(line).collect()
}
