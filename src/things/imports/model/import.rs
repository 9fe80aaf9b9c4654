//! A file that was uploaded: how it is read, how far it is, and what became of its rows.

use super::cells::DayOrder;
use super::change::Change;
use chrono::{DateTime, Utc};
use kernel::db::Json;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows that a page shows of each kind.
pub const SHOWN: usize = 100;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// What it would do is being found out.
    Checking,
    /// That is known; nothing has changed yet.
    Checked,
    /// It is being done.
    Running,
    /// It was done.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

impl Stage {
    /// Is work going on?
    pub fn is_busy(self) -> bool {
        matches!(self, Stage::Checking | Stage::Running | Stage::Undoing)
    }

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Checking => "checking",
            Stage::Checked => "checked",
            Stage::Running => "running",
            Stage::Done => "done",
            Stage::Undoing => "undoing",
            Stage::Undone => "undone",
        }
    }
}

/// How a file is to be read, and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// What each column is read as, by the names of [`super::Target`]s; empty: left out.
    pub columns: Vec<String>,
    /// In which order days stand.
    pub days: DayOrder,
    /// Are catalogue entries, places and people made that are missing?
    pub makes_missing: bool,
    /// Are assets changed that are there already?
    pub changes: bool,
    /// All rows, or none?
    pub is_whole: bool,
    /// The category of rows that name none.
    pub category: Option<Uuid>,
    /// Where places stand that are made; none: each is a site of its own.
    pub places_in: Option<Uuid>,
    /// The same for all of them: rows name assets and say nothing else. None: a file.
    pub bulk: Option<Change>,
}

/// How many rows have which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// New assets.
    pub created: i64,
    /// Changed ones.
    pub changed: i64,
    /// Those that say nothing new.
    pub same: i64,
    /// Those that were left out.
    pub wrong: i64,
    /// What an undo did not take back.
    pub left: i64,
}

impl Counts {
    /// One more of this.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Create => self.created += 1,
            Verdict::Change => self.changed += 1,
            Verdict::Same => self.same += 1,
            Verdict::Wrong => self.wrong += 1,
        }
    }
}

/// An import.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Whose rights it is judged by.
    pub user_id: Option<Uuid>,
    /// What they are called.
    pub user_name: Option<String>,
    /// What the file was called.
    pub file_name: String,
    /// How it was written.
    pub encoding: String,
    /// What stood between its columns.
    pub separator: String,
    /// What its columns are called.
    pub heads: Json<Vec<String>>,
    /// How it is read.
    pub options: Json<Options>,
    /// How far it is.
    pub stage: Stage,
    /// Grows with every change of the stage.
    pub turn: i64,
    /// Parts that this stage is done with.
    pub position: i64,
    /// Parts in all.
    pub parts: i64,
    /// Rows in all.
    pub row_count: i64,
    /// How many of them have which fate.
    pub counts: Json<Counts>,
    /// Why it was stopped; mostly empty.
    pub why: String,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it was done or taken back.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Import {
    /// How far this stage is, in percent.
    pub fn percent(&self) -> i64 {
        if self.parts == 0 { 100 } else { self.position * 100 / self.parts }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A new asset.
    Create,
    /// A change of one that is there.
    Change,
    /// It says nothing new.
    Same,
    /// It cannot be done.
    Wrong,
}

/// A field that a row changes, as it was and as it is: words that forms understand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Which field.
    pub field: String,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// What becomes, or became, of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where the row stands in the file.
    pub line: u64,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What is wrong with it: field and sentence.
    pub problems: Vec<(String, String)>,
    /// Its tag and name, for people.
    pub title: (String, String),
    /// What it changes.
    pub turns: Vec<Turn>,
    /// The asset it made or changed, once it has.
    pub asset: Option<Uuid>,
    /// The version which that had then.
    pub version: i64,
    /// The version that a change of many was shown with.
    #[serde(default)]
    pub seen: i64,
    /// The pattern by which it got its tag, where the row had none.
    pub numbered_by: String,
}

impl Outcome {
    /// Forgets to what a new asset is set: the rows say it, and an undo does not ask.
    pub fn forget_new(&mut self) {
        if self.verdict == Verdict::Create {
            self.turns.clear();
        }
    }
}

/// Some hundred rows of a file, with what becomes of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The rows: where each stands in the file, and its cells.
    pub rows: Vec<(u64, Vec<String>)>,
    /// What becomes of them, once that is known, in the same order.
    pub outcomes: Vec<Outcome>,
}

/// What an import needs that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Missing {
    /// Categories.
    pub categories: BTreeSet<String>,
    /// Makers.
    pub makers: BTreeSet<String>,
    /// Suppliers.
    pub suppliers: BTreeSet<String>,
    /// Models: name, number, maker, category.
    pub models: BTreeSet<(String, String, String, String)>,
    /// Labels: the word, and the state it most likely stands on.
    pub labels: BTreeSet<(String, String)>,
    /// Places, each with those above it.
    pub places: BTreeSet<Vec<String>>,
    /// People: address and name.
    pub people: BTreeSet<(String, String)>,
}

impl Missing {
    /// How many there are of what, in words, with some of their names.
    pub fn told(&self) -> Vec<(&'static str, usize, Vec<String>)> {
        let some = |names: &mut dyn Iterator<Item = String>| names.take(12).collect::<Vec<_>>();
        let all = [
            ("Categories", self.categories.len(), some(&mut self.categories.iter().cloned())),
            ("Manufacturers", self.makers.len(), some(&mut self.makers.iter().cloned())),
            ("Models", self.models.len(), some(&mut self.models.iter().map(|(name, ..)| name.clone()))),
            ("Suppliers", self.suppliers.len(), some(&mut self.suppliers.iter().cloned())),
            ("Status labels", self.labels.len(), some(&mut self.labels.iter().map(|(name, _)| name.clone()))),
            ("Locations", self.places.len(), some(&mut self.places.iter().map(|path| path.join(" / ")))),
            ("People", self.people.len(), some(&mut self.people.iter().map(|(email, _)| email.clone()))),
        ];
        all.into_iter().filter(|(_, count, _)| *count > 0).collect()
    }
}

/// What an import makes besides assets and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Made {
    /// A category.
    Category,
    /// A maker or supplier.
    Vendor,
    /// A model.
    Model,
    /// A status label.
    Label,
    /// A place.
    Place,
}

/// What the page of an import shows of its rows, and what was made for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// The first rows that change something.
    pub changes: Vec<Outcome>,
    /// The first rows that are wrong.
    pub wrong: Vec<Outcome>,
    /// What an undo left: tag and why.
    pub left: Vec<(String, String)>,
    /// What is missing.
    pub missing: Missing,
    /// What was made because it was missing, in that order.
    pub made: Vec<(Made, Uuid)>,
}

impl Sample {
    /// Shows a row, while there is room.
    pub fn add(&mut self, outcome: &Outcome) {
        let list = match outcome.verdict {
            Verdict::Create | Verdict::Change => &mut self.changes,
            Verdict::Wrong => &mut self.wrong,
            Verdict::Same => return,
        };
        if list.len() < SHOWN {
            list.push(outcome.clone());
        }
    }
}
