//! Messages grow old. What has left, or never will, goes; what waits stays.

use crate::retention::{Ageing, Group};
use crate::{House, Scope};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::sql;
use uuid::Uuid;

/// Outgoing messages.
pub const AGEING: Ageing =
    Ageing { group: Group::Messages, noun: "outgoing messages", at_latest: None, count, release };

fn count(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(async move {
        let (count,): (i64,) = sql("select count(*) from messages
              where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain')")
        .bind(org)
        .bind(before)
        .one(&house.db)
        .await?;
        Ok(count)
    })
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        let statement = sql("delete from messages where org_id = $1 and id in (select id from messages
              where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain') order by queued_at, id limit $3)")
        .bind(scope.org_id())
        .bind(before)
        .bind(limit);
        scope.db().run(statement).await
    })
}
