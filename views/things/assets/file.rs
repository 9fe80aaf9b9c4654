//! The list of assets as a file: a row each, with every column that an import understands.

use super::state_text;
use crate::assets::{Asset, COLUMNS, Column, Holder, Person};
use crate::catalogue::fields::{Field, Kind};
use kernel::time::rfc3339;
use std::collections::HashMap;
use uuid::Uuid;

/// What the columns are called: those of the house, then the organisation's own fields. What is sealed stays out of it.
pub(crate) fn heads(fields: &[Field]) -> Vec<String> {
    let own = open(fields).map(|field| field.name.clone());
    COLUMNS.iter().map(|(_, _, label)| (*label).to_owned()).chain(own).collect()
}

/// What the rows are written from, besides the assets.
pub(crate) struct Cells {
    /// Fields of the organisation's own.
    pub fields: Vec<Field>,
    /// What they hold, asset by asset.
    pub values: HashMap<Uuid, HashMap<Uuid, String>>,
    /// The people whom they name.
    pub people: HashMap<Uuid, Person>,
    /// May the reader know the addresses of people?
    pub with_addresses: bool,
}

/// An asset as a row of it.
pub(crate) fn row(asset: &Asset, cells: &Cells) -> Vec<String> {
    let held = cells.values.get(&asset.id);
    let own = open(&cells.fields).map(|field| match held.and_then(|held| held.get(&field.id)) {
        Some(value) if field.kind == Kind::Person => person(value, cells),
        held => held.cloned().unwrap_or_default(),
    });
    COLUMNS.iter().map(|(column, ..)| plain(*column, asset)).chain(own).collect()
}

/// Somebody by their name. Who is not here any more has none: the id stays, and says the same when it comes back.
fn person(value: &str, cells: &Cells) -> String {
    let named = value.parse().ok().and_then(|id: Uuid| cells.people.get(&id));
    named.map_or_else(|| value.to_owned(), |named| named.in_file(cells.with_addresses))
}

fn open(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| !field.is_sealed)
}

/// A cell as a program reads it: days and amounts without words.
pub(crate) fn plain(column: Column, asset: &Asset) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    match column {
        Column::Tag => asset.tag.clone(),
        Column::Name => asset.name.clone(),
        Column::Category => asset.category_name.clone(),
        Column::Model => asset.model_label().unwrap_or_default(),
        Column::Serial => asset.serial.clone(),
        Column::Status => asset.label_name.clone().unwrap_or_else(|| state_text(asset.state).to_owned()),
        Column::Holder => match asset.holder() {
            None => String::new(),
            Some(Holder::Contact(..)) => word(&asset.contact_email),
            Some(Holder::Location(_, name) | Holder::Asset(_, name)) => name,
        },
        Column::Due => day(asset.due_on),
        Column::Location => word(&asset.location_name),
        Column::Home => word(&asset.home_name),
        Column::Supplier => word(&asset.supplier_name),
        Column::Purchased => day(asset.purchased_on),
        Column::Cost => asset.cost().map(|cost| cost.plain()).unwrap_or_default(),
        Column::OrderNumber => asset.order_number.clone(),
        Column::Warranty => day(asset.warranty_until),
        Column::Ends => day(asset.ends_on),
        Column::Audited => day(asset.audited_on),
        Column::Note => asset.note.clone(),
        Column::Legacy => word(&asset.legacy_id),
        Column::Updated => rfc3339(asset.updated_at),
    }
}
