//! Kits: what must be in them, going out whole, coming back short.

use super::acceptance;
use super::assets::{asset, category};
use super::stock::{buy, item, sum};
use crate::people::contacts::keep;
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, Browser, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use platform::{Perm, Perms, Role};
use serde_json::{Value, json};
use things::assets::{Handover, To, actions, store};
use things::catalogue::labels::State;
use uuid::Uuid;

const KITS: &str = "/o/harbour-house/kits";
const ZOE: &str = "zoe@guest.example";

/// Puts assets into another one.
async fn put_in(app: &TestApp, case: Uuid, parts: &[Uuid]) {
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    let into = Handover { to: To::Asset(case), due_on: None, note: String::new() };
    actions::check_out(&scope, parts, &into, &app.house.ids.token()).await.unwrap();
}

/// A case with two microphones and a camera, which a template wants; with the batteries that go along.
struct Set {
    case: Uuid,
    parts: [Uuid; 3],
    batteries: Uuid,
}

async fn set(app: &TestApp, ada: &Browser) -> Set {
    let (cases, microphones, cameras) = (
        category(app, "Cases", "AV-####").await,
        category(app, "Microphones", "MI-###").await,
        category(app, "Cameras", "CA-###").await,
    );
    let batteries = item(app, "Batteries").await;
    buy(&app.program(&ADA).await, batteries, FLOOR.id, 10).await;
    let page = ada.get("/o/harbour-house/kit-templates/new").await.expect(200);
    let form = page.form("#template").set("name", "Street set");
    assert!(ada.send_form(&form).await.expect(422).problem("lines").is_some());
    let form = form
        .set("what-0", &format!("category:{microphones}"))
        .set("quantity-0", "2")
        .set("what-1", &format!("category:{cameras}"))
        .set("what-2", &format!("item:{batteries}"))
        .set("quantity-2", "4");
    let made = ada.send_form(&form).await.expect(303);
    let template = ada.follow(&made).await.expect(200);
    assert!(template.has_text("2 × Microphones") && template.has_text("4 × Batteries from stock"), "{template}");
    let case = asset(app, cases, "AV-1", Some(FLOOR.id)).await;
    let parts = [
        asset(app, microphones, "MI-1", Some(FLOOR.id)).await,
        asset(app, microphones, "MI-2", Some(FLOOR.id)).await,
        asset(app, cameras, "CA-1", Some(FLOOR.id)).await,
    ];
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    let page = ada.get(&format!("{KITS}/new")).await.expect(200);
    let unknown = page.form("#kit").set("asset", "NO-SUCH").set("template", &id);
    assert!(ada.send_form(&unknown).await.expect(422).problem("asset").is_some());
    ada.send_form(&page.form("#kit").set("asset", "av-1").set("template", &id)).await.expect(303);
    Set { case, parts, batteries }
}

#[tokio::test]
async fn a_kit_says_what_it_lacks_until_it_is_complete() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    let page = ada.get(&format!("{KITS}/{}", set.case)).await.expect(200);
    assert!(page.has_text("Missing: 2 × Microphones, 1 × Cameras."), "{page}");
    put_in(&app, set.case, &set.parts[..2]).await;
    let page = ada.get(&format!("{KITS}/{}", set.case)).await.expect(200);
    assert!(page.has_text("Missing: 1 × Cameras."), "{page}");
    assert!(ada.get(&format!("{KITS}?state=short")).await.expect(200).maybe_link("AV-1").is_some());
    put_in(&app, set.case, &set.parts[2..]).await;
    let list = ada.get(KITS).await.expect(200);
    assert!(list.has_text("Complete") && list.maybe_link("AV-1").is_some(), "{list}");
    assert!(ada.get(&format!("{KITS}?state=short")).await.expect(200).maybe_link("AV-1").is_none());
    let file = ada.get(&format!("{KITS}?format=csv")).await.expect(200).body();
    assert!(file.contains("AV-1") && file.contains("CA-1 MI-1 MI-2"), "{file}");
    // By the same asset there is no second kit.
    let again = ada.get(&format!("{KITS}/new")).await.expect(200).form("#kit").set("asset", "AV-1");
    let template = again.choices("template")[1].to_owned();
    assert_eq!(ada.send_form(&again.set("template", &template)).await.status, 409);
}

