//! Bars: how much in each of a few places or spans.

use maud::{Markup, html};

use super::Series;
use super::figure::framed;
use super::scale::{Scale, percent};

/// How much of its slot a bar fills.
const FILL: f64 = 0.68;

/// A bar for each point. `name` says what is shown: "Bookings per weekday".
pub fn bars(name: &str, series: &Series) -> Markup {
    let scale = Scale::over(series.points.iter().map(|point| point.value));
    let slot = 100.0 / series.points.len().max(1) as f64;
    let starts: Vec<f64> = (0..series.points.len()).map(|nth| slot * nth as f64).collect();
    let middles: Vec<f64> = starts.iter().map(|start| start + slot / 2.0).collect();
    let plot = html! {
        @for (point, start) in series.points.iter().zip(&starts) {
            g .chart-point {
                rect .chart-hit x=(percent(*start)) y="0" width=(percent(slot)) height="100%" {}
                rect .chart-bar rx="2"
                    x=(percent(start + slot * (1.0 - FILL) / 2.0)) width=(percent(slot * FILL))
                    y=(percent(100.0 - scale.percent(point.value))) height=(percent(scale.percent(point.value))) {}
                title { (point.label) ": " (point.text) }
            }
        }
    };
    framed(name, &scale, &[series], &middles, plot)
}
