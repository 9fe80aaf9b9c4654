//! What outside systems told grows old. What was not judged yet stays; of an event that is still the latest word about
//! somebody, that it was told stays, so that what happened before it changes nothing any more, and what it said goes.

use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::retention::{Ageing, Group};
use platform::{House, Scope};
use uuid::Uuid;

/// What ages here.
pub const AGEING: Ageing = Ageing { group: Group::Logs, noun: "events of the inbox", at_latest: None, count, release };

fn count(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old(&house.db, org, before))
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_go(scope.db(), scope.org_id(), before, limit))
}
