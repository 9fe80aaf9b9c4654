//! What people type to make a field.

use super::super::NAME_MAX;
use super::model::{Field, Kind};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most choices.
pub const CHOICES_MAX: usize = 100;
/// The longest pattern (characters).
const PATTERN_MAX: usize = 200;
/// The longest help (characters).
const HELP_MAX: usize = 200;

/// What the form of a field sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FieldForm {
    /// What it is called.
    pub name: String,
    /// Of which category and all below it; empty: of every asset.
    pub category: String,
    /// What it holds.
    pub kind: String,
    /// `on`: must be filled in.
    pub is_required: String,
    /// `on`: no two assets have the same.
    pub is_unique: String,
    /// `on`: kept encrypted.
    pub is_sealed: String,
    /// `on`: a column of the list.
    pub is_listed: String,
    /// `on`: of a date, it is told when it comes near.
    pub is_expiry: String,
    /// A regular expression; of texts.
    pub pattern: String,
    /// What helps to fill it in.
    pub help: String,
    /// What a choice may be, one a line.
    pub choices: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A field as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewField {
    /// What it is called.
    pub name: String,
    /// Of which category and all below it. None: of every asset.
    pub category: Option<Uuid>,
    /// What it holds.
    pub kind: Kind,
    /// Must it be filled in?
    pub is_required: bool,
    /// May no two assets have the same?
    pub is_unique: bool,
    /// Is it kept encrypted?
    pub is_sealed: bool,
    /// Is it a column of the list?
    pub is_listed: bool,
    /// Of a date: is it told when it comes near?
    pub is_expiry: bool,
    /// A regular expression that a text must match as a whole; may be empty.
    pub pattern: String,
    /// What helps to fill it in; may be empty.
    pub help: String,
    /// What a choice may be.
    pub choices: Vec<String>,
}

impl FieldForm {
    /// A field as its form shows it.
    pub fn of(field: &Field) -> FieldForm {
        let ticked = |is: bool| if is { "on" } else { "" }.to_owned();
        FieldForm {
            name: field.name.clone(),
            category: field.category_id.map(|id| id.to_string()).unwrap_or_default(),
            kind: field.kind.name().to_owned(),
            is_required: ticked(field.is_required),
            is_unique: ticked(field.is_unique),
            is_sealed: ticked(field.is_sealed),
            is_listed: ticked(field.is_listed),
            is_expiry: ticked(field.is_expiry),
            pattern: field.pattern.clone(),
            help: field.help.clone(),
            choices: field.choices.join("\n"),
            version: field.version,
            key: String::new(),
        }
    }
}

impl NewField {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &FieldForm) -> Result<NewField, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let category = match form.category.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| "Choose from the list."),
        };
        let category = problems.take("category", category);
        let kind = problems.take("kind", Kind::parse(&form.kind).ok_or("Choose what it holds."));
        let [is_required, is_unique, is_sealed, is_listed, is_expiry] =
            [&form.is_required, &form.is_unique, &form.is_sealed, &form.is_listed, &form.is_expiry]
                .map(|ticked| ticked == "on");
        if is_unique && matches!(kind, Some(Kind::Person | Kind::Boolean)) {
            problems.add("is_unique", "A person, or a yes or no, may be there more than once.");
        } else if is_unique && is_sealed {
            problems.add("is_unique", "What is encrypted cannot be compared, so it cannot be unique.");
        }
        if is_listed && is_sealed {
            problems.add("is_listed", "What is encrypted is not shown in lists.");
        }
        if is_expiry && kind.is_some_and(|kind| kind != Kind::Date) {
            problems.add("is_expiry", "Only a date comes near.");
        } else if is_expiry && is_sealed {
            problems.add("is_expiry", "What is encrypted is not told.");
        }
        let pattern = problems.take("pattern", pattern(&form.pattern, kind));
        let help = problems.take("help", text::optional_line(&form.help, HELP_MAX));
        let choices = problems.take("choices", choices(&form.choices, kind));
        match (name, category, kind, pattern, help, choices) {
            (Some(name), Some(category), Some(kind), Some(pattern), Some(help), Some(choices))
                if problems.is_empty() =>
            {
                Ok(NewField {
                    name,
                    category,
                    kind,
                    is_required,
                    is_unique,
                    is_sealed,
                    is_listed,
                    is_expiry,
                    pattern,
                    help,
                    choices,
                })
            }
            _ => Err(problems),
        }
    }

    /// A field as somebody would have to wish for it to leave it as it is.
    pub(super) fn of(field: &Field) -> NewField {
        NewField {
            name: field.name.clone(),
            category: field.category_id,
            kind: field.kind,
            is_required: field.is_required,
            is_unique: field.is_unique,
            is_sealed: field.is_sealed,
            is_listed: field.is_listed,
            is_expiry: field.is_expiry,
            pattern: field.pattern.clone(),
            help: field.help.clone(),
            choices: field.choices.0.clone(),
        }
    }
}

