//! What comes to its end: told once some days before, whoever looks and however often; snoozed, dismissed, taken back.

use super::assets::{asset, below, category, field};
use super::stock::{buy, item};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use platform::Role;
use platform::jobs::Job;
use serde_json::{Value, json};
use things::alerts::judge::{self, About};
use things::alerts::reactions::Look;
use uuid::Uuid;

/// The page.
const ALERTS: &str = "/o/harbour-house/alerts";
/// The calls.
const API: &str = "/api/v1/alerts";

/// An asset whose warranty ends on this day; its id, once what follows has happened.
async fn ending(app: &TestApp, kind: Uuid, tag: &str, until: &str) -> Uuid {
    let id = asset(app, kind, tag, Some(FLOOR.id)).await;
    write(app, id, json!({ "warranty_until": until })).await;
    id
}

async fn write(app: &TestApp, id: Uuid, change: Value) {
    let ada = app.program(&ADA).await;
    ada.patch(&format!("/api/v1/assets/{id}"), change).await.expect(200);
    app.settle().await;
}

/// Tags, kinds and days of the alerts that a program finds.
async fn found(program: &Program, question: &str) -> Vec<String> {
    let list = program.get(&format!("{API}{question}")).await.expect(200).json();
    let word = |alert: &Value, name: &str| alert[name].as_str().unwrap_or_default().to_owned();
    let said =
        |alert: &Value| format!("{} {} {}", word(alert, "asset_tag"), word(alert, "kind"), word(alert, "due_on"));
    list["data"].as_array().unwrap().iter().map(said).collect()
}

/// How often something was told.
async fn told(app: &TestApp, kind: &str) -> i64 {
    let (count,): (i64,) =
        sql("select count(*) from events where kind = $1").bind(kind.to_owned()).one(app.db()).await.unwrap();
    count
}

async fn kinds_of(app: &TestApp, user: Uuid) -> Vec<String> {
    let rows: Vec<(String,)> = sql("select kind from notifications where user_id = $1 order by at, id")
        .bind(user)
        .all(app.db())
        .await
        .unwrap();
    rows.into_iter().map(|(kind,)| kind).collect()
}

#[tokio::test]
async fn a_day_that_comes_near_is_told_once_and_stands_in_one_letter() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    ending(&app, kind, "NB-01", "2026-03-20").await;
    ending(&app, kind, "NB-02", "2026-06-20").await;
    let ada = app.program(&ADA).await;
    assert_eq!(found(&ada, "").await, ["NB-01 warranty 2026-03-20"], "an edit that brings it near raises it at once");
    for _ in 0..3 {
        Look.run(&app.house).await.unwrap();
        app.settle().await;
        app.advance(TimeDelta::hours(1));
    }
    assert_eq!(told(&app, "asset.warranty_near").await, 1);
    assert_eq!(kinds_of(&app, ADA.id).await, ["asset_due"]);
    app.advance(TimeDelta::days(1));
    app.tick().await;
    app.advance(TimeDelta::days(1));
    app.tick().await;
    let letters = app.mail_to(ADA.email).await;
    assert_eq!(letters.len(), 1, "a day with nothing new has no letter");
    assert!(letters[0].text_body.contains("The warranty of NB-01 Thing NB-01 ends on Fri 20 Mar 2026"));
    // The clock brings the other one near.
    app.advance(TimeDelta::days(80));
    Look.run(&app.house).await.unwrap();
    assert_eq!(told(&app, "asset.warranty_near").await, 2);
}

