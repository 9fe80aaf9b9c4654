//! Messages grow old. What has left, or never will, goes; what waits stays.

use crate::retention::{Ageing, Going, Group};
use kernel::db::{Sql, sql};

/// Outgoing messages.
pub const AGEING: Ageing = Ageing {
    group: Group::Messages,
    noun: "outgoing messages",
    at_latest: None,
    going: Going::Rows { count: settled, delete: shred },
};

const OLD: &str = " from messages where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain')";

fn settled() -> Sql {
    sql("select count(*)").push(OLD)
}

fn shred() -> Sql {
    sql("delete from messages where org_id = $1 and id in (select id")
        .push(OLD)
        .push(" order by queued_at, id limit $3)")
}
