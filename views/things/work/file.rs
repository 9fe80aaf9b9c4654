//! Work orders as a file.

use super::{kind_text, priority_text, state_text};
use crate::lists::head_of;
use crate::work::{COLUMNS, Column, Order};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::money::Money;
use kernel::time::{form_value, wall};

/// What these columns are called.
pub(crate) fn heads(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| head_of(&COLUMNS, column).to_owned()).collect()
}

/// An order as a line; times are the organisation's.
pub(crate) fn cells(order: &Order, columns: &[Column], zone: Tz) -> Vec<String> {
    columns.iter().map(|column| plain(*column, order, zone)).collect()
}

/// A cell as a program reads it: days and amounts without words.
fn plain(column: Column, order: &Order, zone: Tz) -> String {
    let at = |at: Option<DateTime<Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
    match column {
        Column::Number => order.label(),
        Column::Title => order.title.clone(),
        Column::Kind => kind_text(order.kind).to_owned(),
        Column::Priority => priority_text(order.priority).to_owned(),
        Column::State => state_text(order.state).to_owned(),
        Column::About => order.subject(),
        Column::Assignee => order.assignee_name.clone().unwrap_or_default(),
        Column::Due => order.due_on.map(|day| day.to_string()).unwrap_or_default(),
        Column::Supplier => order.supplier_name.clone().unwrap_or_default(),
        Column::Labour => order.labour_minutes.to_string(),
        Column::Parts => Money::new(order.parts_minor, order.currency.clone()).plain(),
        Column::Cost => order.cost().plain(),
        Column::Raised => at(Some(order.created_at)),
        Column::Started => at(order.started_at),
        Column::Ended => at(order.ended_at),
    }
}
