//! A sparkline: the shape of the last days beside a figure.

use maud::{Markup, html};

use super::scale::{Scale, short};

/// A small line without axes. `name` says what it shows, with its first and last value; fewer than two values draw nothing.
pub fn sparkline(name: &str, values: &[f64]) -> Markup {
    if values.len() < 2 {
        return html! {};
    }
    let scale = Scale::over(values.iter().copied());
    let step = 100.0 / (values.len() - 1) as f64;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(nth, value)| format!("{},{}", short(nth as f64 * step), short(30.0 - scale.percent(*value) * 0.28)))
        .collect();
    html! {
        svg .spark viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label=(name) {
            polyline points=(points.join(" ")) {}
        }
    }
}
