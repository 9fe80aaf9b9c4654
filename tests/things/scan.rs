//! The scan page: each code is done once, with what its mode says, as far as the viewer's rights go.

use super::assets::{ASSETS, asset, category};
use crate::people::contacts::keep;
use crate::support::world::{BOARDROOM, DEE, FLOOR, SITE};
use crate::support::{ADA, Browser, HARBOUR, TestApp};
use kernel::db::sql;
use platform::Role;
use serde_json::json;
use uuid::Uuid;

const SCAN: &str = "/o/harbour-house/scan";

/// Sends a scan as the script does; answers how it went and what was said.
async fn scan(browser: &Browser, mode: &str, code: &str, key: &str, more: &[(&str, &str)]) -> (String, String) {
    let fields = [&[("code", code), ("mode", mode), ("key", key), ("part", "row")], more].concat();
    let answer = browser.post(SCAN, &fields).await.expect(200);
    let body = answer.body();
    let state =
        body.split("data-state=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
    (state, answer.text())
}

async fn custodies(app: &TestApp, asset: Uuid) -> i64 {
    let (count,): (i64,) = sql("select count(*) from custodies where org_id = $1 and asset_id = $2")
        .bind(HARBOUR.id)
        .bind(asset)
        .one(app.db())
        .await
        .unwrap();
    count
}

#[tokio::test]
async fn a_scan_is_done_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let contact = app.house.id();
    let row = sql(
        "insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, 'zoe@guest.example', 'Zoe Park', 'staff', $3)",
    );
    app.db().run(row.bind(contact).bind(HARBOUR.id).bind(app.now())).await.unwrap();
    let ada = app.sign_in(&ADA).await;
    let zoe = [("person", "zoe@guest.example")];
    for _ in 0..3 {
        let (state, text) = scan(&ada, "out", "http://house.example/a/harbour-house/nb-1", "key-1", &zoe).await;
        assert_eq!(state, "done", "{text}");
        assert!(text.contains("Checked out to Zoe Park"), "{text}");
    }
    assert_eq!(custodies(&app, id).await, 1);
    // The same code once more, as another scan, is refused with a reason: the key made the difference.
    let (state, text) = scan(&ada, "out", "NB-1", "key-2", &zoe).await;
    assert!(state == "refused" && text.contains("not in stock"), "{state} {text}");
    for _ in 0..2 {
        let (state, text) = scan(&ada, "in", "NB-1", "key-3", &[]).await;
        assert_eq!(state, "done", "{text}");
    }
    let (state, _) = scan(&ada, "in", "NB-1", "key-4", &[]).await;
    assert_eq!((state.as_str(), custodies(&app, id).await), ("refused", 1));
}

#[tokio::test]
async fn modes_and_codes_of_all_kinds() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let site = SITE.id.to_string();
    let (state, text) = scan(&ada, "look-up", "https://snipe.example/ht/NB-1", "k1", &[]).await;
    assert!(state == "done" && text.contains("In stock, at Upper deck"), "{state} {text}");
    let (state, text) = scan(&ada, "move", "NB-1", "k2", &[("location", &site)]).await;
    assert!(state == "done" && text.contains("It is at Harbour now"), "{state} {text}");
    let (state, _) = scan(&ada, "move", "NB-1", "k3", &[("location", &site)]).await;
    assert_eq!(state, "same");
    let (state, text) = scan(&ada, "move", "NB-1", "k4", &[]).await;
    assert!(state == "refused" && text.contains("Say first where"), "{state} {text}");
    let (state, text) = scan(&ada, "out", "NB-1", "k5", &[("person", "Nobody Known")]).await;
    assert!(state == "refused" && text.contains("Nobody among your contacts"), "{state} {text}");
    let place = format!("http://house.example/o/harbour-house/assets?location={}", FLOOR.id);
    let answer = ada.post(SCAN, &[("code", &place), ("mode", "move"), ("part", "row")]).await.expect(200);
    assert!(answer.body().contains(&format!("data-location=\"{}\"", FLOOR.id)), "{answer}");
    let unknown = ada.post(SCAN, &[("code", "OLD-7"), ("mode", "out"), ("part", "row")]).await.expect(200);
    assert!(unknown.maybe_link("Make an asset with this tag").is_some(), "{unknown}");
    assert_eq!(ada.follow_link(&unknown, "Make an asset with this tag").await.expect(200).field_value("tag"), "OLD-7");
    for code in ["", "   ", "\u{0}", "%%%", "http://", &"x".repeat(5_000)] {
        let answer = ada.post(SCAN, &[("code", code), ("mode", "in"), ("part", "row")]).await;
        assert!(answer.status.as_u16() < 500, "{answer}");
    }
    // Without a script the page comes back with its row; it alone may use the camera.
    let page = ada.get(&format!("{SCAN}?mode=out")).await.expect(200);
    assert!(page.header("permissions-policy").starts_with("camera=(self)"));
    assert!(ada.get(&format!("{ASSETS}/{id}")).await.header("permissions-policy").starts_with("camera=()"));
    let shown = ada.send_form(&page.form("#scan-form").set("code", "NB-1")).await.expect(422);
    assert!(shown.has_text("Say first who gets it"), "{shown}");
}

