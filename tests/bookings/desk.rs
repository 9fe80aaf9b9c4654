//! What the tests of bookings share: booking by hand, looking at rows, changing the house.

use crate::support::world::Thing;
use crate::support::{Answer, Browser, HARBOUR, TestApp};
use chrono::{DateTime, Utc};
use days::bookings::{self, Booking};
use kernel::db::{Sql, sql};
use kernel::time::{parse_form, resolve};
use uuid::Uuid;

/// Where staff and members begin a booking.
pub const NEW: &str = "/o/harbour-house/bookings/new";
/// The list.
pub const LIST: &str = "/o/harbour-house/bookings";
/// The calendar.
pub const CALENDAR: &str = "/o/harbour-house/calendar";
/// The room's public page.
pub const ROOM: &str = "/b/harbour-house/boardroom-aurora";

/// The instant at which the clocks of Madrid show this: `2026-03-03T10:00`.
pub fn madrid(wall: &str) -> DateTime<Utc> {
    resolve(chrono_tz::Europe::Madrid, parse_form(wall).expect("a wall time")).instant()
}

/// The same as forms and gestures send it.
pub fn at(wall: &str) -> String {
    kernel::time::rfc3339(madrid(wall))
}

/// Somebody of the house fills in the form for a guest and sends it; whatever comes back.
pub async fn ask(staff: &Browser, resource: &Thing, starts: &str, minutes: i64, more: &[(&str, &str)]) -> Answer {
    let page = staff.get(NEW).await.expect(200);
    let (id, minutes) = (resource.id.to_string(), minutes.to_string());
    let mut form = page.form("/bookings").set("resource", &id).set("starts", starts).set("minutes", &minutes);
    for (name, value) in more {
        form = form.set(name, value);
    }
    staff.send_form(&form).await
}

/// Somebody of the house books for a guest called after the first part of their address.
pub async fn book(staff: &Browser, resource: &Thing, starts: &str, minutes: i64, email: &str) -> Uuid {
    let name = email.split('@').next().unwrap_or_default();
    let booked = ask(staff, resource, starts, minutes, &[("name", name), ("email", email)]).await.expect(303);
    super::harness::id_of(booked.location())
}

/// A guest fills in the public form of a resource for this start (of an hour) and sends it; whatever comes back.
pub async fn guest_asks(guest: &Browser, resource: &Thing, starts: &str, email: &str) -> Answer {
    let address = format!("/b/{}/{}?day={}&minutes=60", HARBOUR.slug, resource.slug, &starts[..10]);
    let page = guest.get(&address).await.expect(200);
    guest.submit(&page, "#book", &[("at", &at(starts)), ("name", "Grace Holm"), ("email", email)]).await
}

/// A guest books; answers the address behind the link they get.
pub async fn guest_books(guest: &Browser, resource: &Thing, starts: &str, email: &str) -> String {
    let booked = guest_asks(guest, resource, starts, email).await.expect(303);
    booked.location().split('?').next().unwrap_or_default().to_owned()
}

/// The row of a booking.
pub async fn row(app: &TestApp, id: Uuid) -> Booking {
    bookings::store::by_id(app.db(), HARBOUR.id, id).await.expect("a booking of Harbour House")
}

/// The only booking there is.
pub async fn only(app: &TestApp) -> Booking {
    let ids: Vec<(Uuid,)> = sql("select id from bookings").all(app.db()).await.expect("bookings can be read");
    assert_eq!(ids.len(), 1, "one booking");
    row(app, ids[0].0).await
}

/// Changes a resource: `change(&app, &BOARDROOM, "units = 3")`.
pub async fn change(app: &TestApp, resource: &Thing, assignments: &str) {
    let text: &'static str = format!("update resources set {assignments} where id = $1").leak();
    run(app, sql(text).bind(resource.id)).await;
}

/// Runs a statement that must change something.
pub async fn run(app: &TestApp, statement: Sql) {
    assert!(app.db().run(statement).await.expect("the schema allows it") > 0, "nothing was changed");
}

/// How often something was recorded.
pub async fn events(app: &TestApp, kind: &str) -> i64 {
    let counted =
        sql("select count(*) from events where kind = $1").bind(kind.to_owned()).one::<(i64,)>(app.db()).await;
    counted.expect("a count").0
}

/// What a guest reads in their mail: its subjects, the oldest first.
pub async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.mail_to(email).await.into_iter().map(|mail| mail.subject).collect()
}

/// The same answer, or the end of the test if its HTML nests badly or holds what the content security policy refuses.
pub fn tidy(answer: Answer) -> Answer {
    if !answer.is_html() {
        return answer;
    }
    let document = answer.document();
    assert_eq!(document.problems, Vec::<String>::new(), "{}", answer.address);
    for (_, element) in document.elements() {
        let inline = element.name == "style"
            || element.has("style")
            || (element.name == "script" && !element.has("src"))
            || element.attributes.iter().any(|(name, _)| name.starts_with("on") || name.starts_with("hx-on"));
        assert!(!inline, "{} has {}", answer.address, element.tag());
    }
    answer
}

/// The values of the alternatives an answer offers.
pub fn offers(answer: &Answer, form: &str) -> Vec<String> {
    answer.form(form).choices("offer").into_iter().map(str::to_owned).collect()
}

/// Another room like this one, with its hours and rules.
pub async fn another(app: &TestApp, like: &Thing, name: &'static str, slug: &'static str) -> Thing {
    let id = app.house.id();
    let room = sql("insert into resources (id, org_id, location_id, slug, name, kind, status, capacity, units, who, notice_minutes,
                   horizon_days, min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes,
                   change_notice_minutes, created_at)
            select $1, org_id, location_id, $2, $3, kind, status, capacity, units, who, notice_minutes, horizon_days, min_minutes,
                   max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes, created_at
              from resources where id = $4");
    run(app, room.bind(id).bind(slug).bind(name).bind(like.id)).await;
    let hours = sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes)
            select org_id, $1, weekday, opens, closes from opening_hours where resource_id = $2");
    run(app, hours.bind(id).bind(like.id)).await;
    Thing { id, name, slug }
}

/// Something is not available from one wall time of Madrid to another; without a resource, nothing is.
pub async fn blackout(app: &TestApp, resource: Option<&Thing>, from: &str, until: &str, reason: &'static str) {
    let statement = sql("insert into blackouts (id, org_id, resource_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(app.house.id())
        .bind(HARBOUR.id)
        .bind(resource.map(|resource| resource.id))
        .bind(madrid(from))
        .bind(madrid(until))
        .bind(reason)
        .bind(app.now());
    run(app, statement).await;
}
