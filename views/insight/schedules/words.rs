//! The words of schedules: how often, of what, and why not.

use crate::reports::{Known, ReportQuery, Which};
use crate::schedules::{Pause, Rhythm, Schedule};
use crate::views::reports::called;
use kernel::time::day_text;
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::parts::badge;
use things::words::counted;

/// The days of a week, from Monday.
pub(super) const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// How often.
pub(super) fn rhythm_text(rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Day => "Every day".to_owned(),
        Rhythm::Week(day) => {
            let name = WEEKDAYS.get((day as usize).saturating_sub(1)).copied().unwrap_or_default();
            format!("Every {name}")
        }
        Rhythm::Month(0) => "On the last day of every month".to_owned(),
        Rhythm::Month(day) => format!("On the {} of every month", ordinal(day)),
    }
}

/// `1st`, `22nd`.
pub(super) fn ordinal(day: u32) -> String {
    let end = match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{day}{end}")
}

/// The report, and what it is narrowed to.
pub(super) fn report_text(which: Which, query: &ReportQuery, known: &Known) -> String {
    let filters = filters_text(which, query, known);
    match filters.is_empty() {
        true => called(which, query).to_owned(),
        false => format!("{}: {}", called(which, query), filters.join(", ")),
    }
}

/// What a report is narrowed to, and how its lines are summed where its name does not say it.
fn filters_text(which: Which, query: &ReportQuery, known: &Known) -> Vec<String> {
    let gone = "what is not there any more";
    let mut told = Vec::new();
    if !query.category.is_empty() {
        told.push(known.category(query).unwrap_or(gone).to_owned());
    }
    if !query.model.is_empty() {
        told.push(known.model(query).unwrap_or(gone).to_owned());
    }
    if !query.location.is_empty() {
        told.push(format!("at {}", known.place(query).unwrap_or(gone)));
    }
    if !query.days.is_empty() {
        told.push(format!("{} or more", counted(query.days.parse().unwrap_or(0), "day", "days")));
    }
    match (which, query.by.as_str()) {
        (Which::Maintenance, "week") => told.push("by weeks".to_owned()),
        (Which::Maintenance, "month") => told.push("by months".to_owned()),
        (Which::Maintenance, "place") => told.push("by locations".to_owned()),
        (Which::Ownership, "model") => told.push("by models".to_owned()),
        (Which::Ownership, "each") => told.push("asset by asset".to_owned()),
        (Which::Depreciation, _) if query.each == "on" => told.push("asset by asset".to_owned()),
        _ => {}
    }
    told
}

/// Why it is not sent.
pub(super) fn pause_text(why: Pause) -> &'static str {
    match why {
        Pause::Asked => "Paused",
        Pause::OwnerGone => "Paused: its owner left",
        Pause::NoRight => "Paused: its owner may not read it",
        Pause::Nobody => "Paused: nobody gets it",
    }
}

/// What somebody does about that.
pub(super) fn pause_sentence(why: Pause) -> &'static str {
    match why {
        Pause::Asked => "Nothing is sent until somebody resumes it.",
        Pause::OwnerGone => {
            "Its figures are read with the rights of its owner, who does not work here any more. Take it over, or remove it."
        }
        Pause::NoRight => {
            "Its figures are read with the rights of its owner, who may not read them any more. Take it over, or remove it."
        }
        Pause::Nobody => "Everybody it went to has left or ended it. Add somebody, then resume it.",
    }
}

/// How it stands, as a mark.
pub(super) fn standing(schedule: &Schedule) -> Markup {
    match schedule.paused_because {
        Some(Pause::Asked) => badge(Tone::Neutral, pause_text(Pause::Asked)),
        Some(why) => badge(Tone::Bad, pause_text(why)),
        None => badge(Tone::Ok, "Runs"),
    }
}

/// When it is sent next.
pub(super) fn next_text(schedule: &Schedule) -> Markup {
    html! { @if schedule.paused_at.is_none() { (day_text(schedule.next_on)) } @else { "Not until it is resumed" } }
}

/// After it was sent by hand.
pub fn sent_text(letters: i64) -> String {
    match letters {
        1 => "It is on its way, in 1 letter.".to_owned(),
        letters => format!("It is on its way, in {letters} letters."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_is_told_as_people_say_it() {
        let told =
            [Rhythm::Day, Rhythm::Week(1), Rhythm::Month(0), Rhythm::Month(1), Rhythm::Month(12), Rhythm::Month(23)];
        assert_eq!(
            told.map(rhythm_text),
            [
                "Every day",
                "Every Monday",
                "On the last day of every month",
                "On the 1st of every month",
                "On the 12th of every month",
                "On the 23rd of every month"
            ]
        );
    }

    #[test]
    fn filters_are_told_in_words() {
        let told = |at: &str| {
            let (which, query) = Which::at(at).unwrap();
            report_text(which, &query, &Known::default())
        };
        assert_eq!(told("assets?by=status"), "Assets by status");
        assert_eq!(told("idle?days=30"), "Idle assets: 30 days or more");
        assert_eq!(told("maintenance-schedule?by=month"), "Maintenance schedule: by months");
        assert_eq!(told("audits?by=place"), "Audit differences by place");
        assert_eq!(
            told("depreciation?category=00000000-0000-0000-0000-000000000001&each=on"),
            "Depreciation: what is not there any more, asset by asset"
        );
    }
}
