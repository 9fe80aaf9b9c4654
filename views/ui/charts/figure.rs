//! What all charts share: the frame, the axes, the legend and the table of figures.

use maud::{Markup, html};

use super::Series;
use super::scale::{Scale, percent};

/// How many labels the axis has at most.
const LABELS_MAX: usize = 16;
/// The longest label below the axis (letters); the tooltip and the table have all of it.
const LABEL_MAX: usize = 14;
/// How wide a letter is, about, and the space between two labels (px).
const LETTER: f64 = 7.0;
const BETWEEN: f64 = 8.0;
/// How wide the plot of a wide, a middling and a narrow chart is at least (px): the style sheet says where each begins, and
/// hides the labels that would run into each other there.
const PLOTS: [f64; 3] = [840.0, 460.0, 240.0];

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
    let texts: Vec<String> = points.iter().map(|point| shortened(&point.label)).collect();
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let [wide, middling, narrow] = steps(points.len(), longest);
    html! {
        @for (nth, (text, middle)) in texts.iter().zip(middles).enumerate().filter(|(nth, _)| nth.is_multiple_of(wide)) {
            text .middling[!nth.is_multiple_of(middling)] .minor[!nth.is_multiple_of(narrow)]
                x=(percent(*middle)) y="1em" text-anchor=(anchor(*middle)) { (text) }
        }
    }
}

/// Every how many points have a label in a wide, a middling and a narrow chart, so that none runs into the next. Each is a
/// multiple of the one before: a narrow chart shows some of what a wide one does.
fn steps(points: usize, longest: usize) -> [usize; 3] {
    let label = longest as f64 * LETTER + BETWEEN;
    let mut before = points.div_ceil(LABELS_MAX).max(1);
    PLOTS.map(|plot| {
        let fits = (label * points as f64 / plot).ceil().max(1.0) as usize;
        before *= fits.div_ceil(before);
        before
    })
}

fn shortened(label: &str) -> String {
    match label.chars().count() > LABEL_MAX {
        true => format!("{}…", label.chars().take(LABEL_MAX - 1).collect::<String>().trim_end()),
        false => label.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_room_in_every_width() {
        for (points, longest) in [(1, 14), (7, 3), (12, 14), (13, 6), (31, 5), (365, 6)] {
            let steps = steps(points, longest);
            for (step, plot) in steps.iter().zip(PLOTS) {
                let room = plot / points as f64 * *step as f64;
                assert!(room >= longest as f64 * LETTER + BETWEEN, "{points} of {longest} in {plot}: {steps:?}");
            }
            assert!(steps[1].is_multiple_of(steps[0]) && steps[2].is_multiple_of(steps[1]), "{steps:?}");
        }
        assert_eq!(steps(7, 3), [1, 1, 1], "a week of days is always whole");
    }

    #[test]
    fn a_long_label_is_cut() {
        assert_eq!(shortened("Cameras"), "Cameras");
        assert_eq!(shortened("Audio and video equipment"), "Audio and vid…");
    }
}
