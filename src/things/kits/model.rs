//! Templates, kits, and what people type about them.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Problems, text};
use platform::Reach;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest name of a template (characters).
const NAME_MAX: usize = 120;
/// The longest note (characters).
const NOTE_MAX: usize = 2_000;
/// The longest note of a hand-over (characters).
const HANDOVER_MAX: usize = 400;
/// Words of a search.
const WORDS_MAX: usize = 8;
/// Lines of a template.
pub const LINES_MAX: usize = 40;
/// The most of one line.
pub const QUANTITY_MAX: i64 = 1_000;

/// What a line of a template is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// An asset of this model.
    Model(Uuid),
    /// An asset of this category, or of one that stands in it.
    Category(Uuid),
    /// An item of stock.
    Item(Uuid),
}

impl What {
    /// As a form sends it.
    pub fn value(self) -> String {
        match self {
            What::Model(id) => format!("model:{id}"),
            What::Category(id) => format!("category:{id}"),
            What::Item(id) => format!("item:{id}"),
        }
    }

    /// As a form sent it.
    pub fn parse(value: &str) -> Option<What> {
        let (kind, id) = value.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "model" => Some(What::Model(id)),
            "category" => Some(What::Category(id)),
            "item" => Some(What::Item(id)),
            _ => None,
        }
    }
}

/// What must be in a kit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Of which template.
    pub template_id: Uuid,
    /// So many of this model.
    pub model_id: Option<Uuid>,
    /// So many of this category.
    pub category_id: Option<Uuid>,
    /// So much of this item.
    pub item_id: Option<Uuid>,
    /// Of which category the item is.
    pub item_category_id: Option<Uuid>,
    /// What that is called.
    pub name: String,
    /// How many.
    pub quantity: i64,
}

impl Line {
    /// What it is of.
    pub fn what(&self) -> Option<What> {
        let model = self.model_id.map(What::Model);
        model.or(self.category_id.map(What::Category)).or(self.item_id.map(What::Item))
    }

    /// May the viewer know what it is of? The catalogue belongs to everybody who sees any asset, an item of stock to those
    /// whose rights hold for its category.
    pub fn is_within(&self, reach: &Reach) -> bool {
        match (self.item_category_id, reach.categories()) {
            (Some(category), Some(own)) => own.contains(&category),
            _ => true,
        }
    }
}

/// What belongs together.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Template {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// For colleagues.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
    /// How many kits are made by it.
    pub kits: i64,
}

/// An asset that is a kit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Kit {
    /// The asset.
    pub asset_id: Uuid,
    /// Its tag.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// By which template.
    pub template_id: Uuid,
    /// What that is called.
    pub template_name: String,
    /// The person who has it.
    pub contact_id: Option<Uuid>,
    /// What they are called; may be empty.
    pub contact_name: Option<String>,
    /// Their address.
    pub contact_email: Option<String>,
    /// When it is expected back.
    pub due_on: Option<NaiveDate>,
}

impl Kit {
    /// What whoever has it is called.
    pub fn holder(&self) -> Option<&str> {
        self.contact_name.as_deref().filter(|name| !name.is_empty()).or(self.contact_email.as_deref())
    }
}

/// An asset that is in a kit.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// In which kit.
    pub kit_id: Uuid,
    /// Which asset.
    pub asset_id: Uuid,
    /// Its tag.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// The maker's; may be empty.
    pub serial: String,
    /// Of which model.
    pub model_id: Option<Uuid>,
    /// Of which category.
    pub category_id: Uuid,
    /// Where it is.
    pub location_id: Option<Uuid>,
    /// Where it belongs.
    pub home_id: Option<Uuid>,
}

impl Part {
    /// Do the viewer's rights hold for it?
    pub fn is_within(&self, reach: &Reach) -> bool {
        reach.holds(&[self.location_id, self.home_id], Some(self.category_id))
    }
}

/// What a kit lacks: so many of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: i64,
}

/// What the list is narrowed to, as its address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct KitQuery {
    /// Words in tags and names.
    pub text: String,
    /// A template's id.
    pub template: String,
    /// `complete` or `short`; empty: either.
    pub state: String,
    /// `csv` or `xlsx`: as a file.
    pub format: String,
    /// The kit behind which the page begins.
    pub after: Option<Uuid>,
    /// The kit before which it ends.
    pub before: Option<Uuid>,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in tags and names.
    pub words: Vec<String>,
    /// Made by this template.
    pub template: Option<Uuid>,
    /// Only those that have everything, or only those that have not.
    pub is_complete: Option<bool>,
}

impl Filter {
    /// Words as somebody types them.
    pub fn words(text: &str) -> Vec<String> {
        text.split_whitespace().take(WORDS_MAX).map(str::to_lowercase).collect()
    }
}

