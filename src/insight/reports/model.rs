//! What every report is: a table, and perhaps a chart.

use kernel::money::{Money, grouped};

/// A report as it was read.
pub struct Report {
    /// Its address below `/reports`.
    pub name: &'static str,
    /// What it is called.
    pub title: String,
    /// What it says, in a sentence.
    pub lead: String,
    /// What its columns are called.
    pub heads: Vec<Head>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What stands below them, without a link.
    pub totals: Vec<Line>,
    /// What is drawn above them.
    pub chart: Option<Chart>,
    /// What the reader has to know besides.
    pub notes: Vec<String>,
}

/// A bar for each of a few figures.
pub struct Chart {
    /// What it shows.
    pub name: String,
    /// What a bar measures.
    pub measure: &'static str,
    /// From left to right.
    pub bars: Vec<Bar>,
}

/// A bar.
pub struct Bar {
    /// What stands below it.
    pub label: String,
    /// How high it is.
    pub value: f64,
    /// How much that is, for people.
    pub text: String,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// What it is called.
    pub label: &'static str,
    /// Does it hold figures?
    pub is_figure: bool,
}

impl Head {
    /// A column of words.
    pub const fn word(label: &'static str) -> Head {
        Head { label, is_figure: false }
    }

    /// A column of figures.
    pub const fn figure(label: &'static str) -> Head {
        Head { label, is_figure: true }
    }
}

/// A line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it leads to, below the organisation's path.
    pub path: Option<String>,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

impl Line {
    /// Its cells for files and programs.
    pub fn plain(self) -> Vec<String> {
        self.cells.into_iter().map(|cell| cell.plain).collect()
    }
}

/// A cell, for people and for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// For people.
    pub shown: String,
    /// For files and programs: digits without words.
    pub plain: String,
}

impl Cell {
    /// A word.
    pub fn word(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell { shown: text.clone(), plain: text }
    }

    /// A number.
    pub fn number(number: i64) -> Cell {
        let plain = number.to_string();
        Cell { shown: grouped(&plain), plain }
    }

    /// An amount.
    pub fn money(minor: i64, currency: &str) -> Cell {
        let money = Money::new(minor, currency);
        Cell { shown: money.grouped(), plain: money.plain() }
    }
}
