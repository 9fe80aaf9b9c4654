//! Who sees and changes which assets, down to the part of the tree a grant is limited to.

use super::{ASSETS, asset, category};
use crate::support::world::{BUILDING, FLOOR, SITE};
use crate::support::{ADA, CY, DEE, HARBOUR, TestApp};
use kernel::db::sql;
use platform::Role;
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
