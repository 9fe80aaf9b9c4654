//! Who was kept out once is remembered as long as the logs are. Whoever still is kept out stays so.

use super::store;
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: Ageing = Ageing {
    group: Group::Logs,
    noun: "lifted blocks",
    at_latest: None,
    going: Going::Rows { count: store::count_old_liftings, delete: store::drop_old_liftings },
};
