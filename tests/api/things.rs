//! Locations and resources by program.

use crate::support::world::{BOARDROOM, BUILDING, FLOOR, SITE};
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
async fn a_location_is_added_moved_and_archived_and_never_from_under_a_resource() {
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
    assert_eq!(ada.delete(&path).await.expect(409).code(), "location_in_use");
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
