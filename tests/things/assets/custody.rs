//! Handing over and taking back, one or many, by page and by program.

use super::{ASSETS, asset, category, label};
use crate::people::contacts::keep;
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn an_asset_goes_to_a_person_and_comes_back_to_where_it_belongs() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{ASSETS}/{id}")).await.expect(200);
    let form = bo.follow_link(&page, "Check out").await.expect(200);
    assert!(form.has_text("Thing NB-1"), "what is handed over is shown beside the form: {form}");
    let typed = [("to", "person"), ("person", "Zoe"), ("due_on", "2026-03-10"), ("note", "With charger")];
    let out = bo.submit(&form, "#check-out", &typed).await.expect(303);
    bo.submit(&form, "#check-out", &typed).await.expect(303);
    let page = bo.follow(&out).await.expect(200);
    for seen in ["Zoe Park", "Assigned", "With charger", "checked it out to Zoe Park"] {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    assert_eq!(app.count("custodies").await, 1, "a second click hands over once");
    let told = platform::events::of_subject(app.db(), HARBOUR.id, id, 1).await.unwrap();
    let stored: (kernel::db::Json<Value>,) =
        sql("select data from events where id = $1").bind(told[0].id).one(app.db()).await.unwrap();
    assert!(!stored.0.to_string().contains("Zoe"), "no event names a person: {}", stored.0.0);
    let contact = bo.get(&format!("/o/harbour-house/contacts/{}", zoe.id)).await.expect(200);
    assert!(contact.maybe_link("NB-1").is_some(), "their page shows what they have: {contact}");

    // Whoever has it is found by name, and what is late is found as late.
    let found = bo.get(&format!("{ASSETS}?text=zoe+park")).await.expect(200);
    assert!(found.maybe_link("NB-1").is_some());
    assert!(bo.get(&format!("{ASSETS}?due=overdue")).await.maybe_link("NB-1").is_none());
    app.advance(TimeDelta::days(20));
    let bo = app.sign_in(&BO).await;
    let late = bo.get(&format!("{ASSETS}?due=overdue")).await.expect(200);
    assert!(late.maybe_link("NB-1").is_some(), "{late}");

    let page = bo.get(&format!("{ASSETS}/{id}")).await.expect(200);
    let form = bo.follow_link(&page, "Check in").await.expect(200);
    let back = bo.submit(&form, "#check-in", &[("note", "Scratched")]).await.expect(303);
    let page = bo.follow(&back).await.expect(200);
    assert!(page.has_text("In stock") && page.has_text("Scratched"), "{page}");
    let form = bo.get(&format!("{ASSETS}/check-in?assets=NB-1")).await.expect(200);
    let again = bo.submit(&form, "#check-in", &[]).await.expect(422);
    assert!(again.problem("assets").is_some_and(|told| told.contains("not checked out")), "{again}");
}

#[tokio::test]
async fn what_the_target_has_stands_beside_the_form() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for (tag, place) in [("NB-1", SITE.id), ("NB-2", FLOOR.id), ("NB-3", FLOOR.id), ("NB-4", FLOOR.id)] {
        asset(&app, kind, tag, Some(place)).await;
    }
    keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let bo = app.sign_in(&BO).await;
    let out = async |assets: &str, target: (&str, &str, &str)| {
        let form = bo.get(&format!("{ASSETS}/check-out?assets={assets}")).await.expect(200);
        bo.submit(&form, "#check-out", &[("to", target.0), (target.1, target.2)]).await.expect(303);
    };
    out("NB-1", ("person", "person", "zoe@guest.example")).await;
    out("NB-2", ("asset", "holder", "NB-3")).await;
    let floor = FLOOR.id;
    for (target, title, seen, unseen) in [
        ("to=person&person=Zoe".to_owned(), "Has already", "NB-1", "NB-4"),
        (format!("to=location&location={floor}"), "Is there already", "NB-4", "NB-1"),
        ("to=asset&holder=nb-3".to_owned(), "Has in it already", "NB-2", "NB-4"),
    ] {
        for path in ["holdings", "check-out"] {
            let beside = bo.get(&format!("{ASSETS}/{path}?{target}")).await.expect(200);
            assert!(beside.has_text(title) && beside.maybe_link(seen).is_some(), "{target}: {beside}");
            assert!(beside.maybe_link(unseen).is_none(), "{target}: {beside}");
        }
    }
    let nothing = bo.get(&format!("{ASSETS}/holdings?to=asset&holder=NB-4&assets=NB-1")).await.expect(200);
    assert!(nothing.has_text("Nothing is part of it.") && nothing.has_text("Thing NB-1"), "{nothing}");
    for unknown in ["to=person&person=Nobody", "to=location&location=x", "to=asset&holder="] {
        let beside = bo.get(&format!("{ASSETS}/holdings?{unknown}")).await.expect(200);
        assert!(!beside.has_text("already"), "{unknown}: {beside}");
    }
    // Of what the target has, nobody learns more than they may see anyway.
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(floor)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let beside = keeper.get(&format!("{ASSETS}/holdings?to=person&person=zoe@guest.example")).await.expect(200);
    assert!(!beside.body().contains("NB-1"), "{beside}");
    let site = SITE.id;
    let beside = keeper.get(&format!("{ASSETS}/holdings?to=location&location={site}")).await.expect(200);
    assert!(!beside.body().contains("NB-1"), "{beside}");
}