impl KitQuery {
    /// Names and values that stay in the addresses of the page.
    pub fn said(&self) -> Vec<(&'static str, &str)> {
        vec![("text", &self.text), ("template", &self.template), ("state", &self.state)]
    }

    /// What the list is narrowed to.
    pub fn filter(&self) -> Filter {
        let is_complete = match self.state.as_str() {
            "complete" => Some(true),
            "short" => Some(false),
            _ => None,
        };
        Filter { words: Filter::words(&self.text), template: self.template.parse().ok(), is_complete }
    }

    /// Is it a part of the list only?
    pub fn narrows(&self) -> bool {
        self.said().iter().any(|(_, value)| !value.is_empty())
    }
}

/// A line as somebody wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLine {
    /// What it is of.
    pub what: What,
    /// How many.
    pub quantity: i64,
}

/// A template as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// What it is called.
    pub name: String,
    /// For colleagues.
    pub note: String,
    /// What must be in it.
    pub lines: Vec<NewLine>,
}

/// What the form of a template sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// What it is called.
    pub name: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
    /// `what-…` and `quantity-…` by row.
    #[serde(flatten)]
    pub rows: BTreeMap<String, String>,
}

impl TemplateForm {
    /// The form of a template as it stands.
    pub fn of(template: &Template, lines: &[Line]) -> TemplateForm {
        let mut rows = BTreeMap::new();
        for (nth, line) in lines.iter().enumerate() {
            if let Some(what) = line.what() {
                rows.insert(format!("what-{nth}"), what.value());
                rows.insert(format!("quantity-{nth}"), line.quantity.to_string());
            }
        }
        let (name, note) = (template.name.clone(), template.note.clone());
        TemplateForm { name, note, version: template.version, key: String::new(), rows }
    }

    /// What a row says: of what, and how many.
    pub fn row(&self, nth: usize) -> (&str, &str) {
        let said = |name: &str| self.rows.get(&format!("{name}-{nth}")).map_or("", String::as_str);
        (said("what"), said("quantity"))
    }

    /// How many rows say something.
    pub fn count(&self) -> usize {
        (0..LINES_MAX).rev().find(|nth| !self.row(*nth).0.is_empty()).map_or(0, |nth| nth + 1)
    }

    /// What is meant.
    ///
    /// # Errors
    /// All problems at once.
    pub fn read(&self) -> Result<NewTemplate, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&self.name, NAME_MAX));
        let note = problems.take("note", text::paragraph(&self.note, NOTE_MAX));
        let mut lines: Vec<NewLine> = Vec::new();
        for nth in 0..LINES_MAX {
            let (what, quantity) = self.row(nth);
            if what.trim().is_empty() {
                continue;
            }
            let quantity = if quantity.trim().is_empty() { "1" } else { quantity.trim() };
            match (What::parse(what), quantity.parse::<i64>()) {
                (Some(what), Ok(quantity)) if (1..=QUANTITY_MAX).contains(&quantity) => {
                    match lines.iter_mut().find(|line| line.what == what) {
                        Some(line) => line.quantity = (line.quantity + quantity).min(QUANTITY_MAX),
                        None => lines.push(NewLine { what, quantity }),
                    }
                }
                (None, _) => problems.add("lines", format!("Line {}: choose from the list.", nth + 1)),
                _ => problems.add("lines", format!("Line {}: how many, from 1 to {QUANTITY_MAX}?", nth + 1)),
            }
        }
        if lines.is_empty() && problems.is_empty() {
            problems.add("lines", "Say what must be in it: one line at least.");
        }
        match (name, note) {
            (Some(name), Some(note)) if problems.is_empty() => Ok(NewTemplate { name, note, lines }),
            _ => Err(problems),
        }
    }
}

/// What the form for checking a kit out sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OutForm {
    /// A person's address or name.
    pub person: String,
    /// Expected back.
    pub due_on: String,
    /// Where its stock is taken from; empty: none is.
    pub stock_from: String,
    /// For colleagues.
    pub note: String,
    /// So that a double click hands over once.
    pub key: String,
}

/// What becomes of a part that did not come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its holder has it still.
    Late,
    /// Nobody has it any more.
    Lost,
}

impl Fate {
    /// How forms and programs say it.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Late => "late",
            Fate::Lost => "lost",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Fate> {
        [Fate::Late, Fate::Lost].into_iter().find(|fate| fate.name() == name)
    }
}

/// What the form of a return sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    /// Tags that were scanned, with white space between: as good as ticks.
    pub scanned: String,
    /// For colleagues.
    pub note: String,
    /// So that a double click takes back once.
    pub key: String,
    /// `there-…` and `fate-…` by asset.
    #[serde(flatten, deserialize_with = "words_of_parts")]
    pub parts: BTreeMap<String, String>,
}

