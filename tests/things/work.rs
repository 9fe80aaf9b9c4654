//! Work orders: numbered, worked on, paid for with parts and labour, and what they do to the asset they are about.

use super::assets::{asset, category};
use super::stock::{buy, item, on_hand};
use crate::support::world::{BOARDROOM, FLOOR, SITE};
use crate::support::{ADA, BO, Browser, CY, DEE, Form, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use futures::future::join_all;
use kernel::db::sql;
use platform::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// The list.
const WORK: &str = "/o/harbour-house/work-orders";
/// Who raises orders at once.
const WRITERS: usize = 24;

async fn raise(program: &Program, body: Value) -> Value {
    program.post("/api/v1/work-orders", body).await.expect(201).json()
}

async fn go(program: &Program, order: &Value, state: &str) -> u16 {
    let path = format!("/api/v1/work-orders/{}/transitions", order["id"].as_str().unwrap());
    program.post(&path, json!({ "state": state })).await.status.as_u16()
}

async fn state_of(program: &Program, asset: Uuid) -> String {
    let shown = program.get(&format!("/api/v1/assets/{asset}")).await.expect(200).json();
    shown["state"].as_str().unwrap().to_owned()
}

async fn numbers(app: &TestApp) -> Vec<i64> {
    let rows: Vec<(i64,)> = sql("select number from work_orders where org_id = $1 order by number")
        .bind(HARBOUR.id)
        .all(app.db())
        .await
        .unwrap();
    rows.into_iter().map(|(number,)| number).collect()
}

#[tokio::test]
async fn many_who_raise_orders_at_once_get_numbers_without_gaps() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let ada = &ada;
    let one = |turn: usize| async move {
        // Every third wish is refused after its number was taken: it must not be lost.
        let due = if turn % 3 == 2 { json!("0001-01-01") } else { json!("2026-03-09") };
        let body = json!({ "title": "Look", "location_id": FLOOR.id, "due_on": due, "supplier_id": (turn % 3 == 2).then(Uuid::nil) });
        ada.post("/api/v1/work-orders", body).await.status.as_u16()
    };
    let answers = join_all((0..WRITERS).map(one)).await;
    let made = answers.iter().filter(|status| **status == 201).count();
    assert_eq!(made, WRITERS - WRITERS / 3, "{answers:?}");
    assert_eq!(numbers(&app).await, (1..=made as i64).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_number_that_is_taken_outside_of_the_transaction_leaves_a_gap() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    raise(&ada, json!({ "title": "First", "location_id": FLOOR.id })).await;
    app.db().run(sql("update work_counters set next = next + 1")).await.unwrap();
    raise(&ada, json!({ "title": "Second", "location_id": FLOOR.id })).await;
    assert_eq!(numbers(&app).await, [1, 3], "nothing but the transaction keeps this promise");
}

#[tokio::test]
async fn the_second_of_two_editors_of_an_order_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let order = raise(&app.program(&ADA).await, json!({ "title": "Look", "location_id": FLOOR.id })).await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let path = format!("{WORK}/{}/details", order["id"].as_str().unwrap());
    let (adas, bos) = (ada.get(&path).await.expect(200), bo.get(&path).await.expect(200));
    app.advance(TimeDelta::minutes(1));
    ada.submit(&adas, "#form", &[("title", "Look at the winch"), ("priority", "urgent")]).await.expect(303);
    let told = bo.submit(&bos, "#form", &[("title", "Look twice"), ("description", "It squeaks.")]).await.expect(409);
    assert!(told.has_text("Ada Lind changed this in the meantime."), "{told}");
    assert_eq!(told.problem("title").as_deref(), Some("Saved now: “Look at the winch”."));
    assert_eq!(told.problem("priority").as_deref(), Some("Saved now: “Urgent”."));
    assert_eq!(told.field_value("description"), "It squeaks.");
    bo.submit(&told, "#form", &[]).await.expect(303);
    let page = bo.get(&format!("{WORK}/{}", order["id"].as_str().unwrap())).await.expect(200);
    assert!(page.has_text("Look twice") && page.has_text("It squeaks."), "{page}");
}

