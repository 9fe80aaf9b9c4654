//! A change of many assets at once: the same for all of them, made on the list instead of in a file.

use crate::assets::NOTE_MAX;
use crate::catalogue::fields::Field;
use crate::catalogue::labels::State;
use chrono::NaiveDate;
use kernel::time::parse_day;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Typed alone, it empties a field.
pub const EMPTIED: &str = "-";
/// What the name of a tick begins with that empties a field.
const CLEAR: &str = "clear-";
/// For whoever empties a field and says what it is.
const BOTH: &str = "Either it is emptied, or it is this: not both.";
/// The most months of a warranty.
const MONTHS_MAX: u32 = 1_200;
/// What describes an asset and may be changed so, by the names of its form; besides fields of the organisation's own.
const NAMED: [&str; 8] = ["category", "model", "home", "supplier", "purchased_on", "cost", "order_number", "ends_on"];

/// What is to become of many assets. What is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// By the names of an asset's form: those of [`NAMED`], and `field-…`. Empty: it is emptied.
    pub fields: BTreeMap<String, String>,
    /// A state, or a label's id; empty: as it stands.
    pub status: String,
    /// Of what is disposed of, what became of it.
    pub reason: String,
    /// Where they are.
    pub location: Option<Uuid>,
    /// Months from the purchase to the end of the warranty.
    pub warranty_months: Option<u32>,
    /// What is put below each note.
    pub append: String,
    /// Are those taken back that somebody has?
    pub comes_back: bool,
    /// When those are expected back that somebody has: a day, or [`EMPTIED`] for never; empty: as it was said.
    pub due: String,
}

impl Change {
    /// When those are expected back that somebody has, where that is to change.
    pub fn due(&self) -> Option<Option<NaiveDate>> {
        match self.due.as_str() {
            "" => None,
            EMPTIED => Some(None),
            day => Some(parse_day(day)),
        }
    }
}

/// What its form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    /// A state, or a label's id.
    pub status: String,
    /// Of what is disposed of.
    pub reason: String,
    /// A place's id.
    pub location: String,
    /// Months.
    pub warranty_months: String,
    /// For colleagues.
    pub append: String,
    /// `on`.
    pub comes_back: String,
    /// A day.
    pub due_on: String,
    /// By the names of an asset's form; `clear-…`: it is emptied.
    #[serde(flatten)]
    pub fields: BTreeMap<String, String>,
}

