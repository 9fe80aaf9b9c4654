//! Who sees and changes which assets, down to the part of the tree a grant is limited to.

use super::{ASSETS, asset, below, category};
use crate::support::world::{BUILDING, FLOOR, SITE};
use crate::support::{ADA, CY, DEE, HARBOUR, TestApp};
use kernel::db::{Json, sql};
use platform::{Perm, Perms, Role};
use serde_json::json;

#[tokio::test]
async fn a_keeper_of_a_floor_sees_and_handles_what_is_or_belongs_there() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let here = asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let there = asset(&app, kind, "THERE", Some(SITE.id)).await;
    let nowhere = asset(&app, kind, "NOWHERE", None).await;
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    let list = keeper.get(ASSETS).await.expect(200);
    assert!(list.maybe_link("HERE").is_some() && list.has_text("1 asset"), "{list}");
    assert!(list.maybe_link("THERE").is_none() && list.maybe_link("NOWHERE").is_none(), "{list}");
    let file = keeper.get(&format!("{ASSETS}?format=csv")).await.expect(200).body();
    assert!(file.contains("HERE") && !file.contains("THERE"), "{file}");
    for id in [there, nowhere] {
        keeper.get(&format!("{ASSETS}/{id}")).await.expect(404);
        keeper
            .post(&format!("{ASSETS}/{id}/status"), &[("status", "in_maintenance"), ("version", "1")])
            .await
            .expect(404);
    }
    let program = app.program_of(user, None, None).await;
    let told = program.get("/api/v1/orgs/harbour-house/assets").await.expect(200).json();
    assert_eq!(told["data"].as_array().unwrap().len(), 1);
    program.get(&format!("/api/v1/orgs/harbour-house/assets/{there}")).await.expect(404);
    // Nothing is put where their rights end, and nothing goes there by their hand.
    let form = keeper.get(&format!("{ASSETS}/{here}/form")).await.expect(200);
    assert_eq!(form.form("#asset").choices("home"), ["".to_owned(), FLOOR.id.to_string()]);
    let out = form.form("#asset").forge("home", Some(&BUILDING.id.to_string()));
    keeper.send_form(&out).await.expect(422);
    let away = form.form("#asset").set("home", "");
    assert!(keeper.send_form(&away).await.expect(422).problem("home").is_some());
    keeper.post(&format!("{ASSETS}/{here}/location"), &[("location", &SITE.id.to_string())]).await.expect(403);
    let blank = keeper.get(&format!("{ASSETS}/check-out?assets=THERE")).await.expect(200);
    assert!(!blank.has_text("Thing THERE"), "{blank}");
    let body = json!({ "to": { "kind": "location", "id": FLOOR.id } });
    program.post(&format!("/api/v1/orgs/harbour-house/assets/{there}/check-out"), body.clone()).await.expect(404);
    program.post(&format!("/api/v1/orgs/harbour-house/assets/{here}/check-out"), body).await.expect(200);
    let inside = json!({ "to": { "kind": "asset", "id": there } });
    let other = asset(&app, kind, "OTHER", Some(FLOOR.id)).await;
    let refused = program.post(&format!("/api/v1/orgs/harbour-house/assets/{other}/check-out"), inside).await;
    assert_eq!(refused.expect(422).pointers(), ["/to/id"], "what they cannot see holds nothing of theirs");
}

#[tokio::test]
async fn who_may_only_look_hands_nothing_over_and_members_see_nothing() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    let page = viewer.get(&format!("{ASSETS}/{id}")).await.expect(200);
    assert!(page.maybe_link("Check out").is_none() && page.maybe_link("Change").is_none(), "{page}");
    viewer.get(&format!("{ASSETS}/{id}/form")).await.expect(403);
    viewer.get(&format!("{ASSETS}/check-out")).await.expect(403);
    app.sign_in(&CY).await.get(ASSETS).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{ASSETS}/{id}")).await.expect(404);
    let ada = app.sign_in(&ADA).await;
    ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
}

