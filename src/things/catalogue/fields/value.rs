//! What a field holds: read from what was typed, kept in one form, shown again.

use super::model::{Field, Kind};
use kernel::money::Money;
use kernel::text;
use kernel::time::{day_text, parse_day};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use url::Url;
use uuid::Uuid;

/// The longest value (characters).
pub const VALUE_MAX: usize = 400;
/// Decimals of a number: it is compared by so many, as a whole number.
pub const NUMBER_DECIMALS: usize = 6;
/// The most steps of a pattern, so that none of an organisation's own can take the machine's time or memory (bytes).
const PATTERN_SIZE: usize = 64 * 1024;

/// What a field holds for one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// In the form that its kind is sent by: a day is `2026-11-26`, an amount `45.00`, yes `true`, a person an id.
    pub value: String,
    /// What numbers, amounts (minor units), days (since 1970) and yes or no (1, 0) are compared by.
    pub number: Option<i64>,
    /// In lower case, where no two assets may have the same.
    pub unique_key: Option<String>,
}

impl Field {
    /// Reads what was typed; nothing typed holds nothing.
    ///
    /// # Errors
    /// A sentence for whoever typed it.
    pub fn read(&self, typed: &str, currency: &str) -> Result<Option<Content>, String> {
        let clean = text::optional_line(typed, VALUE_MAX)?;
        if clean.is_empty() {
            return if self.is_required { Err(format!("{} is needed.", self.name)) } else { Ok(None) };
        }
        let (value, number) = self.parsed(&clean, currency)?;
        let unique_key = self.is_unique.then(|| value.to_lowercase());
        Ok(Some(Content { value, number, unique_key }))
    }

    fn parsed(&self, clean: &str, currency: &str) -> Result<(String, Option<i64>), String> {
        match self.kind {
            Kind::Text => {
                self.demand_pattern(clean)?;
                Ok((clean.to_owned(), None))
            }
            Kind::Number => {
                let number = decimal(clean).ok_or("Enter a number such as 12.5, with six decimals at most.")?;
                Ok((plain(number), Some(number)))
            }
            Kind::Money => {
                let money = Money::parse(clean, currency)?;
                Ok((money.plain(), Some(money.minor)))
            }
            Kind::Date => {
                let day = parse_day(clean).ok_or("Enter a day as year-month-day, such as 2026-11-26.")?;
                let since = day.signed_duration_since(chrono::NaiveDate::default()).num_days();
                Ok((day.to_string(), Some(since)))
            }
            Kind::Choice => {
                let known = self.choices.iter().find(|choice| choice.to_lowercase() == clean.to_lowercase());
                known
                    .map(|choice| (choice.clone(), None))
                    .ok_or_else(|| format!("Choose one of: {}.", self.choices.join(", ")))
            }
            Kind::Boolean => match clean.to_lowercase().as_str() {
                "true" | "on" | "yes" | "y" | "1" => Ok(("true".to_owned(), Some(1))),
                "false" | "off" | "no" | "n" | "0" => Ok(("false".to_owned(), Some(0))),
                _ => Err("Say yes or no.".to_owned()),
            },
            Kind::Url => match Url::parse(clean) {
                Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok((clean.to_owned(), None)),
                _ => Err("Enter an address that begins with https:// or http://.".to_owned()),
            },
            Kind::Person => match clean.parse::<Uuid>() {
                Ok(id) => Ok((id.to_string(), None)),
                Err(_) => Err("Choose a contact.".to_owned()),
            },
        }
    }

    fn demand_pattern(&self, clean: &str) -> Result<(), String> {
        if self.pattern.is_empty() {
            return Ok(());
        }
        match remembered(&self.pattern) {
            Ok(pattern) if pattern.is_match(clean) => Ok(()),
            Ok(_) if self.help.is_empty() => Err(format!("This does not fit the pattern {}.", self.pattern)),
            Ok(_) => Err(format!("This does not fit. {}", self.help)),
            Err(sentence) => Err(sentence),
        }
    }

    /// A pattern that a text must match as a whole. It takes time in the length of the text, whatever it says.
    ///
    /// # Errors
    /// A sentence for whoever wrote it.
    pub fn compiled(pattern: &str) -> Result<Regex, String> {
        regex::RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_SIZE).build().map_err(|error| {
            match error {
                regex::Error::CompiledTooBig(_) => "This pattern is too large.".to_owned(),
                _ => "This is no regular expression.".to_owned(),
            }
        })
    }

    /// What it holds, for people. A person stands as their id: whoever knows contacts says the name.
    pub fn shown(&self, value: &str, currency: &str) -> String {
        match self.kind {
            Kind::Money => Money::parse(value, currency).map_or_else(|_| value.to_owned(), |money| money.to_string()),
            Kind::Date => parse_day(value).map_or_else(|| value.to_owned(), day_text),
            Kind::Boolean => if value == "true" { "Yes" } else { "No" }.to_owned(),
            Kind::Text | Kind::Number | Kind::Choice | Kind::Url | Kind::Person => value.to_owned(),
        }
    }
}