#[tokio::test]
async fn what_forgets_that_it_was_told_tells_it_again() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    ending(&app, kind, "NB-01", "2026-03-20").await;
    // Somebody who was stopped before the end has told nothing.
    app.db().run(sql("delete from asset_alerts")).await.unwrap();
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    {
        let found = judge::look(app.db().into(), &scope, &About::All).await.unwrap();
        let mut tx = app.db().begin().await.unwrap();
        assert_eq!(judge::write(&mut tx, &scope, found).await.unwrap(), 1);
    }
    assert_eq!((app.count("asset_alerts").await, told(&app, "asset.warranty_near").await), (0, 1));
    for _ in 0..2 {
        Look.run(&app.house).await.unwrap();
    }
    assert_eq!(told(&app, "asset.warranty_near").await, 2, "nothing but the row keeps it from being told twice");
}

#[tokio::test]
async fn two_who_look_at_once_raise_one_and_without_the_index_two() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    ending(&app, kind, "NB-01", "2026-03-20").await;
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    for (guarded, expected) in [(true, 1), (false, 2)] {
        if !guarded {
            app.db().script("drop index asset_alerts_once").await.unwrap();
        }
        app.db().run(sql("delete from asset_alerts")).await.unwrap();
        let before = told(&app, "asset.warranty_near").await;
        let one = judge::look(app.db().into(), &scope, &About::All).await.unwrap();
        let other = judge::look(app.db().into(), &scope, &About::All).await.unwrap();
        for found in [one, other] {
            let mut tx = app.db().begin().await.unwrap();
            judge::write(&mut tx, &scope, found).await.unwrap();
            tx.commit().await.unwrap();
        }
        let raised = (app.count("asset_alerts").await, told(&app, "asset.warranty_near").await - before);
        assert_eq!(raised, (expected, expected), "guarded: {guarded}");
    }
}

#[tokio::test]
async fn however_many_look_at_once_each_day_is_told_once() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    for nth in 1..=6 {
        ending(&app, kind, &format!("NB-0{nth}"), &format!("2026-03-2{nth}")).await;
    }
    app.db().run(sql("delete from asset_alerts")).await.unwrap();
    let before = told(&app, "asset.warranty_near").await;
    let looks = (0..6).map(|_| async { Look.run(&app.house).await });
    for result in futures::future::join_all(looks).await {
        result.unwrap();
    }
    Look.run(&app.house).await.unwrap();
    assert_eq!((app.count("asset_alerts").await, told(&app, "asset.warranty_near").await - before), (6, 6));
}

#[tokio::test]
async fn another_day_is_another_alert_and_what_went_away_is_closed() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    let id = ending(&app, kind, "NB-01", "2026-03-20").await;
    let ada = app.program(&ADA).await;
    write(&app, id, json!({ "warranty_until": "2027-03-20" })).await;
    assert!(found(&ada, "?standing=all").await.is_empty(), "an edit that takes it away closes it");
    write(&app, id, json!({ "warranty_until": "2026-03-20" })).await;
    assert_eq!(found(&ada, "").await.len(), 1);
    assert_eq!(told(&app, "asset.warranty_near").await, 1, "of the same day nobody is told twice");
    write(&app, id, json!({ "warranty_until": "2026-03-21" })).await;
    assert_eq!(found(&ada, "").await, ["NB-01 warranty 2026-03-21"]);
    assert_eq!(told(&app, "asset.warranty_near").await, 2);
    write(&app, id, json!({ "warranty_until": "2026-01-20" })).await;
    assert!(found(&ada, "").await.is_empty(), "what ended long ago is no news");
    write(&app, id, json!({ "ends_on": "2026-03-10", "warranty_until": null })).await;
    assert_eq!(found(&ada, "").await, ["NB-01 life 2026-03-10"]);
    ada.delete(&format!("/api/v1/assets/{id}?reason=Sold")).await.expect(204);
    app.settle().await;
    assert!(found(&ada, "?standing=all").await.is_empty(), "of what is not owned any more nothing ends");
}

