//! Maintenance plans: each day raises one order, some days ahead, whoever looks and however often.

use super::assets::{asset, category};
use crate::support::world::FLOOR;
use crate::support::{ADA, HARBOUR, Program, TestApp};
use chrono::{NaiveDate, TimeDelta};
use kernel::db::sql;
use platform::jobs::Job;
use serde_json::{Value, json};
use things::plans::raise::Raise;
use uuid::Uuid;

/// The list.
const PLANS: &str = "/o/harbour-house/maintenance-plans";

/// What the schedule does.
async fn look(app: &TestApp) {
    Raise.run(&app.house).await.unwrap();
}

async fn plan(program: &Program, body: Value) -> Value {
    program.post("/api/v1/maintenance-plans", body).await.expect(201).json()
}

async fn days(app: &TestApp) -> Vec<String> {
    let rows: Vec<(NaiveDate,)> =
        sql("select occurrence_on from work_orders where org_id = $1 and plan_id is not null order by occurrence_on")
            .bind(HARBOUR.id)
            .all(app.db())
            .await
            .unwrap();
    rows.into_iter().map(|(day,)| day.to_string()).collect()
}

#[tokio::test]
async fn each_day_raises_one_order_some_days_ahead() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let body = json!({ "title": "Clean", "location_id": FLOOR.id, "rule": "FREQ=WEEKLY", "starts_on": "2026-03-09", "ahead_days": 3, "checklist": ["Dust", "Mop"] });
    let made = plan(&ada, body).await;
    assert_eq!(made["next_on"], "2026-03-09");
    look(&app).await;
    assert!(days(&app).await.is_empty(), "a week ahead is too early");
    for _ in 0..12 {
        app.advance(TimeDelta::days(1));
        for _ in 0..2 {
            look(&app).await;
        }
    }
    assert_eq!(days(&app).await, ["2026-03-09", "2026-03-16"]);
    let orders = ada.get("/api/v1/work-orders").await.expect(200).json();
    assert_eq!((&orders["data"][0]["title"], &orders["data"][0]["due_on"]), (&json!("Clean"), &json!("2026-03-16")));
    let steps = ada.get(&format!("/api/v1/work-orders/{}/checklist", orders["data"][0]["id"].as_str().unwrap())).await;
    assert_eq!(steps.expect(200).json()["data"].as_array().unwrap().len(), 2);
    let (told,): (i64,) =
        sql("select count(*) from events where kind = 'maintenance.due'").one(app.db()).await.unwrap();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn a_house_that_was_down_raises_the_latest_day_only_and_what_is_paused_none() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let body = json!({ "title": "Clean", "location_id": FLOOR.id, "rule": "FREQ=WEEKLY", "starts_on": "2026-03-09", "ahead_days": 0 });
    let made = plan(&ada, body).await;
    app.advance(TimeDelta::days(30));
    look(&app).await;
    assert_eq!(days(&app).await, ["2026-03-30"]);
    let path = format!("/api/v1/maintenance-plans/{}", made["id"].as_str().unwrap());
    ada.put(&format!("{path}/pause"), json!({ "paused": true })).await.expect(200);
    app.advance(TimeDelta::days(30));
    look(&app).await;
    assert_eq!(days(&app).await.len(), 1);
    let goes_on = ada.put(&format!("{path}/pause"), json!({ "paused": false })).await.expect(200).json();
    assert_eq!(goes_on["next_on"], "2026-05-04", "what was missed in the pause is not made up for");
}

