//! The pages of audits: the list, the form, one audit and its file, one finding, and closing.

pub(crate) mod closing;
pub(crate) mod file;
pub(crate) mod finding;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod mail;
pub(crate) mod public;
pub(crate) mod show;

use super::words::outcome_text;
use crate::audits::{Audit, Decision, Kind, Line, Outcome};
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::parts::badge;

/// What an audit is of.
fn about(audit: &Audit) -> String {
    let place = audit.location_name.as_deref().unwrap_or("everywhere");
    let kind = audit.category_name.as_deref().unwrap_or("everything");
    match (audit.kind, audit.category_id, audit.location_id) {
        (Kind::Held, _, _) => format!("What people have: {kind}, {place}"),
        (Kind::Place, None, Some(_)) => place.to_owned(),
        (Kind::Place, Some(_), None) => kind.to_owned(),
        (Kind::Place, ..) => format!("{kind}, {place}"),
    }
}

/// Until when; what is late says so.
fn due(audit: &Audit, today: NaiveDate) -> Markup {
    html! {
        @if let Some(day) = audit.due_on {
            @if audit.is_late(today) { (badge(Tone::Bad, &format!("Late since {}", day_text(day)))) } @else { (day_text(day)) }
        }
    }
}

/// How a line stands.
fn outcome_badge(outcome: Option<Outcome>) -> Markup {
    match outcome {
        None => badge(Tone::Neutral, "To look for"),
        Some(Outcome::Found) => badge(Tone::Ok, "Found"),
        Some(Outcome::Missing) => badge(Tone::Bad, "Missing"),
        Some(outcome) => badge(Tone::Warn, outcome_text(outcome)),
    }
}

/// What became of a difference.
fn decision_text(line: &Line) -> String {
    match line.decision {
        None => String::new(),
        Some(Decision::Leave) => "Left as it was".to_owned(),
        Some(Decision::Move) => "Moved".to_owned(),
        Some(Decision::CheckIn) => "Checked in".to_owned(),
        Some(Decision::Restock) => "Put back in stock".to_owned(),
        Some(Decision::Flag) => format!("Flagged: {}", line.label_name.as_deref().unwrap_or_default()),
    }
}

/// What a field of a form is called.
fn label(name: &str) -> &'static str {
    match name {
        "name" => "Name",
        "kind" => "What is audited",
        "location" => "Location",
        "category" => "Category",
        "people" => "People",
        "assignee" => "Assigned to",
        "due_on" => "Due",
        "note" => "Note",
        "reminders" => "Remind after (days)",
        "file" => "Photo",
        "code" => "Code",
        "place" => "Where you are",
        "asset" => "Asset",
        _ => "",
    }
}

/// Problems as a form's summary wants them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| match label(name) {
        "" if name.starts_with("line-") => (name.to_owned(), message.to_owned()),
        "" => (String::new(), message.to_owned()),
        label => (name.to_owned(), format!("{label}: {message}")),
    };
    problems.iter().map(line).collect()
}
