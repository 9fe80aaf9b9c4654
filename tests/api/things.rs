//! Locations and resources by program.

use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR, SITE};
use crate::support::{ADA, BO, CY, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn a_resource_is_added_changed_archived_and_taken_out_again() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let body = json!({
        "name": "Crow's nest", "kind": "room", "location_id": FLOOR.id, "capacity": 4, "price_minor": 1250, "price_per": "hour",
        "amenities": ["Whiteboard", "Screen"], "grid_minutes": 15, "hours": { "mon": "09:00-12:30, 13:30-18:00" },
    });
    let made = bo.post("/api/v1/bookings/resources", body).await.expect(201);
    let told = made.json();
    assert_eq!(
        (&told["slug"], &told["price_minor"], &told["currency"]),
        (&json!("crow-s-nest"), &json!(1250), &json!("EUR"))
    );
    assert_eq!(
        (&told["amenities"], &told["rules"]["grid_minutes"], &told["zone"]),
        (&json!(["Screen", "Whiteboard"]), &json!(15), &json!("Europe/Madrid"))
    );
    let path = format!("/api/v1/resources/{}", told["id"].as_str().unwrap());
    assert_eq!(bo.get(&format!("{path}/hours")).await.expect(200).json()["mon"], "09:00-12:30, 13:30-18:00");
    assert_eq!(bo.get(&format!("{path}/hours")).await.json()["tue"], "closed");
    // A patch changes what it names, and null takes it back to what a fresh one has.
    let changed = bo
        .patch(&path, json!({ "capacity": 6, "price_minor": null, "status": "maintenance" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&changed["capacity"], &changed["price_minor"], &changed["status"]),
        (&json!(6), &Value::Null, &json!("maintenance"))
    );
    assert_eq!((&changed["amenities"], &changed["rules"]["grid_minutes"]), (&told["amenities"], &json!(15)));
    // A put says all.
    let put = bo
        .put(&path, json!({ "name": "Crow's nest", "kind": "room", "location_id": FLOOR.id }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&put["rules"]["grid_minutes"], &put["status"], &put["slug"]),
        (&json!(30), &json!("available"), &json!("crow-s-nest"))
    );
    assert_eq!(bo.patch(&path, json!({ "hours": { "mon": "9-10" } })).await.expect(422).pointers(), ["/hours"]);
    let week = bo.put(&format!("{path}/hours"), json!({ "sun": "10:00-14:00" })).await.expect(200).json();
    assert_eq!((&week["sun"], &week["mon"]), (&json!("10:00-14:00"), &json!("closed")));
    assert_eq!(
        bo.put(&format!("{path}/hours"), json!({ "sun": "20:00-02:00" })).await.expect(422).pointers(),
        ["/sun"]
    );

    bo.delete(&path).await.expect(204);
    app.program(&CY).await.get(&path).await.expect(404);
    assert!(bo.get(&path).await.expect(200).json()["archived_at"].is_string());
    let archived = bo.get("/api/v1/resources?archived=true").await.expect(200).json();
    assert_eq!(archived["data"].as_array().unwrap().len(), 1);
    app.program(&CY).await.get("/api/v1/resources?archived=true").await.expect(403);
    bo.send(axum::http::Method::POST, &format!("{path}/restoration"), &[], None).await.expect(200);
    let kinds: Vec<(String,)> = kernel::db::sql("select kind from events order by kind").all(app.db()).await.unwrap();
    let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
    let all = ["archived", "changed", "changed", "created", "hours_changed", "restored"]
        .map(|verb| format!("resource.{verb}"));
    assert_eq!(kinds, all);
}

#[tokio::test]
async fn what_is_wrong_with_a_resource_is_told_by_the_names_of_the_body() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let wrong = json!({
        "name": "", "kind": "castle", "location_id": FLOOR.id, "capacity": 0, "grid_minutes": 50, "price_minor": -1, "who": "nobody",
        "min_minutes": -5, "slug": "Bad Slug",
    });
    let mut pointers = bo.post("/api/v1/resources", wrong).await.expect(422).pointers();
    pointers.sort_unstable();
    for pointer in ["/capacity", "/kind", "/min_minutes", "/name", "/price_minor", "/slug", "/who"] {
        assert!(pointers.iter().any(|one| one == pointer), "{pointer} in {pointers:?}");
    }
    let nowhere = json!({ "name": "A", "kind": "room", "location_id": app.house.id() });
    bo.post("/api/v1/resources", nowhere).await.expect(422);
    let hours = json!({ "name": "A", "kind": "room", "location_id": FLOOR.id, "hours": { "mon": "noon" } });
    assert_eq!(bo.post("/api/v1/resources", hours).await.expect(422).pointers(), ["/hours/mon"]);
    assert_eq!(app.count("resources").await, 4);
    app.program(&CY).await.post("/api/v1/resources", json!({})).await.expect(403);
}

