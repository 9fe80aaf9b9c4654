//! The value axis: a round top and the steps to it.

/// How many steps an axis has at most.
const STEPS_MAX: f64 = 5.0;

/// An axis from 0 to a round number that no value passes.
pub(super) struct Scale {
    top: f64,
    step: f64,
}

impl Scale {
    /// The axis for values that are not negative; negative and non-finite ones count as 0. Where all are whole, as counts
    /// are, so are the steps.
    pub fn over(values: impl Iterator<Item = f64>) -> Scale {
        let finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let greatest = finite.iter().copied().fold(0.0, f64::max);
        let counts = finite.iter().all(|value| is_whole(*value));
        if greatest <= 0.0 {
            return Scale { top: 1.0, step: 1.0 };
        }
        let rough = greatest / STEPS_MAX;
        let magnitude = 10_f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|factor| {
            let step = factor * magnitude;
            step >= rough && (!counts || is_whole(step))
        });
        let factor = factor.unwrap_or(10.0);
        let step = factor * magnitude;
        Scale { top: (greatest / step).ceil() * step, step }
    }

    /// The height of a value in percent, 0 to 100.
    pub fn percent(&self, value: f64) -> f64 {
        if value.is_finite() { (value / self.top * 100.0).clamp(0.0, 100.0) } else { 0.0 }
    }

    /// The steps from 0 to the top: their height in percent and their text.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let count = (self.top / self.step).round() as u32;
        (0..=count).map(|nth| self.step * f64::from(nth)).map(|value| (self.percent(value), self.text(value))).collect()
    }

    /// A number with as many decimals as the step needs, and a thin space between thousands.
    fn text(&self, value: f64) -> String {
        let decimals = (0..4).find(|&decimals| is_whole(self.step * 10_f64.powi(decimals))).unwrap_or(4) as usize;
        let plain = format!("{value:.decimals$}");
        let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
        let mut text = String::new();
        for (nth, digit) in whole.chars().enumerate() {
            if nth > 0 && (whole.len() - nth) % 3 == 0 {
                text.push('\u{2009}');
            }
            text.push(digit);
        }
        text + fraction
    }
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-9
}

/// A percentage as short text: "12.5%".
pub(super) fn percent(value: f64) -> String {
    format!("{}%", short(value))
}

/// A coordinate with two decimals and no trailing zeros.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number_above_every_value() {
        let texts = |values: &[f64]| -> Vec<String> {
            Scale::over(values.iter().copied()).ticks().into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(&[42.0, 88.0]), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(texts(&[0.3]), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(
            texts(&[12_000.0]),
            ["0", "2\u{2009}500", "5\u{2009}000", "7\u{2009}500", "10\u{2009}000", "12\u{2009}500"]
        );
        assert_eq!(texts(&[]), ["0", "1"]);
        assert_eq!(texts(&[f64::NAN, -3.0]), ["0", "1"]);
    }
}
