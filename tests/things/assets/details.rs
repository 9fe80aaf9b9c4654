//! What describes an asset: changed by one editor at a time, with fields of the organisation's own, each change told.

use super::{ASSETS, asset, category, field};
use crate::support::world::FLOOR;
use crate::support::{ADA, HARBOUR, TestApp};
use kernel::db::sql;
use serde_json::json;

#[tokio::test]
async fn of_two_editors_the_second_is_told_and_history_shows_before_and_after() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    ada.submit(&form, "#asset", &[("name", "ThinkPad T14"), ("cost", "1,649.00")]).await.expect(303);
    let told = ada.submit(&form, "#asset", &[("name", "Other"), ("home", ""), ("reason", "Moved")]).await.expect(409);
    assert!(told.has_text("Ada Lind changed this in the meantime."), "{told}");
    assert_eq!(told.problem("name").as_deref(), Some("Saved now: “ThinkPad T14”."));
    assert_eq!(told.problem("cost").as_deref(), Some("Saved now: “1649.00”."));
    assert_eq!(told.problem("home").as_deref(), Some(format!("Saved now: “{}”.", FLOOR.name).as_str()));
    assert_eq!((told.problem("tag"), told.problem("reason"), told.problem("category")), (None, None, None));
    assert_eq!((told.field_value("name"), told.field_value("reason")), ("Other".to_owned(), "Moved".to_owned()));
    let page = ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
    for seen in ["Name: Thing NB-1 → ThinkPad T14", "Cost: nothing → €1649.00"] {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    ada.submit(&form, "#asset", &[]).await.expect(303);
    let told = platform::events::of_subject(app.db(), HARBOUR.id, id, 9).await.unwrap();
    assert_eq!(told.iter().filter(|fact| fact.kind == "asset.changed").count(), 1, "a change of nothing is none");
    for (name, typed) in [("cost", "lots"), ("purchased_on", "yesterday"), ("name", ""), ("tag", "a b")] {
        let refused = ada.submit(&form, "#asset", &[(name, typed)]).await.expect(422);
        assert!(refused.problem(name).is_some(), "{name}: {refused}");
    }
    let ends_early = [("purchased_on", "2026-05-01"), ("warranty_until", "2026-04-01")];
    assert!(ada.submit(&form, "#asset", &ends_early).await.expect(422).problem("warranty_until").is_some());
}