#[tokio::test]
async fn how_many_days_ahead_is_said_by_the_category_and_inherited() {
    let app = TestApp::start().await;
    let top = category(&app, "IT", "").await;
    let inner = below(&app, Some(top), "Laptops", "NB-###").await;
    ending(&app, inner, "NB-01", "2026-04-20").await;
    let ada = app.program(&ADA).await;
    assert!(found(&ada, "").await.is_empty(), "thirty days, where nobody says it");
    let path = format!("/api/v1/categories/{top}");
    ada.patch(&path, json!({ "alert_days": 731 })).await.expect(422);
    let changed = ada.patch(&path, json!({ "alert_days": 60 })).await.expect(200).json();
    assert_eq!(changed["holds"]["alert_days"], 60);
    app.settle().await;
    assert_eq!(found(&ada, &format!("?category_id={top}")).await, ["NB-01 warranty 2026-04-20"]);
    let own = ada.patch(&format!("/api/v1/categories/{inner}"), json!({ "alert_days": 5 })).await.expect(200).json();
    assert_eq!(own["holds"]["alert_days"], 5);
    app.settle().await;
    assert!(found(&ada, "").await.is_empty(), "the nearest that says something holds");
}

#[tokio::test]
async fn a_date_that_is_marked_expires_and_no_other_does() {
    let app = TestApp::start().await;
    let kind = category(&app, "Licences", "L-##").await;
    let date = field(&app, Some(kind), "Licence until", "date", &[]).await;
    let id = asset(&app, kind, "L-01", Some(FLOOR.id)).await;
    write(&app, id, json!({ "fields": { "Licence until": "2026-03-09" } })).await;
    let ada = app.program(&ADA).await;
    assert!(found(&ada, "").await.is_empty());
    let path = format!("/api/v1/fields/{date}");
    assert_eq!(
        ada.patch(&path, json!({ "expiry": true, "encrypted": true })).await.expect(422).pointers(),
        ["/expiry"]
    );
    ada.patch(&path, json!({ "expiry": true })).await.expect(200);
    app.settle().await;
    assert_eq!(found(&ada, "?kind=expiry").await, ["L-01 expiry 2026-03-09"]);
    assert_eq!(told(&app, "asset.expiry_near").await, 1);
    let page = app.sign_in(&ADA).await.get(&format!("{ALERTS}?kind=expiry")).await.expect(200);
    assert!(page.has_text("Licence until") && page.has_text("In 7 days"), "{page}");
    ada.patch(&path, json!({ "expiry": false })).await.expect(200);
    app.settle().await;
    assert!(found(&ada, "").await.is_empty());
    let text = json!({ "name": "Colour", "kind": "text", "expiry": true });
    assert_eq!(ada.post("/api/v1/fields", text).await.expect(422).pointers(), ["/expiry"]);
}

#[tokio::test]
async fn the_clock_raises_by_day_only_where_the_organisation_is() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    ending(&app, kind, "NB-01", "2026-04-03").await;
    // 01:00 in Madrid of the day on which it is thirty days away.
    app.clock.set("2026-03-05T00:00:00Z".parse().unwrap());
    Look.run(&app.house).await.unwrap();
    assert_eq!(app.count("asset_alerts").await, 0);
    app.clock.set("2026-03-05T08:00:00Z".parse().unwrap());
    Look.run(&app.house).await.unwrap();
    assert_eq!(app.count("asset_alerts").await, 1);
}

