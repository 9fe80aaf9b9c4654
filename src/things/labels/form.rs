//! What the form of the labels says, as it stands in the address.

use super::model::{Codes, Which};
use super::sheet::{OWN, SINGLE, Sheet};
use kernel::Problems;
use serde::Deserialize;

/// The smallest and the largest label and paper (mm).
const SIDE: (f32, f32) = (5.0, 1_000.0);
/// The most columns and the most rows.
const PLACES_MAX: usize = 50;
/// How far a printer can be off (mm).
const OFFSET_MAX: f32 = 50.0;

/// The form. What nobody has typed is filled in by [`LabelForm::filled`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LabelForm {
    /// A name of [`super::SHEETS`], `own` or `single`.
    pub sheet: String,
    /// The paper of a sheet of one's own (mm).
    pub paper_width: String,
    /// Its height.
    pub paper_height: String,
    /// The width of a label (mm), of one's own or single.
    pub width: String,
    /// Its height.
    pub height: String,
    /// Columns of a sheet of one's own.
    pub columns: String,
    /// Its rows.
    pub rows: String,
    /// Its left margin (mm).
    pub left: String,
    /// Its upper margin.
    pub top: String,
    /// From column to column, edge to edge (mm).
    pub gap_x: String,
    /// From row to row.
    pub gap_y: String,
    /// The place of the first label, from 1: those before it are used up.
    pub start: String,
    /// How far to the right everything is moved (mm).
    pub offset_x: String,
    /// How far down.
    pub offset_y: String,
    /// `qr`, `bars`, `both`, `none`.
    pub codes: String,
    /// The lines below the title, by name.
    pub line: Vec<String>,
    /// Sent along by a form, which may have no line ticked.
    pub chosen: String,
}

/// What is wished, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The paper.
    pub sheet: Sheet,
    /// The place of the first label, from 1.
    pub start: usize,
    /// To the right and down (mm).
    pub offset: (f32, f32),
    /// What machines read.
    pub codes: Codes,
    /// Names of lines.
    pub lines: Vec<String>,
}

impl LabelForm {
    /// With the usual answers where nothing is said.
    pub fn filled(mut self, which: Which) -> LabelForm {
        let usual = |value: &mut String, usual: &str| {
            if value.trim().is_empty() {
                usual.clone_into(value);
            }
        };
        usual(&mut self.sheet, "l7160");
        usual(&mut self.paper_width, "210");
        usual(&mut self.paper_height, "297");
        let (width, height) = if self.sheet == SINGLE { ("57", "32") } else { ("63.5", "38.1") };
        usual(&mut self.width, width);
        usual(&mut self.height, height);
        usual(&mut self.columns, "3");
        usual(&mut self.rows, "7");
        usual(&mut self.left, "7.2");
        usual(&mut self.top, "15.1");
        usual(&mut self.gap_x, "2.5");
        for value in [&mut self.gap_y, &mut self.offset_x, &mut self.offset_y] {
            usual(value, "0");
        }
        usual(&mut self.start, "1");
        usual(&mut self.codes, if which == Which::Assets { "both" } else { "qr" });
        if self.line.is_empty() && self.chosen.is_empty() {
            self.line = which.usual_lines().iter().map(|line| (*line).to_owned()).collect();
        }
        self
    }

    /// Everything it says, name by name.
    pub fn said(&self) -> Vec<(&str, &str)> {
        let one = [
            ("chosen", "1"),
            ("sheet", self.sheet.as_str()),
            ("paper_width", &self.paper_width),
            ("paper_height", &self.paper_height),
            ("width", &self.width),
            ("height", &self.height),
            ("columns", &self.columns),
            ("rows", &self.rows),
            ("left", &self.left),
            ("top", &self.top),
            ("gap_x", &self.gap_x),
            ("gap_y", &self.gap_y),
            ("start", &self.start),
            ("offset_x", &self.offset_x),
            ("offset_y", &self.offset_y),
            ("codes", &self.codes),
        ];
        one.into_iter().chain(self.line.iter().map(|line| ("line", line.as_str()))).collect()
    }

