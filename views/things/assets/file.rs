//! The list of assets as a file: a row each, with every column that an import understands.

use super::state_text;
use crate::assets::{Asset, COLUMNS, Column, Holder};
use crate::catalogue::fields::Field;
use kernel::text::inert_cell;
use kernel::time::rfc3339;
use kernel::{Error, Result};
use std::collections::HashMap;
use uuid::Uuid;

/// The file: the columns of the house, then the organisation's own fields by name. What is sealed stays out of it.
pub(crate) fn write(
    assets: &[Asset],
    fields: &[Field],
    values: &HashMap<Uuid, HashMap<Uuid, String>>,
) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let own: Vec<&Field> = fields.iter().filter(|field| !field.is_sealed).collect();
    let head =
        COLUMNS.iter().map(|(_, _, label)| (*label).to_owned()).chain(own.iter().map(|field| inert_cell(&field.name)));
    file.write_record(head).map_err(Error::broken)?;
    for asset in assets {
        let held = values.get(&asset.id);
        let fixed = COLUMNS.iter().map(|(column, ..)| plain(*column, asset));
        let more = own.iter().map(|field| held.and_then(|held| held.get(&field.id)).cloned().unwrap_or_default());
        file.write_record(fixed.chain(more).map(|cell| inert_cell(&cell))).map_err(Error::broken)?;
    }
    let bytes = file.into_inner().map_err(|error| Error::broken(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::broken)
}

/// A cell as a program reads it: days and amounts without words.
fn plain(column: Column, asset: &Asset) -> String {
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
        Column::Note => asset.note.clone(),
        Column::Updated => rfc3339(asset.updated_at),
    }
}
