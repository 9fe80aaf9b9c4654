//! Deliveries grow old. What still waits to be delivered stays.

use super::reactions::KEPT_DAYS;
use kernel::db::{Sql, sql};
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: Ageing = Ageing {
    group: Group::Logs,
    noun: "deliveries of webhooks",
    at_latest: Some(KEPT_DAYS),
    going: Going::Rows { count: known_deliveries, delete: drop_deliveries },
};

const OLD: &str = " from webhook_deliveries
      where org_id = $1 and created_at < $2 and status in ('delivered', 'failed', 'uncertain')";

fn known_deliveries() -> Sql {
    sql("select count(*)").push(OLD)
}

fn drop_deliveries() -> Sql {
    sql("delete from webhook_deliveries where org_id = $1 and id in (select id")
        .push(OLD)
        .push(" order by created_at, id limit $3)")
}
