//! Tags: made by their category's pattern without gaps, adopted from labels that are there, each of one asset.

use super::{ASSETS, below, category};
use crate::support::{ADA, HARBOUR, TestApp};
use kernel::db::sql;
use serde_json::json;

/// Every tag, in order.
pub async fn tags(app: &TestApp) -> Vec<String> {
    let statement = sql("select tag from assets where org_id = $1 order by tag_key");
    let rows: Vec<(String,)> = statement.bind(HARBOUR.id).all(app.db()).await.unwrap();
    rows.into_iter().map(|(tag,)| tag).collect()
}

#[tokio::test]
async fn a_new_asset_gets_the_next_tag_of_its_category_and_a_second_click_makes_no_second() {
    let app = TestApp::start().await;
    let it = category(&app, "IT", "IT-####").await;
    let laptops = below(&app, Some(it), "Laptops", "NB-#####").await;
    let cables = below(&app, Some(it), "Cables", "").await;
    let ada = app.sign_in(&ADA).await;
    let blank = ada.get(&format!("{ASSETS}/new")).await.expect(200);
    for (kind, tag) in [(laptops, "NB-00001"), (laptops, "NB-00002"), (cables, "IT-0001")] {
        let blank = ada.get(&format!("{ASSETS}/new")).await.expect(200);
        let typed = [("name", "ThinkPad"), ("category", &kind.to_string())];
        let made = ada.submit(&blank, "#asset", &typed).await.expect(303);
        assert_eq!(ada.submit(&blank, "#asset", &typed).await.expect(303).location(), made.location());
        assert_eq!(ada.follow(&made).await.expect(200).heading(), tag);
    }
    let refused = ada.submit(&blank, "#asset", &[("name", "ThinkPad")]).await.expect(422);
    assert!(refused.problem("category").is_some(), "{refused}");
    assert_eq!(tags(&app).await, ["IT-0001", "NB-00001", "NB-00002"]);
}

#[tokio::test]
async fn tags_that_things_bear_already_are_adopted_and_skipped() {
    let app = TestApp::start().await;
    let laptops = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let make = async |tag: Option<&str>| {
        let body = json!({ "name": "ThinkPad", "category_id": laptops, "tag": tag });
        ada.post("/api/v1/assets", body).await
    };
    let tag = |answer: crate::support::Answer| answer.expect(201).json()["tag"].as_str().unwrap().to_owned();
    // A pattern that was never used goes on after the highest that is there.
    make(Some("nb-00041")).await.expect(201);
    make(Some("4006381333931")).await.expect(201);
    assert_eq!(tag(make(None).await), "NB-00042");
    make(Some("NB-00043")).await.expect(201);
    assert_eq!(tag(make(None).await), "NB-00044", "what somebody stuck on by hand is passed over");
    let refused = make(Some("NB-00041")).await.expect(422);
    assert_eq!(refused.pointers(), ["/tag"], "a tag is the same in large and small letters: {refused}");
    assert_eq!(make(Some("has space")).await.expect(422).pointers(), ["/tag"]);
    // What was disposed of keeps its tag.
    let gone = ada.get("/api/v1/assets?tag=NB-00044").await.expect(200).json()["data"][0]["id"].clone();
    ada.delete(&format!("/api/v1/assets/{}?reason=Sold", gone.as_str().unwrap())).await.expect(204);
    assert_eq!(make(Some("NB-00044")).await.expect(422).pointers(), ["/tag"]);
}

#[tokio::test]
async fn a_serial_is_of_one_asset_where_its_category_wants_that() {
    let app = TestApp::start().await;
    let strict = category(&app, "Laptops", "NB-#####").await;
    let lenient = category(&app, "Cables", "C-###").await;
    let statement = sql("update asset_categories set unique_serials = false where org_id = $1 and id = $2");
    app.db().run(statement.bind(HARBOUR.id).bind(lenient)).await.unwrap();
    let ada = app.program(&ADA).await;
    let make = async |kind, serial| {
        ada.post("/api/v1/assets", json!({ "name": "Thing", "category_id": kind, "serial": serial })).await
    };
    make(strict, "PF-1").await.expect(201);
    assert_eq!(make(strict, "pf-1").await.expect(422).pointers(), ["/serial"]);
    make(strict, "").await.expect(201);
    make(strict, "").await.expect(201);
    make(lenient, "PF-1").await.expect(201);
    make(lenient, "PF-1").await.expect(201);
    assert_eq!(tags(&app).await.len(), 5, "what was refused took no number");
    assert_eq!(make(strict, "PF-2").await.expect(201).json()["tag"], "NB-00004");
}