#[tokio::test]
async fn an_order_goes_only_where_its_state_leads_and_of_two_who_move_it_one_does() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let order = raise(&ada, json!({ "title": "Look", "location_id": FLOOR.id })).await;
    assert_eq!(go(&ada, &order, "done").await, 409, "nobody began");
    assert_eq!(go(&ada, &order, "in_progress").await, 200);
    assert_eq!(go(&ada, &order, "waiting").await, 200);
    let path = format!("/api/v1/work-orders/{}/transitions", order["id"].as_str().unwrap());
    let keys = [("if-match", "\"3\"")];
    let verb = axum::http::Method::POST;
    let (done, cancelled) = tokio::join!(
        ada.send(verb.clone(), &path, &keys, Some(json!({ "state": "done" }))),
        bo.send(verb.clone(), &path, &keys, Some(json!({ "state": "cancelled" }))),
    );
    let mut seen = [done.status.as_u16(), cancelled.status.as_u16()];
    seen.sort_unstable();
    assert!(seen == [200, 409] || seen == [200, 412], "{done}\n{cancelled}");
    assert_eq!(go(&ada, &order, "open").await, 200, "what is over is reopened");
    let kinds: Vec<(String,)> =
        sql("select kind from events where subject_kind = 'work_order' order by id").all(app.db()).await.unwrap();
    let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
    assert!(
        kinds.contains(&"work_order.opened")
            && kinds.contains(&"work_order.started")
            && kinds.contains(&"work_order.reopened"),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn work_takes_an_asset_out_of_service_and_the_last_of_it_brings_it_back() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Bikes", "B-##").await;
    let bike = asset(&app, kind, "B-01", Some(FLOOR.id)).await;
    let body = json!({ "title": "Brakes", "asset_id": bike, "takes_out": true });
    let (one, other) = (raise(&ada, body.clone()).await, raise(&ada, body).await);
    assert_eq!(state_of(&ada, bike).await, "in_stock", "an order that nobody began changes nothing");
    for order in [&one, &other] {
        assert_eq!(go(&ada, order, "in_progress").await, 200);
        assert_eq!(state_of(&ada, bike).await, "in_maintenance");
    }
    assert_eq!(go(&ada, &one, "done").await, 200);
    assert_eq!(state_of(&ada, bike).await, "in_maintenance", "the other one is still at it");
    assert_eq!(go(&ada, &other, "cancelled").await, 200);
    assert_eq!(state_of(&ada, bike).await, "in_stock");
    // Whoever has it gets it back, and what was out of service before stays so.
    let out = json!({ "to": { "kind": "location", "id": SITE.id } });
    ada.post(&format!("/api/v1/assets/{bike}/check-out"), out).await.expect(200);
    assert_eq!(go(&ada, &one, "open").await, 200);
    assert_eq!(go(&ada, &one, "in_progress").await, 200);
    assert_eq!(go(&ada, &one, "done").await, 200);
    assert_eq!(state_of(&ada, bike).await, "assigned");
    ada.post(&format!("/api/v1/assets/{bike}/status"), json!({ "state": "in_maintenance" })).await.expect(200);
    for state in ["open", "in_progress", "done"] {
        assert_eq!(go(&ada, &other, state).await, 200);
    }
    assert_eq!(state_of(&ada, bike).await, "in_maintenance");
}

/// Sends what the button of a card, or the undo of its notice, sends.
async fn push(browser: &Browser, order: &Value, fields: [&str; 3]) -> crate::support::Answer {
    let [state, version, undoes] = fields;
    let path = format!("{WORK}/{}/transitions", order["id"].as_str().unwrap());
    browser.post(&path, &[("state", state), ("version", version), ("view", "board"), ("undoes", undoes)]).await
}

