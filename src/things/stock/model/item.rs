//! An item, what is on hand of it, and what people type to make one.

use crate::catalogue::categories::Category;
use crate::catalogue::vendors::Vendor;
use chrono::{DateTime, Utc};
use kernel::money::Money;
use kernel::{Problems, text};
use platform::Reach;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest name (characters).
const NAME_MAX: usize = 120;
/// The longest number (characters).
const SKU_MAX: usize = 80;
/// The longest word for a unit (characters).
const UNIT_MAX: usize = 40;
/// The longest note (characters).
const NOTE_MAX: usize = 4_000;

/// A thing that is counted.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its number; may be empty.
    pub sku: String,
    /// Of which kind.
    pub category_id: Uuid,
    /// What that is called.
    pub category_name: String,
    /// What is counted: `piece`, `box`.
    pub unit: String,
    /// Who sells it.
    pub supplier_id: Option<Uuid>,
    /// What they are called.
    pub supplier_name: Option<String>,
    /// What one costs, in minor units of its currency.
    pub cost_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// For colleagues.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
    /// How much there is, where the viewer looks.
    pub on_hand: i64,
    /// Is there too little of it somewhere there?
    pub is_low: bool,
}

impl Item {
    /// What one costs.
    pub fn cost(&self) -> Option<Money> {
        self.cost_minor.map(|minor| Money::new(minor, self.currency.clone()))
    }

    /// Do the viewer's rights hold for what of it is at this place?
    pub fn is_within(&self, reach: &Reach, location: Uuid) -> bool {
        reach.holds(&[Some(location)], Some(self.category_id))
    }
}

/// What is on hand of an item at a place.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Level {
    /// Of which item.
    pub item_id: Uuid,
    /// What that is called.
    pub item_name: String,
    /// Where.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// How much.
    pub on_hand: i64,
    /// How much there should be, as it was said for the item at this place.
    pub own_minimum: Option<i64>,
    /// How much there should be, all in all.
    pub minimum: Option<i64>,
    /// Was it told that there is too little?
    pub is_low: bool,
}

/// A line of the proposed order: where there is too little.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Shortage {
    /// Of which item.
    pub item_id: Uuid,
    /// What that is called.
    pub item_name: String,
    /// Its number.
    pub sku: String,
    /// What is counted.
    pub unit: String,
    /// Where.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// How much there is.
    pub on_hand: i64,
    /// How much there should be.
    pub minimum: i64,
    /// Who sells it.
    pub supplier_id: Option<Uuid>,
    /// What they are called.
    pub supplier_name: Option<String>,
    /// What one costs.
    pub cost_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
}

impl Shortage {
    /// How much to buy, so that there is enough again.
    pub fn proposed(&self) -> i64 {
        self.minimum.saturating_sub(self.on_hand).max(1)
    }

    /// What that costs.
    pub fn cost(&self) -> Option<Money> {
        let minor = self.cost_minor?.checked_mul(self.proposed())?;
        Some(Money::new(minor, self.currency.clone()))
    }
}

/// What the form of an item sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ItemForm {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub sku: String,
    /// Of which kind.
    pub category: String,
    /// What is counted.
    pub unit: String,
    /// Who sells it.
    pub supplier: String,
    /// What one costs, in the organisation's currency.
    pub cost: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

impl ItemForm {
    /// The form of an item as it stands.
    pub fn of(item: &Item) -> ItemForm {
        ItemForm {
            name: item.name.clone(),
            sku: item.sku.clone(),
            category: item.category_id.to_string(),
            unit: item.unit.clone(),
            supplier: item.supplier_id.map(|id| id.to_string()).unwrap_or_default(),
            cost: item.cost().map(|cost| cost.plain()).unwrap_or_default(),
            note: item.note.clone(),
            version: item.version,
            key: String::new(),
        }
    }
}

/// What a form may choose from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The tree of kinds.
    pub categories: Vec<Category>,
    /// Those who supply.
    pub suppliers: Vec<Vendor>,
    /// The organisation's currency.
    pub currency: String,
}

/// An item as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewItem {
    /// What it is called.
    pub name: String,
    /// Its number; may be empty.
    pub sku: String,
    /// Of which kind.
    pub category: Uuid,
    /// What is counted.
    pub unit: String,
    /// Who sells it.
    pub supplier: Option<Uuid>,
    /// What one costs, in minor units.
    pub cost_minor: Option<i64>,
    /// For colleagues.
    pub note: String,
}

impl NewItem {
    /// Reads the form. `existing` is the item that is changed: what it refers to already may be kept.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &ItemForm, known: &Known, existing: Option<&Item>) -> Result<NewItem, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let sku = problems.take("sku", text::optional_line(&form.sku, SKU_MAX));
        let unit = match text::optional_line(&form.unit, UNIT_MAX) {
            Ok(unit) if unit.is_empty() => Some("piece".to_owned()),
            read => problems.take("unit", read),
        };
        let gone = "This is not there any more. Choose another one.";
        let category = match form.category.trim() {
            "" => problems.take("category", Err("Choose a category.")),
            typed => {
                let id = typed.parse().ok().filter(|id| {
                    known.categories.iter().any(|known| known.id == *id && known.archived_at.is_none())
                        || existing.is_some_and(|item| item.category_id == *id)
                });
                problems.take("category", id.ok_or(gone))
            }
        };
        let supplier = match form.supplier.trim() {
            "" => None,
            typed => {
                let id = typed.parse().ok().filter(|id| {
                    known.suppliers.iter().any(|known| known.id == *id)
                        || existing.is_some_and(|item| item.supplier_id == Some(*id))
                });
                problems.take("supplier", id.ok_or(gone))
            }
        };
        let cost = match form.cost.trim() {
            "" => None,
            typed => {
                problems.take("cost", Money::parse(typed, existing.map_or(&known.currency, |item| &item.currency)))
            }
        };
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        match (name, sku, unit, category, note) {
            (Some(name), Some(sku), Some(unit), Some(category), Some(note)) if problems.is_empty() => {
                Ok(NewItem { name, sku, category, unit, supplier, cost_minor: cost.map(|cost| cost.minor), note })
            }
            _ => Err(problems),
        }
    }

    /// An item as somebody would have to wish for it to leave it as it is.
    pub fn of(item: &Item) -> NewItem {
        NewItem {
            name: item.name.clone(),
            sku: item.sku.clone(),
            category: item.category_id,
            unit: item.unit.clone(),
            supplier: item.supplier_id,
            cost_minor: item.cost_minor,
            note: item.note.clone(),
        }
    }

    /// What it is found by.
    pub fn search(&self) -> String {
        format!("{} {}", self.name, self.sku).trim().to_lowercase()
    }
}
