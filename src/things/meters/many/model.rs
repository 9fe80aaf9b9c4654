//! Lines of a table of readings, and what became of them.

use kernel::sheet::{self, Sheet};

/// The most lines of one table.
pub const ROWS_MAX: usize = 500;
/// What the columns may be called.
const TAG: [&str; 4] = ["tag", "asset", "asset tag", "code"];
const METER: [&str; 3] = ["meter", "meter name", "counter"];
const VALUE: [&str; 4] = ["value", "reading", "shows", "it shows"];
const DAY: [&str; 5] = ["day", "date", "read at", "read on", "on"];
const NOTE: [&str; 3] = ["note", "notes", "comment"];

/// A line as somebody wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Where it stands: in the file, or in the list.
    pub line: u64,
    /// Which asset.
    pub tag: String,
    /// Which of its meters; empty: the only one.
    pub meter: String,
    /// What it shows.
    pub value: String,
    /// On which day; empty: today.
    pub day: String,
    /// What is to be said about it.
    pub note: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It was written, or would be.
    Written,
    /// It was there already.
    Already,
    /// It cannot be.
    Refused,
}

/// A line with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Which one.
    pub line: Line,
    /// What became of it.
    pub said: Said,
    /// Why it cannot be written; else what was read, with its unit.
    pub text: String,
}

impl Line {
    /// Reads a table, pasted or sent.
    ///
    /// # Errors
    /// A sentence for whoever sent it.
    pub fn table(bytes: &[u8]) -> Result<Vec<Line>, String> {
        let sheet = sheet::read(bytes, ROWS_MAX)?;
        let at = |names: &[&str]| column(&sheet, names);
        let (tag, value) = (at(&TAG), at(&VALUE));
        let (Some(tag), Some(value)) = (tag, value) else {
            return Err(
                "The first line names the columns: tag, meter, value and day. Tag and value are needed.".to_owned()
            );
        };
        let (meter, day, note) = (at(&METER), at(&DAY), at(&NOTE));
        let line = |row: &sheet::Row| {
            let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
            Line {
                line: row.line,
                tag: cell(Some(tag)),
                meter: cell(meter),
                value: cell(Some(value)),
                day: cell(day),
                note: cell(note),
            }
        };
        Ok(sheet.rows.iter().map(line).collect())
    }

    /// A table of these lines, which [`Line::table`] reads again.
    pub fn written(lines: &[Line]) -> String {
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let row = |cells: [&str; 5]| cells.map(cell).join(",");
        let rows = lines.iter().map(|line| row([&line.tag, &line.meter, &line.value, &line.day, &line.note]));
        std::iter::once(row(["tag", "meter", "value", "day", "note"])).chain(rows).collect::<Vec<_>>().join("\n")
    }
}

fn column(sheet: &Sheet, names: &[&str]) -> Option<usize> {
    sheet.heads.iter().position(|head| names.contains(&head.trim().to_lowercase().replace('_', " ").as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_the_names_of_its_columns_and_again_as_it_was_written() {
        let lines = Line::table(b"Day;Asset tag;Reading;Other\n2026-03-02;B-01;1200,5;x\n;B-02;7\n").unwrap();
        assert_eq!(
            (lines[0].tag.as_str(), lines[0].value.as_str(), lines[0].day.as_str()),
            ("B-01", "1200,5", "2026-03-02")
        );
        assert_eq!((lines[1].line, lines[1].meter.as_str(), lines[1].day.as_str()), (3, "", ""));
        let odd = Line { line: 2, tag: "A\"1, x".to_owned(), value: "3\n4".to_owned(), ..Line::default() };
        assert_eq!(Line::table(Line::written(std::slice::from_ref(&odd)).as_bytes()).unwrap(), [odd]);
        assert!(Line::table(b"Tag,Meter\nB-01,Odometer\n").unwrap_err().contains("Tag and value are needed"));
    }
}