#[tokio::test]
async fn a_kit_goes_out_with_its_parts_and_its_stock_or_not_at_all() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let page = ada.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(200);
    let form = page.form("#check-out").set("person", ZOE);
    let elsewhere = form.clone().set("stock_from", &SITE.id.to_string());
    let refused = ada.send_form(&elsewhere).await.expect(422);
    assert!(refused.problem("stock_from").unwrap().contains("Batteries"), "{refused}");
    let case = store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap();
    assert_eq!(case.state, State::InStock, "nothing went out");
    ada.send_form(&form.set("stock_from", &FLOOR.id.to_string())).await.expect(303);
    let case = store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap();
    assert_eq!((case.state, case.contact_id), (State::Assigned, Some(zoe.id)));
    for part in set.parts {
        assert_eq!(
            store::by_id(app.db(), HARBOUR.id, part).await.unwrap().holder_id,
            Some(set.case),
            "in the case still"
        );
    }
    assert_eq!(sum(&app, set.batteries, FLOOR.id).await, 6);
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, set.case, 9).await.unwrap();
    let out = facts.iter().find(|fact| fact.kind == "kit.checked_out").expect("a fact");
    let tags: Vec<&str> =
        out.data["parts"].as_array().unwrap().iter().map(|part| part["tag"].as_str().unwrap()).collect();
    assert_eq!(tags, ["CA-1", "MI-1", "MI-2"]);
}

#[tokio::test]
async fn a_kit_comes_back_short_and_what_is_late_is_asked_for_and_what_is_lost_disposed_of() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let page = ada.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(200);
    ada.send_form(&page.form("#check-out").set("person", ZOE)).await.expect(303);
    let page = ada.get(&format!("{KITS}/{}/return", set.case)).await.expect(200);
    let form = page.form("#return").set("scanned", "ca-1\n");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("parts").is_some_and(|text| text.contains("MI-1, MI-2")), "{refused}");
    let [late, lost, there] = set.parts;
    let form = form.set(&format!("fate-{late}"), "late").set(&format!("fate-{lost}"), "lost");
    let done = ada.send_form(&form).await.expect(303);
    let shown = ada.follow(&done).await.expect(200);
    assert!(shown.has_text("Missing: 2 × Microphones.") && shown.has_text("MI-1 (late), MI-2 (lost)"), "{shown}");
    let of = async |id: Uuid| store::by_id(app.db(), HARBOUR.id, id).await.unwrap();
    let (late, lost, there, case) = (of(late).await, of(lost).await, of(there).await, of(set.case).await);
    assert_eq!((late.contact_id, late.due_on), (Some(zoe.id), Some(app.now().date_naive())));
    assert_eq!(lost.state, State::Disposed);
    assert!(lost.disposal.contains("AV-1"), "{}", lost.disposal);
    assert_eq!((there.holder_id, case.state), (Some(set.case), State::InStock));
    assert_eq!(ada.send_form(&form).await.status, 303, "a second click is nothing");
    let page = ada.get(&format!("{KITS}/{}/return", set.case)).await.expect(200);
    let again = page.form("#return").set("scanned", "CA-1");
    assert_eq!(ada.send_form(&again).await.status, 422, "nobody has it");
}