/// The pattern of a text; other kinds have none, whatever their form still holds.
fn pattern(typed: &str, kind: Option<Kind>) -> Result<String, String> {
    let pattern = typed.trim();
    if pattern.is_empty() || kind.is_some_and(|kind| kind != Kind::Text) {
        return Ok(String::new());
    }
    if pattern.chars().count() > PATTERN_MAX {
        return Err(format!("This is {} characters long; {PATTERN_MAX} fit.", pattern.chars().count()));
    }
    Field::compiled(pattern).map(|_| pattern.to_owned())
}

/// What a choice may be, one a line; other kinds have none.
fn choices(typed: &str, kind: Option<Kind>) -> Result<Vec<String>, String> {
    if kind != Some(Kind::Choice) {
        return Ok(Vec::new());
    }
    let mut choices: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for line in typed.lines() {
        let choice = text::optional_line(line, NAME_MAX)?;
        if choice.is_empty() {
            continue;
        }
        if !known.insert(choice.to_lowercase()) {
            return Err(format!("{choice} is there twice."));
        }
        choices.push(choice);
    }
    match choices.len() {
        0 => Err("Give what can be chosen, one a line.".to_owned()),
        1..=CHOICES_MAX => Ok(choices),
        many => Err(format!("These are {many} choices; {CHOICES_MAX} fit.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: &str) -> FieldForm {
        FieldForm { name: "Colour".into(), kind: kind.into(), ..FieldForm::default() }
    }

    #[test]
    fn choices_are_lines_and_different() {
        let parse = |choices: &str| NewField::parse(&FieldForm { choices: choices.into(), ..form("choice") });
        assert_eq!(parse(" Black \n\n Space  grey\r\n").unwrap().choices, ["Black", "Space grey"]);
        assert!(parse("Black\nblack").unwrap_err().at("choices").is_some_and(|problem| problem.contains("black")));
        assert!(parse(" \n").unwrap_err().at("choices").is_some());
        let many: String = (0..=CHOICES_MAX).map(|number| format!("{number}\n")).collect();
        assert!(parse(&many).unwrap_err().at("choices").is_some());
        let text = NewField::parse(&FieldForm { choices: "Black".into(), ..form("text") }).unwrap();
        assert!(text.choices.is_empty(), "a text has none");
    }

    #[test]
    fn what_cannot_be_compared_is_not_unique_and_what_is_encrypted_is_not_listed() {
        let ticked = |kind: &str, unique: &str, sealed: &str, listed: &str| {
            let (is_unique, is_sealed, is_listed) = (unique.into(), sealed.into(), listed.into());
            NewField::parse(&FieldForm { is_unique, is_sealed, is_listed, ..form(kind) })
        };
        for kind in ["person", "boolean"] {
            assert!(ticked(kind, "on", "", "").unwrap_err().at("is_unique").is_some(), "{kind}");
            assert!(ticked(kind, "", "", "on").is_ok(), "{kind}");
        }
        assert!(ticked("text", "on", "on", "").unwrap_err().at("is_unique").is_some());
        assert!(ticked("text", "", "on", "on").unwrap_err().at("is_listed").is_some());
        assert!(ticked("text", "on", "", "on").is_ok() && ticked("text", "", "on", "").is_ok());
    }

    #[test]
    fn only_texts_have_patterns_and_they_are_regular_expressions() {
        let parse = |kind: &str, pattern: &str| NewField::parse(&FieldForm { pattern: pattern.into(), ..form(kind) });
        assert_eq!(parse("text", "[0-9]{4}").unwrap().pattern, "[0-9]{4}");
        assert_eq!(parse("number", "(").unwrap().pattern, "");
        for wrong in ["(".to_owned(), "a".repeat(PATTERN_MAX + 1)] {
            assert!(parse("text", &wrong).unwrap_err().at("pattern").is_some(), "{wrong}");
        }
        assert!(NewField::parse(&form("colour")).unwrap_err().at("kind").is_some());
    }
}