#[tokio::test]
async fn a_role_for_some_categories_holds_for_their_assets_and_those_below() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let tools = category(&app, "Tools", "T-#####").await;
    let saws = below(&app, Some(tools), "Saws", "").await;
    let laptops = category(&app, "Laptops", "NB-#####").await;
    let mine = asset(&app, saws, "SAW", Some(FLOOR.id)).await;
    let loose = asset(&app, tools, "LOOSE", None).await;
    let theirs = asset(&app, laptops, "NB-1", Some(FLOOR.id)).await;
    // The role is made by its form, and the page of the role says what it is limited to.
    let page = ada.get("/o/harbour-house/people/roles/new").await.expect(200);
    let form = page.form("#role").set("name", "Tool keeper").set("perms", "assets_manage");
    let made = ada.send_form(&form.set("categories", &tools.to_string())).await.expect(303);
    let role = made.location().rsplit('/').next().unwrap().parse().unwrap();
    assert!(ada.get(made.location()).await.expect(200).has_text("assets of Tools and all below"));
    let user = app.employ_as(HARBOUR.id, role, None).await;
    let keeper = app.sign_in_user(user).await;
    let list = keeper.get(ASSETS).await.expect(200);
    assert!(list.maybe_link("SAW").is_some() && list.maybe_link("LOOSE").is_some(), "{list}");
    assert!(list.maybe_link("NB-1").is_none() && list.has_text("2 assets"), "{list}");
    keeper.get(&format!("{ASSETS}/{theirs}")).await.expect(404);
    // They change and move what is theirs, wherever it is, and nothing becomes what is not theirs.
    keeper.post(&format!("{ASSETS}/{mine}/location"), &[("location", &BUILDING.id.to_string())]).await.expect(303);
    keeper.post(&format!("{ASSETS}/{loose}/location"), &[("location", &SITE.id.to_string())]).await.expect(303);
    let form = keeper.get(&format!("{ASSETS}/{mine}/form")).await.expect(200);
    assert!(
        !form.form("#asset").choices("category").contains(&laptops.to_string().as_str()),
        "what they may use is offered"
    );
    let away = form.form("#asset").forge("category", Some(&laptops.to_string()));
    assert!(keeper.send_form(&away).await.expect(422).problem("category").is_some());
    keeper.send_form(&form.form("#asset").set("name", "Band saw")).await.expect(303);
    let program = app.program_of(user, None, None).await;
    let wish = |category| json!({ "name": "New one", "category_id": category });
    program.post("/api/v1/orgs/harbour-house/assets", wish(saws)).await.expect(201);
    let refused = program.post("/api/v1/orgs/harbour-house/assets", wish(laptops)).await.expect(422);
    assert_eq!(refused.pointers(), ["/category_id"]);
    // Whoever holds rights for some of the assets hands none of them on.
    let mut scope = app.scope(HARBOUR.slug, &ADA).await;
    scope.viewer = platform::context::enter(app.db(), HARBOUR.slug, user, app.now()).await.unwrap().1;
    assert!(scope.may(Perm::AssetsManage) && scope.demand_everywhere(Perm::AssetsManage).is_err());
    assert!(!scope.viewer.perms_at(None).has(Perm::AssetsRead) && scope.viewer.perms_at(None).has(Perm::Home));
    // Another limit is seen before it is saved, and holds from the next request on.
    let page = ada.get(&format!("/o/harbour-house/people/roles/{role}/details")).await.expect(200);
    let form = page.form("#role").untick("categories").set("categories", &laptops.to_string());
    let preview = ada.send_form(&form).await.expect(200);
    assert!(preview.has_text("will hold for assets of Laptops and all below"), "{preview}");
    ada.send_form(&preview.form("#save").forge("seen", None)).await.expect(422);
    ada.submit(&preview, "#save", &[]).await.expect(303);
    keeper.get(&format!("{ASSETS}/{mine}")).await.expect(404);
    keeper.get(&format!("{ASSETS}/{theirs}")).await.expect(200);
    // For programs the same.
    let program = app.program(&ADA).await;
    let path = format!("/api/v1/orgs/harbour-house/roles/{role}");
    assert_eq!(program.get(&path).await.expect(200).json()["asset_category_ids"], json!([laptops]));
    let unknown = json!({ "asset_category_ids": [app.house.id()] });
    assert_eq!(program.patch(&path, unknown).await.expect(422).pointers(), ["/asset_category_ids"]);
    program.patch(&path, json!({ "asset_category_ids": [] })).await.expect(200);
    assert!(keeper.get(ASSETS).await.expect(200).has_text("4 assets"));
}

#[tokio::test]
async fn a_limit_to_a_place_and_one_to_a_category_hold_together_and_grants_add_up() {
    let app = TestApp::start().await;
    let (tools, laptops) = (category(&app, "Tools", "T-#####").await, category(&app, "Laptops", "NB-#####").await);
    for (kind, tag, place) in [
        (tools, "T-FLOOR", FLOOR.id),
        (tools, "T-SITE", SITE.id),
        (laptops, "NB-FLOOR", FLOOR.id),
        (laptops, "NB-SITE", SITE.id),
    ] {
        asset(&app, kind, tag, Some(place)).await;
    }
    let role = app.make_role(HARBOUR.id, "Tool keeper", Perms::of(&[Perm::Home, Perm::AssetsRead])).await;
    let limit = sql("update roles set categories = $2 where id = $1").bind(role).bind(Json(vec![tools]));
    app.db().run(limit).await.unwrap();
    let user = app.employ_as(HARBOUR.id, role, Some(FLOOR.id)).await;
    let keeper = app.sign_in_user(user).await;
    let seen = async || {
        let list = keeper.get(ASSETS).await.expect(200);
        ["T-FLOOR", "T-SITE", "NB-FLOOR", "NB-SITE"].map(|tag| list.maybe_link(tag).is_some())
    };
    assert_eq!(seen().await, [true, false, false, false]);
    let more = app.make_role(HARBOUR.id, "Reader", Perms::of(&[Perm::Home, Perm::AssetsRead])).await;
    app.grant_own(HARBOUR.id, user, more, Some(BUILDING.id)).await;
    assert_eq!(seen().await, [true, false, true, false], "the floor is in the building");
    app.grant_own(HARBOUR.id, user, role, None).await;
    assert_eq!(seen().await, [true, true, true, false]);
    app.grant_own(HARBOUR.id, user, more, None).await;
    assert_eq!(seen().await, [true; 4]);
}
