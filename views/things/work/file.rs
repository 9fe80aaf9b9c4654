//! Work orders as a file.

use super::{kind_text, priority_text, state_text};
use crate::work::Order;
use chrono_tz::Tz;
use kernel::text::inert_cell;
use kernel::time::{form_value, wall};
use kernel::{Error, Result};

/// The file; times are the organisation's.
pub(crate) fn write(orders: &[Order], zone: Tz) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = [
        "Number",
        "Title",
        "Kind",
        "Priority",
        "State",
        "About",
        "Assigned to",
        "Due",
        "Supplier",
        "Labour in minutes",
        "Parts",
        "Cost",
        "Raised",
        "Started",
        "Ended",
    ];
    file.write_record(head).map_err(Error::broken)?;
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
    for order in orders {
        let cells = [
            order.label(),
            order.title.clone(),
            kind_text(order.kind).to_owned(),
            priority_text(order.priority).to_owned(),
            state_text(order.state).to_owned(),
            order.subject(),
            order.assignee_name.clone().unwrap_or_default(),
            order.due_on.map(|day| day.to_string()).unwrap_or_default(),
            order.supplier_name.clone().unwrap_or_default(),
            order.labour_minutes.to_string(),
            kernel::money::Money::new(order.parts_minor, order.currency.clone()).plain(),
            order.cost().plain(),
            at(Some(order.created_at)),
            at(order.started_at),
            at(order.ended_at),
        ];
        file.write_record(cells.iter().map(|cell| inert_cell(cell))).map_err(Error::broken)?;
    }
    let bytes = file.into_inner().map_err(|error| Error::broken(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::broken)
}
