//! Meters: a ledger that is never rewritten, counters that do not run backward, and how fast they count.

use super::assets::{asset, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::{Perm, Perms, Role};
use serde_json::{Value, json};
use uuid::Uuid;

/// A bike with a meter of this kind: the bike and the meter's path in the API.
pub async fn bike(app: &TestApp, program: &Program, kind: &str) -> (Uuid, String) {
    let bikes = category(app, "Bikes", "B-##").await;
    let bike = asset(app, bikes, "B-01", Some(FLOOR.id)).await;
    (bike, meter(program, bike, "Odometer", kind).await)
}

/// Another meter of an asset: its path.
pub async fn meter(program: &Program, asset: Uuid, name: &str, kind: &str) -> String {
    let body = json!({ "name": name, "unit": "km", "kind": kind });
    let made = program.post(&format!("/api/v1/assets/{asset}/meters"), body).await.expect(201).json();
    format!("/api/v1/meters/{}", made["id"].as_str().unwrap())
}

/// A reading that is accepted.
pub async fn read(program: &Program, meter: &str, value: &str) -> Value {
    program.post(&format!("{meter}/readings"), json!({ "value": value })).await.expect(201).json()
}

async fn stands(program: &Program, meter: &str) -> (Value, Value, Value) {
    let shown = program.get(meter).await.expect(200).json();
    (shown["value"].clone(), shown["total"].clone(), shown["per_day"].clone())
}

#[tokio::test]
async fn a_counter_grows_does_not_run_backward_and_counts_on_after_a_reset() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    let readings = format!("{meter}/readings");
    read(&ada, &meter, "1200.5").await;
    app.advance(TimeDelta::days(10));
    read(&ada, &meter, "1300.5").await;
    assert_eq!(stands(&ada, &meter).await, (json!("1300.5"), json!("1300.5"), json!("10")));
    let refused = ada.post(&readings, json!({ "value": "1300.4" })).await.expect(422);
    assert_eq!(refused.pointers(), ["/value"]);
    app.advance(TimeDelta::days(10));
    ada.post(&readings, json!({ "value": "0", "reset": true, "note": "New computer" })).await.expect(201);
    read(&ada, &meter, "60").await;
    assert_eq!(stands(&ada, &meter).await, (json!("60"), json!("1360.5"), json!("8")));
    let ledger = ada.get(&readings).await.expect(200).json();
    let values: Vec<&str> =
        ledger["data"].as_array().unwrap().iter().map(|one| one["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["60", "0", "1300.5", "1200.5"]);
}

#[tokio::test]
async fn a_gauge_goes_up_and_down() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "gauge").await;
    for value in ["4.2", "-1", "3"] {
        read(&ada, &meter, value).await;
    }
    assert_eq!(stands(&ada, &meter).await, (json!("3"), json!("3"), Value::Null));
    let refused = ada.post(&format!("{meter}/readings"), json!({ "value": "1", "reset": true })).await.expect(422);
    assert_eq!(refused.pointers(), ["/reset"]);
}

#[tokio::test]
async fn the_newest_entry_is_corrected_by_another_one_and_only_once() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    let readings = format!("{meter}/readings");
    let first = read(&ada, &meter, "100").await;
    app.advance(TimeDelta::days(1));
    let wrong = read(&ada, &meter, "9000").await;
    let old = ada.post(&readings, json!({ "value": "90", "corrects_id": first["id"] })).await.expect(422);
    assert_eq!(old.pointers(), ["/corrects_id"], "an earlier one is not");
    ada.post(&readings, json!({ "value": "110", "corrects_id": wrong["id"] })).await.expect(201);
    assert_eq!(stands(&ada, &meter).await, (json!("110"), json!("110"), json!("10")));
    ada.post(&readings, json!({ "value": "120", "corrects_id": wrong["id"] })).await.expect(422);
    let ledger = ada.get(&readings).await.expect(200).json();
    assert_eq!(ledger["data"][1]["corrected_by_id"], ledger["data"][0]["id"]);
    let backward = ada.post(&readings, json!({ "value": "99" })).await.expect(422);
    assert_eq!(backward.pointers(), ["/value"], "it is compared with what stands");
}

