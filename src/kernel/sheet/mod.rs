//! Tables as people send them: CSV and XLSX, whatever program wrote them.
//!
//! Reading finds out by itself what nobody says: the encoding, what stands between the columns, how lines end. Its answer is
//! cells of text; what they mean is for whoever asked. Writing makes no cell that a spreadsheet would run.

mod delimited;
mod workbook;
mod writing;

pub use writing::{Paper, Workbook, lines};

use crate::text::{decode, decode_as};

/// The longest cell that is kept (characters): what is longer is cut, and told as a problem of its field.
const CELL_MAX: usize = 5_000;
/// Columns that are looked at.
const COLUMNS_MAX: usize = 200;

/// A table that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// `UTF-8`, `windows-1252`, `XLSX` …
    pub encoding: String,
    /// `comma`, `semicolon`, `tab`, `bar`; empty for a workbook.
    pub separator: String,
    /// What the first line that says anything calls the columns.
    pub heads: Vec<String>,
    /// The lines below that say anything.
    pub rows: Vec<Row>,
}

/// A line of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the file; the first one is 1.
    pub line: u64,
    /// Its cells, trimmed. There may be fewer, or more, than heads.
    pub cells: Vec<String>,
}

/// Reads a table of at most so many rows.
///
/// # Errors
/// A sentence for the person who chose the file.
pub fn read(bytes: &[u8], rows_max: usize) -> Result<Sheet, String> {
    let sheet = match bytes {
        // What every ZIP archive begins with, and so every workbook since 2007.
        _ if is_workbook(bytes) => workbook::read(bytes, rows_max)?,
        // What workbooks before that begin with.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return Err("This is a workbook of an old kind (XLS). Save it as XLSX or CSV.".to_owned());
        }
        _ => delimited::read(decode(bytes), rows_max)?,
    };
    with_rows(sheet)
}

/// Is it a workbook, which says itself how its letters are written?
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a table that is no workbook in the encoding that somebody has chosen of [`crate::text::ENCODINGS`].
///
/// # Errors
/// A sentence for the person who chose.
pub fn read_as(bytes: &[u8], encoding: &str, rows_max: usize) -> Result<Sheet, String> {
    let text = decode_as(bytes, encoding).ok_or("Choose an encoding from the list.")?;
    with_rows(delimited::read(text, rows_max)?)
}

fn with_rows(sheet: Sheet) -> Result<Sheet, String> {
    match sheet.rows.is_empty() {
        true => Err("There are no rows below the names of the columns.".to_owned()),
        false => Ok(sheet),
    }
}

fn too_long(rows_max: usize) -> String {
    format!("This file has more than {rows_max} rows. Divide it.")
}

/// A cell without what nobody sees, and without the quote that keeps spreadsheets from running it.
fn clean(cell: &str) -> String {
    let kept = |letter: &char| *letter == '\n' || !letter.is_control();
    let bare = unquoted(cell.trim().trim_matches('\u{a0}'));
    bare.chars().filter(kept).take(CELL_MAX).collect()
}

/// Takes away the quote that [`crate::text::inert_cell`] put there.
fn unquoted(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}
