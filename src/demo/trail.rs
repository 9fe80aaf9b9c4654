//! Writes the bookings of the demonstration and what happened to them, as rows like any others.

use super::write::Written;
use chrono::{DateTime, TimeDelta, Utc};
use days::bookings::Event;
use days::bookings::model::{Booking, Status};
use kernel::Result;
use kernel::db::{Json, Tx, sql};
use kernel::id::Ids;
use platform::events::{A_CLIENT, Fact};

/// The events of so many days are told anew when the demonstration begins, so that their mails are there to read.
const TOLD_DAYS: i64 = 2;

/// Writes bookings and what happened to them.
pub(super) async fn bookings(
    tx: &mut Tx,
    ids: &Ids,
    written: &Written,
    bookings: &[Booking],
    now: DateTime<Utc>,
) -> Result<()> {
    for booking in bookings {
        insert(tx, booking).await?;
        // The trail tells of the booking as it was when it was made.
        let fresh = Booking { status: Status::Confirmed, version: 1, sequence: 0, ..booking.clone() };
        let told_since = now - TimeDelta::days(TOLD_DAYS);
        let tell = |at: DateTime<Utc>| at > told_since;
        let cancelled = booking.status == Status::Cancelled;
        event(
            tx,
            ids,
            written,
            &fresh,
            Event::Confirmed(&fresh),
            booking.created_at,
            tell(booking.created_at) && !cancelled,
        )
        .await?;
        match booking.status {
            Status::Cancelled => {
                event(
                    tx,
                    ids,
                    written,
                    booking,
                    Event::Cancelled(booking),
                    booking.updated_at,
                    tell(booking.updated_at),
                )
                .await?;
            }
            Status::Completed => {
                event(tx, ids, written, booking, Event::Completed(booking), booking.ends_at, false).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn insert(tx: &mut Tx, booking: &Booking) -> Result<()> {
    sql("insert into bookings (id, org_id, code, resource_id, contact_id, user_id, status, title, note, people, units, starts_at, ends_at,
             block_from, block_until, zone, price_minor, currency, source, version, sequence, created_at, updated_at, cancelled_at, cancel_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)")
        .bind(booking.id)
        .bind(booking.org_id)
        .bind(booking.code.clone())
        .bind(booking.resource_id)
        .bind(booking.contact_id)
        .bind(booking.user_id)
        .bind(booking.status)
        .bind(booking.title.clone())
        .bind(booking.note.clone())
        .bind(booking.people)
        .bind(booking.units)
        .bind(booking.starts_at)
        .bind(booking.ends_at)
        .bind(booking.block_from)
        .bind(booking.block_until)
        .bind(booking.zone_name.clone())
        .bind(booking.price_minor)
        .bind(booking.currency.clone())
        .bind(booking.source.clone())
        .bind(booking.version)
        .bind(booking.sequence)
        .bind(booking.created_at)
        .bind(booking.updated_at)
        .bind(booking.cancelled_at)
        .bind(booking.cancel_reason.clone())
        .run(tx)
        .await
        .map(drop)
}

async fn event(
    tx: &mut Tx,
    ids: &Ids,
    written: &Written,
    booking: &Booking,
    event: Event<'_>,
    at: DateTime<Utc>,
    tell: bool,
) -> Result<()> {
    let words = event.words();
    let fact = Fact::from(event);
    let (actor_kind, actor_id, actor_name) = match (fact.kind, written.user(booking.user_id)) {
        ("booking.completed", _) => ("system", None, String::new()),
        (_, Some((id, name))) => ("user", Some(id), name.to_owned()),
        (_, None) => ("contact", Some(booking.contact_id), A_CLIENT.to_owned()),
    };
    let id = ids.id(at);
    let client = (actor_kind == "contact").then_some(booking.contact_name.as_str());
    sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id, dispatched)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'demo', $11)")
        .bind(id)
        .bind(written.org)
        .bind(at)
        .bind(fact.kind)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(actor_name)
        .bind(fact.subject_kind)
        .bind(fact.subject)
        .bind(Json(fact.data))
        .bind(!tell)
        .run(&mut *tx)
        .await?;
    sql("insert into event_words (event_id, org_id, contact_id, words) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(written.org)
        .bind(booking.contact_id)
        .bind(Json(serde_json::json!({ "actor": client, "data": words })))
        .run(tx)
        .await
        .map(drop)
}
