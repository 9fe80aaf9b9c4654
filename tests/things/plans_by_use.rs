//! Plans by meters and conditions, and for many assets: each asset has a state of its own, each round raises one order.

use super::assets::{asset, below, category, field};
use super::meters::{annex, bike, meter, read};
use crate::support::world::FLOOR;
use crate::support::{ADA, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::jobs::Job;
use platform::{Perm, Perms};
use serde_json::{Value, json};
use things::plans::raise::Raise;
use uuid::Uuid;

async fn plan(program: &Program, body: Value) -> String {
    let made = program.post("/api/v1/maintenance-plans", body).await.expect(201).json();
    format!("/api/v1/maintenance-plans/{}", made["id"].as_str().unwrap())
}

/// Of how many assets an order waits or was done, by tag.
async fn raised(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> =
        sql("select a.tag from work_orders o join assets a on a.org_id = o.org_id and a.id = o.asset_id
          where o.org_id = $1 and o.plan_id is not null order by a.tag, o.number")
        .bind(HARBOUR.id)
        .all(app.db())
        .await
        .unwrap();
    rows.into_iter().map(|(tag,)| tag).collect()
}

async fn due(program: &Program, plan: &str) -> Value {
    program.get(&format!("{plan}/dues")).await.expect(200).json()["data"][0].clone()
}

/// Moves the newest order there.
async fn go(program: &Program, states: &[&str], readings: Value) {
    let orders = program.get("/api/v1/work-orders").await.expect(200).json();
    let path = format!("/api/v1/work-orders/{}/transitions", orders["data"][0]["id"].as_str().unwrap());
    for state in states {
        let read = if *state == "done" { readings.clone() } else { json!([]) };
        program.post(&path, json!({ "state": state, "readings": read })).await.expect(200);
    }
}

#[tokio::test]
async fn a_counter_raises_an_order_before_it_is_due_and_counts_on_from_what_was_read_when_it_was_done() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "1000").await;
    let body = json!({ "title": "Chain", "asset_id": bike, "due_by": "meter", "meter": "odometer", "every": "500", "ahead": "50", "ahead_days": 0 });
    let plan = plan(&ada, body).await;
    app.settle().await;
    assert_eq!(due(&ada, &plan).await["due_at"], "1500");
    read(&ada, &meter, "1449").await;
    app.settle().await;
    assert!(raised(&app).await.is_empty(), "more than 50 before");
    read(&ada, &meter, "1450").await;
    app.settle().await;
    assert_eq!(raised(&app).await, ["B-01"]);
    let order = ada.get("/api/v1/work-orders").await.expect(200).json()["data"][0].clone();
    assert_eq!(order["description"], "Due at 1500 km; it had counted 1450 km.");
    read(&ada, &meter, "1600").await;
    app.settle().await;
    assert_eq!(raised(&app).await.len(), 1, "it waits to be done");
    let id = meter.rsplit('/').next().unwrap();
    go(&ada, &["in_progress", "done"], json!([{ "meter_id": id, "value": "1620" }])).await;
    app.settle().await;
    assert_eq!(due(&ada, &plan).await["due_at"], "2120");
    read(&ada, &meter, "2070").await;
    app.settle().await;
    assert_eq!(raised(&app).await.len(), 2);
    go(&ada, &["cancelled"], json!([])).await;
    app.settle().await;
    assert_eq!(due(&ada, &plan).await["due_at"], "2620", "what is called off counts from when it was due");
}

#[tokio::test]
async fn the_day_is_foretold_by_how_it_is_used_and_the_order_raised_ahead_of_it() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "0").await;
    let body = json!({ "title": "Chain", "asset_id": bike, "due_by": "meter", "meter": "Odometer", "every": "300", "ahead_days": 5, "counted_from": "0" });
    let plan = plan(&ada, body).await;
    app.advance(TimeDelta::days(10));
    read(&ada, &meter, "100").await;
    app.settle().await;
    assert_eq!(due(&ada, &plan).await["due_on"], "2026-04-01", "ten a day: in twenty days");
    let browser = app.sign_in(&ADA).await;
    let soon = browser.get("/o/harbour-house/alerts").await.expect(200);
    assert!(soon.has_text("Maintenance to come") && soon.has_text("300 km"), "{soon}");
    let section = browser.get(&format!("/o/harbour-house/assets/{bike}/maintenance-plans")).await.expect(200);
    assert!(section.has_text("At 300 km, about Wed 1 Apr 2026"), "{section}");
    app.advance(TimeDelta::days(14));
    Raise.run(&app.house).await.unwrap();
    assert!(raised(&app).await.is_empty(), "six days before");
    app.advance(TimeDelta::days(1));
    Raise.run(&app.house).await.unwrap();
    assert_eq!(raised(&app).await, ["B-01"], "by the clock, although nobody read it");
    let order = ada.get("/api/v1/work-orders").await.expect(200).json();
    assert_eq!(order["data"][0]["due_on"], "2026-04-01");
}

