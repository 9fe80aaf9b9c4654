//! What all charts share: the frame, the axes, the legend and the table of figures.

use maud::{Markup, html};

use super::Series;
use super::scale::{Scale, percent};

/// How many labels the axis of a wide chart has at most.
const LABELS_MAX: usize = 8;

/// How many labels fit under a narrow chart; if there are more, it shows every second.
const LABELS_NARROW: usize = 7;

/// Frame, axes and table around a plot. `name` says what is shown, for assistive technology. `middles` are the places of
/// the labels in percent, one for each point of the first series.
pub(super) fn framed(name: &str, scale: &Scale, series: &[&Series], middles: &[f64], plot: Markup) -> Markup {
    html! {
        figure .chart {
            @if series.len() > 1 { (legend(series)) }
            div .chart-box role="img" aria-label=(name) {
                svg .chart-y {
                    @for (height, text) in scale.ticks() {
                        text x="100%" y=(percent(100.0 - height)) dy=".35em" text-anchor="end" { (text) }
                    }
                }
                svg .chart-plot {
                    @for (height, _) in scale.ticks() {
                        line .chart-grid x1="0" x2="100%" y1=(percent(100.0 - height)) y2=(percent(100.0 - height)) {}
                    }
                    (plot)
                }
                svg .chart-x { (labels(series, middles)) }
            }
            (table(name, series))
        }
    }
}

fn labels(series: &[&Series], middles: &[f64]) -> Markup {
    let points = series.first().map_or(&[][..], |first| &first.points[..]);
    let every = points.len().div_ceil(LABELS_MAX).max(1);
    let thin_out = points.len().div_ceil(every) > LABELS_NARROW;
    html! {
        @for (nth, (point, middle)) in points.iter().zip(middles).enumerate().filter(|(nth, _)| nth % every == 0) {
            text .minor[thin_out && nth / every % 2 == 1] x=(percent(*middle)) y="1em" text-anchor=(anchor(*middle)) { (point.label) }
        }
    }
}

/// Labels at the edges stay inside the chart.
fn anchor(middle: f64) -> &'static str {
    if middle < 3.0 {
        "start"
    } else if middle > 97.0 {
        "end"
    } else {
        "middle"
    }
}

fn legend(series: &[&Series]) -> Markup {
    html! {
        p .chart-legend { @for (nth, one) in series.iter().enumerate() { span .before[nth > 0] { (one.name) } } }
    }
}

/// What the nth point of the series is called.
fn label<'a>(series: &[&'a Series], nth: usize) -> &'a str {
    series.iter().find_map(|one| one.points.get(nth)).map_or("", |point| &point.label)
}

/// The same figures as a table, folded away.
fn table(name: &str, series: &[&Series]) -> Markup {
    let rows = series.iter().map(|one| one.points.len()).max().unwrap_or(0);
    html! {
        details .chart-data {
            summary { "Show the figures" }
            div .table-wrap tabindex="0" role="group" aria-label={ "Figures: " (name) } {
                table .table {
                    caption .vh { (name) }
                    thead {
                        tr {
                            th scope="col" { span .vh { "Label" } }
                            @for one in series { th .num scope="col" { (one.name) } }
                        }
                    }
                    tbody {
                        @for nth in 0..rows {
                            tr {
                                th scope="row" { (label(series, nth)) }
                                @for one in series { td .num { (one.points.get(nth).map_or("", |point| &point.text)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
