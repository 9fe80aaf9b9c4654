//! Work that failed for good is kept to be shown and replayed, and grows old.

use crate::retention::{Ageing, Going, Group};
use kernel::db::{Sql, sql};

/// Dead jobs.
pub const AGEING: Ageing = Ageing {
    group: Group::Logs,
    noun: "records of failed work",
    at_latest: None,
    going: Going::Rows { count: dead, delete: bury },
};

const OLD: &str = " from jobs where org_id = $1 and state = 'dead' and created_at < $2";

fn dead() -> Sql {
    sql("select count(*)").push(OLD)
}

fn bury() -> Sql {
    sql("delete from jobs where org_id = $1 and id in (select id").push(OLD).push(" order by created_at limit $3)")
}