#[tokio::test]
async fn readings_stay_as_they_are_whoever_writes() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "100").await;
    for statement in ["update meter_readings set value = 1", "delete from meter_readings"] {
        let refused = app.db().script(statement).await.unwrap_err();
        assert!(refused.is_conflict("meter_readings_stay"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn a_reading_is_neither_of_tomorrow_nor_older_than_the_newest_and_a_double_click_writes_one() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    let readings = format!("{meter}/readings");
    let at = |days: i64| (app.now() + TimeDelta::days(days)).to_rfc3339();
    let late = ada.post(&readings, json!({ "value": "1", "at": at(1) })).await.expect(422);
    assert_eq!(late.pointers(), ["/at"]);
    ada.post(&readings, json!({ "value": "1", "at": at(-3) })).await.expect(201);
    read(&ada, &meter, "2").await;
    let early = ada.post(&readings, json!({ "value": "3", "at": at(-1) })).await.expect(422);
    assert_eq!(early.pointers(), ["/at"]);
    for _ in 0..2 {
        ada.try_post_once(&readings, "twice", &json!({ "value": "7" })).await.unwrap().expect(201);
    }
    assert_eq!(app.count("meter_readings").await, 3);
}

#[tokio::test]
async fn however_many_read_at_once_each_entry_has_its_number_and_the_counter_grew() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    let path = format!("{meter}/readings");
    let each = (1..=8).map(|value| {
        let (ada, path) = (&ada, &path);
        async move { ada.post(path, json!({ "value": value.to_string() })).await }
    });
    let answers = futures::future::join_all(each).await;
    assert!(answers.iter().all(|answer| [201, 422].contains(&answer.status.as_u16())), "one runs back, or is written");
    let rows: Vec<(i64, i64)> =
        sql("select number, value from meter_readings order by number").all(app.db()).await.unwrap();
    assert!(!rows.is_empty() && rows.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0 && pair[0].1 <= pair[1].1));
}

#[tokio::test]
async fn without_the_trigger_a_counter_runs_backward() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (_, meter) = bike(&app, &ada, "counter").await;
    read(&ada, &meter, "100").await;
    let drop = match app.db().engine() {
        kernel::db::Engine::Sqlite => "drop trigger meter_runs_back",
        kernel::db::Engine::Postgres => "drop trigger meter_runs_back on meter_readings",
    };
    app.db().script(drop).await.unwrap();
    read(&ada, &meter, "1").await;
}

#[tokio::test]
async fn whoever_keeps_another_place_neither_sees_nor_reads_it_and_who_only_lends_makes_none() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (bike, meter) = bike(&app, &ada, "counter").await;
    let lender = Perms::of(&[Perm::Home, Perm::AssetsRead, Perm::AssetsLend]);
    let role = app.make_role(HARBOUR.id, "Lender", lender).await;
    let annex = annex(&app).await;
    let elsewhere = app.program_of(app.employ_as(HARBOUR.id, role, Some(annex)).await, None, None).await;
    elsewhere.get(&meter).await.expect(404);
    elsewhere.post(&format!("{meter}/readings"), json!({ "value": "1" })).await.expect(404);
    let here = app.program_of(app.employ_as(HARBOUR.id, role, Some(SITE.id)).await, None, None).await;
    read(&here, &meter, "1").await;
    let body = json!({ "name": "Hours", "unit": "h" });
    here.post(&format!("/api/v1/assets/{bike}/meters"), body).await.expect(403);
}

/// A building without anything.
pub async fn annex(app: &TestApp) -> Uuid {
    let id = app.house.id();
    let place = sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, created_at)
                     values ($1, $2, $3, $3, $4, 'building', 'Annex', 'Europe/Madrid', $5)")
    .bind(id)
    .bind(HARBOUR.id)
    .bind(SITE.id)
    .bind(format!("/{}/{id}", SITE.id))
    .bind(app.now());
    app.db().run(place).await.expect("a place that fits the schema");
    id
}

#[tokio::test]
async fn a_meter_is_made_read_and_put_away_by_forms() {
    let app = TestApp::start().await;
    let bikes = category(&app, "Bikes", "B-##").await;
    let bike = asset(&app, bikes, "B-01", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("/o/harbour-house/assets/{bike}/meters/new")).await.expect(200).form("#form");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("name").is_some() && refused.problem("unit").is_some(), "{refused}");
    let made = ada.send_form(&form.set("name", "Odometer").set("unit", "km")).await.expect(303);
    let page = ada.follow(&made).await.expect(200);
    assert_eq!(page.heading(), "Odometer");
    let page = ada.follow(&ada.send_form(&page.form("/readings").set("value", "12,5")).await.expect(303)).await;
    let page = page.expect(200);
    assert!(page.has_text("12.5 km"), "{page}");
    let back = ada.send_form(&page.form("/readings").set("value", "3")).await.expect(422);
    assert!(back.problem("value").is_some(), "{back}");
    let edit = ada.follow_link(&page, "Edit").await.expect(200).form("#form").set("archived", "on");
    let page = ada.follow(&ada.send_form(&edit).await.expect(303)).await.expect(200);
    assert!(page.has_text("Not read any more") && !page.has_form("/readings"), "{page}");
}

/// Bikes with an odometer each, and a boat with two meters; none was ever read.
async fn fleet(app: &TestApp, ada: &Program) -> [String; 2] {
    let (_, first) = bike(app, ada, "counter").await;
    let boats = category(app, "Boats", "Y-##").await;
    let boat = asset(app, boats, "Y-01", Some(SITE.id)).await;
    let hours = meter(ada, boat, "Hours", "counter").await;
    meter(ada, boat, "Pressure", "gauge").await;
    [first, hours]
}