#[tokio::test]
async fn a_move_is_taken_back_with_what_it_did_to_the_asset_unless_somebody_changed_the_order_since() {
    let app = TestApp::start().await;
    let (ada, browser) = (app.program(&ADA).await, app.sign_in(&ADA).await);
    let one = asset(&app, category(&app, "Laptops", "NB-###").await, "NB-1", Some(FLOOR.id)).await;
    let order = raise(&ada, json!({ "title": "Battery", "asset_id": one, "takes_out": true })).await;
    let path = format!("/api/v1/work-orders/{}", order["id"].as_str().unwrap());
    let now = async || {
        let shown = ada.get(&path).await.expect(200).json();
        (shown["state"].as_str().unwrap().to_owned(), shown["started_at"].is_null(), state_of(&ada, one).await)
    };
    let is = |state: &str, unbegun: bool, asset: &str| (state.to_owned(), unbegun, asset.to_owned());
    // Begun, and not begun.
    let begun = push(&browser, &order, ["in_progress", "1", ""]).await.expect(303);
    assert_eq!(begun.location(), format!("{WORK}?view=board"));
    let board = browser.follow(&begun).await.expect(200);
    assert_eq!(now().await, is("in_progress", false, "in_maintenance"));
    let undo =
        Form::every(&board).into_iter().find(|form| form.value("undoes").as_deref() == Some("on")).expect("an undo");
    assert_eq!(["state", "version"].map(|name| undo.value(name).unwrap()), ["open", "2"]);
    push(&browser, &order, ["open", "1", "on"]).await.expect(409);
    push(&browser, &order, ["open", "2", ""]).await.expect(409);
    browser.send_form(&undo).await.expect(303);
    assert_eq!(now().await, is("open", true, "in_stock"));
    // Finished, and not finished; both ways of being under way.
    for (from, version) in [("in_progress", 3), ("waiting", 6)] {
        push(&browser, &order, [from, &version.to_string(), ""]).await.expect(303);
        push(&browser, &order, ["done", &(version + 1).to_string(), ""]).await.expect(303);
        assert_eq!(now().await, is("done", false, "in_stock"));
        push(&browser, &order, [from, &(version + 2).to_string(), "on"]).await.expect(303);
        assert_eq!(now().await, is(from, false, "in_maintenance"));
    }
    // A way that never was is not taken back either, and what somebody changed since stays.
    push(&browser, &order, ["cancelled", "9", "on"]).await.expect(409);
    ada.patch(&path, json!({ "priority": "high" })).await.expect(200);
    push(&browser, &order, ["in_progress", "9", "on"]).await.expect(409);
    assert_eq!(now().await, is("waiting", false, "in_maintenance"));
}

#[tokio::test]
async fn parts_come_from_stock_and_count_with_labour_into_what_it_cost() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let lamp = item(&app, "Lamps").await;
    ada.patch(&format!("/api/v1/stock/{lamp}"), json!({ "cost_minor": 1200 })).await.expect(200);
    buy(&ada, lamp, FLOOR.id, 4).await;
    let order = raise(&ada, json!({ "title": "Dark", "location_id": FLOOR.id, "labour_minutes": 50, "rate_minor": 3600, "other_minor": 500 })).await;
    let path = format!("/api/v1/work-orders/{}", order["id"].as_str().unwrap());
    let parts = format!("{path}/parts");
    let take = |quantity: i64, comes_back: bool| json!({ "item_id": lamp, "location_id": FLOOR.id, "quantity": quantity, "comes_back": comes_back });
    let taken = ada.post(&parts, take(3, false)).await.expect(200).json();
    assert_eq!(taken["data"][0]["quantity"], 3);
    ada.post(&parts, take(1, true)).await.expect(200);
    assert_eq!(on_hand(&ada, lamp, FLOOR.id).await, 2);
    assert_eq!(ada.get(&path).await.expect(200).json()["cost_minor"], 3000 + 2400 + 500);
    assert_eq!(ada.post(&parts, take(3, false)).await.expect(422).pointers(), ["/quantity"]);
    assert_eq!(ada.post(&parts, take(3, true)).await.expect(422).pointers(), ["/quantity"], "more than is in it");
    // A reversal counts for the order too.
    let ledger = ada.get(&format!("/api/v1/stock/{lamp}/entries")).await.expect(200).json();
    let issue = ledger["data"].as_array().unwrap().iter().find(|entry| entry["quantity"] == -3).unwrap().clone();
    assert_eq!(issue["to"]["kind"], "work_order");
    ada.post(&format!("/api/v1/stock/{lamp}/entries/{}/reversal", issue["id"].as_str().unwrap()), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (on_hand(&ada, lamp, FLOOR.id).await, ada.get(&path).await.expect(200).json()["parts_minor"].clone()),
        (5, json!(-1200))
    );
    for state in ["in_progress", "done"] {
        assert_eq!(go(&ada, &order, state).await, 200);
    }
    assert_eq!(ada.post(&parts, take(1, false)).await.expect(409).code(), "work_order_is_over");
}

