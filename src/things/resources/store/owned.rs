//! Exceptions and blackouts as they are looked after: with their ids and their owners.

use super::hours::owners;
use crate::resources::{NewBlackout, NewException, Owner, Resource};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Json, On, Tx, sql};
use kernel::time::Span;
use uuid::Uuid;

/// The most that is listed of either.
const LIST_MAX: i64 = 500;

/// An exception and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedException {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Owner,
    /// The day, by the clocks of whatever it holds for.
    pub day: NaiveDate,
    /// What the day is.
    pub label: String,
    /// `(opens, closes)` in minutes after midnight; none when it is closed.
    pub spans: Vec<(u16, u16)>,
}

/// A blackout and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedBlackout {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Owner,
    /// From when to when.
    pub span: Span,
    /// Why.
    pub reason: String,
}

#[derive(sqlx::FromRow)]
struct ExceptionRow {
    id: Uuid,
    resource_id: Option<Uuid>,
    location_id: Option<Uuid>,
    day: NaiveDate,
    label: String,
    spans: Json<Vec<(u16, u16)>>,
}

#[derive(sqlx::FromRow)]
struct BlackoutRow {
    id: Uuid,
    resource_id: Option<Uuid>,
    location_id: Option<Uuid>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    reason: String,
}

/// The exceptions that hold for a resource, its own and inherited ones, the latest day first.
pub async fn exceptions(on: impl Into<On<'_>>, org: Uuid, resource: &Resource) -> Result<Vec<OwnedException>> {
    let rows: Vec<ExceptionRow> =
        sql("select id, resource_id, location_id, day, label, spans from day_exceptions where org_id = $1")
            .bind(org)
            .with(" and (resource_id = ", resource.id)
            .with_list(" or location_id in ", above(resource))
            .push(" or (resource_id is null and location_id is null))")
            .with(" order by day desc, id limit ", LIST_MAX)
            .all(on)
            .await?;
    let read = rows.into_iter().map(|row| OwnedException {
        id: row.id,
        owner: Owner::of(row.resource_id, row.location_id),
        day: row.day,
        label: row.label,
        spans: row.spans.0,
    });
    Ok(read.collect())
}

/// The blackouts that hold for a resource, its own and inherited ones, the latest first.
pub async fn blackouts(on: impl Into<On<'_>>, org: Uuid, resource: &Resource) -> Result<Vec<OwnedBlackout>> {
    let rows: Vec<BlackoutRow> =
        sql("select id, resource_id, location_id, starts_at, ends_at, reason from blackouts where org_id = $1")
            .bind(org)
            .with(" and (resource_id = ", resource.id)
            .with_list(" or location_id in ", above(resource))
            .push(" or (resource_id is null and location_id is null))")
            .with(" order by ends_at desc, id limit ", LIST_MAX)
            .all(on)
            .await?;
    let read = rows.into_iter().filter_map(|row| {
        let span = Span::new(row.starts_at, row.ends_at).ok()?;
        Some(OwnedBlackout { id: row.id, owner: Owner::of(row.resource_id, row.location_id), span, reason: row.reason })
    });
    Ok(read.collect())
}

fn above(resource: &Resource) -> Vec<Uuid> {
    owners(resource).into_iter().filter_map(Owner::location).collect()
}

/// Adds an exception. A day that its owner has already said something about is a conflict.
pub(in crate::resources) async fn insert_exception(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewException,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into day_exceptions (id, org_id, resource_id, location_id, day, label, spans, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(new.owner.resource())
    .bind(new.owner.location())
    .bind(new.day)
    .bind(new.label.clone())
    .bind(Json(new.spans.clone()))
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Removes an exception; false where it is gone already.
pub(in crate::resources) async fn delete_exception(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<bool> {
    sql("delete from day_exceptions where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .run(tx)
        .await
        .map(|gone| gone == 1)
}

/// Adds a blackout.
pub(in crate::resources) async fn insert_blackout(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewBlackout,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into blackouts (id, org_id, resource_id, location_id, starts_at, ends_at, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(new.owner.resource())
    .bind(new.owner.location())
    .bind(new.span.start)
    .bind(new.span.end)
    .bind(new.reason.clone())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Removes a blackout; false where it is gone already.
pub(in crate::resources) async fn delete_blackout(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<bool> {
    sql("delete from blackouts where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await.map(|gone| gone == 1)
}