/// Patterns that were compiled lately: a file of many rows asks for the same ones again and again.
static COMPILED: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
/// So many of them are remembered.
const COMPILED_MAX: usize = 200;

fn remembered(pattern: &str) -> Result<Regex, String> {
    let mut known = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(compiled) = known.get(pattern) {
        return Ok(compiled.clone());
    }
    let compiled = Field::compiled(pattern)?;
    if known.len() >= COMPILED_MAX {
        known.clear();
    }
    known.insert(pattern.to_owned(), compiled.clone());
    Ok(compiled)
}

/// A decimal number as a whole number of millionths: `12.5` is 12,500,000. Both `.` and `,` are decimal points; there are
/// no separators of thousands.
pub(crate) fn decimal(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let fits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !fits(whole, 12) || !fits(part, NUMBER_DECIMALS) || digits.ends_with(['.', ',']) {
        return None;
    }
    let number: i64 = format!("{whole}{part:0<NUMBER_DECIMALS$}").parse().ok()?;
    Some(if is_negative { -number } else { number })
}

/// The shortest way to write a number of millionths.
pub(crate) fn plain(number: i64) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = NUMBER_DECIMALS + 1);
    let (whole, part) = digits.split_at(digits.len() - NUMBER_DECIMALS);
    let part = part.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::db::Json;

    fn field(kind: Kind) -> Field {
        Field {
            id: Uuid::nil(),
            category_id: None,
            name: "RAM".to_owned(),
            kind,
            is_required: false,
            is_unique: false,
            is_sealed: false,
            is_listed: false,
            is_expiry: false,
            pattern: String::new(),
            help: String::new(),
            choices: Json(vec!["Black".to_owned(), "Silver".to_owned()]),
            position: 0,
            version: 1,
            archived_at: None,
        }
    }

    fn number_of(kind: Kind, typed: &str) -> (String, Option<i64>) {
        let content = field(kind).read(typed, "EUR").unwrap().unwrap();
        (content.value, content.number)
    }

    #[test]
    fn what_is_typed_is_kept_in_one_form() {
        assert_eq!(number_of(Kind::Number, "012,50"), ("12.5".to_owned(), Some(12_500_000)));
        assert_eq!(number_of(Kind::Number, "-3"), ("-3".to_owned(), Some(-3_000_000)));
        assert_eq!(number_of(Kind::Money, "1,200.5"), ("1200.50".to_owned(), Some(120_050)));
        assert_eq!(number_of(Kind::Date, "1970-01-02"), ("1970-01-02".to_owned(), Some(1)));
        assert_eq!(number_of(Kind::Choice, "silver"), ("Silver".to_owned(), None));
        assert_eq!(number_of(Kind::Boolean, "Yes"), ("true".to_owned(), Some(1)));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        for (kind, typed) in [
            (Kind::Number, "1.2.3"),
            (Kind::Number, "1."),
            (Kind::Number, "١٢"),
            (Kind::Money, "lots"),
            (Kind::Date, "26.11.2026"),
            (Kind::Choice, "Gold"),
            (Kind::Boolean, "perhaps"),
            (Kind::Url, "javascript:alert(1)"),
            (Kind::Url, "https:"),
            (Kind::Person, "Zoe"),
        ] {
            assert!(field(kind).read(typed, "EUR").is_err(), "{kind:?} {typed}");
        }
        assert!(field(Kind::Text).read(&"x".repeat(VALUE_MAX + 1), "EUR").is_err());
        assert_eq!(field(Kind::Text).read("  ", "EUR"), Ok(None));
        assert!(Field { is_required: true, ..field(Kind::Text) }.read("", "EUR").is_err());
    }

    #[test]
    fn a_pattern_fits_as_a_whole_and_costs_little() {
        let asked = Field { pattern: "[0-9]{4}|none".to_owned(), ..field(Kind::Text) };
        assert!(asked.read("1234", "EUR").is_ok() && asked.read("none", "EUR").is_ok());
        assert!(asked.read("12345", "EUR").is_err() && asked.read("x none", "EUR").is_err());
        assert!(Field::compiled("(").is_err());
        assert!(Field::compiled("(a{1000}){1000}").is_err());
    }

    #[test]
    fn what_is_unique_is_compared_without_case() {
        let unique = Field { is_unique: true, ..field(Kind::Text) };
        assert_eq!(unique.read("AB-1", "EUR").unwrap().unwrap().unique_key.as_deref(), Some("ab-1"));
    }
}
