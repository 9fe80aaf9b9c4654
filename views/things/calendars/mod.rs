//! Calendars of days: the list, the form that takes a country or a file, and the days to choose from.

use crate::calendars::countries::{self, Country};
use crate::calendars::store::Said;
use crate::calendars::{CalendarForm, DayCalendar, ReadForm, State, YEARS_MAX};
use crate::locations::Location;
use crate::views::parts::{field, listed};
use crate::views::words::counted;
use kernel::Problems;
use kernel::files::PICTURE_MAX;
use kernel::ical::NamedDay;
use kernel::time::{day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, fields, file, hidden, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{
    Column, back_link, badge, button, card_flush, cell, confirm_form, empty, notice, page_header, primary_button,
    primary_link, table,
};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// The calendars that were brought in.
pub fn index(
    org: &Org,
    calendars: &[DayCalendar],
    places: &[Location],
    may_change: &dyn Fn(Option<Uuid>) -> bool,
) -> Markup {
    let owner = |calendar: &DayCalendar| match calendar.location_id {
        None => format!("All of {}", org.name),
        Some(id) => {
            format!(
                "All in {}",
                places.iter().find(|place| place.id == id).map_or("an archived place", |place| &place.name)
            )
        }
    };
    let add = primary_link(&org.path("/holidays/new"), Some(Icon::CalendarPlus), "Bring in a calendar");
    html! {
        (back_link(&org.path("/locations"), "Locations"))
        (page_header("Holidays", Some("Days on which the house is closed, of a country or from calendar files."), add.clone()))
        @if calendars.is_empty() {
            (empty(Icon::Calendar, "No calendar was brought in yet. The days of countries and regions are here; schools publish theirs as .ics files.", add))
        } @else {
            (card_flush("Calendars", html! {}, table(
                "Calendars that were brought in",
                &[Column::main("Calendar"), Column::sub("Holds for"), Column::extra("Days"), Column::extra("Brought in"), Column::actions()],
                html! {
                    @for calendar in calendars {
                        tr {
                            (cell(Column::MAIN, html! { (calendar.name) }))
                            (cell(Column::SUB, html! { (owner(calendar)) }))
                            (cell(Column::EXTRA, html! {
                                (counted(calendar.days, "day", "days"))
                                @if let Some(last) = calendar.last { " until " (day_text(last)) }
                            }))
                            (cell(Column::EXTRA, html! { (day_text(wall(org.zone(), calendar.updated_at).date())) }))
                            (cell(Column::ACTIONS, html! {
                                @if may_change(calendar.location_id) {
                                    (confirm_form(
                                        &format!("remove-{}", calendar.id),
                                        &org.path(&format!("/holidays/{}/removal", calendar.id)),
                                        &format!("Remove {}", calendar.name),
                                        &format!("Its {} will be ordinary days again.", counted(calendar.days, "day", "days")),
                                        html! {},
                                    ))
                                }
                            }))
                        }
                    }
                },
            )))
        }
    }
}

/// The form that takes a country or a file.
pub fn read_form(org: &Org, owners: &[(String, String)], typed: &ReadForm, problems: &Problems) -> Markup {
    let years: Vec<(String, String)> = (1..=YEARS_MAX)
        .map(|years| {
            (
                years.to_string(),
                if years == 1 { "This year".to_owned() } else { format!("This year and {} more", years - 1) },
            )
        })
        .collect();
    let countries: Vec<(String, String)> = [(String::new(), "From a file".to_owned())]
        .into_iter()
        .chain(countries::all().iter().map(|country| (country.code.to_owned(), country.name.to_owned())))
        .collect();
    html! {
        (back_link(&org.path("/holidays"), "Holidays"))
        (page_header("Bring in holidays", Some("You see the days before anything happens."), html! {}))
        form .card #form method="post" action=(org.path("/holidays/reading")) enctype="multipart/form-data" {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    select(&field("owner", problems).required(), owners, &typed.owner),
                    select(&field("years", problems).required(), &years, &typed.years),
                ]))
                (select(&field("country", problems).hint("Its regions are offered with its days."), &countries, &typed.country))
                (file(&Field::new("file", "File").error(problems.at("file")).hint("Or a calendar file (.ics), at most 1 MB."), ".ics,text/calendar", PICTURE_MAX as u64))
                (textarea(&field("text", problems).hint("Or the text of such a file."), &typed.text, 4))
            }
            footer { (submit_row(primary_button(None, "Show its days"), &org.path("/holidays"))) }
        }
    }
}