#[tokio::test]
async fn where_stock_is_short_a_scan_lets_nothing_go_and_leads_to_the_page_that_asks() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    let scan = async |key: &str| {
        let fields = [("code", "av-1"), ("mode", "out"), ("key", key), ("person", ZOE), ("part", "row")];
        ada.post("/o/harbour-house/scan", &fields).await.expect(200)
    };
    // Where the case stands there are none; then it stands nowhere.
    actions::relocate(&scope, &[set.case], SITE.id).await.unwrap();
    for key in ["scan-1", "scan-2"] {
        let refused = scan(key).await;
        assert!(refused.body().contains("data-state=\"refused\""), "{refused}");
        let case = store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap();
        assert_eq!((case.state, sum(&app, set.batteries, FLOOR.id).await), (State::InStock, 10), "nothing went out");
        let page = ada.follow_link(&refused, "Hand it out on its page").await.expect(200);
        let form = page.form("#check-out");
        assert_eq!((form.value("person").as_deref(), form.value("stock_from").as_deref()), (Some(ZOE), Some("")));
        let gone = sql("update assets set location_id = null where org_id = $1 and id = $2");
        app.db().run(gone.bind(HARBOUR.id).bind(set.case)).await.unwrap();
    }
    // Where there are enough, its page has chosen that place.
    actions::relocate(&scope, &[set.case], FLOOR.id).await.unwrap();
    let form = ada.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(200).form("#check-out");
    assert_eq!(form.value("stock_from"), Some(FLOOR.id.to_string()));
    ada.send_form(&form.set("person", ZOE)).await.expect(303);
    assert_eq!(sum(&app, set.batteries, FLOOR.id).await, 6);
}

#[tokio::test]
async fn the_pages_for_any_asset_lead_a_kit_to_its_own() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    const ASSETS: &str = "/o/harbour-house/assets";
    let own = |what: &str| format!("{KITS}/{}/{what}", set.case);
    // Its page takes its stock along and asks about its parts; what was typed is not lost.
    let led = ada.get(&format!("{ASSETS}/check-out?assets=av-1")).await.expect(303);
    assert_eq!(led.location(), own("check-out"));
    let typed = [("assets", "AV-1"), ("to", "person"), ("person", ZOE), ("due_on", "2026-03-20"), ("note", "By van")];
    let led = ada.post(&format!("{ASSETS}/check-out"), &typed).await.expect(303);
    let page = ada.follow(&led).await.expect(200);
    let form = page.form("#check-out");
    let typed = ["person", "due_on", "note"].map(|name| form.value(name).unwrap_or_default());
    assert_eq!(typed, [ZOE, "2026-03-20", "By van"]);
    let lone = asset(&app, category(&app, "Lamps", "LA-###").await, "LA-1", Some(FLOOR.id)).await;
    let several = [("assets", "AV-1 LA-1"), ("to", "person"), ("person", ZOE), ("key", "k1")];
    let refused = ada.post(&format!("{ASSETS}/check-out"), &several).await.expect(422);
    assert!(refused.problem("assets").is_some_and(|told| told.contains("AV-1 is a kit")), "{refused}");
    let program = app.program(&ADA).await;
    let path = |asset: Uuid, what: &str| format!("/api/v1/assets/{asset}/{what}");
    let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
    let told = program.post(&path(set.case, "check-out"), out.clone()).await.expect(409);
    assert_eq!(told.code(), "asset_is_kit");
    // To a place it goes by the plain page, from which it comes back as it is.
    let elsewhere = ada.follow_link(&page, "To a place or another asset").await.expect(200);
    let there = elsewhere.form("#check-out").set("location", &SITE.id.to_string());
    ada.send_form(&there).await.expect(303);
    let plain = ada.get(&format!("{ASSETS}/check-in?assets=AV-1")).await.expect(200);
    ada.send_form(&plain.form("#check-in")).await.expect(303);

    let form = ada.get(&own("check-out")).await.expect(200).form("#check-out");
    let form = form.set("person", ZOE).set("stock_from", &FLOOR.id.to_string());
    ada.send_form(&form).await.expect(303);
    assert_eq!(sum(&app, set.batteries, FLOOR.id).await, 6);
    program.post(&path(lone, "check-out"), out).await.expect(200);
    // It comes back part by part, wherever that begins.
    let led = ada.get(&format!("{ASSETS}/check-in?assets=AV-1")).await.expect(303);
    assert_eq!(led.location(), own("return"));
    let refused = ada.post(&format!("{ASSETS}/check-in"), &[("assets", "AV-1 LA-1"), ("key", "k2")]).await.expect(422);
    assert!(refused.problem("assets").is_some_and(|told| told.contains("AV-1 is a kit")), "{refused}");
    let led = ada.post(&format!("{ASSETS}/check-in"), &[("assets", "AV-1"), ("note", "Wet")]).await.expect(303);
    let page = ada.follow(&led).await.expect(200);
    assert_eq!(page.form("#return").value("note").as_deref(), Some("Wet"));
    assert_eq!(program.post(&path(set.case, "check-in"), json!({})).await.expect(409).code(), "asset_is_kit");
    let case = store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap();
    assert_eq!(case.contact_id, Some(zoe.id), "with Zoe still");
    let form = set.parts.iter().fold(page.form("#return"), |form, part| form.set(&format!("there-{part}"), "on"));
    ada.send_form(&form).await.expect(303);
    assert_eq!(store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap().state, State::InStock);
}

