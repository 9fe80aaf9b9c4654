//! The SQL of outgoing mail that the front door [`platform::post`] does not have: pages both ways, within reach.

use super::model::{PageFrom, Spot};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, sql};
use platform::Reach;
use platform::post::{Status, Summary};
use uuid::Uuid;

/// Messages of which nobody knows, or everybody knows, that they did not arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Did not arrive.
    pub failed: i64,
    /// May have arrived.
    pub uncertain: i64,
}

/// A page of an organisation's messages within reach, the newest first.
pub async fn list(
    db: &Db,
    org: Uuid,
    reach: &Reach,
    status: Option<Status>,
    pattern: Option<String>,
    from: PageFrom,
    limit: i64,
) -> Result<Vec<Summary>> {
    let statement = sql("select m.id, m.kind, m.to_name, m.to_address, m.subject, m.status, m.answer, m.queued_at
           from messages m where m.org_id = $1")
    .bind(org);
    let mut statement = within(statement, reach).with_opt(" and m.status = ", status);
    if let Some(pattern) = pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", m.to_address) or regexp(", pattern.clone())
            .with(", m.to_name) or regexp(", pattern)
            .push(", m.subject))");
    }
    let (statement, backwards) = match from {
        PageFrom::Newest => (statement.push(" order by m.queued_at desc, m.id desc"), false),
        PageFrom::Before(Spot { at, id }) => (
            statement
                .with(" and (m.queued_at, m.id) < (", at)
                .with(", ", id)
                .push(") order by m.queued_at desc, m.id desc"),
            false,
        ),
        PageFrom::After(Spot { at, id }) => (
            statement.with(" and (m.queued_at, m.id) > (", at).with(", ", id).push(") order by m.queued_at, m.id"),
            true,
        ),
    };
    let mut rows: Vec<Summary> = statement.with(" limit ", limit).all(db).await?;
    if backwards {
        rows.reverse();
    }
    Ok(rows)
}

/// Is there any message within reach at all?
pub async fn any(db: &Db, org: Uuid, reach: &Reach) -> Result<bool> {
    let statement = sql("select cast(1 as bigint) from messages m where m.org_id = $1").bind(org);
    let one: Option<(i64,)> = within(statement, reach).push(" limit 1").maybe(db).await?;
    Ok(one.is_some())
}

/// Messages queued since then, within reach, that somebody should look at.
pub async fn trouble(db: &Db, org: Uuid, reach: &Reach, since: DateTime<Utc>) -> Result<Trouble> {
    let statement = sql("select m.status, count(*) from messages m
          where m.org_id = $1 and m.queued_at > $2 and m.status in ('failed', 'uncertain')")
    .bind(org)
    .bind(since);
    let rows: Vec<(Status, i64)> = within(statement, reach).push(" group by m.status").all(db).await?;
    let count = |wanted| rows.iter().find(|(status, _)| *status == wanted).map_or(0, |(_, count)| *count);
    Ok(Trouble { failed: count(Status::Failed), uncertain: count(Status::Uncertain) })
}

/// Where the booking is that a message may be about.
pub async fn booking_location(on: impl Into<On<'_>>, org: Uuid, booking: Uuid) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> = sql("select r.location_id from bookings b
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
          where b.org_id = $1 and b.id = $2")
    .bind(org)
    .bind(booking)
    .maybe(on)
    .await?;
    Ok(row.map(|(location,)| location))
}

/// The message with this dedupe key.
pub async fn id_by_key(tx: &mut Tx, org: Uuid, key: &str) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> = sql("select id from messages where org_id = $1 and dedupe_key = $2")
        .bind(org)
        .bind(key.to_owned())
        .maybe(tx)
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Queues a message once more, unless it is on its way by now. Answers whether it was.
pub async fn queue_again(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update messages set status = 'queued', due_at = $3, queued_at = $3, leased_until = null
          where org_id = $1 and id = $2 and status in ('failed', 'uncertain', 'deferred')")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// With rights at some locations only: what is about bookings there.
fn within(statement: Sql, reach: &Reach) -> Sql {
    match reach.places() {
        None => statement,
        Some(locations) => statement
            .push(
                " and m.subject_kind = 'booking' and exists (select 1 from bookings b
                     join resources r on r.org_id = b.org_id and r.id = b.resource_id
                    where b.org_id = m.org_id and b.id = m.subject_id",
            )
            .with_list(" and r.location_id in ", locations.iter().copied())
            .push(")"),
    }
}
