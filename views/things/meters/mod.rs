//! Meters: their part of the page of an asset, one with its ledger, and the forms.

pub(crate) mod many;

use crate::assets::Asset;
use crate::meters::{Kind, Meter, MeterForm, Reading, ReadingForm};
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::time::{clock_text, day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::charts::{Point, Series, line};
use platform::ui::forms::{self, Field, Input, fields, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, back_link, badge, button_link, card, card_flush, cell, cell_main, cell_num, cell_status, empty, facts,
    page_header, page_header_with, primary_button, table, two_columns,
};
use platform::ui::{Icon, Tone, address};
use uuid::Uuid;

/// Readings drawn in the chart.
const CHART_MAX: usize = 30;

/// How a meter goes, for people.
pub(crate) fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Counter => "Counter: it only grows",
        Kind::Gauge => "Gauge: it goes up and down",
    }
}

/// What a field is called, in its form and where its problem is told.
pub(crate) fn label(name: &str) -> &'static str {
    match name {
        "name" => "Name",
        "unit" => "Unit",
        "kind" => "How it goes",
        "archived" => "Not read any more",
        "value" => "It shows",
        "at" => "Read at",
        "reset" => "It was reset or replaced",
        "note" => "Note",
        _ => "",
    }
}

fn listed(problems: &Problems) -> Vec<(String, String)> {
    forms::named_problems(problems, label)
}

fn moment(org: &Org, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(org.zone(), at).date()), clock_text(org.zone(), at))
}

fn path(org: &Org, id: Uuid, rest: &str) -> String {
    org.path(&format!("/meters/{id}{rest}"))
}

/// The part of the page of an asset.
pub(crate) fn section(org: &Org, asset: Uuid, meters: &[Meter], may_add: bool) -> Markup {
    if meters.is_empty() && !may_add {
        return html! {};
    }
    let new = org.path(&format!("/assets/{asset}/meters/new"));
    let columns = [Column::main("Meter"), Column::num("Shows"), Column::extra("Read at"), Column::extra("A day")];
    card_flush(
        "Meters",
        html! {
            @if may_add {
                @if !meters.is_empty() { (button_link(&org.path("/meters/readings"), Some(Icon::Upload), "Read many")) }
                (button_link(&new, Some(Icon::Plus), "Add a meter"))
            }
        },
        html! {
            @if meters.is_empty() { (empty(Icon::Activity, "Hours, kilometres or copies that are read from it belong here.", html! {})) }
            @else {
                (table("Meters of it", &columns, html! {
                    @for meter in meters {
                        tr {
                            (cell_main(&path(org, meter.id, ""), &meter.name))
                            (cell_num("Shows", &meter.value.map(|value| meter.shown(value)).unwrap_or_default()))
                            (cell(Column::EXTRA, html! {
                                @if meter.archived_at.is_some() { "Not read any more" }
                                @else if let Some(at) = meter.read_at { (moment(org, at)) }
                                @else { "Never yet" }
                            }))
                            (cell(Column::EXTRA, html! { @if let Some(use_of_a_day) = meter.per_day { (meter.shown(rounded(use_of_a_day))) } }))
                        }
                    }
                }))
            }
        },
    )
}

/// To two decimals: nobody reads more of an average.
fn rounded(number: i64) -> i64 {
    (number + number.signum() * 5_000) / 10_000 * 10_000
}

