//! What a scan asks for, and what became of it.

use crate::assets::Asset;
use serde::Deserialize;
use uuid::Uuid;

/// What is done with each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It is shown.
    #[default]
    LookUp,
    /// It is handed over.
    Out,
    /// It is taken back.
    In,
    /// It is put somewhere else.
    Move,
    /// It is counted.
    Count,
    /// It was seen in an audit.
    Audit,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 6] = [Mode::LookUp, Mode::Out, Mode::In, Mode::Move, Mode::Count, Mode::Audit];

    /// How addresses say it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::LookUp => "look-up",
            Mode::Out => "out",
            Mode::In => "in",
            Mode::Move => "move",
            Mode::Count => "count",
            Mode::Audit => "audit",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Mode {
        Mode::ALL.into_iter().find(|mode| mode.name() == name).unwrap_or_default()
    }

    /// Does it change anything?
    pub fn changes(self) -> bool {
        matches!(self, Mode::Out | Mode::In | Mode::Move | Mode::Audit)
    }
}

/// What the page sends for a scan; the same in the address keeps mode and target.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ScanForm {
    /// What was read.
    pub code: String,
    /// See [`Mode`].
    pub mode: String,
    /// Who gets it, by name or address.
    pub person: String,
    /// Into which asset it goes, by its tag.
    pub holder: String,
    /// Where it goes, or is.
    pub location: String,
    /// Until when it is lent.
    pub due_on: String,
    /// For colleagues, with what is lent.
    pub note: String,
    /// In which audit it was seen.
    pub audit: String,
    /// So that it is done once.
    pub key: String,
    /// `row`: only the row is wanted.
    pub part: String,
}

impl ScanForm {
    /// What stays from scan to scan, by name.
    pub fn targets(&self) -> [(&'static str, &str); 6] {
        [
            ("person", &self.person),
            ("holder", &self.holder),
            ("location", &self.location),
            ("audit", &self.audit),
            ("due_on", &self.due_on),
            ("note", &self.note),
        ]
    }
}

/// How a scan went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As wished.
    Done,
    /// It was so already, or there is nothing to be done.
    Same,
    /// It cannot be done.
    Refused,
    /// Nothing has this code.
    Unknown,
}

impl State {
    /// For scripts and style sheets.
    pub fn name(self) -> &'static str {
        match self {
            State::Done => "done",
            State::Same => "same",
            State::Refused => "refused",
            State::Unknown => "unknown",
        }
    }
}

/// What became of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it went.
    pub state: State,
    /// What was read.
    pub code: String,
    /// The asset.
    pub asset: Option<Box<Asset>>,
    /// Something else that is known: the rest of its address, and its name.
    pub other: Option<(String, String)>,
    /// The item of stock that is counted on a page of its own.
    pub counts: Option<Uuid>,
    /// A sentence.
    pub text: String,
    /// The place that a code has set.
    pub location: Option<Uuid>,
    /// Of a kit whose page has to ask where its stock is taken from: who was to get it.
    pub asks: Option<String>,
}
