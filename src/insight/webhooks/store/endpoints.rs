//! The rows of endpoints.

use super::super::model::{Endpoint, NewEndpoint};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::{Db, Json, On, Sql, Tx, sql};
use platform::vault::Held;
use platform::{Perm, Role};
use uuid::Uuid;

fn whole() -> Sql {
    sql("select id, url, description, kinds, enabled, secret, previous_secret, previous_until, failing_since, paused_until,
                disabled_at, disabled_reason, created_at, version
           from webhook_endpoints where removed_at is null")
}

/// Every endpoint of an organisation, the oldest first.
pub async fn endpoints(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Endpoint>> {
    whole().with(" and org_id = ", org).push(" order by created_at, id").all(on).await
}

/// One endpoint.
pub async fn endpoint(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Endpoint> {
    whole().with(" and org_id = ", org).with(" and id = ", id).one(on).await
}

/// How many there are.
pub async fn count_endpoints(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from webhook_endpoints where org_id = $1 and removed_at is null")
        .bind(org)
        .one(tx)
        .await?;
    Ok(count)
}

/// Adds one.
pub async fn add_endpoint(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewEndpoint,
    secret: String,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into webhook_endpoints (id, org_id, url, description, kinds, secret, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(new.url.clone())
    .bind(new.description.clone())
    .bind(Json(new.kinds.clone()))
    .bind(secret)
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes one, if this version is still the present one. Its failures are forgotten: it may be another place now.
pub async fn change_endpoint(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, new: &NewEndpoint) -> Result<bool> {
    let changed =
        sql("update webhook_endpoints set url = $4, description = $5, kinds = $6, failing_since = null, strikes = 0,
                paused_until = null, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and removed_at is null")
        .bind(org)
        .bind(id)
        .bind(version)
        .bind(new.url.clone())
        .bind(new.description.clone())
        .bind(Json(new.kinds.clone()))
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Tells it again, or no more. Answers whether that changed anything.
pub async fn set_enabled(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    enabled: bool,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed =
        sql("update webhook_endpoints set enabled = $3, disabled_at = $4, disabled_reason = $5, failing_since = null,
                strikes = 0, paused_until = null, version = version + 1
          where org_id = $1 and id = $2 and enabled <> $3 and removed_at is null")
        .bind(org)
        .bind(id)
        .bind(enabled)
        .bind((!enabled).then_some(now))
        .bind(reason.to_owned())
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Gives it another secret; the present one signs too until then.
pub async fn rotate(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    secret: String,
    until: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql(
        "update webhook_endpoints set previous_secret = secret, previous_until = $5, secret = $4, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and removed_at is null",
    )
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(secret)
    .bind(until)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Removes one. Its deliveries stay for as long as deliveries stay.
pub async fn remove_endpoint(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed =
        sql("update webhook_endpoints set removed_at = $3, enabled = false, secret = '', previous_secret = null
          where org_id = $1 and id = $2 and removed_at is null")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Something arrived: failures are forgotten.
pub async fn reached(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    sql("update webhook_endpoints set failing_since = null, strikes = 0, paused_until = null
          where org_id = $1 and id = $2 and failing_since is not null")
    .bind(org)
    .bind(id)
    .run(tx)
    .await
    .map(drop)
}

/// Nothing arrived. Answers since when, and how many times in a row.
pub async fn missed(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Option<(DateTime<Utc>, i64)>> {
    sql("update webhook_endpoints set failing_since = coalesce(failing_since, $3), strikes = strikes + 1
          where org_id = $1 and id = $2 and enabled returning failing_since, strikes")
    .bind(org)
    .bind(id)
    .bind(now)
    .maybe(tx)
    .await
}

/// Leaves it alone until then.
pub async fn pause(tx: &mut Tx, org: Uuid, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    sql("update webhook_endpoints set paused_until = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(until)
        .run(tx)
        .await
        .map(drop)
}

/// Who looks after an organisation's connections: name and address, each once.
pub async fn keepers(on: impl Into<On<'_>>, org: Uuid, now: DateTime<Utc>) -> Result<Vec<(String, String)>> {
    let roles = Role::ALL.into_iter().filter(|role| role.may(Perm::IntegrationsManage)).map(Role::name);
    sql("select distinct u.name, u.email from grants g join users u on u.id = g.user_id and u.disabled_at is null
          where g.org_id = $1 and g.location_id is null and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_list(" and g.role in ", roles)
        .push(" order by 2")
        .all(on)
        .await
}

/// The next rows that hold a secret, for the move to a new key.
pub fn secrets(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, id, secret from webhook_endpoints where id > $1 and removed_at is null order by id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Writes a secret that was locked anew.
pub fn write_secret(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        db.run(
            sql("update webhook_endpoints set secret = $3 where org_id = $1 and id = $2 and secret = $4")
                .bind(held.org_id)
                .bind(held.id)
                .bind(anew)
                .bind(held.secret),
        )
        .await
    })
}

/// The next rows that hold a replaced secret.
pub fn previous_secrets(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, id, previous_secret as secret from webhook_endpoints where id > $1 and previous_secret is not null order by id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Writes a replaced secret that was locked anew.
pub fn write_previous_secret(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        db.run(
            sql("update webhook_endpoints set previous_secret = $3 where org_id = $1 and id = $2 and previous_secret = $4")
                .bind(held.org_id)
                .bind(held.id)
                .bind(anew)
                .bind(held.secret),
        )
        .await
    })
}

/// Replaced secrets whose day is over are forgotten.
pub async fn forget_previous(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    db.run(
        sql("update webhook_endpoints set previous_secret = null, previous_until = null where previous_until < $1")
            .bind(now),
    )
    .await
}
