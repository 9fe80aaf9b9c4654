//! What the figures are measured on.

use crate::support::{ADA, HARBOUR, QUARRY, world};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Db, Engine, Tx, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use uuid::Uuid;

/// Resources of the timeline.
pub const RESOURCES: usize = 1_000;
/// Bookings of the list, spread over all resources: half of them past, half ahead.
pub const BOOKINGS: i64 = 10_000;
/// Past bookings of one resource.
pub const HISTORY: i64 = 100_000;
/// Days before and after today over which the bookings of the list are spread.
const DAYS: i64 = 17;
/// Rows written in one transaction.
const CHUNK: usize = 10_000;

/// The rooms, open day and night so that the writers of the bench never run out of free hours.
pub async fn resources(db: &Db, ids: &Ids) -> Vec<(Uuid, String)> {
    let now = Clock::system().now();
    let mut tx = db.begin().await.expect("a transaction");
    let mut made = Vec::with_capacity(RESOURCES);
    for number in 0..RESOURCES {
        let (id, slug) = (ids.id(now), format!("room-{number}"));
        sql("insert into resources (id, org_id, location_id, slug, name, kind, status, description, capacity, units, who, notice_minutes,
                 horizon_days, min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes, created_at)
             values ($1, $2, $3, $4, $5, 'room', 'available', '', 8, 1, 'anyone', 0, 365, 30, 480, 30, 0, 0, 0, $6)")
            .bind(id)
            .bind(HARBOUR.id)
            .bind(world::FLOOR.id)
            .bind(slug.clone())
            .bind(format!("Room {number:04}"))
            .bind(now)
            .run(&mut tx)
            .await
            .expect("a resource");
        for weekday in 1i16..=7 {
            sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes) values ($1, $2, $3, 0, 1440)")
                .bind(HARBOUR.id)
                .bind(id)
                .bind(weekday)
                .run(&mut tx)
                .await
                .expect("hours");
        }
        made.push((id, slug));
    }
    tx.commit().await.expect("a commit");
    made
}

/// The bookings of the list and of the timeline.
pub async fn bookings(db: &Db, ids: &Ids, resources: &[(Uuid, String)]) {
    let now = Clock::system().now();
    let contacts = contacts(db, ids, HARBOUR.id, 500).await;
    let midnight = midnight(now);
    let mut tx = db.begin().await.expect("a transaction");
    for number in 0..BOOKINGS {
        let index = number as usize;
        // Each resource's bookings follow each other over the days, at different hours.
        let (round, day) = (number / RESOURCES as i64, number * 7 % (2 * DAYS) - DAYS);
        let start = midnight + TimeDelta::days(day) + TimeDelta::minutes(8 * 60 + round * 60);
        booking(&mut tx, ids, HARBOUR.id, resources[index % RESOURCES].0, contacts[index % contacts.len()], start, now)
            .await;
    }
    tx.commit().await.expect("a commit");
}

/// The long past of Quarry Works' room: half an hour each, one after the other.
pub async fn history(db: &Db, ids: &Ids) {
    let now = Clock::system().now();
    let contacts = contacts(db, ids, QUARRY.id, 500).await;
    let first = midnight(now) - TimeDelta::minutes(30 * HISTORY);
    for chunk in (0..HISTORY).collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = db.begin().await.expect("a transaction");
        for number in chunk {
            let start = first + TimeDelta::minutes(30 * number);
            let contact = contacts[*number as usize % contacts.len()];
            booking(&mut tx, ids, QUARRY.id, world::WEIGHBRIDGE.id, contact, start, now).await;
        }
        tx.commit().await.expect("a commit");
    }
}

/// Postgres gathers statistics by itself, some time later. SQLite has none, here as in a house that runs.
pub async fn settle(db: &Db) {
    if db.engine() == Engine::Postgres {
        db.script("analyze").await.expect("statistics");
    }
}

/// Contacts of an organisation.
pub async fn contacts(db: &Db, ids: &Ids, org: Uuid, count: usize) -> Vec<Uuid> {
    let now = Clock::system().now();
    let mut tx = db.begin().await.expect("a transaction");
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let id = ids.id(now);
        sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, $4, 'staff', $5)")
            .bind(id)
            .bind(org)
            .bind(format!("guest-{number}@guests.example"))
            .bind(format!("Guest {number}"))
            .bind(now)
            .run(&mut tx)
            .await
            .expect("a contact");
        made.push(id);
    }
    tx.commit().await.expect("a commit");
    made
}

async fn booking(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    resource: Uuid,
    contact: Uuid,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
) {
    let end = start + TimeDelta::minutes(30);
    sql("insert into bookings (id, org_id, code, resource_id, contact_id, user_id, status, title, people, units, starts_at, ends_at,
             block_from, block_until, zone, currency, source, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'Weekly round', 2, 1, $8, $9, $8, $9, 'Europe/Madrid', 'EUR', 'staff', $10, $10)")
        .bind(ids.id(start.min(now)))
        .bind(org)
        .bind(ids.code(9))
        .bind(resource)
        .bind(contact)
        .bind((org == HARBOUR.id).then_some(ADA.id))
        .bind(if end < now { "completed" } else { "confirmed" })
        .bind(start)
        .bind(end)
        .bind(now)
        .run(tx)
        .await
        .expect("a booking");
}

fn midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}