#[tokio::test]
async fn a_location_is_added_moved_and_archived_and_never_from_under_a_booking() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let annex = ada
        .post("/api/v1/locations", json!({ "kind": "building", "name": "Annex", "parent_id": SITE.id }))
        .await
        .expect(201)
        .json();
    let path = format!("/api/v1/locations/{}", FLOOR.id);
    let moved = ada.patch(&path, json!({ "parent_id": annex["id"] })).await.expect(200).json();
    assert_eq!((&moved["parent_id"], &moved["site_id"]), (&annex["id"], &json!(SITE.id)));
    let body = json!({
        "resource_id": BOARDROOM.id, "starts_at": "2026-03-09T09:00:00Z", "minutes": 60,
        "guest": { "name": "Ann", "email": "ann@guest.example" },
    });
    let booked = ada.post("/api/v1/bookings", body).await.expect(201).json();
    let refused = ada.delete(&path).await.expect(409);
    assert_eq!((refused.code(), &refused.json()["bookings"][0]["id"]), ("booking_hit".to_owned(), &booked["id"]));
    ada.delete(&format!("{path}?bookings=keep")).await.expect(204);
    let room = format!("/api/v1/resources/{}", BOARDROOM.id);
    assert!(!ada.get(&room).await.expect(200).json()["archived_at"].is_null());
    ada.send(axum::http::Method::POST, &format!("{path}/restoration"), &[], None).await.expect(200);
    assert!(ada.get(&room).await.expect(200).json()["archived_at"].is_null(), "its resources come back with it");
    let circle = json!({ "parent_id": FLOOR.id });
    assert_eq!(
        ada.patch(&format!("/api/v1/locations/{}", annex["id"].as_str().unwrap()), circle).await.expect(422).pointers()
            [0],
        "/parent_id"
    );
    let same = json!({ "kind": "building", "name": BUILDING.name, "parent_id": SITE.id });
    assert_eq!(ada.post("/api/v1/locations", same).await.expect(422).pointers(), ["/name"]);
    // What stands in it takes its zone.
    ada.patch(&format!("/api/v1/locations/{}", SITE.id), json!({ "zone": "Europe/London" })).await.expect(200);
    assert_eq!(ada.get(&format!("/api/v1/resources/{}", BOARDROOM.id)).await.json()["zone"], "Europe/London");
}

#[tokio::test]
async fn a_change_that_hits_bookings_is_refused_with_a_list_unless_they_are_said_to_stay() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let body = json!({
        "resource_id": BOARDROOM.id, "starts_at": "2026-03-09T09:00:00Z", "minutes": 60,
        "guest": { "name": "Ann", "email": "ann@guest.example" },
    });
    let booked = bo.post("/api/v1/bookings", body).await.expect(201).json();
    let room = format!("/api/v1/resources/{}", BOARDROOM.id);
    let hours = format!("{room}/hours");
    let before = bo.get(&hours).await.expect(200).json();
    let closed = json!({ "tue": "09:00-18:00" });
    let refused = bo.put(&hours, closed.clone()).await.expect(409);
    assert_eq!(refused.code(), "booking_hit");
    let hit = &refused.json()["bookings"];
    assert_eq!(
        (&hit[0]["id"], &hit[0]["reasons"], &hit[0]["may_stay"], hit.as_array().unwrap().len()),
        (&booked["id"], &json!(["hours"]), &json!(true), 1)
    );
    assert_eq!(bo.get(&hours).await.expect(200).json(), before, "nothing was changed");
    let mut kept = closed;
    kept["bookings"] = json!("keep");
    let week = bo.put(&hours, kept).await.expect(200).json();
    assert_eq!((&week["mon"], &week["tue"]), (&json!("closed"), &json!("09:00-18:00")));
    let booking = format!("/api/v1/bookings/{}", booked["id"].as_str().unwrap());
    assert_eq!(bo.get(&booking).await.expect(200).json()["status"], "confirmed");
    assert_eq!(app.count("events where kind = 'booking.kept'").await, 1, "its history says that it stays");

    assert_eq!(bo.patch(&room, json!({ "status": "closed" })).await.expect(409).code(), "booking_hit");
    bo.patch(&room, json!({ "status": "closed", "bookings": "keep" })).await.expect(200);
    bo.patch(&room, json!({ "status": "closed", "bookings": "lose" })).await.expect(422);
    assert_eq!(bo.delete(&room).await.expect(409).code(), "booking_hit");
    bo.delete(&format!("{room}?bookings=keep")).await.expect(204);
    let new = json!({ "name": "X", "kind": "room", "location_id": FLOOR.id, "bookings": "keep" });
    assert_eq!(bo.post("/api/v1/resources", new).await.expect(422).pointers(), ["/bookings"]);
}

#[tokio::test]
async fn units_that_are_promised_cannot_be_taken_even_where_bookings_are_said_to_stay() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let body = json!({
        "resource_id": DESKS.id, "starts_at": "2026-03-09T09:00:00Z", "minutes": 60, "units": 3,
        "guest": { "name": "Ann", "email": "ann@guest.example" },
    });
    bo.post("/api/v1/bookings", body).await.expect(201);
    let refused = bo
        .patch(&format!("/api/v1/resources/{}", DESKS.id), json!({ "units": 2, "bookings": "keep" }))
        .await
        .expect(409);
    assert_eq!(
        (refused.code(), &refused.json()["bookings"][0]["may_stay"]),
        ("booking_must_go".to_owned(), &json!(false))
    );
    bo.patch(&format!("/api/v1/resources/{}", DESKS.id), json!({ "units": 3 })).await.expect(200);
}