#[tokio::test]
async fn own_fields_are_asked_for_kept_and_told_and_what_is_sealed_stays_so() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ram = field(&app, Some(kind), "RAM", "number", &["listed"]).await;
    let colour = field(&app, None, "Colour", "choice", &["required", "listed"]).await;
    let frame = field(&app, Some(kind), "Frame", "text", &["unique"]).await;
    let code = field(&app, Some(kind), "Unlock code", "text", &["sealed"]).await;
    let ada = app.sign_in(&ADA).await;
    let blank = ada.get(&format!("{ASSETS}/new?category={kind}")).await.expect(200);
    let input = |id: uuid::Uuid| format!("field-{id}");
    let (ram, colour, frame, code) = (input(ram), input(colour), input(frame), input(code));
    let typed = [("name", "ThinkPad"), (ram.as_str(), "thirty-two")];
    let refused = ada.submit(&blank, "#asset", &typed).await.expect(422);
    assert!(refused.problem(&ram).is_some() && refused.problem(&colour).is_some(), "{refused}");
    let typed =
        [("name", "ThinkPad"), (&*ram, "32,0"), (&*colour, "Silver"), (&*frame, "F-1"), (&*code, "4711-secret")];
    let made = ada.submit(&blank, "#asset", &typed).await.expect(303);
    let page = ada.follow(&made).await.expect(200);
    assert!(page.has_text("32") && page.has_text("Silver") && page.has_text("Encrypted"), "{page}");
    assert!(!page.body().contains("4711-secret"), "{page}");
    let form = ada.follow_link(&page, "Change").await.expect(200);
    assert_eq!(form.form("#asset").value(&code).as_deref(), Some("4711-secret"), "who may change it sees it there");
    let stored: Vec<(String,)> =
        sql("select value from asset_values where org_id = $1").bind(HARBOUR.id).all(app.db()).await.unwrap();
    assert!(stored.iter().all(|(value,)| !value.contains("4711")), "it is kept encrypted: {stored:?}");
    let events: Vec<(kernel::db::Json<serde_json::Value>,)> =
        sql("select data from events where org_id = $1 and subject_kind = 'asset'")
            .bind(HARBOUR.id)
            .all(app.db())
            .await
            .unwrap();
    assert!(events.iter().all(|(data,)| !data.to_string().contains("4711")), "and not told: {events:?}");

    let blank = ada.get(&format!("{ASSETS}/new?category={kind}")).await.expect(200);
    let twin = [("name", "Twin"), (&*colour, "Black"), (&*frame, "f-1")];
    let refused = ada.submit(&blank, "#asset", &twin).await.expect(422);
    assert!(refused.problem(&frame).is_some_and(|told| told.contains("has the same")), "{refused}");

    let list = ada.get(&format!("{ASSETS}?{ram}=32")).await.expect(200);
    assert!(list.maybe_link("NB-00001").is_some() && list.has_text("RAM"), "{list}");
    assert!(ada.get(&format!("{ASSETS}?{ram}=16")).await.maybe_link("NB-00001").is_none());
    let file = ada.get(&format!("{ASSETS}?format=csv")).await.expect(200).body();
    assert!(file.contains("Colour") && file.contains("Silver") && !file.contains("Unlock code"), "{file}");

    let program = app.program(&ADA).await;
    let told = program.get("/api/v1/assets?tag=NB-00001").await.expect(200).json()["data"][0].clone();
    assert_eq!(told["fields"], json!({ "RAM": "32", "Colour": "Silver", "Frame": "F-1" }));
    let path = format!("/api/v1/assets/{}", told["id"].as_str().unwrap());
    let body = json!({ "fields": { "RAM": "64", "Colour": "Silver", "Unlock code": "4711-secret" } });
    let changed = program.patch(&path, body).await.expect(200).json();
    assert_eq!(changed["fields"]["RAM"], "64");
    assert_eq!(
        program.patch(&path, json!({ "fields": { "Wings": "2" } })).await.expect(422).pointers(),
        ["/fields/Wings"]
    );
}

#[tokio::test]
async fn a_duplicate_begins_with_everything_but_what_is_of_one_alone() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let colour = format!("field-{}", field(&app, Some(kind), "Colour", "choice", &[]).await);
    let frame = format!("field-{}", field(&app, Some(kind), "Frame", "text", &["unique"]).await);
    let ada = app.sign_in(&ADA).await;
    let blank = ada.get(&format!("{ASSETS}/new?category={kind}")).await.expect(200);
    let typed = [("name", "ThinkPad"), ("serial", "PF-1"), ("cost", "12.50"), (&*colour, "Black"), (&*frame, "F-1")];
    let made = ada.submit(&blank, "#asset", &typed).await.expect(303);
    let page = ada.follow(&made).await.expect(200);
    let form = ada.follow_link(&page, "Duplicate").await.expect(200);
    let values = |name: &str| form.form("#asset").value(name).unwrap_or_default();
    assert_eq!([values("name"), values("cost"), values(&colour)], ["ThinkPad", "12.50", "Black"]);
    assert_eq!([values("tag"), values("serial"), values(&frame)], ["", "", ""]);
    ada.submit(&form, "#asset", &[]).await.expect(303);
    assert_eq!(app.count("assets").await, 2);
}

#[tokio::test]
async fn what_is_sealed_with_a_lost_key_stays_until_something_takes_its_place() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let code = field(&app, Some(kind), "Door code", "text", &["sealed"]).await;
    let id = asset(&app, kind, "NB-1", None).await;
    let (ada, name) = (app.sign_in(&ADA).await, format!("field-{code}"));
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    ada.submit(&form, "#asset", &[(&name, "4711")]).await.expect(303);
    let stored = async || {
        let rows: Vec<(String,)> = sql("select value from asset_values").all(app.db()).await.unwrap();
        rows[0].0.clone()
    };
    // Another row's place is as good as another key: neither opens it.
    app.db().run(sql("update asset_values set sealed_as = $1").bind(app.house.id())).await.unwrap();
    let locked = stored().await;
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    assert!(form.problem(&name).is_some_and(|told| told.contains("cannot be read")), "{form}");
    assert_eq!(form.field_value(&name), "");
    ada.submit(&form, "#asset", &[("name", "T14")]).await.expect(303);
    app.program(&ADA).await.patch(&format!("/api/v1/assets/{id}"), json!({ "note": "x" })).await.expect(200);
    assert_eq!(stored().await, locked, "it stays as it is");
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    ada.submit(&form, "#asset", &[(&name, "4712")]).await.expect(303);
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    assert_eq!((form.problem(&name), form.field_value(&name)), (None, "4712".to_owned()));
}

