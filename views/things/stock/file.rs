//! Items and what to order, as files.

use crate::stock::{Item, Shortage};
use kernel::text::inert_cell;
use kernel::{Error, Result};

/// The file of items.
pub(crate) fn items(items: &[Item]) -> Result<String> {
    let head = ["Name", "Number", "Category", "Unit", "On hand", "Too little", "Supplier", "Cost of one", "Note"];
    written(
        &head,
        items.iter().map(|item| {
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
        }),
    )
}

/// The file of what to order.
pub(crate) fn order(short: &[Shortage]) -> Result<String> {
    let head = ["Item", "Number", "Location", "On hand", "Minimum", "Proposed quantity", "Unit", "Supplier", "Cost"];
    written(
        &head,
        short.iter().map(|line| {
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
        }),
    )
}

fn written(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(head).map_err(Error::broken)?;
    for row in rows {
        file.write_record(row.iter().map(|cell| inert_cell(cell))).map_err(Error::broken)?;
    }
    let bytes = file.into_inner().map_err(|error| Error::broken(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::broken)
}
