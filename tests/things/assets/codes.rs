//! Further codes of assets: adopted by scanning, found wherever a tag is, one asset's only.

use super::{ASSETS, asset, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use crate::things::imports::{checked, counts};
use kernel::db::{Engine, sql};
use platform::Role;
use serde_json::json;
use uuid::Uuid;

/// Rounds of a race.
const ROUNDS: usize = 6;

#[tokio::test]
async fn a_code_that_nothing_has_is_adopted_and_finds_its_asset_everywhere() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let scan = async |code: &str, key: &str| {
        let fields = [("code", code), ("mode", "look-up"), ("key", key), ("part", "row")];
        ada.post("/o/harbour-house/scan", &fields).await.expect(200)
    };
    let unknown = scan("4006381 333931", "k1").await;
    let page = ada.follow_link(&unknown, "Give it to an asset").await.expect(200);
    assert!(page.has_text("Search for the asset"), "{page}");
    let found = ada.get("/o/harbour-house/assets/adoption?code=4006381%20333931&text=NB-1").await.expect(200);
    let given = ada.submit(&found, &format!("/assets/{id}/codes"), &[]).await.expect(303);
    assert!(ada.follow(&given).await.has_text("4006381 333931"));
    assert!(scan("4006381 333931", "k2").await.has_text("NB-1"));
    let led = ada.get("/a/harbour-house/4006381%20333931").await.expect(303);
    assert!(led.location().ends_with(&format!("/assets/{id}")), "{led}");
    let led = ada.get("/a/4006381%20333931").await.expect(303);
    assert!(led.location().ends_with(&format!("/assets/{id}")), "{led}");
    let list = ada.get(&format!("{ASSETS}?text=333931")).await.expect(200);
    assert!(list.maybe_link("NB-1").is_some(), "{list}");
    let program = app.program(&ADA).await;
    program.post(&format!("/api/v1/assets/{id}/codes"), json!({ "code": "OLD-7" })).await.expect(200);
    let out = ada.get(&format!("{ASSETS}/check-out?assets=old-7")).await.expect(200);
    assert!(out.has_text("Thing NB-1"), "{out}");
    // What is known is not adopted again, as a code or as a tag.
    let other = asset(&app, kind, "NB-2", Some(FLOOR.id)).await;
    let path = format!("/api/v1/assets/{other}/codes");
    for code in ["old-7", "nb-1"] {
        assert_eq!(program.post(&path, json!({ "code": code })).await.expect(422).pointers(), ["/code"]);
    }
    let taken = program.post("/api/v1/assets", json!({ "name": "X", "category_id": kind, "tag": "OLD-7" })).await;
    assert_eq!(taken.expect(422).pointers(), ["/tag"]);
    // Automatic numbers step over it.
    program.post(&format!("/api/v1/assets/{id}/codes"), json!({ "code": "NB-00003" })).await.expect(200);
    for tag in ["NB-00001", "NB-00002", "NB-00004"] {
        let made = program.post("/api/v1/assets", json!({ "name": "X", "category_id": kind })).await.expect(201).json();
        assert_eq!(made["tag"], tag);
    }
    let page = ada.get(&format!("{ASSETS}/{id}/codes")).await.expect(200);
    ada.submit(&page, "/removal", &[]).await.expect(303);
    let left = program.get(&format!("/api/v1/assets/{id}/codes")).await.expect(200).json();
    assert_eq!(left["data"].as_array().unwrap().len(), 2);
    let told = platform::events::of_subject(app.db(), HARBOUR.id, id, 9).await.unwrap();
    assert!(told.iter().any(|event| event.kind == "asset.code_removed"));
}

#[tokio::test]
async fn a_row_of_a_file_is_about_the_asset_that_has_its_code() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", Some(FLOOR.id)).await;
    let ada = app.program(&ADA).await;
    ada.post(&format!("/api/v1/assets/{id}/codes"), json!({ "code": "OLD-7" })).await.expect(200);
    let browser = app.sign_in(&ADA).await;
    let page = checked(&app, &browser, b"Asset Tag,Name,Category\nold-7,Thing NB-1,Laptops\n").await;
    assert_eq!(counts(&app).await, [0, 0, 1, 0], "{page}");
}

#[tokio::test]
async fn codes_are_given_where_rights_reach_only() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let there = asset(&app, kind, "THERE", Some(SITE.id)).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let found = keeper.get("/o/harbour-house/assets/adoption?code=X-1&text=there").await.expect(200);
    assert!(found.maybe_link("THERE").is_none(), "{found}");
    keeper.post(&format!("{ASSETS}/{there}/codes"), &[("code", "X-1")]).await.expect(404);
}

/// Two assets want the same code at once; answers how many got it.
async fn two_want(app: &TestApp, kind: Uuid, round: usize) -> usize {
    let one = asset(app, kind, &format!("A-{round}"), None).await;
    let two = asset(app, kind, &format!("B-{round}"), None).await;
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let (first, second) = (format!("/api/v1/assets/{one}/codes"), format!("/api/v1/assets/{two}/codes"));
    let body = json!({ "code": format!("C-{round}") });
    let (one, two) = tokio::join!(ada.post(&first, body.clone()), bo.post(&second, body));
    for answer in [&one, &two] {
        assert!([200, 422].contains(&answer.status.as_u16()), "{answer}");
    }
    [one, two].iter().filter(|answer| answer.status == 200).count()
}

#[tokio::test]
async fn of_two_assets_that_want_a_code_one_gets_it() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for round in 0..ROUNDS {
        assert_eq!(two_want(&app, kind, round).await, 1);
    }
}

#[tokio::test]
async fn a_word_does_not_become_a_tag_and_a_code_at_once() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "A-1", None).await;
    for round in 0..ROUNDS {
        let word = format!("W-{round}");
        let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
        let path = format!("/api/v1/assets/{id}/codes");
        let (code, tag) = tokio::join!(
            ada.post(&path, json!({ "code": word })),
            bo.post("/api/v1/assets", json!({ "name": "X", "category_id": kind, "tag": word })),
        );
        let done = [code.status == 200, tag.status == 201].iter().filter(|done| **done).count();
        assert_eq!(done, 1, "{code}\n{tag}");
    }
}

#[tokio::test]
async fn without_the_guards_a_word_means_two_assets() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let [one, two] = [asset(&app, kind, "A-1", None).await, asset(&app, kind, "A-2", None).await];
    let add = |asset: Uuid, code: &str| {
        sql("insert into asset_codes (id, org_id, asset_id, code, code_key, created_at) values ($1, $2, $3, $4, $4, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(asset)
            .bind(code.to_owned())
            .bind(app.now())
    };
    app.db().run(add(one, "c-1")).await.unwrap();
    let refused = app.db().run(add(two, "c-1")).await.unwrap_err();
    assert!(refused.is_conflict("asset_codes_org_id_code_key_key"), "{refused}");
    let refused = app.db().run(add(two, "a-1")).await.unwrap_err();
    assert!(refused.is_conflict("asset_code_known"), "{refused}");
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger asset_code_known",
        Engine::Postgres => "drop trigger asset_code_known on asset_codes",
    };
    app.db().script(off).await.unwrap();
    app.db().run(add(two, "a-1")).await.expect("nothing but the guard keeps this promise");
}
