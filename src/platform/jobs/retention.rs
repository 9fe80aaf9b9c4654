//! Work that failed for good is kept to be shown and replayed, and grows old.

use crate::retention::{Ageing, Going, Group};
use chrono::{DateTime, Utc};
use kernel::db::{Sql, sql};
use uuid::Uuid;

/// Dead jobs.
pub const AGEING: Ageing = Ageing {
    group: Group::Logs,
    noun: "records of failed work",
    at_latest: None,
    going: Going::Rows { count: old_dead, delete: bury },
};

/// Dead jobs that are older than this.
const OLD_DEAD: &str = " from jobs
      where org_id = $1 and state = 'dead' and created_at < $2";

/// How many there are.
fn old_dead(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*)").push(OLD_DEAD).bind(org).bind(before)
}

/// Deletes some of them.
fn bury(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from jobs where org_id = $1 and id in (select id")
        .push(OLD_DEAD)
        .push(" order by created_at limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
}
