//! Which assets are looked for, in which order and with which columns: as an address says it.

use super::condition::{Condition, is_condition};
use crate::catalogue::fields::Field;
use crate::catalogue::labels::State;
use crate::lists::{Named, chosen, named};
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 200;
/// The most words of it.
const WORDS_MAX: usize = 8;

/// The question as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AssetQuery {
    /// Words, each of which stands somewhere about the asset or in its holder's name.
    pub text: String,
    /// A category's id: it and all below it.
    pub category: String,
    /// A model's id.
    pub model: String,
    /// A state, or a label's id.
    pub status: String,
    /// A location's id: it and all below it.
    pub location: String,
    /// A supplier's id.
    pub supplier: String,
    /// The id of a contact who has it.
    pub holder: String,
    /// `overdue`, `warranty` (ends within 60 days, or ended), `old` (its life is over), `audit` (not audited for too long).
    pub due: String,
    /// See [`Sorting`].
    pub order: String,
    /// `desc`.
    pub dir: String,
    /// After this asset in the order of the list.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
    /// Names of [`Column`]s and inputs of fields, with commas between; empty: the usual ones.
    pub columns: String,
    /// The same one by one, as a form sends them.
    pub column: Vec<String>,
    /// `csv`, `xlsx`: a file of all pages.
    pub format: String,
    /// Fields of the organisation's own, by [`Field::input`].
    #[serde(flatten)]
    pub fields: BTreeMap<String, String>,
}

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorting {
    /// By tag.
    #[default]
    Tag,
    /// By name.
    Name,
    /// By the last change.
    Updated,
    /// By the day of purchase; what has none comes first.
    Purchased,
    /// By cost; what has none comes first.
    Cost,
    /// By the end of the warranty; what has none comes first.
    Warranty,
}

impl Sorting {
    /// All of them.
    pub const ALL: [Sorting; 6] =
        [Sorting::Tag, Sorting::Name, Sorting::Updated, Sorting::Purchased, Sorting::Cost, Sorting::Warranty];

    /// How addresses say it.
    pub fn name(self) -> &'static str {
        match self {
            Sorting::Tag => "tag",
            Sorting::Name => "name",
            Sorting::Updated => "updated",
            Sorting::Purchased => "purchased",
            Sorting::Cost => "cost",
            Sorting::Warranty => "warranty",
        }
    }

    /// The order of this name.
    pub fn parse(name: &str) -> Option<Sorting> {
        Sorting::ALL.into_iter().find(|sorting| sorting.name() == name)
    }
}

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub by: Sorting,
    /// From the end.
    pub is_descending: bool,
}

/// A column of the list that every organisation has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Its tag.
    Tag,
    /// Its name.
    Name,
    /// Its category.
    Category,
    /// Maker and model.
    Model,
    /// Its serial.
    Serial,
    /// How it stands.
    Status,
    /// Who has it.
    Holder,
    /// When it is expected back.
    Due,
    /// Where it is.
    Location,
    /// Where it belongs.
    Home,
    /// Who sold it.
    Supplier,
    /// When it was bought.
    Purchased,
    /// What it cost.
    Cost,
    /// Of the order.
    OrderNumber,
    /// The end of its warranty.
    Warranty,
    /// The end of its life.
    Ends,
    /// When somebody saw it last in an audit.
    Audited,
    /// The note.
    Note,
    /// Its id in the system it came from.
    Legacy,
    /// When something about it changed last.
    Updated,
}

/// All of them with the names by which addresses and files call them.
pub const COLUMNS: [Named<Column>; 20] = [
    (Column::Tag, "tag", "Asset tag"),
    (Column::Name, "name", "Name"),
    (Column::Category, "category", "Category"),
    (Column::Model, "model", "Model"),
    (Column::Serial, "serial", "Serial"),
    (Column::Status, "status", "Status"),
    (Column::Holder, "holder", "Checked out to"),
    (Column::Due, "due", "Expected back"),
    (Column::Location, "location", "Location"),
    (Column::Home, "home", "Default location"),
    (Column::Supplier, "supplier", "Supplier"),
    (Column::Purchased, "purchased", "Purchased"),
    (Column::Cost, "cost", "Cost"),
    (Column::OrderNumber, "order_number", "Order number"),
    (Column::Warranty, "warranty", "Warranty until"),
    (Column::Ends, "ends", "End of life"),
    (Column::Audited, "audited", "Last audited"),
    (Column::Note, "note", "Note"),
    (Column::Legacy, "legacy_id", "Earlier id"),
    (Column::Updated, "updated", "Changed"),
];

/// The columns of a list that asks for none; listed fields of the organisation's own come before the last one.
const USUAL: [Column; 6] =
    [Column::Tag, Column::Name, Column::Category, Column::Holder, Column::Location, Column::Status];

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in lower case, all of which stand somewhere about it.
    pub words: Vec<String>,
    /// This category and all below it.
    pub category: Option<Uuid>,
    /// Of this model.
    pub model: Option<Uuid>,
    /// In this state; none: everything that is owned.
    pub state: Option<State>,
    /// With this label.
    pub label: Option<Uuid>,
    /// At this place and all below it.
    pub location: Option<Uuid>,
    /// Sold by them.
    pub supplier: Option<Uuid>,
    /// Had by this contact.
    pub holder: Option<Uuid>,
    /// Expected back before today.
    pub is_overdue: bool,
    /// Its warranty ends within [`Filter::WARRANTY_DAYS`], or has ended.
    pub is_out_of_warranty: bool,
    /// The end of its life is reached.
    pub is_old: bool,
    /// It was not seen in an audit for longer than its category says.
    pub is_audit_due: bool,
    /// With this in a field of the organisation's own.
    pub fields: Vec<(Uuid, String)>,
    /// Meeting these as well.
    pub conditions: Vec<Condition>,
}

