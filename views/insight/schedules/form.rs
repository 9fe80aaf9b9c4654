//! The form of a schedule.

use super::words::{WEEKDAYS, ordinal, report_text};
use crate::reports::{Known, Which};
use crate::schedules::{Schedule, ScheduleForm};
use crate::views::parts::problems_of;
use crate::views::reports::all;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, fields, hidden, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, page_header, primary_button};

/// What the form is drawn of.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Schedule>,
    /// What is typed.
    pub typed: &'a ScheduleForm,
    /// What the report is narrowed to.
    pub known: &'a Known,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The form.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (typed, problems) = (shown.typed, shown.problems);
    let list = shown.org.path("/reports/schedules");
    let (action, cancel) = match shown.existing {
        Some(one) => (format!("{list}/{}/details", one.id), format!("{list}/{}", one.id)),
        None => (list.clone(), list.clone()),
    };
    let field = |name: &'static str, label: &'static str| Field::new(name, label).error(problems.at(name)).required();
    let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
    };
    let every = pairs(&[("day", "Every day"), ("week", "Every week"), ("month", "Every month")]);
    let weekdays: Vec<_> = (1..).zip(WEEKDAYS).map(|(nth, name)| (nth.to_string(), name.to_owned())).collect();
    let mut days: Vec<_> = (1..=28).map(|day: u32| (day.to_string(), format!("On the {}", ordinal(day)))).collect();
    days.push(("0".to_owned(), "On the last day".to_owned()));
    html! {
        @match shown.existing {
            Some(one) => { (back_link(&cancel, &one.name)) (page_header(&format!("Edit {}", one.name), None, html! {})) }
            None => { (back_link(&list, "Reports by mail")) (page_header("Send a report by mail", None, html! {})) }
        }
        form .card #schedule method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&problems_of(problems)))
                (select(&field("report", "Report").hint("Its filters come from its own page: choose them there, then Send by mail."), &reports(shown), &typed.report))
                (text(&field("name", "Name").hint("Stands in the list, and in the subject of each letter."), &typed.name))
                (fields(&[
                    select(&field("every", "How often"), &every, &typed.every),
                    html! { div .way data-of="week" { (select(&field("weekday", "Day of the week"), &weekdays, &typed.weekday)) } },
                    html! { div .way data-of="month" { (select(&field("month_day", "Day of the month"), &days, &typed.month_day)) } },
                    select(&field("paper", "File"), &pairs(&[("xlsx", "XLSX"), ("csv", "CSV")]), &typed.paper),
                ]))
                (textarea(&field("to", "To").hint("Addresses, one a line, ten at most: your own, those of colleagues, and others outside."), &typed.to, 5))
                p .muted.small {
                    "It leaves in the morning where the organisation is. Days and months are counted from then: the journal is that of the month before, depreciation that of the evening before. "
                    "Its figures are read with the rights of its owner at that moment, and everybody it goes to sees them."
                }
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Send it" }), &cancel)) }
        }
    }
}

/// The reports there are; before them the one that was asked for, where its filters make it another one.
fn reports(shown: &Shown<'_>) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = all().map(|(at, name)| (at.to_owned(), name.to_owned())).collect();
    let typed = &shown.typed.report;
    match Which::at(typed) {
        Some((which, query)) if !options.iter().any(|(at, _)| at == typed) => {
            options.insert(0, (typed.clone(), report_text(which, &query, shown.known)));
        }
        Some(_) => {}
        None => options.insert(0, (String::new(), "Choose a report".to_owned())),
    }
    options
}