#[tokio::test]
async fn an_order_is_raised_from_an_asset_worked_on_and_finished_by_forms() {
    let app = TestApp::start().await;
    let kind = category(&app, "Bikes", "B-##").await;
    let bike = asset(&app, kind, "B-01", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let section = ada.get(&format!("/o/harbour-house/assets/{bike}/work-orders")).await.expect(200);
    let blank = ada.follow_link(&section, "Raise work order").await.expect(200);
    assert!(ada.send_form(&blank.form("#form")).await.expect(422).problem("title").is_some());
    let form = blank.form("#form").set("title", "Brakes squeal").set("checklist", "Front\nRear").set("takes_out", "on");
    let page = ada.follow(&ada.send_form(&form).await.expect(303)).await.expect(200);
    assert_eq!(page.heading(), "WO-1");
    ada.send_form(&form).await.expect(303);
    assert_eq!(app.count("work_orders").await, 1, "a double click raises one");
    let moves = |page: &crate::support::Answer, state: &str| {
        let forms = Form::every(page).into_iter().filter(|form| form.action.ends_with("/transitions"));
        forms.into_iter().find(|form| form.value("state").as_deref() == Some(state)).expect("a button")
    };
    let page = ada.follow(&ada.send_form(&moves(&page, "in_progress")).await.expect(303)).await.expect(200);
    assert!(page.has_text("In progress") && page.has_text("0 of 2"), "{page}");
    let ticks = Form::every(&page).into_iter().find(|form| form.action.contains("/checklist/")).unwrap();
    let page = ada.follow(&ada.send_form(&ticks).await.expect(303)).await.expect(200);
    assert!(page.has_text("1 of 2"), "{page}");
    let comment = page.form("/comments").set("text", "New pads are in.");
    app.advance(TimeDelta::minutes(1));
    let page = ada.follow(&ada.send_form(&comment).await.expect(303)).await.expect(200);
    assert!(page.has_text("New pads are in."), "{page}");
    let board = ada.get(&format!("{WORK}?view=board")).await.expect(200);
    let page = ada.follow(&ada.send_form(&moves(&board, "done")).await.expect(303)).await.expect(200);
    assert!(
        page.heading() == "Work orders" && page.toast().is_some_and(|toast| toast.contains("WO-1: done")),
        "{page}"
    );
    let list = ada.get(WORK).await.expect(200);
    assert!(list.maybe_link("WO-1").is_none(), "what is over is not listed unless it is asked for");
    let all = ada.get(&format!("{WORK}?state=all&text=squeal")).await.expect(200);
    assert!(all.maybe_link("WO-1").is_some(), "{all}");
    let file = ada.get(&format!("{WORK}?state=all&format=csv")).await.expect(200).body();
    assert!(file.contains("WO-1,Brakes squeal,Repair,Normal,Done,B-01 Thing B-01"), "{file}");
    let section = ada.get(&format!("/o/harbour-house/assets/{bike}/work-orders")).await.expect(200);
    assert!(section.maybe_link("WO-1").is_some() && section.has_text("In all: €0.00"), "{section}");
}

#[tokio::test]
async fn work_at_a_place_names_what_it_closes() {
    let app = TestApp::start().await;
    let program = app.program(&ADA).await;
    let body = json!({ "title": "Paint", "location_id": FLOOR.id, "down_from": "2026-03-05T08:00:00Z", "down_until": "2026-03-06T16:00:00Z" });
    let order = raise(&program, body).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{WORK}/{}", order["id"].as_str().unwrap())).await.expect(200);
    assert!(page.has_text("Closed for bookings") && page.has_text("From Thu 5 Mar 2026, 09:00"), "{page}");
    let room = ada.follow_link(&page, BOARDROOM.name).await.expect(200);
    assert_eq!(room.address, format!("/o/harbour-house/resources/{}", BOARDROOM.id));
}

#[tokio::test]
async fn a_keeper_of_a_floor_sees_and_works_on_what_is_there() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let here = raise(&ada, json!({ "title": "Here", "location_id": FLOOR.id })).await;
    let there = raise(&ada, json!({ "title": "There", "location_id": SITE.id })).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(user, None, None).await;
    let base = "/api/v1/orgs/harbour-house/work-orders";
    let listed = keeper.get(base).await.expect(200).json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    keeper.get(&format!("{base}/{}", there["id"].as_str().unwrap())).await.expect(404);
    let start = json!({ "state": "in_progress" });
    keeper.post(&format!("{base}/{}/transitions", there["id"].as_str().unwrap()), start.clone()).await.expect(404);
    keeper.post(&format!("{base}/{}/transitions", here["id"].as_str().unwrap()), start).await.expect(200);
    let away = json!({ "title": "Away", "location_id": SITE.id });
    assert_eq!(keeper.post(base, away).await.expect(422).pointers(), ["/location_id"]);
    let id = here["id"].as_str().unwrap();
    app.sign_in(&CY).await.get(&format!("{WORK}/{id}")).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{WORK}/{id}")).await.expect(404);
}
