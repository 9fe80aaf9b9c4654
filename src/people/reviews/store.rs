//! The rows of reviews, and when people were last here.

use super::model::{Review, Snapshot, Visit};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, Tx, sql};
use platform::Reach;
use std::collections::HashMap;
use uuid::Uuid;

/// Reviews on a page of their list.
pub const PAGE: i64 = 50;

/// The reviews before this instant and id, the latest first; one more than [`PAGE`] if there are more.
pub async fn list(db: &Db, org: Uuid, before: Option<(DateTime<Utc>, Uuid)>) -> Result<Vec<Review>> {
    let mut statement =
        sql("select v.id, u.name as by_name, v.reviewed_at, v.note, v.people, v.grants from access_reviews v
           join users u on u.id = v.reviewed_by where v.org_id = $1")
        .bind(org);
    if let Some((at, id)) = before {
        statement = statement.with(" and (v.reviewed_at, v.id) < (", at).with(", ", id).push(")");
    }
    statement.with(" order by v.reviewed_at desc, v.id desc limit ", PAGE + 1).all(db).await
}

/// One review.
pub async fn by_id(db: &Db, org: Uuid, id: Uuid) -> Result<Review> {
    sql("select v.id, u.name as by_name, v.reviewed_at, v.note, v.people, v.grants from access_reviews v
           join users u on u.id = v.reviewed_by where v.org_id = $1 and v.id = $2")
    .bind(org)
    .bind(id)
    .one(db)
    .await
}

/// What was seen in a review.
pub async fn snapshot(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Snapshot> {
    let (Json(snapshot),): (Json<Snapshot>,) =
        sql("select snapshot from access_reviews where org_id = $1 and id = $2").bind(org).bind(id).one(on).await?;
    Ok(snapshot)
}

/// Keeps a review.
pub async fn add(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    by: Uuid,
    note: String,
    snapshot: Snapshot,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into access_reviews (id, org_id, reviewed_by, reviewed_at, note, people, grants, snapshot)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(by)
    .bind(now)
    .bind(note)
    .bind(snapshot.people().len() as i64)
    .bind(snapshot.lines.len() as i64)
    .bind(Json(snapshot))
    .run(tx)
    .await
    .map(drop)
}

/// When everybody who holds something within this reach was last here.
pub async fn visits(db: &Db, org: Uuid, reach: &Reach, now: DateTime<Utc>) -> Result<HashMap<Uuid, Visit>> {
    let statement = sql("select distinct u.id, u.created_at, v.at from grants g
           join users u on u.id = g.user_id
           left join last_visits v on v.user_id = u.id
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
    .bind(org)
    .bind(now);
    let rows: Vec<(Uuid, DateTime<Utc>, Option<DateTime<Utc>>)> =
        reach.limit(statement, " and g.location_id in ").all(db).await?;
    Ok(rows.into_iter().map(|(id, since, last)| (id, Visit { last, since })).collect())
}
