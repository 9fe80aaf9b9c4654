//! What an organisation may do so often a day: counted in the transaction that does it, only where there is a limit.
//!
//! The row of a day is what those who count at once wait for, so that together they cannot pass the limit.

use super::Scope;
use kernel::Result;
use kernel::db::{Tx, sql};
use kernel::time::day_start;

/// What is counted by the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daily {
    /// Bookings made.
    Bookings,
    /// Messages written.
    Mails,
}

impl Daily {
    fn name(self) -> &'static str {
        match self {
            Daily::Bookings => "bookings",
            Daily::Mails => "mails",
        }
    }
}

/// When today began there.
pub fn today_began(scope: &Scope) -> chrono::DateTime<chrono::Utc> {
    day_start(scope.org.zone(), scope.today())
}

/// How many of today there are. None: nothing was counted today yet.
pub async fn used(scope: &Scope, what: Daily) -> Result<Option<i64>> {
    let row: Option<(i64,)> = sql("select used from daily_use where org_id = $1 and what = $2 and day = $3")
        .bind(scope.org_id())
        .bind(what.name())
        .bind(scope.today())
        .maybe(scope.db())
        .await?;
    Ok(row.map(|(used,)| used))
}

/// Counts so many more; answers how many of today that makes. None: nothing was counted today yet, see [`open`].
pub async fn count(tx: &mut Tx, scope: &Scope, what: Daily, more: i64) -> Result<Option<i64>> {
    let row: Option<(i64,)> =
        sql("update daily_use set used = used + $4 where org_id = $1 and what = $2 and day = $3 returning used")
            .bind(scope.org_id())
            .bind(what.name())
            .bind(scope.today())
            .bind(more)
            .maybe(tx)
            .await?;
    Ok(row.map(|(used,)| used))
}

/// Begins to count today: `so_far` is what the rows say, these included; `more` are these. Answers how many of today that
/// makes; whoever began at the same time is counted.
pub async fn open(tx: &mut Tx, scope: &Scope, what: Daily, so_far: i64, more: i64) -> Result<i64> {
    let (used,): (i64,) = sql("insert into daily_use (org_id, what, day, used) values ($1, $2, $3, $4)
         on conflict (org_id, what, day) do update set used = daily_use.used + $5 returning used")
    .bind(scope.org_id())
    .bind(what.name())
    .bind(scope.today())
    .bind(so_far)
    .bind(more)
    .one(tx)
    .await?;
    Ok(used)
}
