//! Charts as our own SVG: they follow the brand and the dark mode through CSS, print, and need no script.
//!
//! Positions are percentages, so text keeps its size however wide the chart is; only lines are drawn in a stretched inner
//! viewport. Every point has a tooltip (`<title>`), the whole has a name, and the figures stand in a table below.

mod bars;
mod figure;
mod heat;
mod line;
mod scale;
mod spark;

pub use bars::bars;
pub use heat::{HeatRow, heat};
pub use line::line;
pub use spark::sparkline;

/// One point of a chart.
#[derive(Clone, Debug)]
pub struct Point {
    /// Where it stands on the axis, for people: "1 Nov".
    pub label: String,
    /// How much.
    pub value: f64,
    /// How much, for people: "42 bookings", "78%".
    pub text: String,
}

/// What a chart shows.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name, for the legend and the table: "This month".
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<Point>,
}
