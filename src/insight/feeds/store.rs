//! The rows of feeds, and the bookings they tell.

use super::model::{Feed, NewFeed, Stamp, Subject, Taken};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Either, Sql, Tx, sql};
use kernel::time::Span;
use uuid::Uuid;

fn whole() -> Sql {
    sql("select f.id, f.org_id, o.slug as org_slug, f.user_id, f.resource_id, r.name as resource_name, f.location_id, l.name as location_name,
                f.detail, f.created_at, f.last_used_at
           from calendar_feeds f
           join organisations o on o.id = f.org_id
           left join resources r on r.org_id = f.org_id and r.id = f.resource_id
           left join locations l on l.org_id = f.org_id and l.id = f.location_id
          where f.revoked_at is null")
}

/// The feed with this id, whichever organisation it is of: its address was sealed by the house.
pub async fn sealed(db: &Db, id: Uuid) -> Result<Feed> {
    whole().with(" and f.id = ", id).one(db).await
}

/// Somebody's feeds, the newest first.
pub async fn of_user(db: &Db, org: Uuid, user: Uuid) -> Result<Vec<Feed>> {
    whole()
        .with(" and f.org_id = ", org)
        .with(" and f.user_id = ", user)
        .push(" order by f.created_at desc, f.id desc")
        .all(db)
        .await
}

/// One of somebody's feeds.
pub async fn own(db: &Db, org: Uuid, user: Uuid, id: Uuid) -> Result<Feed> {
    whole().with(" and f.org_id = ", org).with(" and f.user_id = ", user).with(" and f.id = ", id).one(db).await
}

/// How many feeds somebody has.
pub async fn count(tx: &mut Tx, org: Uuid, user: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from calendar_feeds where org_id = $1 and user_id = $2 and revoked_at is null")
            .bind(org)
            .bind(user)
            .one(tx)
            .await?;
    Ok(count)
}

/// Adds one.
pub async fn add(tx: &mut Tx, org: Uuid, id: Uuid, user: Uuid, new: &NewFeed, now: DateTime<Utc>) -> Result<()> {
    let (resource, location) = match new.subject {
        Subject::Mine => (None, None),
        Subject::Resource(id) => (Some(id), None),
        Subject::Location(id) => (None, Some(id)),
    };
    sql("insert into calendar_feeds (id, org_id, user_id, subject, resource_id, location_id, detail, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(user)
    .bind(new.subject.name())
    .bind(resource)
    .bind(location)
    .bind(new.detail)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Revokes one, if nobody did.
pub async fn revoke(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update calendar_feeds set revoked_at = $3 where org_id = $1 and id = $2 and revoked_at is null")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Notes that it was fetched.
pub async fn used(db: &Db, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    db.run(
        sql("update calendar_feeds set last_used_at = $3 where org_id = $1 and id = $2").bind(org).bind(id).bind(now),
    )
    .await
    .map(drop)
}

/// What a feed is of, as a limit on bookings.
pub struct Of<'a> {
    /// Of this organisation.
    pub org: Uuid,
    /// Of what.
    pub subject: Subject,
    /// Of a location: that and all below it.
    pub locations: &'a [Uuid],
    /// Whose it is: id and address.
    pub owner: (Uuid, &'a str),
    /// From and until when.
    pub span: Span,
}

impl Of<'_> {
    fn limit(&self, statement: Sql) -> Sql {
        let statement = statement
            .with(" where b.org_id = ", self.org)
            .with(" and b.ends_at > ", self.span.start)
            // The plus keeps SQLite from walking the index of starts through the whole past.
            .with(Either { sqlite: " and +b.starts_at < ", postgres: " and b.starts_at < " }, self.span.end)
            .push(" and b.status not in ('cancelled', 'released')");
        match self.subject {
            Subject::Mine => statement
                .with(" and ((b.source = 'member' and b.user_id = ", self.owner.0)
                .with(") or c.email = ", self.owner.1.to_owned())
                .push(")"),
            Subject::Resource(id) => statement.with(" and b.resource_id = ", id),
            Subject::Location(_) => statement.with_list(" and r.location_id in ", self.locations.iter().copied()),
        }
    }
}

/// What tells whether a feed has changed.
pub async fn stamp(db: &Db, of: &Of<'_>) -> Result<Stamp> {
    let statement = sql("select count(*) as bookings, max(b.updated_at) as latest, cast(coalesce(sum(r.version), 0) as bigint) as versions
           from bookings b
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
           join contacts c on c.org_id = b.org_id and c.id = b.contact_id");
    of.limit(statement).one(db).await
}

/// The bookings of a feed, the earliest first.
pub async fn taken(db: &Db, of: &Of<'_>, limit: i64) -> Result<Vec<Taken>> {
    let statement = sql("select b.id, b.title, b.status, b.starts_at, b.ends_at, b.zone, b.sequence, b.updated_at,
                r.name as resource_name, r.location_id, l.name as location_name,
                case when b.guest_name = '' then c.name else b.guest_name end as guest,
                ((b.source = 'member' and b.user_id = $1) or c.email = $2) as is_own
           from bookings b
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
           join locations l on l.org_id = r.org_id and l.id = r.location_id
           join contacts c on c.org_id = b.org_id and c.id = b.contact_id")
    .bind(of.owner.0)
    .bind(of.owner.1.to_owned());
    of.limit(statement).push(" order by b.starts_at, b.id").with(" limit ", limit).all(db).await
}