impl ChangeForm {
    /// What was typed under a name of an asset's form.
    pub fn typed(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Is this field ticked to be emptied?
    pub fn clears(&self, name: &str) -> bool {
        self.typed(&format!("{CLEAR}{name}")) == "on"
    }

    /// Reads it; `own` are the fields there are.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field; a problem at `status` where it asks for nothing.
    pub fn read(&self, own: &[Field]) -> Result<Change, Problems> {
        let mut problems = Problems::new();
        let mut fields = BTreeMap::new();
        for (name, typed) in &self.fields {
            let (name, typed) = match name.strip_prefix(CLEAR) {
                // Ticked: the field itself may not be in the form.
                Some(of) if self.clears(of) => (of, EMPTIED),
                Some(_) => continue,
                None => (name.as_str(), typed.trim()),
            };
            let is_own = own.iter().any(|field| !field.is_sealed && field.input() == name);
            if typed.is_empty() || !(is_own || NAMED.contains(&name)) {
                continue;
            }
            if self.clears(name) && typed != EMPTIED {
                problems.add(name.to_owned(), BOTH);
                continue;
            }
            let value = if typed == EMPTIED { "" } else { typed };
            if value.is_empty() && name == "category" {
                problems.add("category", "An asset is of some category always.");
            }
            fields.insert(name.to_owned(), value.to_owned());
        }
        let location = match self.location.trim() {
            "" => None,
            typed => problems.take("location", typed.parse().map_err(|_| "Choose from the list.")),
        };
        let warranty_months = match self.warranty_months.trim() {
            "" => None,
            typed => {
                let months = typed.parse().ok().filter(|months| (1..=MONTHS_MAX).contains(months));
                problems.take("warranty_months", months.ok_or("Enter whole months, such as 24."))
            }
        };
        let due = match (self.due_on.trim(), self.clears("due_on")) {
            (typed, false) if typed.is_empty() || parse_day(typed).is_some() => typed.to_owned(),
            ("", true) => EMPTIED.to_owned(),
            (_, is_cleared) => {
                problems.add(
                    "due_on",
                    if is_cleared { BOTH } else { "Enter a day as year-month-day, such as 2026-11-26." },
                );
                String::new()
            }
        };
        let append = problems.take("append", text::paragraph(&self.append, NOTE_MAX)).unwrap_or_default();
        let reason = problems.take("reason", text::optional_line(&self.reason, NOTE_MAX)).unwrap_or_default();
        let status = self.status.trim().to_owned();
        if State::parse(&status) == Some(State::Disposed) && reason.is_empty() {
            problems.add("reason", "Say what became of them: sold, lost, recycled, given away.");
        }
        let comes_back = self.comes_back == "on";
        let change = Change { fields, status, reason, location, warranty_months, append, comes_back, due };
        if problems.is_empty() && change == (Change { reason: change.reason.clone(), ..Change::default() }) {
            problems.add("status", "Say what is to become of them: nothing is to change yet.");
        }
        if problems.is_empty() { Ok(change) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> ChangeForm {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ChangeForm { fields, ..ChangeForm::default() }
    }

    #[test]
    fn a_dash_empties_and_what_nobody_knows_is_passed_over() {
        let read = form(&[("supplier", "-"), ("model", " "), ("colour", "red")]).read(&[]).unwrap();
        assert_eq!(read.fields, BTreeMap::from([("supplier".to_owned(), String::new())]));
        assert!(form(&[("category", "-")]).read(&[]).unwrap_err().at("category").is_some());
    }

    #[test]
    fn a_tick_empties_too_and_does_not_go_with_a_word() {
        let read = form(&[("clear-supplier", "on"), ("supplier", ""), ("clear-colour", "on")]).read(&[]).unwrap();
        assert_eq!(read.fields, BTreeMap::from([("supplier".to_owned(), String::new())]));
        assert!(form(&[("clear-category", "on")]).read(&[]).unwrap_err().at("category").is_some());
        let id = "0195e0a0-0000-7000-8000-000000000001";
        assert!(form(&[("clear-model", "on"), ("model", id)]).read(&[]).unwrap_err().at("model").is_some());
    }

    #[test]
    fn what_is_expected_back_is_a_day_or_never() {
        let read =
            |due_on: &str, fields: &[(&str, &str)]| ChangeForm { due_on: due_on.to_owned(), ..form(fields) }.read(&[]);
        assert_eq!(read("2026-03-09", &[]).unwrap().due(), Some(parse_day("2026-03-09")));
        assert_eq!(read("", &[("clear-due_on", "on")]).unwrap().due(), Some(None));
        for (typed, ticks) in [("soon", [("x", "")]), ("2026-03-09", [("clear-due_on", "on")])] {
            assert!(read(typed, &ticks).unwrap_err().at("due_on").is_some(), "{typed}");
        }
    }

    #[test]
    fn nothing_to_do_and_a_disposal_without_a_reason_are_refused() {
        assert!(form(&[]).read(&[]).unwrap_err().at("status").is_some());
        let gone = ChangeForm { status: "disposed".to_owned(), ..ChangeForm::default() };
        assert!(gone.read(&[]).unwrap_err().at("reason").is_some());
        let why = ChangeForm { reason: "Sold".to_owned(), ..gone };
        assert!(why.read(&[]).is_ok());
        assert!(ChangeForm { warranty_months: "0".to_owned(), ..form(&[]) }.read(&[]).is_err());
    }
}
