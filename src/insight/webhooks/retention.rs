//! Deliveries grow old. What still waits to be delivered stays.

use super::reactions::KEPT_DAYS;
use super::store;
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: Ageing = Ageing {
    group: Group::Logs,
    noun: "deliveries of webhooks",
    at_latest: Some(KEPT_DAYS),
    going: Going::Rows { count: store::old_deliveries, delete: store::drop_deliveries },
};
