//! Filling tables with many rows, by statements.

use crate::support::world::{BUILDING, FLOOR};
use crate::support::{ADA, HARBOUR, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Json, Value, sql};
use kernel::values;
use serde_json::json;
use std::ops::Range;
use uuid::Uuid;

/// Rows of one statement.
const AT_ONCE: usize = 500;

async fn write(app: &TestApp, insert: &'static str, rows: impl Iterator<Item = Vec<Box<dyn Value>>>) {
    let mut rows = rows.peekable();
    let mut tx = app.db().begin().await.expect("a transaction");
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(AT_ONCE).collect();
        sql(insert).with_rows(batch).run(&mut tx).await.expect("rows");
    }
    tx.commit().await.expect("a commit");
}

/// Numbers become ids, in their order, each table's its own.
fn id(table: u128, number: i64) -> Uuid {
    Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + (table << 40) + number as u128)
}

/// The instant of a number: a minute each, the last one a minute ago at the most.
fn at(app: &TestApp, number: i64) -> DateTime<Utc> {
    app.now() - TimeDelta::days(80) + TimeDelta::minutes(number)
}

/// People with two grants each: one everywhere without end, one at a floor that ends this month.
pub async fn people(app: &TestApp, numbers: Range<i64>) {
    let (now, end) = (app.now() - TimeDelta::days(1), app.now() + TimeDelta::days(20));
    let users = numbers.clone().map(|number| {
        values![id(1, number), format!("person-{number}@house.example"), format!("Person {number:05}"), now]
    });
    write(app, "insert into users (id, email, name, created_at) values ", users).await;
    let insert = "insert into grants (id, org_id, user_id, role, location_id, ends_at, created_at) values ";
    let wide = numbers.clone().map(|number| {
        values![id(2, number), HARBOUR.id, id(1, number), "viewer", None::<Uuid>, None::<DateTime<Utc>>, now]
    });
    write(app, insert, wide).await;
    let place = |number: i64| if number % 2 == 0 { FLOOR.id } else { BUILDING.id };
    let narrow = numbers
        .map(|number| values![id(3, number), HARBOUR.id, id(1, number), "booking_manager", place(number), end, now]);
    write(app, insert, narrow).await;
}

/// Facts of Harbour House: those of bookings, and every tenth of a contact.
pub async fn events(app: &TestApp, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let (kind, subject) =
            if number % 10 == 0 { ("contact.changed", "contact") } else { ("booking.confirmed", "booking") };
        let data = Json(json!({ "after": { "title": format!("Round {number}") } }));
        values![
            id(4, number),
            HARBOUR.id,
            at(app, number),
            kind,
            "user",
            ADA.id,
            ADA.name,
            subject,
            id(5, number % 20),
            data,
            "fill",
            true
        ]
    });
    write(app, "insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id, dispatched) values ", rows).await;
}

/// Ada is told of these facts; every other one she has read.
pub async fn notifications(app: &TestApp, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let read = (number % 2 == 0).then(|| app.now());
        values![
            id(6, number),
            HARBOUR.id,
            ADA.id,
            id(4, number),
            "booking_made",
            at(app, number),
            true,
            read,
            "none",
            false
        ]
    });
    write(
        app,
        "insert into notifications (id, org_id, user_id, event_id, kind, at, in_app, read_at, mail, chat) values ",
        rows,
    )
    .await;
}

/// Letters to guests, one of ten failed.
pub async fn messages(app: &TestApp, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let (at, status) = (at(app, number), if number % 10 == 0 { "failed" } else { "sent" });
        values![
            id(7, number),
            HARBOUR.id,
            "booking.confirmation",
            "booking",
            id(5, number % 500),
            HARBOUR.name,
            format!("Guest {number:05}"),
            format!("guest-{number}@guests.example"),
            format!("Your booking {number}"),
            "A letter. ".repeat(50),
            "<p>A letter.</p>".repeat(50),
            status,
            at,
            format!("fill-{number}"),
            at
        ]
    });
    write(app, "insert into messages (id, org_id, kind, subject_kind, subject_id, from_name, to_name, to_address, subject, text_body, html_body, status, due_at, dedupe_key, queued_at) values ", rows).await;
}