/// What the page of a meter is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub meter: &'a Meter,
    /// Its ledger, the newest first, with one more than fits.
    pub readings: &'a [Reading],
    /// How many fit.
    pub page: usize,
    /// May the viewer read it?
    pub may_read: bool,
    /// May the viewer change it?
    pub may_change: bool,
    /// So that a double click writes one.
    pub key: &'a str,
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, typed: &ReadingForm, problems: &Problems) -> Markup {
    let (org, meter) = (shown.org, shown.meter);
    let asset = org.path(&format!("/assets/{}", meter.asset_id));
    let mut pairs: Vec<(&str, Markup)> =
        vec![("Asset", html! { a href=(asset) { (meter.asset_tag) " " (meter.asset_name) } })];
    if let (Some(value), Some(at)) = (meter.value, meter.read_at) {
        pairs.push(("Shows", html! { (meter.shown(value)) }));
        pairs.push(("Read at", html! { (moment(org, at)) }));
    }
    if let Some(total) = meter.total.filter(|total| Some(*total) != meter.value) {
        pairs.push(("Counted in all", html! { (meter.shown(total)) }));
    }
    if let Some(use_of_a_day) = meter.per_day {
        pairs.push(("A day, lately", html! { (meter.shown(rounded(use_of_a_day))) }));
    }
    pairs.push(("How it goes", html! { (kind_text(meter.kind)) }));
    let standing = html! { @if meter.archived_at.is_some() { (badge(Tone::Neutral, "Not read any more")) } };
    html! {
        (back_link(&asset, &format!("{} {}", meter.asset_tag, meter.asset_name)))
        (page_header_with(&meter.name, Some(standing), html! {
            @if shown.may_read { (button_link(&org.path("/meters/readings"), Some(Icon::Upload), "Read many")) }
            @if shown.may_change { (button_link(&path(org, meter.id, "/details"), Some(Icon::Pencil), "Edit")) }
        }))
        (problem_summary(&listed(problems)))
        (two_columns(
            html! { (reading_form(shown, typed, problems)) (ledger(shown)) },
            html! { (card("Details", html! {}, facts(&pairs))) (chart(shown)) },
        ))
    }
}

fn reading_form(shown: &Facts<'_>, typed: &ReadingForm, problems: &Problems) -> Markup {
    if !shown.may_read {
        return html! {};
    }
    let meter = shown.meter;
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let decimal = Input { autocomplete: Some("off"), inputmode: Some("decimal"), ..Input::of("text") };
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let newest = shown.readings.iter().find(|reading| reading.corrected_by_id.is_none());
    let stands = [(String::new(), "A new reading".to_owned())].into_iter().chain(newest.map(|newest| {
        (
            newest.id.to_string(),
            format!("A correction of {}, {}", meter.shown(newest.value), moment(shown.org, newest.at)),
        )
    }));
    let stands: Vec<(String, String)> = stands.collect();
    let unit = format!("In {}.", meter.unit);
    card(
        "Write a reading down",
        html! {},
        html! {
            form .stack method="post" action=(path(shown.org, meter.id, "/readings")) novalidate {
                (hidden("key", shown.key))
                (fields(&[
                    forms::input(&field("value").hint(&unit).required(), &decimal, &typed.value),
                    forms::input(&field("at").hint("Left empty, now."), &Input::of("datetime-local"), &typed.at),
                    forms::select(&Field::new("corrects", "It is").error(problems.at("corrects")), &stands, &typed.corrects),
                    forms::input(&field("note"), &plain, &typed.note),
                ]))
                @if meter.kind == Kind::Counter {
                    (forms::checkbox(&field("reset").hint("It counts on from what it shows now."), typed.reset == "on"))
                }
                div { (primary_button(None, "Write down")) }
            }
        },
    )
}