#[tokio::test]
async fn many_are_snoozed_or_dismissed_at_once_and_taken_back() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    for nth in 1..=3 {
        ending(&app, kind, &format!("NB-0{nth}"), &format!("2026-03-1{nth}")).await;
    }
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    let page = ada.get(ALERTS).await.expect(200);
    assert!(page.has_text("In 9 days") && page.has_text("3 alerts"), "{page}");
    let list = program.get(API).await.expect(200).json();
    let id = |nth: usize| list["data"][nth]["id"].as_str().unwrap().to_owned();
    let (first, second) = (id(0), id(1));
    let path = |rest: &str| format!("{ALERTS}/{rest}");
    let none = ada.post(&path("dismissal"), &[]).await.expect(422);
    assert!(none.has_text("Tick one to 500 of them."), "{none}");
    let over = ada.post(&path("snooze"), &[("alert", &first), ("until", "2026-03-02")]).await.expect(422);
    assert!(over.has_text("Choose a day after today"), "{over}");
    let fields = [("alert", first.as_str()), ("alert", second.as_str()), ("until", "2026-03-05")];
    let back = ada.post(&path("snooze"), &fields).await.expect(303);
    assert_eq!(ada.follow(&back).await.toast().as_deref(), Some("2 are put off."));
    assert_eq!((found(&program, "").await.len(), found(&program, "?standing=snoozed").await.len()), (1, 2));
    app.advance(TimeDelta::days(3));
    assert_eq!(found(&program, "").await.len(), 3, "on that day they are shown again");
    let dismissed = [("alert", first.as_str()), ("alert", second.as_str()), ("list-kind", "warranty")];
    let back = ada.post(&path("dismissal"), &dismissed).await.expect(303);
    assert_eq!(back.location(), "/o/harbour-house/alerts?kind=warranty");
    let away = ada.get(&format!("{ALERTS}?standing=dismissed")).await.expect(200);
    assert!(away.has_text("Dismissed by Ada"), "{away}");
    let trail: Vec<(String,)> =
        sql("select actor_name from events where kind = 'alert.dismissed'").all(app.db()).await.unwrap();
    assert_eq!(trail.len(), 2, "each in the history of its asset");
    let again = program.post(&format!("{API}/{first}/dismissal"), json!({})).await.expect(200).json();
    assert!(again["dismissed_at"].is_string() && told(&app, "alert.dismissed").await == 2, "twice is once");
    // Dismissed is dismissed: nobody raises it again.
    Look.run(&app.house).await.unwrap();
    assert_eq!(found(&program, "").await.len(), 1);
    ada.post(&path("restoration"), &[("alert", &first), ("alert", &second)]).await.expect(303);
    assert_eq!(found(&program, "").await.len(), 3);
    let csv = ada.get(&format!("{ALERTS}?format=csv")).await.expect(200).body();
    assert!(csv.contains("Warranty ends,2026-03-11,NB-01"), "{csv}");
}

#[tokio::test]
async fn the_list_has_pages_in_the_order_of_the_days() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    let one = ending(&app, kind, "NB-01", "2026-03-20").await;
    let copies = "insert into asset_alerts (id, org_id, kind, asset_id, due_on, raised_at) values ($1, $2, 'warranty', $3, $4, $5)";
    for nth in 0..7 {
        let day = app.now().date_naive() + TimeDelta::days(nth);
        let statement = sql(copies).bind(app.house.id()).bind(HARBOUR.id).bind(one).bind(day).bind(app.now());
        app.db().run(statement).await.unwrap();
    }
    let ada = app.program(&ADA).await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for _ in 0..10 {
        let list = ada.get(&format!("{API}?limit=3{cursor}")).await.expect(200).json();
        seen.extend(list["data"].as_array().unwrap().iter().map(|alert| alert["due_on"].as_str().unwrap().to_owned()));
        match list["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let mut sorted = seen.clone();
    sorted.sort();
    assert_eq!((seen.len(), &seen), (8, &sorted));
}

#[tokio::test]
async fn a_keeper_of_one_place_is_told_of_what_is_there_and_no_more() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    let elsewhere = app.house.id();
    let site = sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at)
         values ($1, $2, $1, $3, 'site', 'Old Town', 'Europe/Madrid', $4)")
    .bind(elsewhere)
    .bind(HARBOUR.id)
    .bind(format!("/{elsewhere}"))
    .bind(app.now());
    app.db().run(site).await.unwrap();
    let keeper = app.employ(HARBOUR.id, Role::AssetAdmin).await;
    let narrowed = sql("update grants set location_id = $2 where user_id = $1").bind(keeper).bind(SITE.id);
    app.db().run(narrowed).await.unwrap();
    ending(&app, kind, "NB-01", "2026-03-20").await;
    let other = asset(&app, kind, "NB-02", Some(elsewhere)).await;
    write(&app, other, json!({ "warranty_until": "2026-03-20" })).await;
    assert_eq!(kinds_of(&app, keeper).await, ["asset_due"]);
    let program = app.program_of(keeper, Some(HARBOUR.id), None).await;
    assert_eq!(found(&program, "").await, ["NB-01 warranty 2026-03-20"]);
    let all = app.program(&ADA).await.get(API).await.expect(200).json();
    let hidden = all["data"].as_array().unwrap().iter().find(|alert| alert["asset_tag"] == "NB-02").unwrap();
    let path = format!("{API}/{}", hidden["id"].as_str().unwrap());
    program.get(&path).await.expect(404);
    program.post(&format!("{path}/dismissal"), json!({})).await.expect(404);
    let page = app.sign_in_user(keeper).await.get("/o/harbour-house/notifications?show=all").await.expect(200);
    assert!(page.has_text("NB-01") && !page.has_text("NB-02"), "{page}");
}

