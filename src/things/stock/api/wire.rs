//! What stock looks like to programs.

use crate::stock::model::{Entry, Item, ItemForm, Level, Shortage};
use chrono::{DateTime, Utc};
use kernel::Error;
use kernel::money::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An item of stock.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StockItem")]
pub(super) struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Its number; may be empty.
    sku: String,
    /// Its category.
    category_id: Uuid,
    /// What is counted.
    unit: String,
    /// Who sells it.
    supplier_id: Option<Uuid>,
    /// What one costs, in minor units.
    cost_minor: Option<i64>,
    /// Of the cost.
    currency: String,
    /// For colleagues.
    note: String,
    /// How much there is, where you may look.
    on_hand: i64,
    /// Is there too little of it somewhere there?
    is_low: bool,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change of what describes it.
    version: i64,
}

impl From<Item> for Shown {
    fn from(item: Item) -> Shown {
        Shown {
            id: item.id,
            name: item.name,
            sku: item.sku,
            category_id: item.category_id,
            unit: item.unit,
            supplier_id: item.supplier_id,
            cost_minor: item.cost_minor,
            currency: item.currency,
            note: item.note,
            on_hand: item.on_hand,
            is_low: item.is_low,
            archived_at: item.archived_at,
            version: item.version,
        }
    }
}

/// An item of stock as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockItemInput")]
pub(super) struct Input {
    /// What it is called.
    name: String,
    /// Its number; no two have the same.
    #[serde(default)]
    sku: String,
    /// Its category.
    category_id: Uuid,
    /// What is counted; without, `piece`.
    #[serde(default)]
    unit: String,
    /// Who sells it.
    #[serde(default)]
    supplier_id: Option<Uuid>,
    /// What one costs, in minor units of the organisation's currency.
    #[serde(default)]
    #[schemars(range(min = 0))]
    cost_minor: Option<i64>,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

impl Input {
    /// As it is.
    pub fn of(item: &Item) -> Input {
        Input {
            name: item.name.clone(),
            sku: item.sku.clone(),
            category_id: item.category_id,
            unit: item.unit.clone(),
            supplier_id: item.supplier_id,
            cost_minor: item.cost_minor,
            note: item.note.clone(),
        }
    }