fn ledger(shown: &Facts<'_>) -> Markup {
    let (org, meter) = (shown.org, shown.meter);
    let columns = [
        Column::main("Read at"),
        Column::num("Shows"),
        Column::extra("By"),
        Column::extra("Note"),
        Column::status("Entry"),
    ];
    let page: Vec<&Reading> = shown.readings.iter().take(shown.page).collect();
    let more = (shown.readings.len() > shown.page).then(|| page.last().map(|reading| reading.number)).flatten();
    card_flush(
        "Readings",
        html! {},
        html! {
            @if page.is_empty() { (empty(Icon::Activity, "It was never read.", html! {})) }
            @else {
                (table("What was read, the newest first", &columns, html! {
                    @for reading in &page {
                        tr {
                            (cell(Column::MAIN, html! { (moment(org, reading.at)) }))
                            (cell_num("Shows", &meter.shown(reading.value)))
                            (cell(Column::EXTRA, html! { (reading.by_name.as_deref().unwrap_or_default()) }))
                            (cell(Column::EXTRA, html! {
                                (reading.note)
                                @if let (Some(order), Some(number)) = (reading.work_order_id, reading.order_number) {
                                    " " a href=(org.path(&format!("/work-orders/{order}"))) { "WO-" (number) }
                                }
                            }))
                            (cell_status(entry_badge(reading)))
                        }
                    }
                }))
                @if let Some(below) = more {
                    p .row { (button_link(&address(&path(org, meter.id, ""), &[("below", &below.to_string())]), None, "Earlier ones")) }
                }
            }
        },
    )
}

fn entry_badge(reading: &Reading) -> Markup {
    match reading {
        Reading { corrected_by_id: Some(_), .. } => badge(Tone::Neutral, "Corrected"),
        Reading { is_reset: true, .. } => badge(Tone::Info, "Reset"),
        Reading { corrects_id: Some(_), .. } => badge(Tone::Info, "Correction"),
        _ => badge(Tone::Ok, "Stands"),
    }
}

fn chart(shown: &Facts<'_>) -> Markup {
    let standing = shown.readings.iter().filter(|reading| reading.corrected_by_id.is_none());
    let mut points: Vec<Point> = standing
        .take(CHART_MAX)
        .map(|reading| Point {
            label: day_text(wall(shown.org.zone(), reading.at).date()),
            value: reading.total as f64 / 1e6,
            text: shown.meter.shown(reading.total),
        })
        .collect();
    if points.len() < 2 {
        return html! {};
    }
    points.reverse();
    let series = Series { name: shown.meter.name.clone(), points };
    card("Over time", html! {}, line(&format!("{}, reading by reading", shown.meter.name), &series, None))
}

/// The form of a new meter, and of one that is there.
pub(crate) fn form(
    org: &Org,
    (asset, existing): (&Asset, Option<&Meter>),
    typed: &MeterForm,
    problems: &Problems,
) -> Markup {
    let home = org.path(&format!("/assets/{}", asset.id));
    let (action, cancel) = match existing {
        Some(meter) => (path(org, meter.id, "/details"), path(org, meter.id, "")),
        None => (format!("{home}/meters"), home.clone()),
    };
    let field = |name: &'static str| Field::new(name, label(name)).error(problems.at(name));
    let plain = Input { autocomplete: Some("off"), ..Input::of("text") };
    let kinds = Kind::ALL.map(|kind| (kind.name().to_owned(), kind_text(kind).to_owned()));
    html! {
        (back_link(&cancel, existing.map_or(&asset.tag, |meter| &meter.name)))
        @match existing {
            Some(meter) => (page_header(&format!("Edit {}", meter.name), None, html! {})),
            None => (page_header("New meter", Some(&format!("Of {} {}.", asset.tag, asset.name)), html! {})),
        }
        form .card #form method="post" action=(action) novalidate data-guard {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (fields(&[
                    forms::input(&field("name").hint("Such as: Hours, Odometer. Plans find the meters of many assets by it.").required(), &plain, &typed.name),
                    forms::input(&field("unit").hint("Such as: h, km, copies, bar.").required(), &plain, &typed.unit),
                ]))
                @match existing {
                    None => (forms::select(&field("kind"), &kinds, &typed.kind)),
                    Some(_) => (forms::checkbox(&field("archived").hint("Its readings stay; plans by it wait."), typed.archived == "on")),
                }
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if existing.is_some() { "Save" } else { "Add" }), &cancel)) }
        }
    }
}