#[tokio::test]
async fn a_refused_status_keeps_what_was_chosen_and_one_that_is_so_already_says_nothing() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
    let refused = ada.submit(&page, "/status", &[("status", "disposed")]).await.expect(422);
    assert!(refused.problem("note").is_some_and(|told| told.contains("Say what became of it")), "{refused}");
    assert_eq!(refused.field_value("status"), "disposed", "{refused}");
    let same = ada.submit(&page, "/status", &[("status", "in_stock"), ("note", "Sold")]).await.expect(422);
    assert!(same.problem("status").is_some_and(|told| told.contains("stands so already")), "{same}");
    assert_eq!(same.field_value("note"), "Sold", "what was typed stays");
    let quiet = ada.submit(&page, "/status", &[("status", "in_stock")]).await.expect(303);
    assert!(
        !ada.follow(&quiet).await.expect(200).body().contains("class=\"toast "),
        "nothing happened, nothing is said"
    );
    let done = ada.submit(&refused, "/status", &[("note", "Sold")]).await.expect(303);
    let page = ada.follow(&done).await.expect(200);
    assert!(page.has_text("NB-1: Disposed of.") && page.has_text("Sold"), "{page}");
}

#[tokio::test]
async fn several_go_together_or_not_at_all() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "C-###").await;
    for tag in ["C-1", "C-2", "C-3"] {
        asset(&app, kind, tag, Some(FLOOR.id)).await;
    }
    keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let bo = app.sign_in(&BO).await;
    let form = bo.get(&format!("{ASSETS}/check-out?asset=C-1&asset=C-2")).await.expect(200);
    assert!(form.has_text("Thing C-1") && form.has_text("Thing C-2"), "{form}");
    bo.submit(&form, "#check-out", &[("person", "zoe@guest.example")]).await.expect(303);
    let form = bo.get(&format!("{ASSETS}/check-out")).await.expect(200);
    let typed = [("assets", "c-3\nC-2, C-9"), ("person", "zoe@guest.example")];
    let refused = bo.submit(&form, "#check-out", &typed).await.expect(422);
    assert!(refused.problem("assets").is_some_and(|told| told.contains("c-9")), "{refused}");
    let typed = [("assets", "C-3 C-2"), ("person", "zoe@guest.example")];
    let refused = bo.submit(&form, "#check-out", &typed).await.expect(422);
    assert!(refused.problem("assets").is_some_and(|told| told.contains("C-2 is not in stock")), "{refused}");
    assert_eq!(app.count("custodies").await, 2, "C-3 stays where it is");
    for (person, told) in [("nobody@x.example", "Nobody with this address"), ("Xaver", "called so"), ("", "Choose")] {
        let refused = bo.submit(&form, "#check-out", &[("assets", "C-3"), ("person", person)]).await.expect(422);
        assert!(refused.problem("person").is_some_and(|said| said.contains(told)), "{person}: {refused}");
    }
    keep(&app, HARBOUR.slug, "Zoe Marsh", "marsh@guest.example", "", "staff").await;
    let refused = bo.submit(&form, "#check-out", &[("assets", "C-3"), ("person", "zoe")]).await.expect(422);
    assert!(refused.problem("person").is_some_and(|said| said.contains("marsh@guest.example")), "{refused}");
    let past = [("assets", "C-3"), ("person", "marsh@guest.example"), ("due_on", "2020-01-01")];
    assert!(bo.submit(&form, "#check-out", &past).await.expect(422).problem("due_on").is_some());
    let offered = bo.get(&format!("{ASSETS}/people?person=zoe")).await.expect(200);
    assert!(offered.body().contains("Zoe Park &lt;zoe@guest.example&gt;"), "{offered}");
}

#[tokio::test]
async fn what_is_put_into_another_asset_goes_with_it_and_never_into_itself() {
    let app = TestApp::start().await;
    let kind = category(&app, "Racks", "R-###").await;
    let [rack, server, disk] = [
        asset(&app, kind, "RACK", Some(SITE.id)).await,
        asset(&app, kind, "SERVER", Some(FLOOR.id)).await,
        asset(&app, kind, "DISK", Some(FLOOR.id)).await,
    ];
    let ada = app.program(&ADA).await;
    let put = async |what, into| {
        let body = json!({ "to": { "kind": "asset", "id": into } });
        ada.post(&format!("/api/v1/assets/{what}/check-out"), body).await
    };
    let moved = put(server, rack).await.expect(200).json();
    assert_eq!(moved["location_id"], json!(SITE.id), "it is where that is");
    put(disk, server).await.expect(200);
    assert_eq!(put(rack, disk).await.expect(422).pointers(), ["/assets"], "a rack in its own disk");
    assert_eq!(put(rack, rack).await.expect(422).pointers(), ["/assets"]);
    let page = app.sign_in(&ADA).await.get(&format!("{ASSETS}/{server}")).await.expect(200);
    assert!(page.maybe_link("RACK SERVER").is_none() && page.maybe_link("DISK").is_some(), "{page}");
}

