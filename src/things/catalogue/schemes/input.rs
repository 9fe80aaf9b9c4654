//! What people type to make a scheme.

use super::super::{MONTHS_MAX, NAME_MAX, NOTE_MAX};
use super::model::Scheme;
use super::schedule::{Convention, Method};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};

/// The longest name of an account (characters).
const ACCOUNT_MAX: usize = 40;

/// What the form of a scheme sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SchemeForm {
    /// What it is called.
    pub name: String,
    /// One of the methods.
    pub method: String,
    /// Whole months.
    pub months: String,
    /// Percent a year, such as `20` or `12.5`; may be empty.
    pub rate: String,
    /// Percent of what was paid; empty: none.
    pub salvage: String,
    /// `on`: goes over to the straight line.
    pub switches: String,
    /// One of the conventions.
    pub convention: String,
    /// The account that a journal charges.
    pub expense_account: String,
    /// The account that a journal gathers it on.
    pub contra_account: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A scheme as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewScheme {
    /// What it is called.
    pub name: String,
    /// How fast value goes.
    pub method: Method,
    /// Within how many months.
    pub months: i64,
    /// Of a declining balance: hundredths of a percent a year.
    pub rate_bp: Option<i64>,
    /// What stays, in hundredths of a percent.
    pub salvage_bp: i64,
    /// Does a declining balance go over to the straight line?
    pub switches: bool,
    /// When the first month is.
    pub convention: Convention,
    /// The account that a journal charges; may be empty.
    pub expense_account: String,
    /// The account that a journal gathers it on; may be empty.
    pub contra_account: String,
    /// For colleagues.
    pub note: String,
}

impl SchemeForm {
    /// A new scheme as its form shows it.
    pub fn fresh(key: String) -> SchemeForm {
        SchemeForm {
            method: Method::StraightLine.name().to_owned(),
            months: "36".to_owned(),
            convention: Convention::FullMonth.name().to_owned(),
            key,
            ..SchemeForm::default()
        }
    }

    /// A scheme as its form shows it.
    pub fn of(scheme: &Scheme) -> SchemeForm {
        SchemeForm {
            name: scheme.name.clone(),
            method: scheme.method.name().to_owned(),
            months: scheme.months.to_string(),
            rate: scheme.rate_bp.map(percent).unwrap_or_default(),
            salvage: if scheme.salvage_bp == 0 { String::new() } else { percent(scheme.salvage_bp) },
            switches: if scheme.switches { "on" } else { "" }.to_owned(),
            convention: scheme.convention.name().to_owned(),
            expense_account: scheme.expense_account.clone(),
            contra_account: scheme.contra_account.clone(),
            note: scheme.note.clone(),
            version: scheme.version,
            key: String::new(),
        }
    }
}

impl NewScheme {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &SchemeForm) -> Result<NewScheme, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let method = problems.take("method", Method::parse(&form.method).ok_or("Choose from the list."));
        let months = match form.months.trim().parse() {
            Ok(months @ 1..=MONTHS_MAX) => Ok(months),
            _ => Err(format!("Give whole months, 1 to {MONTHS_MAX}.")),
        };
        let months = problems.take("months", months);
        let rate = problems.take("rate", basis_points(&form.rate));
        let salvage = problems.take("salvage", basis_points(&form.salvage));
        let convention =
            problems.take("convention", Convention::parse(&form.convention).ok_or("Choose from the list."));
        let expense_account = problems.take("expense_account", text::optional_line(&form.expense_account, ACCOUNT_MAX));
        let contra_account = problems.take("contra_account", text::optional_line(&form.contra_account, ACCOUNT_MAX));
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        let declining = method == Some(Method::DecliningBalance);
        let salvage_bp = salvage.flatten().unwrap_or(0);
        match rate {
            Some(Some(0)) if declining => problems.add("rate", "A rate of nothing takes nothing: give more than 0 %."),
            Some(None) if declining && salvage_bp == 0 => {
                problems.add("rate", "Give a rate, or a salvage value that it is to lead to.");
            }
            _ => {}
        }
        let (Some(name), Some(method), Some(months), Some(rate), Some(convention)) =
            (name, method, months, rate, convention)
        else {
            return Err(problems);
        };
        let (Some(expense_account), Some(contra_account), Some(note), true) =
            (expense_account, contra_account, note, problems.is_empty())
        else {
            return Err(problems);
        };
        let balances = matches!(method, Method::DecliningBalance | Method::DoubleDeclining);
        Ok(NewScheme {
            name,
            method,
            months,
            rate_bp: rate.filter(|_| declining),
            salvage_bp,
            switches: balances && form.switches == "on",
            convention,
            expense_account,
            contra_account,
            note,
        })
    }

    /// Does it give other figures than another one?
    pub(super) fn reckons_otherwise(&self, other: &NewScheme) -> bool {
        let figures =
            |one: &NewScheme| (one.method, one.months, one.rate_bp, one.salvage_bp, one.switches, one.convention);
        figures(self) != figures(other)
    }
}

/// `12.5` of 1250 hundredths of a percent.
pub(crate) fn percent(bp: i64) -> String {
    match (bp / 100, bp % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

/// Percent as typed, with at most two decimals; nothing typed says nothing.
fn basis_points(typed: &str) -> Result<Option<i64>, &'static str> {
    let wrong = "Give a percentage from 0 to 100, such as 12.5.";
    let typed = typed.trim().trim_end_matches('%').trim_end().replace(',', ".");
    if typed.is_empty() {
        return Ok(None);
    }
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, "0"));
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !digits(whole, 3) || !digits(part, 2) {
        return Err(wrong);
    }
    match format!("{whole}{part:0<2}").parse() {
        Ok(bp @ 0..=10_000) => Ok(Some(bp)),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_two_decimals_at_most() {
        assert_eq!(basis_points(" "), Ok(None));
        for (typed, bp) in [("20", 2_000), ("12.5 %", 1_250), ("0,05", 5), ("100", 10_000)] {
            assert_eq!(basis_points(typed), Ok(Some(bp)), "{typed}");
            assert_eq!(basis_points(&percent(bp)), Ok(Some(bp)));
        }
        for typed in ["-1", "101", "1.234", "half", ".", "1.", "100.01"] {
            assert!(basis_points(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let form = SchemeForm { rate: "x".into(), salvage: "200".into(), ..SchemeForm::default() };
        let problems = NewScheme::parse(&form).unwrap_err();
        for field in ["name", "method", "months", "rate", "salvage", "convention"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_declining_balance_knows_how_fast_it_goes() {
        let form =
            SchemeForm { name: "Tax".into(), method: "declining_balance".into(), ..SchemeForm::fresh(String::new()) };
        assert!(NewScheme::parse(&form).unwrap_err().at("rate").is_some());
        let led = SchemeForm { salvage: "10".into(), ..form.clone() };
        assert_eq!(NewScheme::parse(&led).unwrap().rate_bp, None);
        let fixed = SchemeForm { rate: "25".into(), switches: "on".into(), ..form.clone() };
        let fixed = NewScheme::parse(&fixed).unwrap();
        assert_eq!((fixed.rate_bp, fixed.switches), (Some(2_500), true));
        // What means nothing for a method is not kept.
        let line = SchemeForm { method: "straight_line".into(), rate: "25".into(), switches: "on".into(), ..form };
        let line = NewScheme::parse(&line).unwrap();
        assert_eq!((line.rate_bp, line.switches), (None, false));
    }
}
