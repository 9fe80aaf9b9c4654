//! Sendings grow old with the letters they wrote, and their files with them.

use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::Scope;
use platform::retention::{Ageing, Going, Group};

/// Files of letters that have left are kept this long at most (days).
const KEPT_DAYS: i64 = 92;

/// What ages here.
pub const AGEING: Ageing = Ageing {
    group: Group::Messages,
    noun: "reports that were mailed",
    at_latest: Some(KEPT_DAYS),
    going: Going::Story { count, release },
};

fn count(scope: &Scope, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old_sendings(scope.db(), scope.org_id(), before))
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_sendings_go(&scope.house, scope.org_id(), before, limit))
}