#[tokio::test]
async fn nobody_takes_back_what_they_did_not_see() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts[..1]).await;
    keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let page = ada.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(200);
    ada.send_form(&page.form("#check-out").set("person", ZOE)).await.expect(303);
    let program = app.program(&ADA).await;
    let short = json!({ "present": [set.parts[0], set.parts[1]], "missing": [] });
    program.post(&format!("/api/v1/kits/{}/return", set.case), short).await.expect(409);
    let back = json!({ "present": [set.parts[0]], "note": "Fine" });
    let told = program.post(&format!("/api/v1/kits/{}/return", set.case), back).await.expect(200).json();
    assert_eq!((&told["contact_id"], &told["complete"]), (&Value::Null, &json!(false)));
}

#[tokio::test]
async fn programs_make_templates_and_kits() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Cases", "AV-####").await;
    let case = asset(&app, kind, "AV-1", None).await;
    let lines = json!([{ "category_id": kind, "quantity": 1 }]);
    let made = ada.post("/api/v1/kit-templates", json!({ "name": "Set", "lines": lines })).await.expect(201).json();
    let wrong = json!({ "name": "Other", "lines": [{ "category_id": Uuid::from_u128(7), "quantity": 1 }] });
    assert_eq!(ada.post("/api/v1/kit-templates", wrong).await.expect(422).pointers(), ["/lines"]);
    let twice = json!({ "name": "Other", "lines": [{ "category_id": kind, "item_id": kind, "quantity": 1 }] });
    assert_eq!(ada.post("/api/v1/kit-templates", twice).await.expect(422).pointers(), ["/lines"]);
    let same = json!({ "name": "Set", "lines": [{ "category_id": kind, "quantity": 1 }] });
    assert_eq!(ada.post("/api/v1/kit-templates", same).await.expect(422).pointers(), ["/name"]);
    ada.post("/api/v1/kits", json!({ "asset_id": case, "template_id": made["id"] })).await.expect(201);
    let path = format!("/api/v1/kit-templates/{}", made["id"].as_str().unwrap());
    ada.delete(&path).await.expect(409);
    let list = ada.get("/api/v1/kits?complete=false").await.expect(200).json();
    assert_eq!(list["data"][0]["lacks"], json!([{ "name": "Cases", "quantity": 1 }]));
    assert_eq!(ada.get("/api/v1/kits?complete=true").await.expect(200).json()["data"], json!([]));
}

#[tokio::test]
async fn a_keeper_of_a_floor_sees_the_kits_of_that_floor() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    assert!(keeper.get(KITS).await.expect(200).maybe_link("AV-1").is_some());
    let away = sql("update assets set home_id = $3, location_id = $3 where org_id = $1 and id = $2");
    app.db().run(away.bind(HARBOUR.id).bind(set.case).bind(SITE.id)).await.unwrap();
    assert!(keeper.get(KITS).await.expect(200).maybe_link("AV-1").is_none());
    keeper.get(&format!("{KITS}/{}", set.case)).await.expect(404);
    keeper.get("/o/harbour-house/kit-templates/new").await.expect(403);
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    viewer.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(403);
    viewer.get(&format!("{KITS}/{}/return", set.case)).await.expect(403);
    app.sign_in(&CY).await.get(KITS).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{KITS}/{}", set.case)).await.expect(404);
}