#[tokio::test]
async fn work_is_told_when_it_is_raised_given_and_late() {
    let app = TestApp::start().await;
    let keeper = app.employ(HARBOUR.id, Role::AssetAdmin).await;
    let doer = app.employ(HARBOUR.id, Role::Member).await;
    let ada = app.program(&ADA).await;
    let body = json!({ "title": "Clean", "location_id": FLOOR.id, "due_on": "2026-03-04", "assignee_id": doer });
    let made = ada.post("/api/v1/work-orders", body).await.expect(201).json();
    app.settle().await;
    assert_eq!(
        (kinds_of(&app, keeper).await, kinds_of(&app, doer).await),
        (vec!["work_raised".into()], vec!["own_work".into()])
    );
    assert!(kinds_of(&app, ADA.id).await.is_empty(), "who did it knows");
    assert_eq!(found(&ada, "?kind=work").await.len(), 1, "due within a week");
    app.advance(TimeDelta::days(3));
    for _ in 0..3 {
        Look.run(&app.house).await.unwrap();
        app.settle().await;
    }
    assert_eq!(told(&app, "work_order.overdue").await, 1);
    assert_eq!(kinds_of(&app, keeper).await, ["work_raised", "work_late"]);
    assert_eq!(kinds_of(&app, doer).await, ["own_work", "own_work"]);
    assert_eq!(found(&ada, "?standing=over").await.len(), 1);
    let path = format!("/api/v1/work-orders/{}", made["id"].as_str().unwrap());
    app.advance(TimeDelta::minutes(1));
    ada.patch(&path, json!({ "due_on": "2026-03-30", "assignee_id": keeper })).await.expect(200);
    app.settle().await;
    assert_eq!(kinds_of(&app, keeper).await, ["work_raised", "work_late", "own_work"]);
    assert!(found(&ada, "?kind=work").await.is_empty(), "its day is far away now");
    ada.post(&format!("{path}/transitions"), json!({ "state": "in_progress" })).await.expect(200);
    ada.post(&format!("{path}/transitions"), json!({ "state": "done" })).await.expect(200);
    app.advance(TimeDelta::days(40));
    Look.run(&app.house).await.unwrap();
    assert_eq!(told(&app, "work_order.overdue").await, 1, "what is done is not late");
}

#[tokio::test]
async fn keepers_are_told_that_stock_runs_low() {
    let app = TestApp::start().await;
    let keeper = app.employ(HARBOUR.id, Role::AssetAdmin).await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 4).await;
    let body = json!({ "location_id": FLOOR.id, "minimum": 5 });
    ada.put(&format!("/api/v1/stock/{id}/minimums"), body).await.expect(204);
    app.settle().await;
    assert_eq!(kinds_of(&app, keeper).await, ["stock_low"]);
    let page = app.sign_in_user(keeper).await.get("/o/harbour-house/notifications?show=all").await.expect(200);
    assert!(page.has_text("Batteries runs low at"), "{page}");
}