#[tokio::test]
async fn rights_end_where_they_end() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let there = asset(&app, kind, "THERE", Some(SITE.id)).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    assert_eq!(scan(&keeper, "look-up", "HERE", "k1", &[]).await.0, "done");
    assert_eq!(scan(&keeper, "look-up", "THERE", "k2", &[]).await.0, "unknown", "as if it were not there");
    let site = SITE.id.to_string();
    let (state, text) = scan(&keeper, "move", "HERE", "k3", &[("location", &site)]).await;
    assert!(state == "refused" && text.contains("You may look at it"), "{state} {text}");
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let viewer = app.sign_in_user(viewer).await;
    assert_eq!(scan(&viewer, "look-up", "THERE", "k4", &[]).await.0, "done");
    assert_eq!(scan(&viewer, "out", "THERE", "k5", &[("location", &site)]).await.0, "refused");
    assert_eq!(custodies(&app, there).await, 0);
    let page = viewer.get(SCAN).await.expect(200);
    assert!(page.maybe_link("Count").is_some() && page.maybe_link("Check out").is_none(), "{page}");
}

#[tokio::test]
async fn what_is_lent_by_a_scan_has_a_day_and_a_note_and_may_go_into_another_asset() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    asset(&app, kind, "RACK", Some(FLOOR.id)).await;
    keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{SCAN}?mode=out&due_on=2026-03-10&note=Charger&holder=RACK")).await.expect(200);
    assert_eq!((page.field_value("due_on"), page.field_value("holder")), ("2026-03-10".into(), "RACK".into()));
    let zoe = [("person", "zoe@guest.example"), ("holder", "RACK"), ("due_on", "2026-03-10"), ("note", "Charger")];
    assert_eq!(scan(&ada, "out", "NB-1", "k1", &zoe).await.0, "done");
    let shown = ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
    assert!(shown.has_text("10 Mar 2026") && shown.has_text("Charger") && shown.has_text("Zoe Park"), "{shown}");
    assert_eq!(scan(&ada, "in", "NB-1", "k2", &[]).await.0, "done");
    let (state, text) = scan(&ada, "out", "NB-1", "k3", &[("holder", "rack")]).await;
    assert!(state == "done" && text.contains("Part of"), "{state} {text}");
    assert_eq!(scan(&ada, "in", "NB-1", "k4", &[]).await.0, "done");
    for (more, told) in [
        (("holder", "NO-SUCH"), "No asset has this tag"),
        (("due_on", "2020-01-01"), "This day is over"),
        (("due_on", "soon"), "Enter a day"),
        (("note", "x".repeat(500).as_str()), "400"),
    ] {
        let site = SITE.id.to_string();
        let (state, text) = scan(&ada, "out", "NB-1", "k5", &[more, ("location", &site)]).await;
        assert!(state == "refused" && text.contains(told), "{more:?}: {state} {text}");
    }
}

#[tokio::test]
async fn numbers_of_items_and_short_codes_of_places_and_resources_are_known() {
    let app = TestApp::start().await;
    let kind = category(&app, "Batteries", "B-#####").await;
    let ada = app.sign_in(&ADA).await;
    let body = json!({ "name": "Battery AA", "sku": "BAT-AA", "category_id": kind });
    app.program(&ADA).await.post("/api/v1/stock", body).await.expect(201);
    let (state, text) = scan(&ada, "look-up", "bat-aa", "k1", &[]).await;
    assert!(state == "done" && text.contains("0 × ") && text.contains("Battery AA"), "{state} {text}");
    assert_eq!(scan(&ada, "move", "BAT-AA", "k2", &[]).await.0, "refused", "it is no single thing");
    let answer = ada.post(SCAN, &[("code", "BAT-AA"), ("mode", "count"), ("part", "row")]).await.expect(200);
    assert!(answer.maybe_link("Make an asset with this tag").is_none(), "the house's own label: {answer}");
    assert!(ada.follow_link(&answer, "Write what is counted").await.expect(200).has_text("Battery AA"));
    let short = |letter: &str, id: Uuid| format!("{letter}-{:010x}", id.as_u128() & 0xFF_FFFF_FFFF);
    let answer =
        ada.post(SCAN, &[("code", &short("l", FLOOR.id)), ("mode", "move"), ("part", "row")]).await.expect(200);
    assert!(answer.body().contains(&format!("data-location=\"{}\"", FLOOR.id)), "{answer}");
    let (state, text) = scan(&ada, "look-up", &short("R", BOARDROOM.id), "k3", &[]).await;
    assert!(state == "done" && text.contains(BOARDROOM.name), "{state} {text}");
    assert_eq!(scan(&ada, "look-up", "L-0000000001", "k4", &[]).await.0, "unknown");
    // Another house's codes say nothing here, nor do those of places that one may not see.
    let dee = app.sign_in(&DEE).await;
    for code in ["BAT-AA", &short("L", FLOOR.id), &short("R", BOARDROOM.id)] {
        let fields = [("code", code), ("mode", "look-up"), ("key", "k5"), ("part", "row")];
        let answer = dee.post("/o/quarry-works/scan", &fields).await.expect(200);
        assert!(answer.body().contains("data-state=\"unknown\""), "{code}: {answer}");
    }
}

#[tokio::test]
async fn the_only_open_audit_is_chosen_and_without_one_a_scan_is_answered() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{SCAN}?mode=audit")).await.expect(200);
    assert!(page.body().contains("novalidate"), "an empty choice must not hold back what a scanner types: {page}");
    let (state, text) = scan(&ada, "audit", "NB-1", "k1", &[]).await;
    assert!(state == "refused" && text.contains("Say first in which audit"), "{state} {text}");
    let body = json!({ "name": "Spring count", "location_id": FLOOR.id });
    let audit = app.program(&ADA).await.post("/api/v1/audits", body).await.expect(201).json()["id"].clone();
    let page = ada.get(&format!("{SCAN}?mode=audit")).await.expect(200);
    assert_eq!(page.field_value("audit"), audit.as_str().unwrap());
}