/// A keeper of Harbour House whose rights for assets hold for these categories only.
async fn keeper(app: &TestApp, categories: &[Uuid]) -> Uuid {
    let perms = Perms::of(&[Perm::Home, Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage]);
    let role = app.make_role(HARBOUR.id, "Keeper of cases", perms).await;
    let limit = sql("update roles set categories = $2 where id = $1").bind(role).bind(Json(categories.to_vec()));
    app.db().run(limit).await.unwrap();
    app.employ_as(HARBOUR.id, role, None).await
}

#[tokio::test]
async fn a_kit_names_nothing_that_its_viewer_may_not_see() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    let (cases,): (Uuid,) =
        sql("select category_id from assets where id = $1").bind(set.case).one(app.db()).await.unwrap();
    let user = keeper(&app, &[cases]).await;
    let (browser, program) = (app.sign_in_user(user).await, app.program_of(user, Some(HARBOUR.id), None).await);
    let kit = format!("{KITS}/{}", set.case);
    for address in [&kit, KITS, &format!("{KITS}?format=csv"), &format!("/o/harbour-house/assets/{}/kit", set.case)] {
        let shown = browser.get(address).await.expect(200).body();
        assert!(
            !shown.contains("MI-1") && !shown.contains("CA-1") && !shown.contains("Batteries"),
            "{address}: {shown}"
        );
    }
    assert!(ada.get(&kit).await.body().contains("MI-1"), "the owner sees them");
    let shown = browser.get(&kit).await;
    assert!(shown.has_text("3 more things are in it that you may not see."), "{shown}");
    let told = program.get(&format!("/api/v1/kits/{}", set.case)).await.expect(200).json();
    assert_eq!((&told["parts"], &told["other_part_count"], &told["complete"]), (&json!([]), &json!(3), &json!(true)));
    let template = program.get("/api/v1/kit-templates").await.expect(200).json();
    assert_eq!(template["data"][0]["lines"].as_array().unwrap().len(), 2, "{template}");
    // What they do not see they do not hand over.
    browser.get(&format!("{kit}/check-out")).await.expect(403);
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let out = json!({ "contact_id": zoe.id });
    program.post(&format!("/api/v1/kits/{}/check-out", set.case), out).await.expect(403);
    // Nor does the history of a return tell them.
    ada.send_form(&ada.get(&format!("{kit}/check-out")).await.form("#check-out").set("person", ZOE)).await.expect(303);
    let form = ada.get(&format!("{kit}/return")).await.form("#return").set("scanned", "MI-1 MI-2");
    ada.send_form(&form.set(&format!("fate-{}", set.parts[2]), "late")).await.expect(303);
    let shown = browser.get(&kit).await.expect(200);
    assert!(shown.has_text("something else (late)") && !shown.body().contains("CA-1"), "{shown}");
    assert!(ada.get(&kit).await.has_text("CA-1 (late)"));
}

