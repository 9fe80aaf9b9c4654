//! Work that failed for good is kept to be shown and replayed, and grows old.

use crate::retention::{Ageing, Group};
use crate::{House, Scope};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::sql;
use uuid::Uuid;

/// Dead jobs.
pub const AGEING: Ageing =
    Ageing { group: Group::Logs, noun: "records of failed work", at_latest: None, count, release };

fn count(house: &House, org: Uuid, before: DateTime<Utc>) -> BoxFuture<'_, Result<i64>> {
    Box::pin(async move {
        let (count,): (i64,) =
            sql("select count(*) from jobs where org_id = $1 and state = 'dead' and created_at < $2")
                .bind(org)
                .bind(before)
                .one(&house.db)
                .await?;
        Ok(count)
    })
}

fn release(scope: &Scope, before: DateTime<Utc>, limit: i64) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        let statement = sql("delete from jobs where org_id = $1 and id in (select id from jobs
              where org_id = $1 and state = 'dead' and created_at < $2 order by created_at limit $3)")
        .bind(scope.org_id())
        .bind(before)
        .bind(limit);
        scope.db().run(statement).await
    })
}