#[tokio::test]
async fn an_import_is_taken_back_although_the_days_of_its_assets_were_told() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    let id = ending(&app, kind, "NB-01", "2026-03-20").await;
    let touched = async |request: &'static str| {
        things::assets::store::touched(app.db(), HARBOUR.id, &[id], request).await.unwrap().len()
    };
    assert_eq!(touched("of nobody").await, 1, "somebody made it");
    // As if all that people did to it had been the import: what the house told of it is nobody's doing.
    let told_in: Vec<(String,)> = sql("select distinct kind from events where subject_id = $1 order by kind")
        .bind(id)
        .all(app.db())
        .await
        .unwrap();
    let kinds: Vec<&str> = told_in.iter().map(|(kind,)| kind.as_str()).collect();
    assert_eq!(kinds, ["asset.changed", "asset.created", "asset.warranty_near"]);
    let alone = app.house.id();
    let near = sql("insert into events (id, org_id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data, request_id, dispatched)
         values ($1, $2, $3, 'asset.warranty_near', 'system', '', 'asset', $1, $4, 'schedule', true)")
        .bind(alone)
        .bind(HARBOUR.id)
        .bind(app.now())
        .bind(Json(json!({})));
    app.db().run(near).await.unwrap();
    assert!(things::assets::store::touched(app.db(), HARBOUR.id, &[alone], "import").await.unwrap().is_empty());
    let mut tx = app.db().begin().await.unwrap();
    things::assets::store::remove(&mut tx, HARBOUR.id, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(app.count("asset_alerts").await, 0);
}

#[tokio::test]
async fn of_many_that_a_program_names_each_is_answered() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-##").await;
    for (tag, place) in [("NB-01", FLOOR.id), ("NB-02", FLOOR.id), ("NB-03", SITE.id)] {
        let id = asset(&app, kind, tag, Some(place)).await;
        write(&app, id, json!({ "warranty_until": "2026-03-20" })).await;
    }
    let ada = app.program(&ADA).await;
    let list = ada.get(API).await.expect(200).json();
    let id_of = |tag: &str| {
        let all = list["data"].as_array().unwrap();
        all.iter().find(|alert| alert["asset_tag"] == tag).unwrap()["id"].clone()
    };
    let (one, two, far) = (id_of("NB-01"), id_of("NB-02"), id_of("NB-03"));
    ada.post(&format!("{API}/{}/dismissal", two.as_str().unwrap()), json!({})).await.expect(200);
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(user, Some(HARBOUR.id), None).await;
    let results = |answer: Value| -> Vec<String> {
        answer["data"].as_array().unwrap().iter().map(|one| one["result"].as_str().unwrap().to_owned()).collect()
    };
    let batch = async |program: &Program, body: Value| program.post(&format!("{API}/batches"), body).await;
    let ids = json!([far, two, one, Uuid::nil(), one]);
    let until = json!({ "action": "snooze", "ids": ids, "until": "2026-03-10" });
    let told = results(batch(&keeper, until).await.expect(200).json());
    assert_eq!(told, ["not_found", "unchanged", "done", "not_found", "done"], "in their order");
    assert_eq!(found(&ada, "?standing=snoozed").await, ["NB-01 warranty 2026-03-20"]);
    assert_eq!(
        found(&ada, "").await,
        ["NB-03 warranty 2026-03-20"],
        "what could not be done kept nothing from the others"
    );
    // Who may look and not do hears that, too.
    let perms = platform::Perms::of(&[platform::Perm::Home, platform::Perm::AssetsRead, platform::Perm::AssetsManage]);
    let role = app.make_role(HARBOUR.id, "Keeper", perms).await;
    let both = app.employ_as(HARBOUR.id, role, Some(FLOOR.id)).await;
    let viewer = app
        .make_role(HARBOUR.id, "Looks", platform::Perms::of(&[platform::Perm::Home, platform::Perm::AssetsRead]))
        .await;
    app.grant_own(HARBOUR.id, both, viewer, None).await;
    let both = app.program_of(both, Some(HARBOUR.id), None).await;
    let told = batch(&both, json!({ "action": "dismiss", "ids": [far, one] })).await.expect(200).json();
    assert_eq!(results(told), ["forbidden", "done"]);
    let told = batch(&ada, json!({ "action": "restore", "ids": [one, far] })).await.expect(200).json();
    assert_eq!(results(told), ["done", "unchanged"]);
    for (body, field) in [
        (json!({ "action": "snooze", "ids": [], "until": "2026-03-10" }), "/ids"),
        (json!({ "action": "snooze", "ids": [one], "until": "2020-01-01" }), "/until"),
        (json!({ "action": "snooze", "ids": [one] }), "/until"),
        (json!({ "action": "forget", "ids": [one] }), "/action"),
    ] {
        assert_eq!(batch(&ada, body).await.expect(422).pointers(), [field]);
    }
}

