//! The last weeks as charts: bookings per day, when it is busy, and what is used most.

use super::house::{House, no_figures};
use super::kpis::percent;
use crate::front::Figures;
use crate::front::figures::{Day, utilisation};
use maud::{Markup, html};
use platform::Org;
use platform::ui::charts::{HeatRow, Point, Series, heat, line};
use platform::ui::parts::{Column, card, card_flush, cell, cell_num, table};

/// Lines of the table of uses.
const USES: usize = 8;
/// Hours that the grid shows at least (first, last).
const USUAL_HOURS: (usize, usize) = (8, 17);
/// An hour is left out of the grid's ends when less than this part of the busiest hour is in use: what is taken round the
/// clock says nothing about when it is busy.
const QUIET: f64 = 0.25;
/// The bar's width and height in the table of uses (pixels).
const BAR: (u32, u32) = (160, 8);

/// Bookings that begin on each day, and on the days before these.
pub fn per_day(figures: &Figures) -> Markup {
    const TITLE: &str = "Bookings per day";
    if figures.is_empty() {
        return no_figures(TITLE, "The first bookings of the next days will draw a line here.");
    }
    let series = |name: &str, days: &[Day]| Series {
        name: name.to_owned(),
        points: days
            .iter()
            .map(|day| Point {
                label: day.date.format("%-d %b").to_string(),
                value: day.bookings as f64,
                text: day.bookings.to_string(),
            })
            .collect(),
    };
    let before = series("30 days before", figures.before());
    card(
        TITLE,
        html! {},
        line("Bookings per day, the last 30 days", &series("Last 30 days", figures.recent()), Some(&before)),
    )
}

/// Units in use by weekday and hour.
pub fn busy_hours(figures: &Figures) -> Markup {
    const TITLE: &str = "When it is busy";
    let most = |hour: usize| figures.busy.iter().map(|day| day[hour]).fold(0.0, f64::max);
    let busiest = (0..24).map(most).fold(0.0, f64::max);
    let busy = |hour: usize| most(hour) > busiest * QUIET;
    if busiest <= 0.0 {
        return no_figures(TITLE, "Once the house was used for a day, its busy hours show here.");
    }
    let first = (0..24).find(|hour| busy(*hour)).unwrap_or(USUAL_HOURS.0).min(USUAL_HOURS.0);
    let last = (0..24).rfind(|hour| busy(*hour)).unwrap_or(USUAL_HOURS.1).max(USUAL_HOURS.1);
    let rows: Vec<HeatRow> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .iter()
        .zip(&figures.busy)
        .map(|(label, hours)| HeatRow {
            label: (*label).to_owned(),
            cells: (first..=last)
                .map(|hour| Point {
                    label: format!("{hour:02}"),
                    value: hours[hour],
                    text: format!("{:.1} in use", hours[hour]),
                })
                .collect(),
        })
        .collect();
    card(
        TITLE,
        html! { span .muted.small { "Units in use on average, last 30 days" } },
        heat("Units in use by weekday and hour", &rows),
    )
}

/// The resources used most.
pub fn uses(org: &Org, view: &House<'_>) -> Markup {
    let named = view.figures.uses.iter().filter(|one| one.open > 0).take(USES);
    let rows: Vec<_> = named
        .filter_map(|one| Some((one, view.resources.iter().find(|resource| resource.id == one.resource)?)))
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    let body = html! {
        @for (one, resource) in &rows {
            @let part = utilisation(one.taken, one.open).unwrap_or(0.0);
            tr {
                td .main {
                    @if view.may_open_resources { a href=(org.path(&format!("/resources/{}", resource.id))) { (resource.name) } }
                    @else { (resource.name) }
                }
                (cell(Column::EXTRA, bar(part)))
                (cell_num("Taken", &percent(part)))
            }
        }
    };
    let columns = [Column::main("Resource"), Column::extra("Share"), Column::num("Taken")];
    card_flush(
        "Most used",
        html! { span .muted.small { "Of open hours, last 30 days" } },
        table("Utilisation of the last 30 days", &columns, body),
    )
}

/// A bar as long as the part; the figure stands beside it.
fn bar(part: f64) -> Markup {
    let (width, height) = BAR;
    html! {
        svg width=(width) height=(height) aria-hidden="true" {
            rect .chart-bar width=(format!("{:.1}%", part * 100.0)) height=(height) rx="2" {}
        }
    }
}