#[tokio::test]
async fn states_follow_each_other_and_labels_keep_things_in() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let broken = label(&app, "in_stock", "Broken", false).await;
    let repair = label(&app, "in_maintenance", "At the shop", true).await;
    let ada = app.program(&ADA).await;
    let path = format!("/api/v1/assets/{id}");
    let set = async |body: Value| ada.post(&format!("{path}/status"), body).await;
    let out =
        async || ada.post(&format!("{path}/check-out"), json!({ "to": { "kind": "location", "id": SITE.id } })).await;
    set(json!({ "label_id": broken })).await.expect(200);
    assert_eq!(out().await.expect(422).pointers(), ["/assets"], "its label keeps it in");
    set(json!({ "state": "in_stock" })).await.expect(200);
    assert_eq!(set(json!({ "state": "assigned" })).await.expect(409).code(), "asset_needs_check_out");
    out().await.expect(200);
    assert_eq!(set(json!({ "state": "disposed", "note": "x" })).await.expect(409).code(), "asset_needs_check_in");
    let shop = set(json!({ "label_id": repair, "note": "Fan" })).await.expect(200).json();
    assert_eq!((&shop["state"], &shop["custody"]["to"]["kind"]), (&json!("in_maintenance"), &json!("location")));
    set(json!({ "state": "assigned" })).await.expect(200);
    ada.post(&format!("{path}/check-in"), json!({ "label_id": broken })).await.expect(200);
    assert_eq!(set(json!({ "state": "disposed" })).await.expect(422).pointers(), ["/note"], "say what became of it");
    set(json!({ "state": "disposed", "note": "Sold to Ida" })).await.expect(200);
    assert_eq!(set(json!({ "state": "in_maintenance" })).await.expect(409).code(), "asset_is_disposed");
    let list = ada.get("/api/v1/assets").await.expect(200).json();
    assert_eq!(list["data"], json!([]), "what is not owned is not listed");
    let gone = ada.get("/api/v1/assets?state=disposed").await.expect(200).json();
    assert_eq!(gone["data"][0]["disposal"], "Sold to Ida");
    set(json!({ "state": "in_stock" })).await.expect(200);
    let history = ada.get(&format!("{path}/history")).await.expect(200).json();
    let kinds: Vec<&str> =
        history["data"].as_array().unwrap().iter().filter_map(|fact| fact["kind"].as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "asset.status_changed").count(), 6, "{kinds:?}");
    let page = app.sign_in(&ADA).await.get(&format!("{ASSETS}/{id}")).await.expect(200);
    assert!(page.has_text("set it from In stock to Broken"), "{page}");
}

#[tokio::test]
async fn a_person_who_is_merged_or_erased_keeps_or_loses_what_they_had() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let ada = app.program(&ADA).await;
    let body = json!({ "to": { "kind": "contact", "id": zoe.id }, "note": "Zoe's own bag" });
    ada.post(&format!("/api/v1/assets/{id}/check-out"), body).await.expect(200);
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("/o/harbour-house/contacts/{}/erasure", zoe.id)).await.expect(200);
    assert!(page.has_text("still checked out to them (NB-1)"), "{page}");
    let handed = browser.get(&format!("/o/harbour-house/contacts/{}/disclosure", zoe.id)).await.expect(200);
    assert!(handed.body().contains("Zoe's own bag"), "{handed}");
    browser.submit(&page, "/erasure", &[]).await.expect(303);
    let page = browser.get(&format!("{ASSETS}/{id}")).await.expect(200);
    assert!(!page.body().contains("Zoe"), "{page}");
    ada.post(&format!("/api/v1/assets/{id}/check-in"), json!({})).await.expect(200);
}

#[tokio::test]
async fn a_place_with_assets_is_not_put_away() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let corner = json!({ "kind": "area", "name": "Corner", "parent_id": FLOOR.id });
    let corner = ada.post("/api/v1/locations", corner).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let id = asset(&app, kind, "NB-1", Some(corner.parse().unwrap())).await;
    assert_eq!(ada.delete(&format!("/api/v1/locations/{corner}")).await.expect(409).code(), "location_has_assets");
    ada.patch(&format!("/api/v1/assets/{id}"), json!({ "home_location_id": FLOOR.id })).await.expect(200);
    ada.delete(&format!("/api/v1/locations/{corner}")).await.expect(204);
    let there = json!({ "location_id": corner });
    assert_eq!(
        ada.post(&format!("/api/v1/assets/{id}/location"), there).await.expect(422).pointers(),
        ["/location_id"]
    );
}