#[tokio::test]
async fn a_change_says_why_in_its_history() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    let long = "x".repeat(401);
    let refused = ada.submit(&form, "#asset", &[("name", "T14"), ("reason", &long)]).await.expect(422);
    assert!(refused.problem("reason").is_some() && refused.field_value("name") == "T14", "{refused}");
    let saved = ada.submit(&form, "#asset", &[("name", "T14"), ("reason", "The box said otherwise")]).await.expect(303);
    let page = ada.follow(&saved).await.expect(200);
    assert!(page.has_text("changed it") && page.has_text("The box said otherwise"), "{page}");
    let again = ada.get(&format!("{ASSETS}/{id}/form")).await.expect(200);
    assert_eq!(again.field_value("reason"), "", "a reason is of one change");
    let program = app.program(&ADA).await;
    let path = format!("/api/v1/assets/{id}");
    program.patch(&path, json!({ "note": "Scratched", "reason": "Seen at the audit" })).await.expect(200);
    assert_eq!(program.patch(&path, json!({ "note": "x", "reason": long })).await.expect(422).pointers(), ["/reason"]);
    let history = program.get(&format!("{path}/history")).await.expect(200).json();
    // All of it happened at the same instant of a clock that stands still, and has no order.
    let mut told: Vec<&str> =
        history["data"].as_array().unwrap().iter().filter_map(|event| event["data"]["note"].as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["Seen at the audit", "The box said otherwise"]);
}

#[tokio::test]
async fn several_are_changed_by_one_call_each_for_itself() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let (one, two) = (asset(&app, kind, "NB-1", None).await, asset(&app, kind, "NB-2", None).await);
    let ada = app.program(&ADA).await;
    let send = async |program: &crate::support::Program, assets: serde_json::Value| {
        let sent = program.patch("/api/v1/assets/batches", json!({ "assets": assets })).await;
        sent.expect(200).json()["results"].as_array().unwrap().clone()
    };
    let nobodys = uuid::Uuid::from_u128(7);
    let done = send(
        &ada,
        json!([
            { "id": one, "version": 1, "name": "First", "reason": "Renamed" },
            { "id": two, "version": 9, "name": "Second" },
            { "id": two, "serial": "S-2" },
            { "id": two, "tag": "nb-1" },
            { "id": two, "colour": "red" },
            { "id": nobodys, "name": "Nobody's" },
        ]),
    )
    .await;
    let status: Vec<i64> = done.iter().map(|part| part["status"].as_i64().unwrap()).collect();
    assert_eq!(status, [200, 409, 200, 422, 422, 404], "{done:?}");
    assert_eq!((&done[0]["asset"]["name"], &done[0]["asset"]["version"]), (&json!("First"), &json!(2)));
    assert_eq!((&done[2]["asset"]["serial"], &done[2]["asset"]["name"]), (&json!("S-2"), &json!("Thing NB-2")));
    assert_eq!(done[1]["problem"]["code"], "asset_changed");
    for wrong in [json!([]), json!(vec![json!({ "id": one }); 101])] {
        let refused = ada.patch("/api/v1/assets/batches", json!({ "assets": wrong })).await.expect(422);
        assert_eq!(refused.pointers(), ["/assets"]);
    }
    // Another house has none of these, and whoever may only look changes none.
    let dee = app.program(&crate::support::DEE).await;
    assert_eq!(send(&dee, json!([{ "id": one, "name": "Mine" }])).await[0]["status"], 404);
    let kept = ada.get(&format!("/api/v1/assets/{one}")).await.expect(200).json();
    assert_eq!(kept["name"], "First");
}
