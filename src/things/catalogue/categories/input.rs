//! What people type to make a category.

use super::super::{NAME_MAX, NOTE_MAX, months};
use super::model::{ALERT_DAYS_MAX, AUDIT_MONTHS, Category};
use super::tag::TagPattern;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the form of a category sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    /// What it is called.
    pub name: String,
    /// What it stands in; empty at the top.
    pub parent: String,
    /// Empty: inherited.
    pub tag_pattern: String,
    /// `yes`, `no`, or empty: inherited.
    pub unique_serials: String,
    /// Whole months; empty: inherited.
    pub life_months: String,
    /// Whole days; empty: inherited.
    pub alert_days: String,
    /// One of [`AUDIT_MONTHS`]; empty: inherited.
    pub audit_months: String,
    /// `yes`, `no`, or empty: inherited.
    pub asks_acceptance: String,
    /// What is signed; empty: inherited.
    pub acceptance_text: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A category as somebody wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewCategory {
    /// What it is called.
    pub name: String,
    /// What it stands in.
    pub parent: Option<Uuid>,
    /// How tags look; empty: inherited.
    pub tag_pattern: String,
    /// Must serials differ? None: inherited.
    pub unique_serials: Option<bool>,
    /// Months from purchase to the end of life. None: inherited.
    pub life_months: Option<i64>,
    /// How many days before its end something is told. None: inherited.
    pub alert_days: Option<i64>,
    /// Months until an asset is to be seen again in an audit. None: inherited.
    pub audit_months: Option<i64>,
    /// Does whoever gets one sign for it? None: inherited.
    pub asks_acceptance: Option<bool>,
    /// What they sign; empty: inherited.
    pub acceptance_text: String,
    /// For colleagues.
    pub note: String,
}

/// The longest text that is signed (characters).
pub const ACCEPTANCE_MAX: usize = 8_000;

impl CategoryForm {
    /// A category as its form shows it.
    pub fn of(category: &Category) -> CategoryForm {
        let said = |said: Option<bool>| match said {
            None => "",
            Some(true) => "yes",
            Some(false) => "no",
        };
        CategoryForm {
            name: category.name.clone(),
            parent: category.parent_id.map(|id| id.to_string()).unwrap_or_default(),
            tag_pattern: category.tag_pattern.clone(),
            unique_serials: said(category.unique_serials).to_owned(),
            asks_acceptance: said(category.asks_acceptance).to_owned(),
            acceptance_text: category.acceptance_text.clone(),
            life_months: category.life_months.map(|months| months.to_string()).unwrap_or_default(),
            alert_days: category.alert_days.map(|days| days.to_string()).unwrap_or_default(),
            audit_months: category.audit_months.map(|months| months.to_string()).unwrap_or_default(),
            note: category.note.clone(),
            version: category.version,
            key: String::new(),
        }
    }
}

/// What a choice of three says.
fn said(typed: &str) -> Result<Option<bool>, &'static str> {
    match typed {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err("Choose from the list."),
    }
}

impl NewCategory {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &CategoryForm) -> Result<NewCategory, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let parent = match form.parent.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| "Choose from the list."),
        };
        let parent = problems.take("parent", parent);
        let pattern = form.tag_pattern.trim();
        if !pattern.is_empty()
            && let Err(sentence) = TagPattern::parse(pattern)
        {
            problems.add("tag_pattern", sentence);
        }
        let unique_serials = problems.take("unique_serials", said(&form.unique_serials));
        let asks_acceptance = problems.take("asks_acceptance", said(&form.asks_acceptance));
        let acceptance_text = problems.take("acceptance_text", text::paragraph(&form.acceptance_text, ACCEPTANCE_MAX));
        let life_months = problems.take("life_months", months(&form.life_months));
        let alert_days = problems.take("alert_days", alert_days(&form.alert_days));
        let audit_months = problems.take("audit_months", audit_months(&form.audit_months));
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        let every = (unique_serials, life_months, alert_days, audit_months);
        let acceptance = asks_acceptance.zip(acceptance_text);
        match (name, parent, every, note, acceptance) {
            (
                Some(name),
                Some(parent),
                (Some(unique_serials), Some(life_months), Some(alert_days), Some(audit_months)),
                Some(note),
                Some((asks_acceptance, acceptance_text)),
            ) if problems.is_empty() => {
                let tag_pattern = pattern.to_owned();
                Ok(NewCategory {
                    name,
                    parent,
                    tag_pattern,
                    unique_serials,
                    life_months,
                    alert_days,
                    audit_months,
                    asks_acceptance,
                    acceptance_text,
                    note,
                })
            }
            _ => Err(problems),
        }
    }

    /// A category as somebody would have to wish for it to leave it as it is.
    pub(super) fn of(category: &Category) -> NewCategory {
        NewCategory {
            name: category.name.clone(),
            parent: category.parent_id,
            tag_pattern: category.tag_pattern.clone(),
            unique_serials: category.unique_serials,
            life_months: category.life_months,
            alert_days: category.alert_days,
            audit_months: category.audit_months,
            asks_acceptance: category.asks_acceptance,
            acceptance_text: category.acceptance_text.clone(),
            note: category.note.clone(),
        }
    }
}

/// How often assets are audited, as typed.
fn audit_months(typed: &str) -> Result<Option<i64>, String> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let known = typed.parse().ok().filter(|months| AUDIT_MONTHS.contains(months));
            known.map(Some).ok_or_else(|| format!("Choose one of {AUDIT_MONTHS:?}."))
        }
    }
}

/// Days before the end, or nothing.
fn alert_days(typed: &str) -> Result<Option<i64>, String> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(days) if (0..=ALERT_DAYS_MAX).contains(&days) => Ok(Some(days)),
            _ => Err(format!("Enter whole days, {ALERT_DAYS_MAX} at most.")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let form = CategoryForm {
            parent: "somewhere".into(),
            tag_pattern: "NB".into(),
            unique_serials: "perhaps".into(),
            life_months: "0".into(),
            alert_days: "soon".into(),
            audit_months: "5".into(),
            asks_acceptance: "perhaps".into(),
            ..CategoryForm::default()
        };
        let problems = NewCategory::parse(&form).unwrap_err();
        for field in [
            "name",
            "parent",
            "tag_pattern",
            "unique_serials",
            "life_months",
            "alert_days",
            "audit_months",
            "asks_acceptance",
        ] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn what_is_left_empty_is_inherited() {
        let form = CategoryForm { name: " Phones ".into(), ..CategoryForm::default() };
        let new = NewCategory::parse(&form).unwrap();
        assert_eq!((new.name.as_str(), new.parent, new.tag_pattern.as_str()), ("Phones", None, ""));
        assert_eq!((new.unique_serials, new.life_months, new.alert_days), (None, None, None));
    }
}