#[tokio::test]
async fn a_gauge_raises_one_order_until_it_was_finished_and_the_gauge_was_away() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "gauge").await;
    read(&ada, &meter, "4").await;
    let body = json!({ "title": "Pump", "asset_id": bike, "due_by": "condition", "meter": "Odometer", "test": "below", "threshold": "3" });
    plan(&ada, body).await;
    app.settle().await;
    assert!(raised(&app).await.is_empty());
    for value in ["2.9", "2.5"] {
        read(&ada, &meter, value).await;
        app.settle().await;
    }
    assert_eq!(raised(&app).await.len(), 1);
    go(&ada, &["in_progress", "done"], json!([])).await;
    app.settle().await;
    read(&ada, &meter, "2.4").await;
    app.settle().await;
    assert_eq!(raised(&app).await.len(), 1, "it was never away");
    // Away and back before anybody looked.
    for value in ["4", "2"] {
        read(&ada, &meter, value).await;
    }
    app.settle().await;
    assert_eq!(raised(&app).await.len(), 2);
}

#[tokio::test]
async fn a_field_that_holds_something_raises_an_order_and_the_rest_is_refused() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let bikes = category(&app, "Bikes", "B-##").await;
    let bike = asset(&app, bikes, "B-01", Some(FLOOR.id)).await;
    let (colour, worn) =
        (field(&app, None, "Colour", "choice", &[]).await, field(&app, None, "Worn", "number", &[]).await);
    let sealed = field(&app, None, "PIN", "text", &["sealed"]).await;
    let of = |field: Uuid, test: &str, threshold: &str| json!({ "title": "Look", "asset_id": bike, "due_by": "condition", "field_id": field, "test": test, "threshold": threshold });
    for (body, pointer) in [
        (of(sealed, "equal", "1"), "/field_id"),
        (of(colour, "above", "black"), "/test"),
        (of(colour, "equal", "Pink"), "/threshold"),
        (
            json!({ "title": "Look", "location_id": FLOOR.id, "due_by": "meter", "meter": "Hours", "every": "5" }),
            "/asset_id",
        ),
        (
            json!({ "title": "Look", "asset_id": bike, "due_by": "meter", "meter": "Hours", "every": "5", "ahead": "5" }),
            "/ahead",
        ),
    ] {
        assert_eq!(ada.post("/api/v1/maintenance-plans", body).await.expect(422).pointers(), [pointer]);
    }
    plan(&ada, of(colour, "equal", "silver")).await;
    plan(&ada, of(worn, "above", "80")).await;
    let set = async |name: &str, value: &str| {
        ada.patch(&format!("/api/v1/assets/{bike}"), json!({ "fields": { name: value } })).await.expect(200);
        app.settle().await;
    };
    set("Colour", "Black").await;
    set("Worn", "80").await;
    assert!(raised(&app).await.is_empty());
    set("Colour", "Silver").await;
    set("Worn", "81").await;
    assert_eq!(raised(&app).await.len(), 2);
}

#[tokio::test]
async fn a_plan_for_a_category_raises_for_each_asset_at_its_place_and_for_those_below() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let bikes = category(&app, "Bikes", "B-##").await;
    let cargo = below(&app, Some(bikes), "Cargo", "C-##").await;
    let other = category(&app, "Boats", "X-##").await;
    let annex = annex(&app).await;
    for (kind, tag, place) in
        [(bikes, "B-01", FLOOR.id), (cargo, "C-01", FLOOR.id), (other, "X-01", FLOOR.id), (bikes, "B-02", annex)]
    {
        asset(&app, kind, tag, Some(place)).await;
    }
    let body = json!({ "title": "Brakes", "category_id": bikes, "location_id": FLOOR.id, "rule": "FREQ=DAILY;INTERVAL=10;COUNT=2", "ahead_days": 0 });
    plan(&ada, body).await;
    for _ in 0..2 {
        Raise.run(&app.house).await.unwrap();
    }
    assert_eq!(raised(&app).await, ["B-01", "C-01"]);
    app.advance(TimeDelta::days(10));
    Raise.run(&app.house).await.unwrap();
    assert_eq!(raised(&app).await, ["B-01", "B-01", "C-01", "C-01"]);
}