/// What the days that were read are drawn of.
pub struct Preview<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What was read.
    pub form: &'a CalendarForm,
    /// For what it will hold.
    pub owner: &'a str,
    /// The days, how each stands to what is there, and whether it is ticked.
    pub days: &'a [(NamedDay, State, bool)],
    /// Days of an earlier edition that are not in this one.
    pub gone: &'a [Said],
    /// The country they are of.
    pub place: Option<Place<'a>>,
    /// What is wrong with the choice.
    pub problems: &'a Problems,
}

/// A country whose days are shown, and what was asked for.
pub struct Place<'a> {
    /// The country.
    pub country: &'a Country,
    /// What was asked for.
    pub typed: &'a ReadForm,
}

/// Another region of the country.
fn regions(org: &Org, place: &Place<'_>) -> Markup {
    let (country, typed) = (place.country, place.typed);
    let all = (String::new(), format!("What holds in all of {}", country.name));
    let regions = country.regions.iter().map(|region| (region.code.to_owned(), region.name.to_owned()));
    let options: Vec<(String, String)> = std::iter::once(all).chain(regions).collect();
    html! {
        form .card #regions method="post" action=(org.path("/holidays/reading")) enctype="multipart/form-data" {
            div .body.stack {
                (hidden("owner", &typed.owner))
                (hidden("years", &typed.years))
                (hidden("country", &typed.country))
                (select(&Field::new("region", "Region"), &options, &typed.region))
                div .submit-row { (button(None, "Show its days")) }
            }
        }
    }
}

/// The days that were read, to choose from.
pub fn preview(shown: &Preview<'_>) -> Markup {
    let (org, form) = (shown.org, shown.form);
    let left_out: Vec<&str> = form.read.iter().filter_map(|line| line.strip_prefix("! ")).collect();
    let new = shown.days.iter().filter(|(_, state, _)| *state == State::New).count();
    let sub =
        format!("{}. {} new.", shown.owner.trim(), counted(i64::try_from(new).unwrap_or(0), "day is", "days are"));
    html! {
        (back_link(&org.path("/holidays/new"), "Another calendar"))
        (page_header("Bring in holidays", Some(&sub), html! {}))
        @if !left_out.is_empty() {
            (notice(Tone::Warn, html! { p { "Left out: " (left_out.join("; ")) "." } }))
        }
        @if !shown.gone.is_empty() {
            (notice(Tone::Info, html! { p {
                "No longer in this calendar, and removed with it: "
                @for (at, gone) in shown.gone.iter().enumerate() { @if at > 0 { ", " } (gone.label) " (" (day_text(gone.day)) ")" }
                "."
            } }))
        }
        @if let Some(place) = &shown.place {
            @if shown.days.iter().any(|(_, state, ticked)| !ticked && !matches!(state, State::Taken { .. })) {
                (notice(Tone::Info, html! { p { "Days that are not ticked hang on the sight of the moon, and may come a day earlier or later." } }))
            }
            @if !place.country.regions.is_empty() { (regions(org, place)) }
        }
        form .card #form method="post" action=(org.path("/holidays")) {
            div .body.stack {
                (problem_summary(&listed(shown.problems)))
                (hidden("owner", &form.owner))
                (hidden("source", &form.source))
                (hidden("from", &form.from))
                (hidden("until", &form.until))
                (hidden("key", &form.key))
                @for line in &form.read { (hidden("read", line)) }
                (text(&field("name", shown.problems).required().hint("How you will know it again."), &form.name))
            }
            (table(
                "Days of this calendar",
                &[Column::main("Day"), Column::sub("What it is"), Column::status("So far"), Column::actions()],
                html! { @for (at, (day, state, ticked)) in shown.days.iter().enumerate() { (day_row(at, day, state, *ticked)) } },
            ))
            footer { (submit_row(primary_button(Some(Icon::CalendarPlus), "Close these days"), &org.path("/holidays"))) }
        }
    }
}

fn day_row(at: usize, day: &NamedDay, state: &State, ticked: bool) -> Markup {
    let taken = matches!(state, State::Taken { .. });
    let id = format!("day-{at}");
    html! {
        tr {
            (cell(Column::MAIN, html! { label for=(id) { (day_text(day.day)) } }))
            (cell(Column::SUB, html! { (day.label) }))
            (cell(Column::STATUS, html! {
                @match state {
                    State::New => (badge(Tone::Ok, "New")),
                    State::Known { label } if *label == day.label => (badge(Tone::Neutral, "There already")),
                    State::Known { label } => (badge(Tone::Info, &format!("Was {label}"))),
                    State::Taken { label } => (badge(Tone::Warn, &format!("Left as it is: {label}"))),
                }
            }))
            (cell(Column::ACTIONS, html! {
                input .check #(id) type="checkbox" name="day" value=(format!("{} {}", day.day, day.label)) checked[ticked && !taken] disabled[taken];
            }))
        }
    }
}
