//! A line over time, with the time before as a dashed one.

use std::fmt::Write;

use maud::{Markup, html};

use super::figure::framed;
use super::scale::{Scale, percent, short};
use super::{Point, Series};

/// A line with the area under it filled; `before` is drawn dashed behind it. `name` says what is shown.
pub fn line(name: &str, series: &Series, before: Option<&Series>) -> Markup {
    let values = series.points.iter().chain(before.iter().flat_map(|one| &one.points)).map(|point| point.value);
    let scale = Scale::over(values);
    let longest = before.map_or(0, |one| one.points.len()).max(series.points.len());
    let at = |nth: usize| if longest > 1 { nth as f64 / (longest - 1) as f64 * 100.0 } else { 50.0 };
    let middles: Vec<f64> = (0..series.points.len()).map(at).collect();
    let slot = 100.0 / longest.max(1) as f64;
    let plot = html! {
        svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" {
            path .chart-area d=(area(&series.points, &scale, at)) {}
            @if let Some(before) = before { path .chart-before d=(path(&before.points, &scale, at)) {} }
            path .chart-line d=(path(&series.points, &scale, at)) {}
        }
        @for (nth, point) in series.points.iter().enumerate() {
            g .chart-point {
                rect .chart-hit x=(percent(at(nth) - slot / 2.0)) y="0" width=(percent(slot)) height="100%" {}
                circle cx=(percent(at(nth))) cy=(percent(100.0 - scale.percent(point.value))) r="4" {}
                title {
                    (point.label) ": " (point.text)
                    @if let Some(then) = before.and_then(|one| one.points.get(nth)) { " (before: " (then.text) ")" }
                }
            }
        }
    };
    let both: Vec<&Series> = [Some(series), before].into_iter().flatten().collect();
    framed(name, &scale, &both, &middles, plot)
}

/// The line through the points, in a viewport of 100 by 100.
fn path(points: &[Point], scale: &Scale, at: impl Fn(usize) -> f64) -> String {
    let mut d = String::new();
    for (nth, point) in points.iter().enumerate() {
        let verb = if nth == 0 { 'M' } else { 'L' };
        let written = write!(d, "{verb}{} {}", short(at(nth)), short(100.0 - scale.percent(point.value)));
        debug_assert!(written.is_ok(), "a String takes all text");
    }
    d
}

/// The same, closed along the axis.
fn area(points: &[Point], scale: &Scale, at: impl Fn(usize) -> f64) -> String {
    match points.len() {
        0 => String::new(),
        count => format!("{}L{} 100L{} 100Z", path(points, scale, &at), short(at(count - 1)), short(at(0))),
    }
}
