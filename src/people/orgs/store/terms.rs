//! What operators decide about organisations, in their rows.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, Json, Tx, sql};
use platform::context::Limits;
use uuid::Uuid;

/// Closes an organisation. Answers no when it is closed already.
pub async fn suspend(tx: &mut Tx, org: Uuid, reason: &str, now: DateTime<Utc>) -> Result<bool> {
    let changed =
        sql("update organisations set suspended_at = $3, suspended_reason = $2 where id = $1 and suspended_at is null")
            .bind(org)
            .bind(reason.to_owned())
            .bind(now)
            .run(tx)
            .await?;
    Ok(changed == 1)
}

/// Opens it again. Answers why it was closed; none: it was not.
pub async fn resume(tx: &mut Tx, org: Uuid) -> Result<Option<String>> {
    let before: Option<(String,)> =
        sql("select suspended_reason from organisations where id = $1 and suspended_at is not null")
            .bind(org)
            .maybe(&mut *tx)
            .await?;
    let changed = sql(
        "update organisations set suspended_at = null, suspended_reason = '' where id = $1 and suspended_at is not null",
    )
    .bind(org)
    .run(tx)
    .await?;
    Ok(before.filter(|_| changed == 1).map(|(reason,)| reason))
}

/// Sets limits and the features that are off, if this version is still the present one.
pub async fn set_terms(tx: &mut Tx, org: Uuid, version: i64, limits: Limits, off: Vec<String>) -> Result<bool> {
    let changed = sql("update organisations set limits = $3, switched_off = $4, version = version + 1
          where id = $1 and version = $2")
    .bind(org)
    .bind(version)
    .bind(Json(limits))
    .bind(Json(off))
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Holds an organisation until the transaction is over, so that those who count what it has do so one after the other.
pub async fn hold_organisation(tx: &mut Tx, org: Uuid) -> Result<()> {
    sql("select id from organisations where id = $1")
        .bind(org)
        .push(Either { sqlite: "", postgres: " for no key update" })
        .one::<(Uuid,)>(tx)
        .await
        .map(drop)
}

/// People on the team and people invited to it, but for the one with this address (lower case).
pub async fn count_people(tx: &mut Tx, org: Uuid, but: &str, now: DateTime<Utc>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from (
            select u.email from grants g join users u on u.id = g.user_id
             where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $3) and u.email <> $2
            union
            select i.email from invitations i
             where i.org_id = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $3 and i.email <> $2
          ) as people")
    .bind(org)
    .bind(but.to_owned())
    .bind(now)
    .one(tx)
    .await?;
    Ok(count)
}
