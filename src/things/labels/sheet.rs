//! Sheets of labels, and the place of each label on them, in millimetres.

/// A4 (ISO 216).
const A4: (f32, f32) = (210.0, 297.0);
/// US Letter (ANSI Y14.1).
const LETTER: (f32, f32) = (215.9, 279.4);

/// A sheet, or with one place the label of a label printer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// How addresses name it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Width and height of the paper.
    pub paper: (f32, f32),
    /// Width and height of a label.
    pub label: (f32, f32),
    /// Columns and rows.
    pub places: (usize, usize),
    /// From the paper's left and upper edge to the first label.
    pub margin: (f32, f32),
    /// From the left edge of a label to that of the next, and from upper edge to upper edge.
    pub pitch: (f32, f32),
}

/// What is sold. Sizes, counts and pitches as printed on the makers' packages (Avery and Avery Zweckform; of 5160 in inches:
/// 2 5/8 by 1, a column every 2 3/4, half an inch above); side margins are what is left of the paper, halved.
pub const SHEETS: [Sheet; 4] = [
    Sheet {
        name: "l7160",
        title: "Avery L7160: A4, 21 of 63.5 × 38.1 mm",
        paper: A4,
        label: (63.5, 38.1),
        places: (3, 7),
        margin: (7.21, 15.15),
        pitch: (66.04, 38.1),
    },
    Sheet {
        name: "l7163",
        title: "Avery L7163: A4, 14 of 99.1 × 38.1 mm",
        paper: A4,
        label: (99.1, 38.1),
        places: (2, 7),
        margin: (4.63, 15.15),
        pitch: (101.64, 38.1),
    },
    Sheet {
        name: "3490",
        title: "Avery Zweckform 3490: A4, 24 of 70 × 36 mm",
        paper: A4,
        label: (70.0, 36.0),
        places: (3, 8),
        margin: (0.0, 4.5),
        pitch: (70.0, 36.0),
    },
    Sheet {
        name: "5160",
        title: "Avery 5160: Letter, 30 of 66.7 × 25.4 mm",
        paper: LETTER,
        label: (66.675, 25.4),
        places: (3, 10),
        margin: (4.7625, 12.7),
        pitch: (69.85, 25.4),
    },
];

/// The name of a sheet whose sizes are typed.
pub const OWN: &str = "own";
/// The name of the single label of a label printer.
pub const SINGLE: &str = "single";

impl Sheet {
    /// The one of this name that is sold.
    pub fn sold(name: &str) -> Option<Sheet> {
        SHEETS.into_iter().find(|sheet| sheet.name == name)
    }

    /// The label of a label printer: the paper is the label.
    pub fn single(label: (f32, f32)) -> Sheet {
        Sheet {
            name: SINGLE,
            title: "Label printer: one label a page",
            paper: label,
            label,
            places: (1, 1),
            margin: (0.0, 0.0),
            pitch: label,
        }
    }

    /// Labels on a sheet.
    pub fn count(&self) -> usize {
        self.places.0 * self.places.1
    }

    /// The upper left corner of a place, counted in rows from 0.
    pub fn corner(&self, place: usize) -> (f32, f32) {
        let (column, row) = (place % self.places.0, place / self.places.0);
        (self.margin.0 + column as f32 * self.pitch.0, self.margin.1 + row as f32 * self.pitch.1)
    }

    /// Do all its labels fit on the paper, and beside each other?
    pub fn fits(&self) -> bool {
        // A tenth of a millimetre is what inches and halves are rounded by.
        const ROUNDED: f32 = 0.1;
        let (x, y) = self.corner(self.count().saturating_sub(1));
        let apart = |places: usize, pitch: f32, label: f32| places == 1 || pitch + ROUNDED >= label;
        x + self.label.0 <= self.paper.0 + ROUNDED
            && y + self.label.1 <= self.paper.1 + ROUNDED
            && apart(self.places.0, self.pitch.0, self.label.0)
            && apart(self.places.1, self.pitch.1, self.label.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_that_is_sold_fits_its_paper_and_stands_in_its_middle() {
        for sheet in SHEETS {
            assert!(sheet.fits(), "{}", sheet.name);
            let (x, y) = sheet.corner(sheet.count() - 1);
            let right = sheet.paper.0 - x - sheet.label.0;
            let below = sheet.paper.1 - y - sheet.label.1;
            assert!((right - sheet.margin.0).abs() < 0.1, "{}: {right} right, {:?}", sheet.name, sheet.margin);
            assert!((below - sheet.margin.1).abs() < 0.1, "{}: {below} below, {:?}", sheet.name, sheet.margin);
        }
        let overlapping = Sheet { pitch: (60.0, 38.1), ..SHEETS[0] };
        let beyond = Sheet { margin: (20.0, 15.0), ..SHEETS[0] };
        assert!(!overlapping.fits() && !beyond.fits());
    }
}
