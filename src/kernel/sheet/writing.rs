//! Files that spreadsheets open: a list as CSV or as a workbook, with the same cells.

use crate::text::inert_cell;
use crate::{Error, Result};
use rust_xlsxwriter::{Format, Workbook as Book, Worksheet};

/// The widest column (characters).
const WIDTH_MAX: usize = 40;

/// A workbook of one sheet. A row is written away as soon as the next one begins, so that length costs no memory. Every
/// cell is a text: nothing in it is a formula, and no number loses its zeros.
pub struct Workbook {
    book: Book,
    row: u32,
}

impl Workbook {
    /// A sheet of this name with these heads.
    ///
    /// # Errors
    /// When the name is none for a sheet.
    pub fn new(name: &str, heads: &[String]) -> Result<Workbook> {
        let mut book = Book::new();
        let sheet = book.add_worksheet_with_constant_memory();
        sheet.set_name(name).map_err(Error::broken)?;
        sheet.set_freeze_panes(1, 0).map_err(Error::broken)?;
        for (column, head) in (0u16..).zip(heads) {
            let width = head.chars().count().clamp(12, WIDTH_MAX);
            sheet.set_column_width(column, u32::try_from(width).unwrap_or(12)).map_err(Error::broken)?;
        }
        let bold = Format::new().set_bold();
        for (column, head) in (0u16..).zip(heads) {
            sheet.write_string_with_format(0, column, head, &bold).map_err(Error::broken)?;
        }
        Ok(Workbook { book, row: 0 })
    }

    /// One more row.
    ///
    /// # Errors
    /// When the sheet is full (1,048,576 rows).
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        self.row += 1;
        let row = self.row;
        let sheet: &mut Worksheet = self.book.worksheet_from_index(0).map_err(Error::broken)?;
        for (column, cell) in (0u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell).map_err(Error::broken)?;
            }
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.book.save_to_buffer().map_err(Error::broken)
    }
}

/// On what a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Text with commas (RFC 4180), where what looks like a formula has a quote in front.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Paper {
    /// How addresses ask for it.
    pub fn parse(name: &str) -> Option<Paper> {
        match name {
            "csv" => Some(Paper::Csv),
            "xlsx" => Some(Paper::Xlsx),
            _ => None,
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Paper::Csv => "csv",
            Paper::Xlsx => "xlsx",
        }
    }

    /// Its type on the web.
    pub fn mime(self) -> &'static str {
        match self {
            Paper::Csv => "text/csv; charset=utf-8",
            Paper::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Writes a list. A CSV file begins with a byte order mark, because spreadsheets guess wrong without it.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn write(self, name: &str, heads: &[String], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
        match self {
            Paper::Xlsx => {
                let mut book = Workbook::new(name, heads)?;
                for row in rows {
                    book.row(row)?;
                }
                book.finish()
            }
            Paper::Csv => {
                let mut file = "\u{feff}".as_bytes().to_vec();
                file.extend(lines([heads.to_vec()].into_iter().chain(rows))?);
                Ok(file)
            }
        }
    }
}

/// Rows as lines of a CSV file (RFC 4180). No cell of them is a formula.
///
/// # Errors
/// When they cannot be written, which nothing in them can cause.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    for row in rows {
        file.write_record(row.iter().map(|cell| inert_cell(cell))).map_err(Error::broken)?;
    }
    file.into_inner().map_err(Error::broken)
}
