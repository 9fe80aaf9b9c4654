//! Deliveries grow old. What still waits to be delivered stays.

use super::reactions::KEPT_DAYS;
use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::retention::{Ageing, Group};
use platform::{House, Scope};
use uuid::Uuid;

/// What ages here.
pub const AGEING: Ageing =
    Ageing { group: Group::Logs, noun: "deliveries of webhooks", at_latest: Some(KEPT_DAYS), count, release };

fn count(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old(&house.db, org, before))
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_go(scope.db(), scope.org_id(), before, limit))
}
