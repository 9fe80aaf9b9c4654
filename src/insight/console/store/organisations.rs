//! Organisations, and how much they have.

use crate::console::model::{OrgFigures, OrgRow};
use crate::paging::{PageFrom, Spot};
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::db::{Db, sql};
use platform::post::STALE_DAYS;
use uuid::Uuid;

/// The days that figures of the recent past look back.
const RECENT_DAYS: i64 = 30;
/// Organisations offered in a filter.
const CHOICES_MAX: i64 = 500;

/// A page of organisations, in the order of the way.
pub async fn list(
    db: &Db,
    pattern: Option<String>,
    suspended: Option<bool>,
    from: PageFrom,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<OrgRow>> {
    let mut statement = sql("select o.id, o.slug, o.name, o.suspended_at, o.created_at,
                (select count(distinct g.user_id) from grants g
                  where g.org_id = o.id and g.ended_at is null and (g.ends_at is null or g.ends_at > $1)) as people,
                (select count(*) from resources r where r.org_id = o.id and r.archived_at is null) as resources
           from organisations o where o.created_at is not null")
    .bind(now)
    .push_if(suspended == Some(true), " and o.suspended_at is not null")
    .push_if(suspended == Some(false), " and o.suspended_at is null");
    if let Some(pattern) = pattern {
        statement =
            statement.with(" and (regexp(", pattern.clone()).with(", o.name) or regexp(", pattern).push(", o.slug))");
    }
    let statement = match from {
        PageFrom::Newest => statement.push(" order by o.created_at desc, o.id desc"),
        PageFrom::Before(Spot { at, id }) => statement
            .with(" and (o.created_at, o.id) < (", at)
            .with(", ", id)
            .push(") order by o.created_at desc, o.id desc"),
        PageFrom::After(Spot { at, id }) => {
            statement.with(" and (o.created_at, o.id) > (", at).with(", ", id).push(") order by o.created_at, o.id")
        }
    };
    statement.with(" limit ", limit).all(db).await
}

/// How much an organisation has.
pub async fn figures(db: &Db, org: Uuid, now: DateTime<Utc>) -> Result<OrgFigures> {
    sql("select
            (select count(distinct g.user_id) from grants g
              where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)) as people,
            (select count(*) from resources where org_id = $1 and archived_at is null) as resources,
            (select count(*) from bookings where org_id = $1) as bookings,
            (select count(*) from bookings where org_id = $1 and created_at > $3) as recent_bookings,
            (select count(*) from messages where org_id = $1 and queued_at > $3) as recent_messages,
            (select count(*) from messages where org_id = $1 and queued_at > $3 and status in ('failed', 'uncertain')) as troubled_messages,
            (select count(*) from messages where org_id = $1 and status in ('queued', 'deferred')) as waiting_messages,
            (select count(*) from messages where org_id = $1 and status in ('queued', 'deferred') and queued_at < $4) as stale_messages,
            (select count(*) from jobs where org_id = $1) as jobs")
        .bind(org)
        .bind(now)
        .bind(now - Duration::days(RECENT_DAYS))
        .bind(now - Duration::days(STALE_DAYS))
        .one(db)
        .await
}

/// Organisations by name, to choose from.
pub async fn choices(db: &Db) -> Result<Vec<(Uuid, String)>> {
    sql("select id, name from organisations order by name, id limit $1").bind(CHOICES_MAX).all(db).await
}
