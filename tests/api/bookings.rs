//! Bookings by program: the same rules, races and stories as on the pages.

use crate::bookings::desk::change;
use crate::support::world::{BOARDROOM, DESKS, PROJECTOR};
use crate::support::{BO, CY, HARBOUR, Program, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::db::sql;
use serde_json::{Value, json};

fn guest() -> Value {
    json!({ "name": "Zoe Park", "email": "zoe@guest.example" })
}

fn at(hour: u32) -> String {
    format!("2026-03-09T{hour:02}:00:00Z")
}

async fn book(program: &Program, hour: u32) -> Value {
    let body =
        json!({ "resource_id": BOARDROOM.id, "starts_at": at(hour), "minutes": 60, "title": "Call", "guest": guest() });
    program.post("/api/v1/bookings", body).await.expect(201).json()
}

fn path(booking: &Value) -> String {
    format!("/api/v1/bookings/{}", booking["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_booking_is_made_told_by_mail_and_seen_on_the_pages() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let made = book(&bo, 9).await;
    assert_eq!(
        (&made["status"], &made["ends_at"], &made["source"]),
        (&json!("confirmed"), &json!(at(10)), &json!("staff"))
    );
    assert_eq!(bo.get(&path(&made)).await.expect(200).json(), made);
    app.settle().await;
    assert_eq!(app.mail_to("zoe@guest.example").await[0].kind, "booking.confirmation");
    let page = app.sign_in(&BO).await.get(&format!("/o/harbour-house/bookings/{}", made["id"].as_str().unwrap())).await;
    assert!(page.expect(200).has_text("Call"));
}

#[tokio::test]
async fn who_is_too_late_is_offered_what_is_free() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let first = book(&bo, 9).await;
    let body = json!({ "resource_id": BOARDROOM.id, "starts_at": at(9), "minutes": 60, "guest": guest() });
    let late = bo.post("/api/v1/bookings", body.clone()).await.expect(409);
    assert_eq!(late.code(), "booking_overlap");
    let alternatives = late.json()["alternatives"].as_array().unwrap().clone();
    assert!(alternatives.len() >= 3, "{late}");
    // Each of them can be booked as it is offered.
    let offer = &alternatives[0];
    let mut taken = body;
    taken["starts_at"] = offer["starts_at"].clone();
    taken["resource_id"] = offer["resource_id"].clone();
    bo.post("/api/v1/bookings", taken).await.expect(201);
    // So is who moves onto somebody else.
    let second = book(&bo, 15).await;
    let answer = bo.patch(&path(&second), json!({ "starts_at": first["starts_at"] })).await.expect(409);
    assert!(!answer.json()["alternatives"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn when_and_what_change_together_or_not_at_all() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let (one, two) = (book(&bo, 9).await, book(&bo, 12).await);
    let changed = bo
        .patch(&path(&one), json!({ "starts_at": at(14), "title": "Later call", "note": "Bring cake" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&changed["starts_at"], &changed["ends_at"], &changed["title"]),
        (&json!(at(14)), &json!(at(15)), &json!("Later call"))
    );
    assert_eq!(changed["note"], "Bring cake");
    let kinds: Vec<(String,)> =
        sql("select kind from events where at = $1 order by kind").bind(app.now()).all(app.db()).await.unwrap();
    let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
    assert_eq!(kinds, ["booking.changed", "booking.confirmed", "booking.confirmed", "booking.moved"]);
    // The move is refused, so the title stays too.
    bo.patch(&path(&one), json!({ "starts_at": two["starts_at"], "title": "Never" })).await.expect(409);
    assert_eq!(bo.get(&path(&one)).await.json()["title"], "Later call");
    // A length alone, an end alone, another resource alone.
    assert_eq!(
        bo.patch(&path(&one), json!({ "minutes": 90 })).await.expect(200).json()["ends_at"],
        "2026-03-09T15:30:00Z"
    );
    assert_eq!(bo.patch(&path(&one), json!({ "ends_at": at(16) })).await.expect(200).json()["ends_at"], at(16));
    assert_eq!(
        bo.patch(&path(&one), json!({ "resource_id": DESKS.id })).await.expect(200).json()["resource_name"],
        "Dock desks"
    );
    assert_eq!(
        bo.patch(&path(&one), json!({ "minutes": 30, "ends_at": at(17) })).await.expect(422).pointers(),
        ["/minutes"]
    );
    assert_eq!(
        bo.patch(&path(&one), json!({ "resource_id": app.house.id() })).await.expect(422).pointers(),
        ["/resource_id"]
    );
    assert_eq!(bo.patch(&path(&one), json!({ "starts_at": null })).await.expect(422).code(), "invalid");
    // Nothing asked for is nothing done.
    let before = app.count("events").await;
    bo.patch(&path(&one), json!({})).await.expect(200);
    assert_eq!(app.count("events").await, before);
}

#[tokio::test]
async fn a_booking_is_moved_cancelled_and_taken_back() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let one = book(&bo, 9).await;
    let moved = bo.post(&format!("{}/span", path(&one)), json!({ "starts_at": at(11) })).await.expect(200).json();
    assert_eq!(moved["ends_at"], at(12));
    let stale = json!({ "starts_at": at(13), "version": one["version"] });
    assert_eq!(bo.post(&format!("{}/span", path(&one)), stale).await.expect(409).code(), "booking_changed");
    let gone = bo.post(&format!("{}/cancellation", path(&one)), json!({ "reason": "Ill" })).await.expect(200).json();
    assert_eq!((&gone["status"], &gone["cancel_reason"]), (&json!("cancelled"), &json!("Ill")));
    assert_eq!(bo.delete(&path(&one)).await.expect(409).code(), "booking_cancelled");
    let other = book(&bo, 11).await;
    assert_eq!(
        bo.send(Method::POST, &format!("{}/restoration", path(&one)), &[], None).await.expect(409).code(),
        "booking_overlap"
    );
    bo.delete(&format!("{}?reason=Again", path(&other))).await.expect(204);
    assert_eq!(bo.get(&path(&other)).await.json()["cancel_reason"], "Again");
    let back = bo.send(Method::POST, &format!("{}/restoration", path(&one)), &[], None).await.expect(200).json();
    assert_eq!(back["status"], "confirmed");
}

#[tokio::test]
async fn a_member_books_for_themselves_within_the_rules_and_sees_no_more() {
    let app = TestApp::start().await;
    let (cy, bo) = (app.program(&CY).await, app.program(&BO).await);
    let own = json!({ "resource_id": BOARDROOM.id, "starts_at": at(9), "minutes": 60, "title": "Mine" });
    let mine = cy.post("/api/v1/bookings", own.clone()).await.expect(201).json();
    assert_eq!(
        (&mine["guest"]["email"], &mine["source"], &mine["note"]),
        (&json!(CY.email), &json!("member"), &Value::Null)
    );
    let mut for_zoe = own.clone();
    for_zoe["guest"] = guest();
    for_zoe["starts_at"] = json!(at(12));
    assert_eq!(cy.post("/api/v1/bookings", for_zoe).await.expect(422).pointers(), ["/guest/email"]);
    let off_grid = json!({ "resource_id": BOARDROOM.id, "starts_at": "2026-03-09T12:10:00Z", "minutes": 60 });
    assert_eq!(cy.post("/api/v1/bookings", off_grid.clone()).await.expect(422).pointers(), ["/starts_at"]);
    let short = json!({ "resource_id": BOARDROOM.id, "starts_at": at(12), "minutes": 10 });
    assert_eq!(cy.post("/api/v1/bookings", short).await.expect(422).pointers(), ["/minutes"]);
    let for_staff = json!({ "resource_id": PROJECTOR.id, "starts_at": at(12), "minutes": 60 });
    assert_eq!(cy.post("/api/v1/bookings", for_staff).await.expect(409).code(), "resource_not_for_you");
    // The house may overrule the opening hours, and is told what it overrules.
    let night = json!({ "resource_id": BOARDROOM.id, "starts_at": at(3), "minutes": 60, "guest": guest() });
    let warned = bo.post("/api/v1/bookings", night).await.expect(201).json();
    assert!(warned["warnings"][0].as_str().unwrap().contains("closed"), "{warned}");
    // Others' bookings are not there for a member; their own can be changed, its note cannot.
    let others = book(&bo, 15).await;
    cy.get(&path(&others)).await.expect(404);
    cy.patch(&path(&others), json!({ "title": "Taken over" })).await.expect(404);
    assert_eq!(cy.get("/api/v1/bookings").await.expect(200).json()["data"].as_array().unwrap().len(), 1);
    cy.patch(&path(&mine), json!({ "title": "Still mine", "note": "Hidden" })).await.expect(200);
    assert_eq!(bo.get(&path(&mine)).await.json()["note"], "");
    cy.send(Method::POST, &format!("{}/restoration", path(&mine)), &[], None).await.expect(403);
    cy.delete(&path(&mine)).await.expect(204);
}

#[tokio::test]
async fn a_batch_does_what_can_be_done_and_goes_on_where_it_was_broken_off() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let old = book(&bo, 9).await;
    let wish = |hour: u32, resource: uuid::Uuid| json!({ "resource_id": resource, "starts_at": at(hour), "minutes": 60, "guest": guest() });
    let batch = json!({
        "cancel": [{ "id": old["id"], "reason": "Moved" }, { "id": app.house.id() }],
        "create": [wish(9, BOARDROOM.id), wish(9, BOARDROOM.id), wish(10, app.house.id())],
    });
    let key = [("idempotency-key", "batch")];
    let first = bo.send(Method::POST, "/api/v1/bookings/batches", &key, Some(batch.clone())).await.expect(200).json();
    let statuses = |told: &Value, part: &str| -> Vec<u64> {
        told[part].as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect()
    };
    assert_eq!((statuses(&first, "cancel"), statuses(&first, "create")), (vec![200, 404], vec![201, 409, 422]));
    assert_eq!(first["create"][1]["problem"]["code"], "booking_overlap");
    let again = bo.send(Method::POST, "/api/v1/bookings/batches", &key, Some(batch)).await.expect(200).json();
    assert_eq!(first["create"][0]["booking"]["id"], again["create"][0]["booking"]["id"]);
    assert_eq!(app.count("bookings").await, 2);
    bo.post("/api/v1/bookings/batches", json!({})).await.expect(422);
    let many: Vec<Value> = (0..51).map(|_| wish(9, BOARDROOM.id)).collect();
    bo.post("/api/v1/bookings/batches", json!({ "create": many })).await.expect(422);
}

#[tokio::test]
async fn slots_offer_only_what_whoever_asks_can_book() {
    let app = TestApp::start().await;
    let (bo, cy) = (app.program(&BO).await, app.program(&CY).await);
    let viewer = app.employ(HARBOUR.id, platform::Role::Viewer).await;
    let viewer = app.program_of(viewer, None, None).await;
    let path = format!("/api/v1/resources/{}/slots?from=2026-03-09&days=1&minutes=60", BOARDROOM.id);
    let offered = async |program: &Program| {
        let day = program.get(&path).await.expect(200).json()["data"][0].clone();
        let free = day["slots"].as_array().unwrap().iter().filter(|slot| slot["state"] == "free").count();
        assert_eq!(day["free"], json!(free), "{day}");
        let closed = day["slots"].as_array().unwrap().iter().any(|slot| slot["state"] == "closed");
        assert_ne!(closed, free > 0, "{day}");
        free > 0
    };
    assert_eq!((offered(&bo).await, offered(&cy).await, offered(&viewer).await), (true, true, false));
    change(&app, &BOARDROOM, "who = 'staff'").await;
    assert_eq!((offered(&bo).await, offered(&cy).await), (true, false));
    change(&app, &BOARDROOM, "who = 'anyone', status = 'maintenance'").await;
    assert_eq!((offered(&bo).await, offered(&cy).await), (false, false));
    change(&app, &BOARDROOM, "status = 'available'").await;
    // As many as the operator allows today: nothing is offered until tomorrow.
    let wish = json!({
        "resource_id": BOARDROOM.id, "starts_at": "2026-03-10T09:00:00Z", "ends_at": "2026-03-10T10:00:00Z",
        "guest": { "name": "Zoe", "email": "zoe@guest.example" },
    });
    bo.post("/api/v1/bookings", wish).await.expect(201);
    let org = platform::context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    let (version, limits) = (org.version, platform::context::Limits { bookings_a_day: Some(1), ..Default::default() });
    let scope = platform::Errand::unattended(&app.house, "test").inside(org);
    people::orgs::actions::set_terms(&scope, limits, &[], version).await.unwrap();
    assert!(!offered(&bo).await);
    let availability = format!("/api/v1/resources/{}/availability", BOARDROOM.id);
    assert_eq!(bo.get(&availability).await.expect(200).json()["bookable"], json!(false));
    app.advance(TimeDelta::days(1));
    assert!(offered(&bo).await);
}

#[tokio::test]
async fn what_is_free_is_told_as_spans_and_as_starts() {
    let app = TestApp::start().await;
    let (bo, cy) = (app.program(&BO).await, app.program(&CY).await);
    book(&bo, 9).await;
    let path = format!("/api/v1/resources/{}/availability?from={}&until={}", BOARDROOM.id, at(0), at(23));
    let told = cy.get(&path).await.expect(200).json();
    assert_eq!(told["open"], json!([{ "starts_at": at(7), "ends_at": at(19) }]));
    assert_eq!(told["taken"], json!([{ "starts_at": at(9), "ends_at": at(10), "units": 1 }]));
    assert_eq!(
        told["free"],
        json!([{ "starts_at": at(7), "ends_at": at(9) }, { "starts_at": at(10), "ends_at": at(19) }])
    );
    assert_eq!(told["bookable"], true);
    // The path of seed 000 is the same call.
    assert_eq!(cy.get(&path.replace("/resources/", "/bookings/resources/")).await.expect(200).json(), told);
    // Three desks: taken is not full.
    let desk = json!({ "resource_id": DESKS.id, "starts_at": at(9), "minutes": 60, "units": 2, "guest": guest() });
    bo.post("/api/v1/bookings", desk).await.expect(201);
    let path = format!("/api/v1/resources/{}/availability?from={}&until={}", DESKS.id, at(8), at(11));
    assert_eq!(cy.get(&path).await.json()["free"].as_array().unwrap().len(), 1);
    assert_eq!(cy.get(&format!("{path}&units=2")).await.json()["free"].as_array().unwrap().len(), 2);
    cy.get(&format!("{path}&units=4")).await.expect(422);
    // A projector is for staff: members see that it is not for them.
    let path = format!("/api/v1/resources/{}/availability", PROJECTOR.id);
    assert_eq!(
        (cy.get(&path).await.json()["bookable"].clone(), bo.get(&path).await.json()["bookable"].clone()),
        (json!(false), json!(true))
    );

    let slots = cy
        .get(&format!("/api/v1/resources/{}/slots?from=2026-03-09&days=2&minutes=60", BOARDROOM.id))
        .await
        .expect(200)
        .json();
    let day = &slots["data"][0];
    let state = |start: String| {
        let slots = day["slots"].as_array().unwrap();
        slots.iter().find(|slot| slot["starts_at"] == json!(start)).map(|slot| slot["state"].clone())
    };
    assert_eq!((state(at(9)), state(at(10)), state(at(19))), (Some(json!("taken")), Some(json!("free")), None));
    assert_eq!(slots["data"].as_array().unwrap().len(), 2);
    for odd in ["days=63", "days=0", "minutes=10", "from=9999-12-31", "from=0001-01-01", "units=0"] {
        cy.get(&format!("/api/v1/resources/{}/slots?{odd}", BOARDROOM.id)).await.expect(422);
    }
    for odd in ["from=9999-12-31T00:00:00Z", "until=2020-01-01T00:00:00Z", "until=2026-09-01T00:00:00Z"] {
        cy.get(&format!("/api/v1/resources/{}/availability?{odd}", BOARDROOM.id)).await.expect(422);
    }
}
