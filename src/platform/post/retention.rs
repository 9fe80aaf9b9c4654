//! Messages grow old. What has left, or never will, goes; what waits stays.

use crate::retention::{Ageing, Going, Group};
use chrono::{DateTime, Utc};
use kernel::db::{Sql, sql};
use uuid::Uuid;

/// Outgoing messages.
pub const AGEING: Ageing = Ageing {
    group: Group::Messages,
    noun: "outgoing messages",
    at_latest: None,
    going: Going::Rows { count: old_letters, delete: shred },
};

/// Messages that are older than this and wait for nothing.
const OLD_LETTERS: &str = " from messages
      where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain')";

/// How many there are.
fn old_letters(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*)").push(OLD_LETTERS).bind(org).bind(before)
}

/// Deletes some of them.
fn shred(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from messages where org_id = $1 and id in (select id")
        .push(OLD_LETTERS)
        .push(" order by queued_at, id limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
}