impl Filter {
    /// How far ahead the end of a warranty is seen (days).
    pub const WARRANTY_DAYS: i64 = 60;
}

impl AssetQuery {
    /// What an address asks, name by name; what is no part of the question is passed over.
    pub fn of(said: &[(String, String)]) -> AssetQuery {
        let mut asked = AssetQuery::default();
        for (name, value) in said {
            let place = match name.as_str() {
                "text" => &mut asked.text,
                "category" => &mut asked.category,
                "model" => &mut asked.model,
                "status" => &mut asked.status,
                "location" => &mut asked.location,
                "supplier" => &mut asked.supplier,
                "holder" => &mut asked.holder,
                "due" => &mut asked.due,
                "order" => &mut asked.order,
                "dir" => &mut asked.dir,
                name if name.starts_with("field-") || is_condition(name) => {
                    asked.fields.entry(name.to_owned()).or_default()
                }
                _ => continue,
            };
            place.clone_from(value);
        }
        asked
    }

    /// What is asked for; `fields` are those there are, amounts are in this currency and days in this zone.
    pub fn filter(&self, fields: &[Field], (currency, zone): (&str, Tz)) -> Filter {
        let text: String = self.text.to_lowercase().chars().take(TEXT_MAX).collect();
        let words = text.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect();
        let own = fields.iter().filter(|field| !field.is_sealed).filter_map(|field| {
            let typed = self.fields.get(&field.input())?.trim();
            if typed.is_empty() {
                return None;
            }
            // As it is kept, so that 12.50 finds 12.5; what cannot be read finds nothing.
            let lenient = Field { is_required: false, pattern: String::new(), ..field.clone() };
            let kept = lenient.read(typed, currency);
            Some((field.id, kept.ok().flatten().map_or_else(|| typed.to_owned(), |content| content.value)))
        });
        let conditions =
            self.fields.iter().filter_map(|(name, typed)| Condition::read(name, typed, fields, (currency, zone)));
        Filter {
            words,
            category: self.category.parse().ok(),
            model: self.model.parse().ok(),
            state: State::parse(&self.status),
            label: self.status.parse().ok(),
            location: self.location.parse().ok(),
            supplier: self.supplier.parse().ok(),
            holder: self.holder.parse().ok(),
            is_overdue: self.due == "overdue",
            is_out_of_warranty: self.due == "warranty",
            is_old: self.due == "old",
            is_audit_due: self.due == "audit",
            fields: own.collect(),
            conditions: conditions.collect(),
        }
    }

    /// In which order.
    pub fn sorting(&self) -> Order {
        Order { by: Sorting::parse(&self.order).unwrap_or_default(), is_descending: self.dir == "desc" }
    }

    /// The same question in the one form that addresses are written in.
    pub fn settled(mut self) -> AssetQuery {
        if !self.column.is_empty() {
            self.columns = std::mem::take(&mut self.column).join(",");
        }
        self
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        let own = [
            &self.text,
            &self.category,
            &self.model,
            &self.status,
            &self.location,
            &self.supplier,
            &self.holder,
            &self.due,
        ];
        own.into_iter().chain(self.fields.values()).any(|value| !value.trim().is_empty())
    }

    /// Everything it says, name by name; cursors and format are left out.
    pub fn said(&self) -> Vec<(&str, &str)> {
        let own = [
            ("text", self.text.as_str()),
            ("category", &self.category),
            ("model", &self.model),
            ("status", &self.status),
            ("location", &self.location),
            ("supplier", &self.supplier),
            ("holder", &self.holder),
            ("due", &self.due),
            ("order", &self.order),
            ("dir", &self.dir),
            ("columns", &self.columns),
        ];
        let fields = self.fields.iter().filter(|(name, _)| name.starts_with("field-") || is_condition(name));
        own.into_iter().chain(fields.map(|(name, value)| (name.as_str(), value.as_str()))).collect()
    }
}

/// The columns of the list: those of the house, and fields of the organisation's own, in the order asked for.
pub fn shown<'f>(columns: &str, fields: &'f [Field]) -> Vec<Result<Column, &'f Field>> {
    let named = |name: &str| match named(&COLUMNS, name) {
        Some(column) => Some(Ok(column)),
        None => fields.iter().find(|field| field.input() == name).map(Err),
    };
    // The tag leads to the asset.
    chosen(columns, named, Ok(Column::Tag)).unwrap_or_else(|| {
        let (last, first) = USUAL.split_last().unwrap_or((&Column::Status, &[]));
        let own = fields.iter().filter(|field| field.is_listed).map(Err);
        first.iter().copied().map(Ok).chain(own).chain([Ok(*last)]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_what_is_asked() {
        let query =
            AssetQuery { text: " Think  PAD ".to_owned(), status: "in_stock".to_owned(), ..AssetQuery::default() };
        let filter = query.filter(&[], ("EUR", Tz::UTC));
        assert_eq!(filter.words, ["think", "pad"]);
        assert_eq!((filter.state, filter.label), (Some(State::InStock), None));
        assert!(query.narrows() && !AssetQuery::default().narrows());
        let label = AssetQuery { status: Uuid::nil().to_string(), ..AssetQuery::default() };
        assert_eq!(label.filter(&[], ("EUR", Tz::UTC)).label, Some(Uuid::nil()));
    }

    #[test]
    fn a_list_always_has_the_tag() {
        assert_eq!(shown("cost, nonsense,name", &[]), [Ok(Column::Tag), Ok(Column::Cost), Ok(Column::Name)]);
        assert_eq!(shown("", &[]).len(), USUAL.len());
    }
}
