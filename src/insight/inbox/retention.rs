//! What outside systems told grows old. What was not judged yet stays; of an event that is still the latest word about
//! somebody, that it was told stays, so that what happened before it changes nothing any more, and what it said goes.

use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::Scope;
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: Ageing =
    Ageing { group: Group::Logs, noun: "events of the inbox", at_latest: None, going: Going::Story { count, release } };

fn count(scope: &Scope, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old(scope.db(), scope.org_id(), before))
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_go(scope.db(), scope.org_id(), before, limit))
}
