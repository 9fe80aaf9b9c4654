//! The SQL of the front page.

use super::figures::Taken;
use kernel::Result;
use kernel::db::{Db, sql};
use kernel::time::Span;
use platform::Reach;
use uuid::Uuid;

/// What bookings hold of the resources within reach somewhere inside the span, and what was given back.
pub async fn taken(db: &Db, org: Uuid, reach: &Reach, span: Span) -> Result<Vec<Taken>> {
    // That they end after the span begins leaves the long past out.
    let statement = sql("select b.resource_id, b.starts_at, b.ends_at, b.units, b.status from bookings b
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
          where b.org_id = $1 and b.ends_at > $2 and b.starts_at < $3")
    .bind(org)
    .bind(span.start)
    .bind(span.end);
    reach.limit(statement, " and r.location_id in ").all(db).await
}

/// What an organisation has by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct SetUp {
    /// Live locations, counted to one.
    pub locations: i64,
    /// Live resources, counted to one.
    pub resources: i64,
    /// People of the house and invitations, counted to two.
    pub people: i64,
    /// How many of the latest bookings guests made on the public page.
    pub guests: i64,
}

/// How far an organisation is set up. Counts no further than it must.
pub async fn set_up(db: &Db, org: Uuid) -> Result<SetUp> {
    sql("select
            (select count(*) from (select 1 from locations where org_id = $1 and archived_at is null limit 1) x) as locations,
            (select count(*) from (select 1 from resources where org_id = $1 and archived_at is null limit 1) x) as resources,
            (select count(*) from (
                select user_id from grants where org_id = $1 and ended_at is null
                union all
                select id from invitations where org_id = $1 and accepted_at is null and revoked_at is null limit 2) x) as people,
            (select count(*) from (
                select source from bookings where org_id = $1 order by starts_at desc, id desc limit 500) x
              where source = 'page') as guests")
        .bind(org)
        .one(db)
        .await
}