#[tokio::test]
async fn each_asset_of_a_plan_for_many_has_a_state_of_its_own() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, first) = bike(&app, &ada, "counter").await;
    let (bikes,): (Uuid,) = sql("select category_id from assets").one(app.db()).await.unwrap();
    let second = asset(&app, bikes, "B-02", Some(FLOOR.id)).await;
    let second = meter(&ada, second, "Odometer", "counter").await;
    read(&ada, &first, "100").await;
    read(&ada, &second, "700").await;
    let body = json!({ "title": "Chain", "category_id": bikes, "due_by": "meter", "meter": "Odometer", "every": "200", "ahead_days": 0 });
    let plan = plan(&ada, body).await;
    app.settle().await;
    let dues = ada.get(&format!("{plan}/dues")).await.expect(200).json();
    assert_eq!((&dues["data"][0]["due_at"], &dues["data"][1]["due_at"]), (&json!("300"), &json!("900")));
    read(&ada, &second, "900").await;
    app.settle().await;
    assert_eq!(raised(&app).await, ["B-02"]);
}

#[tokio::test]
async fn a_plan_for_many_is_seen_and_made_by_whoever_holds_wherever_they_are() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let bikes = category(&app, "Bikes", "B-##").await;
    let keeper = Perms::of(&[Perm::Home, Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage]);
    let role = app.make_role(HARBOUR.id, "Keeper", keeper).await;
    let keeper = app.program_of(app.employ_as(HARBOUR.id, role, Some(FLOOR.id)).await, None, None).await;
    let everywhere = json!({ "title": "Brakes", "category_id": bikes, "rule": "FREQ=DAILY" });
    keeper.post("/api/v1/maintenance-plans", everywhere.clone()).await.expect(403);
    let theirs = json!({ "title": "Brakes", "category_id": bikes, "location_id": FLOOR.id, "rule": "FREQ=DAILY" });
    keeper.post("/api/v1/maintenance-plans", theirs).await.expect(201);
    keeper.get(&plan(&ada, everywhere).await).await.expect(404);
}

#[tokio::test]
async fn however_many_look_at_once_a_round_raises_one_order() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "1000").await;
    for _ in 0..4 {
        let body = json!({ "title": "Chain", "asset_id": bike, "due_by": "meter", "meter": "Odometer", "every": "500", "counted_from": "0" });
        plan(&ada, body).await;
    }
    let looks = (0..6).map(|_| async { Raise.run(&app.house).await });
    for result in futures::future::join_all(looks).await {
        result.unwrap();
    }
    assert_eq!(raised(&app).await.len(), 4);
}

#[tokio::test]
async fn without_the_index_a_round_is_raised_twice() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "1000").await;
    let body = json!({ "title": "Chain", "asset_id": bike, "due_by": "meter", "meter": "Odometer", "every": "500", "counted_from": "0" });
    plan(&ada, body).await;
    Raise.run(&app.house).await.unwrap();
    app.db().script("update maintenance_dues set round = 0, order_id = null").await.unwrap();
    Raise.run(&app.house).await.unwrap();
    assert_eq!(raised(&app).await.len(), 1, "the schema refuses a second one");
    app.db().script("drop index maintenance_raisings_once").await.unwrap();
    Raise.run(&app.house).await.unwrap();
    assert_eq!(raised(&app).await.len(), 2, "nothing but the index keeps this promise");
}

#[tokio::test]
async fn a_plan_by_meter_is_made_and_shown_by_forms_and_work_is_finished_with_a_reading() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "1000").await;
    let browser = app.sign_in(&ADA).await;
    let form = browser.get("/o/harbour-house/maintenance-plans/new").await.expect(200).form("#form");
    let form = form.set("title", "Chain").set("asset", "B-01").set("due_by", "meter").set("meter", "Odometer");
    let refused = browser.send_form(&form).await.expect(422);
    assert!(refused.problem("every").is_some(), "{refused}");
    let form = form.set("every", "500").set("counted_from", "400");
    let page = browser.follow(&browser.send_form(&form).await.expect(303)).await.expect(200);
    assert!(page.heading() == "Chain" && page.has_text("Every 500 km of Odometer"), "{page}");
    app.settle().await;
    let orders = ada.get("/api/v1/work-orders").await.expect(200).json();
    let order = format!("/o/harbour-house/work-orders/{}", orders["data"][0]["id"].as_str().unwrap());
    let started = browser.send_form(&browser.get(&order).await.expect(200).form("/transitions")).await.expect(303);
    let page = browser.follow(&started).await.expect(200);
    let finish = page.form("#finish");
    let wrong = browser.send_form(&finish.clone().set("reading", "900")).await.expect(422);
    assert!(wrong.has_text("Odometer: A counter does not run backward"), "{wrong}");
    let done = browser.follow(&browser.send_form(&finish.set("reading", "1010")).await.expect(303)).await.expect(200);
    assert!(done.has_text("Done"), "{done}");
    assert_eq!(ada.get(&meter).await.expect(200).json()["value"], "1010");
}
