//! Handing assets over and taking them back, as forms say it.

use crate::catalogue::labels::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::time::{day_start, parse_day};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest note of a hand-over (characters).
pub const NOTE_MAX: usize = 400;

/// What the form for checking out sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CheckOutForm {
    /// To what: `person`, `location` or `asset`.
    pub to: String,
    /// A person's address or name.
    pub person: String,
    /// A place's id.
    pub location: String,
    /// Another asset's tag.
    pub holder: String,
    /// Expected back.
    pub due_on: String,
    /// For colleagues.
    pub note: String,
    /// The assets' ids or tags, one after another, of a form that hands over several.
    pub assets: String,
    /// So that a double click hands over once.
    pub key: String,
}

/// To whom an asset goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A person.
    Contact(Uuid),
    /// A place.
    Location(Uuid),
    /// Another asset.
    Asset(Uuid),
}

/// A hand-over as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// To whom.
    pub to: To,
    /// Expected back; none: for good.
    pub due_on: Option<NaiveDate>,
    /// For colleagues.
    pub note: String,
}

impl Handover {
    /// The instant by which it is expected back: the end of the day, where the organisation is.
    pub fn due_at(&self, zone: Tz) -> Option<DateTime<Utc>> {
        expected(self.due_on, zone)
    }
}

/// The instant by which something is expected back on this day: the end of it, where the organisation is.
pub fn expected(due_on: Option<NaiveDate>, zone: Tz) -> Option<DateTime<Utc>> {
    due_on.map(|day| day_start(zone, day + TimeDelta::days(1)))
}

impl CheckOutForm {
    /// Reads what needs no looking up: expected return and note.
    pub fn terms(&self, today: NaiveDate, problems: &mut Problems) -> Option<(Option<NaiveDate>, String)> {
        let due_on = match self.due_on.trim() {
            "" => Some(None),
            typed => problems.take(
                "due_on",
                match parse_day(typed) {
                    Some(day) if day < today => Err("This day is over."),
                    Some(day) => Ok(Some(day)),
                    None => Err("Enter a day as year-month-day, such as 2026-11-26."),
                },
            ),
        };
        let note = problems.take("note", text::optional_line(&self.note, NOTE_MAX));
        due_on.zip(note)
    }
}

/// What the form for checking in sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CheckInForm {
    /// Where it is put; empty: where it belongs.
    pub location: String,
    /// The organisation's word for how it stands now.
    pub label: String,
    /// For colleagues.
    pub note: String,
    /// The assets' ids or tags, one after another, of a form that takes back several.
    pub assets: String,
    /// So that a double click takes it back once.
    pub key: String,
}

/// A return as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Where it is put; none: where it belongs.
    pub location: Option<Uuid>,
    /// The label it gets.
    pub label: Option<Uuid>,
    /// For colleagues.
    pub note: String,
}

/// What the form for another status sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// A label's id, or the name of a state for none of its labels.
    pub status: String,
    /// Why, for colleagues; of what is disposed of, also what became of it.
    pub note: String,
    /// The version that was read.
    pub version: i64,
}

impl StatusForm {
    /// The state that is named, where no label is.
    pub fn plain_state(&self) -> Option<State> {
        State::parse(&self.status)
    }
}
