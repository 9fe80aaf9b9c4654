//! Items and what to order, as files.

use crate::lists::head_of;
use crate::stock::{COLUMNS, Column, Item, Shortage};
use kernel::sheet::lines;
use kernel::{Error, Result};

/// What these columns are called in a file of items.
pub(crate) fn item_heads(columns: &[Column]) -> Vec<String> {
    let head = |column: &Column| match column {
        Column::Level => "Too little",
        other => head_of(&COLUMNS, other),
    };
    columns.iter().map(|column| head(column).to_owned()).collect()
}

/// An item as a line of it.
pub(crate) fn item(item: &Item, columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| plain(*column, item)).collect()
}

/// A cell as a program reads it.
fn plain(column: Column, item: &Item) -> String {
    match column {
        Column::Name => item.name.clone(),
        Column::Number => item.sku.clone(),
        Column::Category => item.category_name.clone(),
        Column::Unit => item.unit.clone(),
        Column::OnHand => item.on_hand.to_string(),
        Column::Level => if item.is_low { "yes" } else { "no" }.to_owned(),
        Column::Supplier => item.supplier_name.clone().unwrap_or_default(),
        Column::Cost => item.cost().map(|cost| cost.plain()).unwrap_or_default(),
        Column::Note => item.note.clone(),
    }
}

/// The file of what to order.
pub(crate) fn order(short: &[Shortage]) -> Result<String> {
    let head = ["Item", "Number", "Location", "On hand", "Minimum", "Proposed quantity", "Unit", "Supplier", "Cost"];
    let heads = head.map(str::to_owned).to_vec();
    let bytes = lines([heads].into_iter().chain(short.iter().map(|line| {
        vec![
            line.item_name.clone(),
            line.sku.clone(),
            line.location_name.clone(),
            line.on_hand.to_string(),
            line.minimum.to_string(),
            line.proposed().to_string(),
            line.unit.clone(),
            line.supplier_name.clone().unwrap_or_default(),
            line.cost().map(|cost| cost.plain()).unwrap_or_default(),
        ]
    })))?;
    String::from_utf8(bytes).map_err(Error::broken)
}