    /// The form that says the same.
    ///
    /// # Errors
    /// A problem for a cost below nothing.
    pub fn form(self, currency: &str) -> Result<ItemForm, Error> {
        if self.cost_minor.is_some_and(|cost| cost < 0) {
            return Err(Error::invalid("cost_minor", "A cost is not below nothing."));
        }
        Ok(ItemForm {
            name: self.name,
            sku: self.sku,
            category: self.category_id.to_string(),
            unit: self.unit,
            supplier: self.supplier_id.map(|id| id.to_string()).unwrap_or_default(),
            cost: self.cost_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default(),
            note: self.note,
            ..ItemForm::default()
        })
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Words, each of which stands in its name or number.
    pub q: Option<String>,
    /// This category and all below it.
    pub category_id: Option<Uuid>,
    /// What is, or was, at this place or below it.
    pub location_id: Option<Uuid>,
    /// Sold by them.
    pub supplier_id: Option<Uuid>,
    /// Of which there is too little.
    pub low: Option<bool>,
    /// Those that were archived, and no others.
    pub archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// What is on hand of an item at a place.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StockLevel")]
pub(super) struct LevelShown {
    /// Where.
    location_id: Uuid,
    /// How much.
    on_hand: i64,
    /// How much there should be, as it or its category says.
    minimum: Option<i64>,
    /// Is there too little?
    is_low: bool,
}

impl From<Level> for LevelShown {
    fn from(level: Level) -> LevelShown {
        let Level { location_id, on_hand, minimum, is_low, .. } = level;
        LevelShown { location_id, on_hand, minimum, is_low }
    }
}

/// What should be ordered for a place.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StockShortage")]
pub(super) struct Short {
    /// Of which item.
    item_id: Uuid,
    /// What that is called.
    name: String,
    /// For which place.
    location_id: Uuid,
    /// How much there is.
    on_hand: i64,
    /// How much there should be.
    minimum: i64,
    /// How much to order.
    proposed: i64,
    /// Who sells it.
    supplier_id: Option<Uuid>,
    /// What all that costs, in minor units.
    cost_minor: Option<i64>,
    /// Of the cost.
    currency: String,
}

impl From<Shortage> for Short {
    fn from(short: Shortage) -> Short {
        let (proposed, cost) = (short.proposed(), short.cost());
        Short {
            item_id: short.item_id,
            name: short.item_name,
            location_id: short.location_id,
            on_hand: short.on_hand,
            minimum: short.minimum,
            proposed,
            supplier_id: short.supplier_id,
            cost_minor: cost.map(|cost| cost.minor),
            currency: short.currency,
        }
    }
}

/// How much there should be of each item of a category, at each place that has it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockCategoryMinimum")]
pub(super) struct CategoryMinimum {
    /// The category.
    pub category_id: Uuid,
    /// How much; null says nothing.
    pub minimum: Option<i64>,
}

/// How much there should be of an item at a place.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockMinimum")]
pub(super) struct MinimumInput {
    /// The place.
    pub location_id: Uuid,
    /// How much; null: as its category says.
    pub minimum: Option<i64>,
}

/// Which part of the ledger.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryQuery {
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which entry of which item.
#[derive(Deserialize)]
pub(super) struct EntryPath {
    /// The item.
    pub id: Uuid,
    /// The entry.
    pub entry: Uuid,
}

/// Something to be written into the ledger.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockEntryInput")]
pub(super) struct EntryInput {
    /// What it is.
    #[schemars(extend("enum" = ["receive", "issue", "return", "adjust", "transfer"]))]
    pub kind: String,
    /// Where.
    pub location_id: Uuid,
    /// How much came or went; not for a count.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// How much is really there, of an `adjust`.
    #[serde(default)]
    pub counted: Option<i64>,
    /// To whom an `issue` goes, or from whom a `return` comes; without, nobody.
    #[serde(default)]
    pub to: Option<To>,
    /// The other place of a `transfer`.
    #[serde(default)]
    pub to_location_id: Option<Uuid>,
    /// What one cost, of a `receive`; without, what the item says.
    #[serde(default)]
    pub cost_minor: Option<i64>,
    /// For colleagues.
    #[serde(default)]
    pub note: String,
}

/// To or from what stock goes. Parts of work orders are written by the calls of those.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StockReceiver")]
pub(super) struct To {
    /// What that is.
    #[schemars(extend("enum" = ["contact", "asset", "work_order"]))]
    pub kind: String,
    /// Which one.
    pub id: Uuid,
}

/// An entry of the ledger.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StockEntry")]
pub(super) struct EntryShown {
    /// Its id.
    id: Uuid,
    /// Where.
    location_id: Uuid,
    /// `receive`, `issue`, `return`, `adjust` or `transfer`.
    kind: String,
    /// How much came; below nothing: went.
    quantity: i64,
    /// Entries of one act have the same.
    act_id: Uuid,
    /// The entry that it makes up for.
    reverses_id: Option<Uuid>,
    /// The entry that makes up for it.
    reversed_by_id: Option<Uuid>,
    /// To whom it went, or from whom it came.
    to: Option<To>,
    /// What one cost then, in minor units.
    cost_minor: Option<i64>,
    /// Of the cost.
    currency: String,
    /// For colleagues.
    note: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<Entry> for EntryShown {
    fn from(entry: Entry) -> EntryShown {
        let to = [("contact", entry.contact_id), ("asset", entry.asset_id), ("work_order", entry.work_order_id)];
        let to = to.into_iter().find_map(|(kind, id)| id.map(|id| To { kind: kind.to_owned(), id }));
        EntryShown {
            id: entry.id,
            location_id: entry.location_id,
            kind: entry.kind.name().to_owned(),
            quantity: entry.quantity,
            act_id: entry.act_id,
            reverses_id: entry.reverses_id,
            reversed_by_id: entry.reversed_by,
            to,
            cost_minor: entry.cost_minor,
            currency: entry.currency,
            note: entry.note,
            at: entry.at,
        }
    }
}