#[tokio::test]
async fn many_readings_are_looked_at_first_and_then_written_line_by_line() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let [odometer, hours] = fleet(&app, &ada).await;
    let browser = app.sign_in(&ADA).await;
    let page = browser.get("/o/harbour-house/meters/readings").await.expect(200);
    let form = page.form("#form");
    assert!(browser.send_form_with(&form, None).await.expect(422).problem("text").is_some(), "nothing was sent");
    let no_heads = form.clone().set("text", "B-01,Odometer,100");
    assert!(browser.send_form_with(&no_heads, None).await.expect(422).has_text("names the columns"));
    // In any order of days; the only meter of an asset needs no name.
    let table = "tag;meter;value;day\n\
        B-01;;120,5;2026-03-01\n\
        b-01;odometer;100;2026-02-20\n\
        Y-01;;7;2026-03-01\n\
        Y-01;Hours;8;2026-03-01\n\
        Y-01;Hours;5;2026-03-02\n\
        Y-01;Speed;1;\n\
        NOPE;;1;\n\
        Y-01;Pressure;much;\n\
        Y-01;Pressure;2;soon\n\
        Y-01;Pressure;2;2030-01-01";
    let looked = browser.send_form_with(&form.clone().set("text", table), None).await.expect(200);
    for told in [
        "Odometer: 120.5 km",
        "Y-01 has several meters. Say which.",
        "A counter does not run backward",
        "Y-01 has no meter of this name.",
        "There is no asset with this tag.",
        "Enter a number such as",
        "Enter a day as year-month-day",
        "This is still to come.",
        "7 cannot be written, and are left out.",
    ] {
        assert!(looked.has_text(told), "{told}: {looked}");
    }
    assert_eq!(app.count("meter_readings").await, 0, "a look writes nothing");
    let write = looked.form("#write");
    let done = browser.send_form_with(&write, None).await.expect(200);
    assert!(done.has_text("3 readings written down. 7 could not be"), "{done}");
    assert_eq!((stands(&ada, &odometer).await.0, stands(&ada, &hours).await.0), (json!("120.5"), json!("8")));
    let first = ada.get(&format!("{odometer}/readings")).await.expect(200).json();
    let days: Vec<&str> =
        first["data"].as_array().unwrap().iter().map(|one| &one["at"].as_str().unwrap()[..10]).collect();
    assert_eq!(days, ["2026-03-01", "2026-02-20"], "by their days");
    // The same again writes nothing; a file does as well as what is pasted.
    let again = browser.send_form_with(&write, None).await.expect(200);
    assert!(again.has_text("There already"), "{again}");
    assert_eq!(app.count("meter_readings").await, 3);
    let file = b"Asset tag,Reading\nB-01,130\n";
    let looked = browser.send_form_with(&form, Some(("readings.csv", "text/csv", file))).await.expect(200);
    let done = browser.send_form_with(&looked.form("#write"), None).await.expect(303);
    assert_eq!(browser.follow(&done).await.toast().as_deref(), Some("1 reading was written down."));
    assert_eq!(stands(&ada, &odometer).await.0, json!("130"));
}

#[tokio::test]
async fn a_program_writes_many_readings_and_is_answered_each() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let [odometer, _] = fleet(&app, &ada).await;
    let body = |is_dry: bool| {
        json!({ "dry_run": is_dry, "readings": [
            { "tag": "B-01", "value": "10", "day": "2026-03-01" },
            { "tag": "Y-01", "meter": "Hours", "value": "3" },
            { "tag": "B-01", "value": "x" },
        ] })
    };
    let results = |answer: Value| -> Vec<String> {
        answer["data"].as_array().unwrap().iter().map(|one| one["result"].as_str().unwrap().to_owned()).collect()
    };
    let post = async |program: &Program, body: Value| program.post("/api/v1/meter-readings/batches", body).await;
    assert_eq!(results(post(&ada, body(true)).await.expect(200).json()), ["written", "written", "refused"]);
    assert_eq!(app.count("meter_readings").await, 0);
    // Whose rights hold on a floor reads what is there; of the rest there is nothing.
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(user, Some(HARBOUR.id), None).await;
    let told = post(&keeper, body(false)).await.expect(200).json();
    assert_eq!(results(told.clone()), ["written", "refused", "refused"]);
    assert_eq!(told["data"][1]["problem"], "There is no asset with this tag.");
    assert_eq!(stands(&ada, &odometer).await.0, json!("10"));
    assert_eq!(results(post(&ada, body(false)).await.expect(200).json()), ["already", "written", "refused"]);
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    post(&app.program_of(viewer, Some(HARBOUR.id), None).await, body(false)).await.expect(403);
    let none = post(&ada, json!({ "readings": [] })).await.expect(422);
    assert_eq!(none.pointers(), ["/readings"]);
    let (told,): (i64,) = sql("select count(*) from events where kind = 'meter.read'").one(app.db()).await.unwrap();
    assert_eq!(told, 2);
}
