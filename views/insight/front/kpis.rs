//! Four figures above the day, each with its shape.

use crate::front::Figures;
use crate::front::figures::{DAYS, Day, utilisation};
use maud::{Markup, html};
use platform::Org;
use platform::ui::charts::sparkline;
use platform::ui::parts::{kpi, kpi_row};

/// Days of the shape beside today's bookings.
const SHAPE_DAYS: usize = 14;
/// Days of a week, for the comparison with the same weekday.
const WEEK: usize = 7;

/// The row.
pub fn kpis(org: &Org, figures: &Figures) -> Markup {
    html! {
        section aria-label={ "Figures of " (org.name) } {
            (kpi_row(&[bookings_today(figures), in_use(figures), used(figures), cancelled(figures)]))
        }
    }
}

fn bookings_today(figures: &Figures) -> Markup {
    let today = figures.days.last().map_or(0, |day| day.bookings);
    let week_ago = figures.days.iter().nth_back(WEEK).map_or(0, |day| day.bookings);
    let shape: Vec<f64> =
        figures.days[figures.days.len() - SHAPE_DAYS..].iter().map(|day| day.bookings as f64).collect();
    let note = html! {
        @if figures.to_come == 0 { "None to come" } @else { (figures.to_come) " still to come" }
        @if week_ago > 0 { ", " (week_ago) " a week ago" }
    };
    kpi("Bookings today", &today.to_string(), note, Some(sparkline("Bookings of the last 14 days", &shape)))
}

fn in_use(figures: &Figures) -> Markup {
    let shape: Vec<f64> = figures.by_hour.iter().map(|units| *units as f64).collect();
    let most = figures.by_hour.iter().max().copied().unwrap_or(0);
    let note = html! { "of " (figures.units) @if most > 0 { ", at most " (most) " today" } };
    kpi("In use now", &figures.in_use.to_string(), note, Some(sparkline("Units in use, hour by hour of today", &shape)))
}

fn used(figures: &Figures) -> Markup {
    let shape: Vec<f64> = figures.recent().iter().map(|day| utilisation(day.taken, day.open).unwrap_or(0.0)).collect();
    let (now, before) = (sum(figures.recent()), sum(figures.before()));
    let note = html! {
        @match now.zip(before) {
            Some((now, before)) => { (points(now - before, true)) " on the " (DAYS) " days before" }
            None => { "of open hours, last " (DAYS) " days" }
        }
    };
    let value = now.map_or_else(|| "–".to_owned(), percent);
    kpi("Utilisation, 30 days", &value, note, Some(sparkline("Utilisation of the last 30 days", &shape)))
}

fn cancelled(figures: &Figures) -> Markup {
    let shape: Vec<f64> = figures.recent().iter().map(|day| day.cancelled as f64).collect();
    let count = |days: &[Day]| days.iter().map(|day| day.cancelled).sum::<i64>();
    let part = |days: &[Day]| {
        let all = days.iter().map(|day| day.bookings + day.cancelled).sum::<i64>();
        utilisation(count(days), all)
    };
    let note = html! {
        @match part(figures.recent()) {
            Some(now) => {
                (percent(now)) " of bookings"
                @if let Some(before) = part(figures.before()) { ", " (points(now - before, false)) }
            }
            None => { "No bookings in 30 days" }
        }
    };
    kpi(
        "Cancelled, 30 days",
        &count(figures.recent()).to_string(),
        note,
        Some(sparkline("Cancellations of the last 30 days", &shape)),
    )
}

fn sum(days: &[Day]) -> Option<f64> {
    utilisation(days.iter().map(|day| day.taken).sum(), days.iter().map(|day| day.open).sum())
}

/// A part as people read it: `7%`, and `0.4%` where it is small.
pub fn percent(part: f64) -> String {
    let percent = part * 100.0;
    if percent > 0.0 && percent < 1.0 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
}

/// A difference in percentage points, green or red by whether more is good.
fn points(difference: f64, more_is_good: bool) -> Markup {
    let points = difference * 100.0;
    let class = match points {
        _ if points.abs() < 0.05 => "delta flat",
        _ if (points > 0.0) == more_is_good => "delta up",
        _ => "delta down",
    };
    html! { span class=(class) { (format!("{points:+.1}").replace('-', "−")) } " points" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_are_not_rounded_to_nothing() {
        assert_eq!([0.0, 0.004, 0.07, 0.999, 1.0].map(percent), ["0%", "0.4%", "7%", "100%", "100%"]);
    }

    #[test]
    fn more_cancellations_are_bad_news() {
        assert!(points(0.02, false).into_string().contains("delta down"));
        assert!(points(-0.02, true).into_string().contains("−2.0"));
    }
}
