//! All SQL about the letters that wait.

use super::model::{GuestMessages, Kind};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, batches, sql};
use kernel::values;
use uuid::Uuid;

/// A letter that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Planned {
    /// About this booking.
    pub booking_id: Uuid,
    /// Which letter.
    pub kind: Kind,
    /// What was due before is not written any more.
    pub since: DateTime<Utc>,
    /// Looked at no earlier.
    pub due_at: DateTime<Utc>,
}

/// What an organisation has chosen, or the usual.
pub async fn settings(on: impl Into<On<'_>>, org: Uuid) -> Result<GuestMessages> {
    let chosen: Option<GuestMessages> =
        sql("select reminder_hours, thanks, thanks_text, version from guest_messages where org_id = $1")
            .bind(org)
            .maybe(on)
            .await?;
    Ok(chosen.unwrap_or_default())
}

/// Keeps what an organisation chose, if this version is still the present one.
pub async fn choose(tx: &mut Tx, org: Uuid, chosen: &GuestMessages) -> Result<bool> {
    let kept = sql(
        "insert into guest_messages (org_id, reminder_hours, thanks, thanks_text, version) values ($1, $2, $3, $4, 1)
         on conflict (org_id) do update set reminder_hours = excluded.reminder_hours, thanks = excluded.thanks,
                thanks_text = excluded.thanks_text, version = guest_messages.version + 1
          where guest_messages.version = $5",
    )
    .bind(org)
    .bind(chosen.reminder_hours)
    .bind(chosen.thanks)
    .bind(chosen.thanks_text.clone())
    .bind(chosen.version)
    .run(tx)
    .await?;
    Ok(kept == 1)
}

/// Plans letters; a letter that is planned already takes the new time.
pub async fn plan(tx: &mut Tx, org: Uuid, planned: Vec<Planned>) -> Result<()> {
    for batch in batches(planned) {
        let row = |one: Planned| values![org, one.booking_id, one.kind, one.since, one.due_at];
        sql("insert into booking_letters (org_id, booking_id, kind, since, due_at) values ")
            .with_rows(batch.into_iter().map(row))
            .push(" on conflict (org_id, booking_id, kind) do update set since = excluded.since, due_at = excluded.due_at")
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Forgets what is planned for these bookings.
pub async fn unplan(tx: &mut Tx, org: Uuid, bookings: impl IntoIterator<Item = Uuid>) -> Result<()> {
    sql("delete from booking_letters where org_id = $1")
        .bind(org)
        .with_list(" and booking_id in ", bookings)
        .run(tx)
        .await
        .map(drop)
}

/// Looks anew at the reminders of everything to come: the organisation has chosen another time.
pub async fn plan_reminders(tx: &mut Tx, org: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("insert into booking_letters (org_id, booking_id, kind, since, due_at)
         select org_id, id, 'reminder', $2, $2 from bookings where org_id = $1 and starts_at > $2 and status = 'confirmed'
         on conflict (org_id, booking_id, kind) do update set since = excluded.since, due_at = excluded.due_at")
    .bind(org)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Forgets all planned letters of a kind.
pub async fn unplan_all(tx: &mut Tx, org: Uuid, kind: Kind) -> Result<()> {
    sql("delete from booking_letters where org_id = $1 and kind = $2").bind(org).bind(kind).run(tx).await.map(drop)
}

/// Organisations with letters that have come due: the clock belongs to all of them.
pub async fn orgs_due(db: &Db, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select distinct org_id from booking_letters where due_at <= $1").bind(now).all(db).await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Takes some letters of an organisation that have come due: nobody else can take them any more.
pub async fn take(tx: &mut Tx, org: Uuid, now: DateTime<Utc>, limit: i64) -> Result<Vec<Planned>> {
    sql("delete from booking_letters where org_id = $1 and due_at <= $2 and (booking_id, kind) in (
             select booking_id, kind from booking_letters where org_id = $1 and due_at <= $2 order by due_at, booking_id limit $3)
         returning booking_id, kind, since, due_at")
    .bind(org)
    .bind(now)
    .bind(limit)
    .all(tx)
    .await
}
