//! Sendings grow old with the letters they wrote, and their files with them.

use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::retention::{Ageing, Group};
use platform::{House, Scope};
use uuid::Uuid;

/// Files of letters that have left are kept this long at most (days).
const KEPT_DAYS: i64 = 92;

/// What ages here.
pub const AGEING: Ageing =
    Ageing { group: Group::Messages, noun: "reports that were mailed", at_latest: Some(KEPT_DAYS), count, release };

fn count(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old_sendings(&house.db, org, before))
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_sendings_go(scope.db(), scope.org_id(), before, limit))
}
