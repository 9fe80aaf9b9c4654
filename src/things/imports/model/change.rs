//! A change of many assets at once: the same for all of them, made on the list instead of in a file.

use crate::assets::NOTE_MAX;
use crate::catalogue::fields::Field;
use crate::catalogue::labels::State;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Typed alone, it empties a field.
pub const EMPTIED: &str = "-";
/// The most months of a warranty.
const MONTHS_MAX: u32 = 1_200;
/// What describes an asset and may be changed so, by the names of its form; besides fields of the organisation's own.
const NAMED: [&str; 4] = ["category", "model", "home", "supplier"];

/// What is to become of many assets. What is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// By the names of an asset's form: `category`, `model`, `home`, `supplier`, `field-…`. Empty: it is emptied.
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
    /// By the names of an asset's form.
    #[serde(flatten)]
    pub fields: BTreeMap<String, String>,
}

impl ChangeForm {
    /// What was typed under a name of an asset's form.
    pub fn typed(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Reads it; `own` are the fields there are.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field; a problem at `status` where it asks for nothing.
    pub fn read(&self, own: &[Field]) -> Result<Change, Problems> {
        let mut problems = Problems::new();
        let mut fields = BTreeMap::new();
        for (name, typed) in &self.fields {
            let typed = typed.trim();
            let is_own = own.iter().any(|field| !field.is_sealed && field.input() == *name);
            if typed.is_empty() || !(is_own || NAMED.contains(&name.as_str())) {
                continue;
            }
            let value = if typed == EMPTIED { "" } else { typed };
            if value.is_empty() && name == "category" {
                problems.add("category", "An asset is of some category always.");
            }
            fields.insert(name.clone(), value.to_owned());
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
        let append = problems.take("append", text::paragraph(&self.append, NOTE_MAX)).unwrap_or_default();
        let reason = problems.take("reason", text::optional_line(&self.reason, NOTE_MAX)).unwrap_or_default();
        let status = self.status.trim().to_owned();
        if State::parse(&status) == Some(State::Disposed) && reason.is_empty() {
            problems.add("reason", "Say what became of them: sold, lost, recycled, given away.");
        }
        let comes_back = self.comes_back == "on";
        let change = Change { fields, status, reason, location, warranty_months, append, comes_back };
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
    fn nothing_to_do_and_a_disposal_without_a_reason_are_refused() {
        assert!(form(&[]).read(&[]).unwrap_err().at("status").is_some());
        let gone = ChangeForm { status: "disposed".to_owned(), ..ChangeForm::default() };
        assert!(gone.read(&[]).unwrap_err().at("reason").is_some());
        let why = ChangeForm { reason: "Sold".to_owned(), ..gone };
        assert!(why.read(&[]).is_ok());
        assert!(ChangeForm { warranty_months: "0".to_owned(), ..form(&[]) }.read(&[]).is_err());
    }
}