#[tokio::test]
async fn maintenance_to_come_is_put_off_and_dismissed_and_its_order_is_raised_all_the_same() {
    use super::meters::{bike, read};
    use things::plans::raise::Raise;
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    let clean = json!({ "title": "Clean the deck", "location_id": FLOOR.id, "rule": "FREQ=WEEKLY", "starts_on": "2026-03-09", "ahead_days": 1 });
    let clean = program.post("/api/v1/maintenance-plans", clean).await.expect(201).json()["id"].clone();
    let (bike, meter) = bike(&app, &program, "counter").await;
    read(&program, &meter, "0").await;
    let chain = json!({ "title": "Chain", "asset_id": bike, "due_by": "meter", "meter": "Odometer", "every": "150", "ahead_days": 2, "counted_from": "0" });
    program.post("/api/v1/maintenance-plans", chain).await.expect(201);
    app.advance(TimeDelta::days(4));
    read(&program, &meter, "40").await;
    app.settle().await;
    const AHEAD: &str = "/api/v1/maintenance-ahead";
    let titles = async |standing: &str| -> Vec<String> {
        let list = program.get(&format!("{AHEAD}?standing={standing}")).await.expect(200).json();
        list["data"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("open").await, ["Clean the deck", "Chain"]);
    let page = ada.get(ALERTS).await.expect(200);
    let form = page.form("#ahead");
    let words: Vec<String> = form.choices("ahead").into_iter().map(str::to_owned).collect();
    assert_eq!(words.len(), 2, "{page}");
    // One is put off, and both are shown again by one click.
    let until = "2026-03-08";
    let snooze = [("ahead", words[0].as_str()), ("until", until)];
    let done = ada.post(&format!("{ALERTS}/ahead/snooze"), &snooze).await.expect(303);
    let told = ada.follow(&done).await.expect(200);
    assert_eq!(told.toast().as_deref(), Some("1 is put off. The work order is raised all the same."));
    assert_eq!(
        (titles("open").await, titles("snoozed").await),
        (vec!["Chain".to_owned()], vec!["Clean the deck".to_owned()])
    );
    let dismissed = ada.post(&format!("{ALERTS}/ahead/dismissal"), &[("ahead", words[1].as_str())]).await.expect(303);
    let told = ada.follow(&dismissed).await.expect(200);
    assert!(!told.has_text("Maintenance to come"), "{told}");
    let gone = ada.get(&format!("{ALERTS}?standing=dismissed")).await.expect(200);
    assert!(gone.has_text("Chain") && gone.has_text("Dismissed by Ada"), "{gone}");
    let back = ada.submit(&told, "/ahead/restoration", &[]).await.expect(303);
    assert_eq!(ada.follow(&back).await.toast().as_deref(), Some("1 is shown again."));
    assert_eq!(titles("open").await, ["Chain"]);
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, clean.as_str().unwrap().parse().unwrap(), 9).await;
    assert!(facts.unwrap().iter().any(|fact| fact.kind == "maintenance_plan.snoozed" && fact.data["until"] == until));
    let wrong = ada.post(&format!("{ALERTS}/ahead/snooze"), &[("ahead", words[1].as_str()), ("until", "x")]).await;
    assert!(wrong.expect(422).has_text("Until when?"));
    let none = ada.post(&format!("{ALERTS}/ahead/dismissal"), &[]).await.expect(422);
    assert!(none.has_text("Tick one"), "{none}");
    // What was put off comes back on its day, and its order is raised on its own.
    app.advance(TimeDelta::days(2));
    assert_eq!(titles("open").await.first().map(String::as_str), Some("Clean the deck"));
    Raise.run(&app.house).await.unwrap();
    app.settle().await;
    let orders = program.get("/api/v1/work-orders").await.expect(200).json();
    assert_eq!(orders["data"][0]["title"], "Clean the deck");
    // The next day is another one: nobody put that off.
    let open = program.get(AHEAD).await.expect(200).json();
    let days: Vec<&Value> = open["data"].as_array().unwrap().iter().filter(|one| one["plan_id"] == clean).collect();
    assert_eq!((days.len(), &days[0]["due_on"]), (1, &json!("2026-03-16")), "{open}");
    let item = |day: &str| json!({ "plan_id": clean, "due_on": day });
    let answered = program
        .post(
            &format!("{AHEAD}/batches"),
            json!({ "action": "dismiss", "items": [item("2026-03-09"), item("2026-03-16")] }),
        )
        .await;
    let answered = answered.expect(200).json();
    let results: Vec<&Value> = answered["data"].as_array().unwrap().iter().map(|one| &one["result"]).collect();
    assert_eq!(results, [&json!("not_found"), &json!("done")], "what is raised comes no more: {answered}");
}