/// What is said about parts. Other fields may stand beside them, also several of a name: those of whoever asks what becomes of
/// bookings.
fn words_of_parts<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Once(String),
        Often(Vec<String>),
    }
    let all = BTreeMap::<String, Said>::deserialize(from)?;
    let of_a_part = all.into_iter().filter(|(name, _)| name.starts_with("there-") || name.starts_with("fate-"));
    Ok(of_a_part
        .filter_map(|(name, said)| match said {
            Said::Once(word) => Some((name, word)),
            Said::Often(words) => words.into_iter().next_back().map(|word| (name, word)),
        })
        .collect())
}

/// A return as somebody means it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// What is there.
    pub there: Vec<Uuid>,
    /// What is not, and what becomes of it.
    pub missing: BTreeMap<Uuid, Fate>,
    /// For colleagues.
    pub note: String,
}

impl Returned {
    /// What is missing and this becomes of it.
    pub fn of(&self, fate: Fate) -> Vec<Uuid> {
        self.missing.iter().filter(|(_, other)| **other == fate).map(|(id, _)| *id).collect()
    }
}

/// `missing` as it is written down.
impl Serialize for Fate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl ReturnForm {
    /// Is this part there: ticked, or scanned?
    pub fn has(&self, part: &Part) -> bool {
        let scanned = || self.scanned.split_whitespace().any(|tag| tag.to_lowercase() == part.tag.to_lowercase());
        self.parts.contains_key(&format!("there-{}", part.asset_id)) || scanned()
    }

    /// What becomes of this part where it is not there.
    pub fn fate(&self, part: &Part) -> Option<Fate> {
        self.parts.get(&format!("fate-{}", part.asset_id)).and_then(|name| Fate::parse(name))
    }

    /// What is meant, of these parts.
    ///
    /// # Errors
    /// All problems at once: of each part that is neither there nor late nor lost.
    pub fn returned(&self, parts: &[Part]) -> Result<Returned, Problems> {
        let mut problems = Problems::new();
        let note = problems.take("note", text::optional_line(&self.note, HANDOVER_MAX));
        let unknown: Vec<&str> = self
            .scanned
            .split_whitespace()
            .filter(|tag| !parts.iter().any(|part| part.tag.to_lowercase() == tag.to_lowercase()))
            .collect();
        if !unknown.is_empty() {
            problems.add("scanned", format!("Not in this kit: {}.", unknown.join(", ")));
        }
        let (mut there, mut missing, mut open) = (Vec::new(), BTreeMap::new(), Vec::new());
        for part in parts {
            match (self.has(part), self.fate(part)) {
                (true, _) => there.push(part.asset_id),
                (false, Some(fate)) => drop(missing.insert(part.asset_id, fate)),
                (false, None) => open.push(part.tag.as_str()),
            }
        }
        if !open.is_empty() {
            problems.add("parts", format!("Is it late or lost? Say so of {}, or tick it.", open.join(", ")));
        }
        match note {
            Some(note) if problems.is_empty() => Ok(Returned { there, missing, note }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(nth: u128) -> Part {
        Part {
            kit_id: Uuid::from_u128(9),
            asset_id: Uuid::from_u128(nth),
            tag: format!("MI-{nth}"),
            name: "Microphone".to_owned(),
            serial: String::new(),
            model_id: None,
            category_id: Uuid::from_u128(8),
            location_id: None,
            home_id: None,
        }
    }

    #[test]
    fn each_part_is_there_or_late_or_lost() {
        let parts = [part(1), part(2), part(3)];
        let mut form = ReturnForm { scanned: "mi-1".to_owned(), ..ReturnForm::default() };
        form.parts.insert(format!("there-{}", Uuid::from_u128(2)), "on".to_owned());
        assert!(form.returned(&parts).unwrap_err().at("parts").unwrap().contains("MI-3"));
        form.parts.insert(format!("fate-{}", Uuid::from_u128(3)), "lost".to_owned());
        let read = form.returned(&parts).unwrap();
        assert_eq!((read.there.len(), read.missing.get(&Uuid::from_u128(3))), (2, Some(&Fate::Lost)));
        form.scanned = "mi-1 XX-9".to_owned();
        assert!(form.returned(&parts).unwrap_err().at("scanned").is_some());
    }

    #[test]
    fn a_template_has_lines_and_the_same_thing_twice_is_one_line() {
        let mut form = TemplateForm { name: "Street set".to_owned(), ..TemplateForm::default() };
        assert!(form.read().unwrap_err().at("lines").is_some());
        let what = What::Model(Uuid::from_u128(1)).value();
        form.rows.insert("what-0".to_owned(), what.clone());
        form.rows.insert("what-7".to_owned(), what);
        form.rows.insert("quantity-7".to_owned(), "2".to_owned());
        assert_eq!(form.read().unwrap().lines, [NewLine { what: What::Model(Uuid::from_u128(1)), quantity: 3 }]);
        form.rows.insert("quantity-7".to_owned(), "0".to_owned());
        assert!(form.read().is_err());
    }
}
