//! Writing resources: the row, its amenities, its week.

use crate::resources::NewResource;
use crate::resources::hours::WeeklySpan;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Tx, sql};
use uuid::Uuid;

/// Adds the row; false where another resource has its slug.
pub(in crate::resources) async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    slug: &str,
    new: &NewResource,
    now: DateTime<Utc>,
) -> Result<bool> {
    sql("insert into resources (id, org_id, location_id, slug, name, kind, status, description, capacity, units, who,
                notice_minutes, horizon_days, min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes,
                change_notice_minutes, price_minor, price_per, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         on conflict (org_id, slug) do nothing")
        .bind(id)
        .bind(org)
        .bind(new.location)
        .bind(slug.to_owned())
        .bind(new.name.clone())
        .bind(new.kind)
        .bind(new.status)
        .bind(new.description.clone())
        .bind(new.capacity)
        .bind(new.units)
        .bind(new.who)
        .bind(new.rules.notice_minutes)
        .bind(new.rules.horizon_days)
        .bind(new.rules.min_minutes)
        .bind(new.rules.max_minutes)
        .bind(new.rules.grid_minutes)
        .bind(new.rules.buffer_before_minutes)
        .bind(new.rules.buffer_after_minutes)
        .bind(new.rules.change_notice_minutes)
        .bind(new.price_minor)
        .bind(new.price_per)
        .bind(now)
        .run(tx)
        .await
        .map(|added| added == 1)
}

/// Changes the row; false where its version is not this one any more.
pub(in crate::resources) async fn update(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    slug: &str,
    new: &NewResource,
) -> Result<bool> {
    sql("update resources
            set location_id = $4, slug = $5, name = $6, kind = $7, status = $8, description = $9, capacity = $10, units = $11,
                who = $12, notice_minutes = $13, horizon_days = $14, min_minutes = $15, max_minutes = $16, grid_minutes = $17,
                buffer_before_minutes = $18, buffer_after_minutes = $19, change_notice_minutes = $20, price_minor = $21,
                price_per = $22, version = version + 1, stamp = stamp + 1
          where org_id = $1 and id = $2 and version = $3")
        .bind(org)
        .bind(id)
        .bind(version)
        .bind(new.location)
        .bind(slug.to_owned())
        .bind(new.name.clone())
        .bind(new.kind)
        .bind(new.status)
        .bind(new.description.clone())
        .bind(new.capacity)
        .bind(new.units)
        .bind(new.who)
        .bind(new.rules.notice_minutes)
        .bind(new.rules.horizon_days)
        .bind(new.rules.min_minutes)
        .bind(new.rules.max_minutes)
        .bind(new.rules.grid_minutes)
        .bind(new.rules.buffer_before_minutes)
        .bind(new.rules.buffer_after_minutes)
        .bind(new.rules.change_notice_minutes)
        .bind(new.price_minor)
        .bind(new.price_per)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}

/// Marks the resource as changed; false where its version is not this one any more.
pub(in crate::resources) async fn touch(tx: &mut Tx, org: Uuid, id: Uuid, version: i64) -> Result<bool> {
    sql("update resources set version = version + 1, stamp = stamp + 1 where org_id = $1 and id = $2 and version = $3")
        .bind(org)
        .bind(id)
        .bind(version)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}

/// Puts the resource away; false where its version is not this one any more, or it is away.
pub(in crate::resources) async fn archive(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    version: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    sql("update resources set archived_at = $4, version = version + 1, stamp = stamp + 1
          where org_id = $1 and id = $2 and version = $3 and archived_at is null")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(now)
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Takes the resource out again; false where its version is not this one any more, or it is out.
pub(in crate::resources) async fn restore(tx: &mut Tx, org: Uuid, id: Uuid, version: i64) -> Result<bool> {
    sql("update resources set archived_at = null, version = version + 1, stamp = stamp + 1
          where org_id = $1 and id = $2 and version = $3 and archived_at is not null")
    .bind(org)
    .bind(id)
    .bind(version)
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Puts away what stands in a place or below it and is not away yet. Answers which.
pub(in crate::resources) async fn archive_below(
    tx: &mut Tx,
    org: Uuid,
    place: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, String)>> {
    sql("update resources set archived_at = $3, version = version + 1, stamp = stamp + 1
          where org_id = $1 and archived_at is null and location_id in (select below.id from locations below
                join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
               where top.org_id = $1 and top.id = $2)
         returning id, name")
    .bind(org)
    .bind(place)
    .bind(now)
    .all(tx)
    .await
}

/// Takes out again what stands in a place or below it and was put away at this instant. Answers which.
pub(in crate::resources) async fn restore_below(
    tx: &mut Tx,
    org: Uuid,
    place: Uuid,
    archived_at: DateTime<Utc>,
) -> Result<Vec<(Uuid, String)>> {
    sql("update resources set archived_at = null, version = version + 1, stamp = stamp + 1
          where org_id = $1 and archived_at = $3 and location_id in (select below.id from locations below
                join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
               where top.org_id = $1 and top.id = $2)
         returning id, name")
    .bind(org)
    .bind(place)
    .bind(archived_at)
    .all(tx)
    .await
}

/// Lets it have as many units, if they are fewer than now.
pub(in crate::resources) async fn lower_units(tx: &mut Tx, org: Uuid, id: Uuid, units: i64) -> Result<()> {
    sql("update resources set units = $3, stamp = stamp + 1 where org_id = $1 and id = $2 and units > $3")
        .bind(org)
        .bind(id)
        .bind(units)
        .run(tx)
        .await
        .map(drop)
}

/// Writes the amenities anew.
pub(in crate::resources) async fn replace_amenities(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    amenities: &[String],
) -> Result<()> {
    sql("delete from resource_amenities where org_id = $1 and resource_id = $2").bind(org).bind(id).run(tx).await?;
    for amenity in amenities {
        sql("insert into resource_amenities (org_id, resource_id, amenity) values ($1, $2, $3)")
            .bind(org)
            .bind(id)
            .bind(amenity.clone())
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Writes the ordinary week anew.
pub(in crate::resources) async fn replace_hours(tx: &mut Tx, org: Uuid, id: Uuid, weekly: &[WeeklySpan]) -> Result<()> {
    sql("delete from opening_hours where org_id = $1 and resource_id = $2").bind(org).bind(id).run(tx).await?;
    let minutes = |minutes: u16| i16::try_from(minutes).unwrap_or(i16::MAX);
    for span in weekly {
        sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes) values ($1, $2, $3, $4, $5)")
            .bind(org)
            .bind(id)
            .bind(minutes(span.weekday.number_from_monday() as u16))
            .bind(minutes(span.opens))
            .bind(minutes(span.closes))
            .run(tx)
            .await?;
    }
    Ok(())
}
