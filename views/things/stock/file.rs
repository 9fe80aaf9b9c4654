//! Items and what to order, as files.

use crate::stock::{Item, Shortage};
use kernel::sheet::lines;
use kernel::{Error, Result};

/// The columns of the file of items.
pub(crate) const ITEM_HEADS: [&str; 9] =
    ["Name", "Number", "Category", "Unit", "On hand", "Too little", "Supplier", "Cost of one", "Note"];

/// An item as a line of it.
pub(crate) fn item(item: &Item) -> Vec<String> {
    vec![
        item.name.clone(),
        item.sku.clone(),
        item.category_name.clone(),
        item.unit.clone(),
        item.on_hand.to_string(),
        if item.is_low { "yes" } else { "no" }.to_owned(),
        item.supplier_name.clone().unwrap_or_default(),
        item.cost().map(|cost| cost.plain()).unwrap_or_default(),
        item.note.clone(),
    ]
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
