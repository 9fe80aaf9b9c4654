//! The first sheet of a workbook (XLSX). A small file can hold a large one, so it is measured before it is opened.

use super::{COLUMNS_MAX, Row, Sheet, clean, too_long};
use calamine::{DataRef, Reader, Xlsx};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use std::io::{Cursor, Read};

/// All that a workbook may hold, unpacked (bytes).
const UNPACKED_MAX: u64 = 600 * 1024 * 1024;
/// Files that it may be made of.
const PARTS_MAX: usize = 2_000;
/// A sentence for what is none.
const UNREADABLE: &str = "This file could not be read as a workbook. Save it again as XLSX or CSV.";

pub(super) fn read(bytes: &[u8], rows_max: usize) -> Result<Sheet, String> {
    let unreadable = |_| UNREADABLE.to_owned();
    measure(bytes)?;
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_: calamine::XlsxError| UNREADABLE.to_owned())?;
    let since_1904 = book.has_1904_epoch();
    let name = book.sheet_names().first().cloned().ok_or(UNREADABLE)?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut sheet = Sheet { encoding: "XLSX".to_owned(), ..Sheet::default() };
    let (mut line, mut cells): (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        if row != line {
            keep(&mut sheet, line, std::mem::take(&mut cells), rows_max)?;
            line = row;
        }
        let column = column as usize;
        if column < COLUMNS_MAX {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = clean(&text_of(cell.get_value(), since_1904));
        }
    }
    keep(&mut sheet, line, cells, rows_max)?;
    Ok(sheet)
}

fn keep(sheet: &mut Sheet, line: u32, cells: Vec<String>, rows_max: usize) -> Result<(), String> {
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    if sheet.heads.is_empty() {
        sheet.heads = cells;
        return Ok(());
    }
    if sheet.rows.len() == rows_max {
        return Err(too_long(rows_max));
    }
    sheet.rows.push(Row { line: u64::from(line) + 1, cells });
    Ok(())
}

/// Unpacks everything once, keeping nothing.
fn measure(bytes: &[u8]) -> Result<(), String> {
    let too_large = || "This workbook holds too much. Save the sheet as CSV.".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| UNREADABLE.to_owned())?;
    if archive.len() > PARTS_MAX {
        return Err(too_large());
    }
    let mut left = UNPACKED_MAX;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| UNREADABLE.to_owned())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| UNREADABLE.to_owned())?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// A cell as a person would type it: days as year-month-day, whole numbers without an exponent.
fn text_of(value: &DataRef<'_>, since_1904: bool) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(moment) => moment_text(moment.as_f64(), since_1904),
        DataRef::DateTimeIso(text) => text.replace('T', " "),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Days since the end of 1899 (or since 1904, as old Macs count), with a part of a day for the time.
fn moment_text(days: f64, since_1904: bool) -> String {
    let days = if since_1904 { days + 1_462.0 } else { days };
    let seconds = (days.rem_euclid(1.0) * 86_400.0).round();
    let day =
        NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|start| start.checked_add_days(Days::new(days.max(0.0) as u64)));
    match (day, seconds as i64) {
        (Some(day), 0) => day.to_string(),
        (Some(day), seconds) => (day.and_time(NaiveTime::MIN) + TimeDelta::seconds(seconds)).to_string(),
        (None, _) => days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Workbook, read};

    #[test]
    fn what_is_written_is_read_again_as_it_was() {
        let heads = ["Tag", "Note", "Day"].map(str::to_owned);
        let rows = [["A-1", "=1+1", "2026-03-02"], ["", "", ""], ["007", "two\nlines", "3.57E+11"]];
        let mut book = Workbook::new("Assets", &heads).unwrap();
        for row in rows {
            book.row(row.map(str::to_owned)).unwrap();
        }
        let sheet = read(&book.finish().unwrap(), 10).unwrap();
        assert_eq!(sheet.heads, heads);
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(sheet.rows[0].cells, rows[0]);
        assert_eq!(sheet.rows[1].cells, rows[2]);
        assert!(super::super::read(&[b'P', b'K', 3, 4, 0, 0], 10).is_err());
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        assert_eq!(moment_text(46_083.0, false), "2026-03-02");
        assert_eq!(moment_text(46_083.0 - 1_462.0, true), "2026-03-02");
        assert_eq!(moment_text(46_083.5, false), "2026-03-02 12:00:00");
        assert_eq!(text_of(&DataRef::Float(357_000_000_000.0), false), "357000000000");
        assert_eq!(text_of(&DataRef::Float(12.5), false), "12.5");
    }
}