#[tokio::test]
async fn who_gets_a_kit_signs_once_for_all_that_is_in_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    let rows: Vec<(Uuid,)> = sql("select distinct category_id from assets where tag like 'MI-%' or tag like 'CA-%'")
        .all(app.db())
        .await
        .unwrap();
    for (kind,) in rows {
        acceptance::ask(&app, kind, acceptance::TEXT).await;
    }
    acceptance::zoe(&app).await;
    let check_out = async || {
        let page = ada.get(&format!("{KITS}/{}/check-out", set.case)).await.expect(200);
        ada.send_form(&page.form("#check-out").set("person", ZOE)).await.expect(303)
    };
    let done = check_out().await;
    assert!(done.location().contains("/acceptances/"), "to what is to be signed: {}", done.location());
    let asked = acceptance::all(&app).await;
    assert_eq!((asked.len(), asked[0].items, app.count("messages").await), (1, 3, 1), "one letter for three things");
    let page = ada.get(&format!("{KITS}/{}/return", set.case)).await.expect(200);
    let form = page.form("#return").set("scanned", "MI-1 MI-2").set(&format!("fate-{}", set.parts[2]), "late");
    ada.send_form(&form).await.expect(303);
    let asked = acceptance::all(&app).await;
    assert_eq!(asked.len(), 1, "nobody is asked again for what is late");
    assert_eq!(asked[0].state, things::acceptance::State::Ended);
    // Out again a moment later: asked for once more, for what is in it now.
    check_out().await;
    let asked = acceptance::all(&app).await;
    assert_eq!(
        (asked.len(), asked.iter().filter(|one| one.state == things::acceptance::State::Waiting).count()),
        (2, 1)
    );
}

#[tokio::test]
async fn a_scan_of_the_case_checks_out_the_whole_and_does_not_take_it_back_unseen() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    put_in(&app, set.case, &set.parts).await;
    keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let scan = async |mode: &str, key: &str| {
        let fields = [("code", "av-1"), ("mode", mode), ("key", key), ("person", ZOE), ("part", "row")];
        ada.post("/o/harbour-house/scan", &fields).await.expect(200)
    };
    let out = scan("out", "scan-1").await;
    let told = "Checked out to Zoe Park. 3 parts are in it. From stock went along: 4 × Batteries.";
    assert!(out.has_text(told), "{out}");
    assert!(scan("out", "scan-1").await.has_text(told), "the same scan once more says the same");
    assert_eq!(sum(&app, set.batteries, FLOOR.id).await, 6, "and takes nothing more");
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, set.case, 9).await.unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "kit.checked_out"));
    let back = scan("in", "scan-2").await;
    assert!(back.has_text("take it back part by part"), "{back}");
    let case = store::by_id(app.db(), HARBOUR.id, set.case).await.unwrap();
    assert!(case.contact_id.is_some(), "with Zoe still");
}

#[tokio::test]
async fn a_long_list_of_kits_has_pages_also_where_only_some_are_complete() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let set = set(&app, &ada).await;
    let (cases, template): (Uuid, Uuid) =
        sql("select a.category_id, k.template_id from kits k join assets a on a.id = k.asset_id")
            .one(app.db())
            .await
            .unwrap();
    let program = app.program(&ADA).await;
    for nth in 0..60 {
        app.advance(TimeDelta::seconds(2)); // the limit of rates is another test's
        let case = asset(&app, cases, &format!("KT-{nth:02}"), None).await;
        let kit = json!({ "asset_id": case, "template_id": template });
        program.post("/api/v1/kits", kit).await.expect(201);
    }
    put_in(&app, set.case, &set.parts).await;
    let first = ada.get(&format!("{KITS}?state=short")).await.expect(200);
    assert!(
        first.maybe_link("KT-00").is_some()
            && first.maybe_link("KT-50").is_none()
            && first.maybe_link("AV-1").is_none()
    );
    let second = ada.follow_link(&first, "Next").await.expect(200);
    assert!(second.maybe_link("KT-50").is_some() && second.maybe_link("KT-59").is_some(), "{second}");
    let again = ada.follow_link(&second, "Previous").await.expect(200);
    assert!(again.maybe_link("KT-00").is_some() && again.maybe_link("KT-49").is_some(), "{again}");
    let mut tags = Vec::new();
    let mut at = String::new();
    loop {
        let page = program.get(&format!("/api/v1/kits?complete=false&limit=25{at}")).await.expect(200).json();
        tags.extend(page["data"].as_array().unwrap().iter().map(|kit| kit["tag"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        at = format!("&cursor={next}");
    }
    assert_eq!((tags.len(), tags[0].as_str(), tags[59].as_str()), (60, "KT-00", "KT-59"));
}