/// Deliveries to this endpoint, one of ten failed.
pub async fn deliveries(app: &TestApp, endpoint: Uuid, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let (at, status) = (at(app, number), if number % 10 == 0 { "failed" } else { "delivered" });
        let payload = json!({ "type": "booking.confirmed", "data": { "note": "x".repeat(400) } }).to_string();
        values![id(8, number), HARBOUR.id, endpoint, "booking.confirmed", payload, status, at, at]
    });
    write(
        app,
        "insert into webhook_deliveries (id, org_id, endpoint_id, kind, payload, status, due_at, created_at) values ",
        rows,
    )
    .await;
}

/// What was said in the chat room.
pub async fn posts(app: &TestApp, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let at = at(app, number);
        values![
            id(9, number),
            HARBOUR.id,
            id(4, number),
            "booking_made",
            format!("Somebody booked, {number}"),
            "sent",
            at,
            at
        ]
    });
    write(app, "insert into chat_posts (id, org_id, event_id, kind, text, status, due_at, queued_at) values ", rows)
        .await;
}

/// Contacts; each of a hundred is known twice by one number, one of ten has a tag.
pub async fn contacts(app: &TestApp, numbers: Range<i64>) {
    let rows = numbers.clone().map(|number| {
        let phone = format!("+34 600 {:06}", if number % 100 == 1 { number - 1 } else { number });
        let (email, name) = (format!("guest-{number}@guests.example"), format!("Guest{number} Holm{number}"));
        values![id(10, number), HARBOUR.id, email, name, phone, "staff", at(app, number)]
    });
    write(app, "insert into contacts (id, org_id, email, name, phone, source, created_at) values ", rows).await;
    let tags = numbers.filter(|number| number % 10 == 0).map(|number| values![HARBOUR.id, id(10, number), "regular"]);
    write(app, "insert into contact_tags (org_id, contact_id, tag) values ", tags).await;
}

/// The contact of this number.
pub fn contact(number: i64) -> Uuid {
    id(10, number)
}

/// Assets of Harbour House, each with what it was called and what it cost; some in maintenance.
pub async fn assets(app: &TestApp, category: Uuid, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let tag = format!("S-{number:06}");
        let state = if number % 9 == 0 { "in_maintenance" } else { "in_stock" };
        let (place, now) = (if number % 2 == 0 { FLOOR.id } else { BUILDING.id }, at(app, number));
        values![
            id(10, number),
            HARBOUR.id,
            tag.clone(),
            tag.to_lowercase(),
            format!("Lantern {}", number * 7_919 % 10_007),
            category,
            state,
            place,
            place,
            number * 7_919 % 500,
            "EUR",
            format!("{} lantern", tag.to_lowercase()),
            now,
            now
        ]
    });
    write(app, "insert into assets (id, org_id, tag, tag_key, name, category_id, state, home_id, location_id, cost_minor, currency, search, created_at, updated_at) values ", rows).await;
}

/// The id of an asset of [`assets`].
pub fn asset(number: i64) -> Uuid {
    id(10, number)
}

/// Facts of one thing, a minute apart.
pub async fn history(app: &TestApp, subject: Uuid, numbers: Range<i64>) {
    let rows = numbers.map(|number| {
        let data = Json(json!({ "before": { "name": "Lamp" }, "after": { "name": format!("Lantern {number}") } }));
        values![
            id(11, number),
            HARBOUR.id,
            at(app, number),
            "asset.changed",
            "user",
            ADA.id,
            ADA.name,
            "asset",
            subject,
            data,
            "fill",
            true
        ]
    });
    write(app, "insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id, dispatched) values ", rows).await;
}
