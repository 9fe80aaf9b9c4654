//! News grow old: what people were told, and what was said in the chat room. What still waits to be sent stays.

use super::reactions::KEPT_DAYS;
use super::store;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use platform::retention::{Ageing, Group};
use platform::{House, Scope};
use uuid::Uuid;

/// What ages here.
pub const AGEING: &[Ageing] = &[
    Ageing {
        group: Group::Logs,
        noun: "notifications",
        at_latest: Some(KEPT_DAYS),
        count: count_told,
        release: release_told,
    },
    Ageing {
        group: Group::Logs,
        noun: "posts to the chat room",
        at_latest: Some(KEPT_DAYS),
        count: count_posts,
        release: release_posts,
    },
];

fn count_told(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old(&house.db, org, before))
}

fn release_told(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_go(scope.db(), scope.org_id(), before, limit))
}

fn count_posts(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(store::count_old_posts(&house.db, org, before))
}

fn release_posts(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(store::let_posts_go(scope.db(), scope.org_id(), before, limit))
}