    /// What is wished; all problems at once.
    pub fn read(&self) -> Result<Wish, Problems> {
        let mut problems = Problems::new();
        let sheet = match self.sheet.as_str() {
            OWN => self.own(&mut problems),
            SINGLE => {
                let label =
                    (self.side("width", &self.width, &mut problems), self.side("height", &self.height, &mut problems));
                Some(Sheet::single(label))
            }
            name => problems.take("sheet", Sheet::sold(name).ok_or("Choose a sheet from the list.")),
        };
        let offset =
            (offset("offset_x", &self.offset_x, &mut problems), offset("offset_y", &self.offset_y, &mut problems));
        let places = sheet.map_or(1, |sheet| sheet.count());
        let start = self.start.trim().parse().ok().filter(|start| (1..=places).contains(start));
        let start = problems.take("start", start.ok_or(format!("This sheet has the places 1 to {places}.")));
        match (sheet, start, problems.is_empty()) {
            (Some(sheet), Some(start), true) => {
                Ok(Wish { sheet, start, offset, codes: Codes::parse(&self.codes), lines: self.line.clone() })
            }
            _ => Err(problems),
        }
    }

    fn own(&self, problems: &mut Problems) -> Option<Sheet> {
        let label = (self.side("width", &self.width, problems), self.side("height", &self.height, problems));
        let paper = (
            self.side("paper_width", &self.paper_width, problems),
            self.side("paper_height", &self.paper_height, problems),
        );
        let places = (places("columns", &self.columns, problems), places("rows", &self.rows, problems));
        let mut distance = |name: &'static str, typed: &str| {
            let read = millimetres(typed).filter(|value| (0.0..=SIDE.1).contains(value));
            problems.take(name, read.ok_or("Give millimetres, such as 7.2.")).unwrap_or_default()
        };
        let margin = (distance("left", &self.left), distance("top", &self.top));
        let gap = (distance("gap_x", &self.gap_x), distance("gap_y", &self.gap_y));
        let pitch = (label.0 + gap.0, label.1 + gap.1);
        let sheet = Sheet { name: OWN, title: "A sheet of your own", paper, label, places, margin, pitch };
        if problems.is_empty() && !sheet.fits() {
            problems.add("width", "So many labels of this size do not fit on this paper.");
        }
        Some(sheet)
    }

    fn side(&self, name: &'static str, typed: &str, problems: &mut Problems) -> f32 {
        let read = millimetres(typed).filter(|side| (SIDE.0..=SIDE.1).contains(side));
        problems.take(name, read.ok_or("Give 5 to 1000 millimetres.")).unwrap_or(SIDE.0)
    }
}

fn places(name: &'static str, typed: &str, problems: &mut Problems) -> usize {
    let read = typed.trim().parse().ok().filter(|count| (1..=PLACES_MAX).contains(count));
    problems.take(name, read.ok_or(format!("Give a number from 1 to {PLACES_MAX}."))).unwrap_or(1)
}

fn offset(name: &'static str, typed: &str, problems: &mut Problems) -> f32 {
    let read = millimetres(typed).filter(|offset| offset.abs() <= OFFSET_MAX);
    problems.take(name, read.ok_or("Give millimetres, such as -0.5, at most 50.")).unwrap_or_default()
}

/// A length as people type it, with a point or a comma.
fn millimetres(typed: &str) -> Option<f32> {
    typed.trim().replace(',', ".").parse().ok().filter(|length: &f32| length.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_a_point_or_a_comma_and_all_problems_told_at_once() {
        let form =
            LabelForm { sheet: "single".into(), width: "57,5".into(), ..LabelForm::default() }.filled(Which::Assets);
        let wish = form.read().unwrap();
        assert_eq!((wish.sheet.paper, wish.start), ((57.5, 32.0), 1));
        let bad = LabelForm { width: "NaN".into(), height: "-3".into(), start: "2".into(), ..form };
        let problems = bad.read().unwrap_err();
        assert!(["width", "height", "start"].iter().all(|name| problems.at(name).is_some()), "{problems:?}");
        let own = LabelForm { sheet: "own".into(), columns: "9".into(), ..LabelForm::default() }.filled(Which::Assets);
        assert!(own.read().unwrap_err().at("width").is_some());
    }
}
