//! All SQL of what is handed out for bookings.

use super::model::HandOut;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The most that the front desk lists of either.
const LIST_MAX: i64 = 200;

/// Notes for which booking a custody will be. The schema refuses more than the booking holds, and a note without a custody.
pub async fn note(tx: &mut Tx, org: Uuid, custody: Uuid, booking: Uuid) -> Result<()> {
    sql("insert into hand_outs (org_id, custody_id, booking_id) values ($1, $2, $3)")
        .bind(org)
        .bind(custody)
        .bind(booking)
        .run(tx)
        .await
        .map(drop)
}

/// What was handed out for a booking, in its order.
pub async fn of_booking(on: impl Into<On<'_>>, org: Uuid, booking: Uuid) -> Result<Vec<HandOut>> {
    sql("select h.custody_id, h.booking_id, k.asset_id, a.tag, a.name, k.out_at, k.in_at
           from hand_outs h
           join custodies k on k.org_id = h.org_id and k.id = h.custody_id
           join assets a on a.org_id = k.org_id and a.id = k.asset_id
          where h.org_id = $1 and h.booking_id = $2 order by k.out_at, k.id")
    .bind(org)
    .bind(booking)
    .all(on)
    .await
}

/// Bookings that begin before an instant and are not over, for which not everything was handed out, by start.
pub async fn to_hand_out(
    on: impl Into<On<'_>>,
    org: Uuid,
    reach: &Reach,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Uuid>> {
    let open = sql("select b.id from bookings b
           join bookables m on m.org_id = b.org_id and m.resource_id = b.resource_id
           join resources r on r.org_id = b.org_id and r.id = b.resource_id
          where b.org_id = $1 and b.ends_at > $2 and b.starts_at < $3 and b.status in ('confirmed', 'checked_in')
            and (select count(*) from hand_outs h where h.org_id = b.org_id and h.booking_id = b.id) < b.units")
    .bind(org)
    .bind(now)
    .bind(until);
    let rows: Vec<(Uuid,)> = reach
        .limit(open, " and r.location_id in ")
        .with(" order by b.starts_at, b.id limit ", LIST_MAX)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Bookings that end before an instant and of which something is out, by end.
pub async fn due_back(on: impl Into<On<'_>>, org: Uuid, reach: &Reach, until: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let out = sql("select b.id from bookings b join resources r on r.org_id = b.org_id and r.id = b.resource_id
          where b.org_id = $1 and b.ends_at < $2
            and exists (select 1 from hand_outs h join custodies k on k.org_id = h.org_id and k.id = h.custody_id and k.in_at is null
                         where h.org_id = b.org_id and h.booking_id = b.id)")
        .bind(org)
        .bind(until);
    let rows: Vec<(Uuid,)> =
        reach.limit(out, " and r.location_id in ").with(" order by b.ends_at, b.id limit ", LIST_MAX).all(on).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
