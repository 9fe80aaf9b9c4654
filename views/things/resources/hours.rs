//! The editor of the ordinary week: a line of text for each day, so that it works everywhere.

use crate::resources::Resource;
use crate::resources::week::{DAYS, Preset, WeekForm};
use crate::views::parts::{label, listed};
use crate::views::words::zone_text;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, field, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{Segment, back_link, page_header, primary_button, seg};

/// The lines of a week.
pub fn week_fields(typed: &WeekForm, problems: &Problems) -> Markup {
    let lines: Vec<Markup> = DAYS.iter().map(|(_, name)| line(name, typed.line(name), problems.at(name))).collect();
    html! {
        p .muted { "Spans such as 09:00-12:30, 13:30-18:00. Leave a day empty, or write closed. All day is 00:00-24:00." }
        (fields(&lines))
    }
}

/// One day. An empty line is an answer too, so it is neither required by the browser nor marked as optional.
fn line(name: &str, value: &str, error: Option<&str>) -> Markup {
    let described_by = error.map(|_| format!("{name}-error"));
    field(
        &Field::new(name, label(name)).error(error).required(),
        html! {
            input .input #(name) type="text" name=(name) value=(value) autocomplete="off" spellcheck="false"
                aria-invalid=[error.map(|_| "true")] aria-describedby=[described_by];
        },
    )
}

/// The page.
pub fn page(org: &Org, resource: &Resource, typed: &WeekForm, version: i64, problems: &Problems) -> Markup {
    let home = org.path(&format!("/resources/{}", resource.id));
    let presets: Vec<Segment> = Preset::ALL
        .iter()
        .map(|(preset, name)| Segment {
            label: preset_text(*preset).to_owned(),
            href: format!("{home}/hours?preset={name}"),
            current: *typed == WeekForm::of(&preset.week()),
        })
        .collect();
    html! {
        (back_link(&home, &resource.name))
        (page_header(&format!("Opening hours of {}", resource.name), Some(&format!("In {}.", zone_text(resource.zone()))), html! {}))
        div .row { span .muted { "Fill in:" } (seg("Fill in", &presets)) }
        form .card #form method="post" action={ (home) "/hours" } {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (week_fields(typed, problems))
                (hidden("version", &version.to_string()))
            }
            footer { (submit_row(primary_button(None, "Save"), &home)) }
        }
    }
}

fn preset_text(preset: Preset) -> &'static str {
    match preset {
        Preset::Office => "Weekdays 9 to 18",
        Preset::EveryDay => "Every day 8 to 20",
        Preset::AroundTheClock => "Around the clock",
    }
}