#[tokio::test]
async fn who_may_not_change_a_plan_does_not_hush_it() {
    let app = TestApp::start().await;
    let program = app.program(&ADA).await;
    let plan = async |title: &str, place: Uuid| {
        let body = json!({ "title": title, "location_id": place, "rule": "FREQ=WEEKLY", "starts_on": "2026-03-09", "ahead_days": 1 });
        let made = program.post("/api/v1/maintenance-plans", body).await.expect(201).json();
        json!({ "plan_id": made["id"], "due_on": "2026-03-09" })
    };
    let (here, there) = (plan("Here", FLOOR.id).await, plan("There", SITE.id).await);
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(user, Some(HARBOUR.id), None).await;
    let list = keeper.get("/api/v1/maintenance-ahead").await.expect(200).json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list}");
    let answered =
        keeper.post("/api/v1/maintenance-ahead/batches", json!({ "action": "dismiss", "items": [there, here] })).await;
    let answered = answered.expect(200).json();
    let results: Vec<&Value> = answered["data"].as_array().unwrap().iter().map(|one| &one["result"]).collect();
    assert_eq!(results, [&json!("not_found"), &json!("done")]);
    let word = format!("{}.2026-03-09", there["plan_id"].as_str().unwrap());
    let browser = app.sign_in_user(user).await;
    browser.post(&format!("{ALERTS}/ahead/dismissal"), &[("ahead", word.as_str())]).await.expect(404);
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let viewer = app.program_of(viewer, Some(HARBOUR.id), None).await;
    viewer.post("/api/v1/maintenance-ahead/batches", json!({ "action": "dismiss", "items": [here] })).await.expect(403);
}
