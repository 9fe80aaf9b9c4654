//! Work orders as a file.

use super::{kind_text, priority_text, state_text};
use crate::work::Order;
use chrono_tz::Tz;
use kernel::time::{form_value, wall};

/// What the columns are called.
pub(crate) const HEADS: [&str; 15] = [
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

/// An order as a line; times are the organisation's.
pub(crate) fn cells(order: &Order, zone: Tz) -> Vec<String> {
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
    vec![
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
    ]
}
