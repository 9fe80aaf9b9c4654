//! A heat grid: when it is busy, by weekday and hour.

use maud::{Markup, html};

use super::Point;

/// How many shades there are; `.heat-0` to `.heat-5` in the style sheet.
const SHADES: f64 = 5.0;

/// One row of the grid: a weekday with its hours.
#[derive(Clone, Debug)]
pub struct HeatRow {
    /// The row's name: "Mon".
    pub label: String,
    /// The cells, left to right; all rows have the same labels.
    pub cells: Vec<Point>,
}

/// A table whose cells are shaded by their share of the greatest value. It is a real table, so it needs no other.
pub fn heat(name: &str, rows: &[HeatRow]) -> Markup {
    let greatest = rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.value)
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    html! {
        div .heat-wrap tabindex="0" role="group" aria-label=(name) {
            table .heat {
                caption .vh { (name) }
                @if let Some(first) = rows.first() {
                    thead { tr { td {} @for cell in &first.cells { th scope="col" { (cell.label) } } } }
                }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (row.label) }
                            @for cell in &row.cells {
                                td class={ "heat-" (shade(cell.value, greatest)) }
                                    title={ (row.label) " " (cell.label) ": " (cell.text) } {
                                    span .vh { (cell.text) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// 0 for nothing, then 1 to 5 by the share of the greatest.
fn shade(value: f64, greatest: f64) -> u8 {
    if value.is_finite() && value > 0.0 && greatest > 0.0 {
        (value / greatest * SHADES).ceil().clamp(1.0, SHADES) as u8
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_hour_has_the_strongest_shade_and_an_empty_one_none() {
        assert_eq!(shade(10.0, 10.0), 5);
        assert_eq!(shade(0.1, 10.0), 1);
        assert_eq!(shade(0.0, 10.0), 0);
        assert_eq!(shade(0.0, 0.0), 0);
        assert_eq!(shade(f64::NAN, 10.0), 0);
    }
}