#[tokio::test]
async fn what_is_not_owned_any_more_raises_nothing_and_a_changed_plan_no_day_twice() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Bikes", "B-##").await;
    let bike = asset(&app, kind, "B-01", Some(FLOOR.id)).await;
    let made =
        plan(&ada, json!({ "title": "Brakes", "asset_id": bike, "rule": "FREQ=DAILY;INTERVAL=10", "ahead_days": 5 }))
            .await;
    look(&app).await;
    assert_eq!(days(&app).await, ["2026-03-02"]);
    let path = format!("/api/v1/maintenance-plans/{}", made["id"].as_str().unwrap());
    let changed = ada.patch(&path, json!({ "rule": "FREQ=DAILY;INTERVAL=5" })).await.expect(200).json();
    assert_eq!(changed["next_on"], "2026-03-07");
    assert_eq!(ada.patch(&path, json!({ "rule": "FREQ=HOURLY" })).await.expect(422).pointers(), ["/rule"]);
    ada.delete(&format!("/api/v1/assets/{bike}?reason=Sold")).await.expect(204);
    app.advance(TimeDelta::days(20));
    look(&app).await;
    assert_eq!(days(&app).await.len(), 1);
}

#[tokio::test]
async fn however_many_look_at_once_a_day_raises_one_order() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for _ in 0..4 {
        plan(
            &ada,
            json!({ "title": "Clean", "location_id": FLOOR.id, "rule": "FREQ=DAILY;COUNT=5", "ahead_days": 30 }),
        )
        .await;
    }
    let looks = (0..6).map(|_| async { Raise.run(&app.house).await });
    for result in futures::future::join_all(looks).await {
        result.unwrap();
    }
    look(&app).await;
    assert_eq!(days(&app).await.len(), 20);
}

#[tokio::test]
async fn without_the_index_a_day_is_raised_twice() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let made =
        plan(&ada, json!({ "title": "Clean", "location_id": FLOOR.id, "rule": "FREQ=DAILY;COUNT=1", "ahead_days": 3 }))
            .await;
    let id: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    look(&app).await;
    let forget = || sql("update maintenance_plans set next_on = starts_on where id = $1").bind(id);
    app.db().run(forget()).await.unwrap();
    look(&app).await;
    assert_eq!(days(&app).await.len(), 1, "the schema refuses a second one");
    app.db().script("drop index maintenance_raisings_once").await.unwrap();
    look(&app).await;
    assert_eq!(days(&app).await.len(), 2, "nothing but the index keeps this promise");
}

#[tokio::test]
async fn a_plan_is_made_changed_and_paused_by_forms() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(PLANS).await.expect(200);
    let form = ada.follow_link(&list, "New plan").await.expect(200).form("#form");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("title").is_some() && refused.problem("times").is_some(), "{refused}");
    let form = form.set("title", "Smoke detectors").set("times", "3").set("location", &FLOOR.id.to_string());
    let page = ada.follow(&ada.send_form(&form).await.expect(303)).await.expect(200);
    assert!(page.heading() == "Smoke detectors" && page.has_text("Runs"), "{page}");
    let page = ada.follow(&ada.send_form(&page.form("/pause")).await.expect(303)).await.expect(200);
    assert!(page.has_text("Paused"), "{page}");
    let rule = async || {
        let plans: Vec<(String,)> = sql("select rule from maintenance_plans").all(app.db()).await.unwrap();
        plans[0].0.clone()
    };
    assert_eq!(rule().await, "FREQ=MONTHLY;INTERVAL=3");
    // It comes back in words; a rule of one's own does where they are not enough.
    let edit = ada.follow_link(&page, "Edit").await.expect(200).form("#form").set("title", "Detectors");
    let said = ["times", "unit", "rule"].map(|name| edit.value(name).unwrap_or_default());
    assert_eq!(said, ["3", "months", ""]);
    let edit = edit.set("unit", "rule").set("rule", "freq=weekly;byday=mo");
    let page = ada.follow(&ada.send_form(&edit).await.expect(303)).await.expect(200);
    assert_eq!((page.heading(), rule().await.as_str()), ("Detectors".to_owned(), "FREQ=WEEKLY;BYDAY=MO"));
    let edit = ada.follow_link(&page, "Edit").await.expect(200).form("#form");
    let said = ["times", "unit", "rule"].map(|name| edit.value(name).unwrap_or_default());
    assert_eq!(said, ["", "rule", "FREQ=WEEKLY;BYDAY=MO"]);
    assert!(ada.get(PLANS).await.expect(200).maybe_link("Detectors").is_some());
}
