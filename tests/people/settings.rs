//! What an organisation is called and how it looks.

use super::team::keeper;
use crate::support::world::SITE;
use crate::support::{ADA, BO, DEE, HARBOUR, TestApp};
use kernel::db::sql;

const SETTINGS: &str = "/o/harbour-house/settings";
const LOGO: &[u8] = b"RIFF....WEBPVP8 ";

#[tokio::test]
async fn of_two_editors_the_second_is_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(SETTINGS).await.expect(200);
    ada.submit(&page, "#settings", &[("org_name", "Harbour Haus"), ("colour", "#FACC15")]).await.expect(303);
    let refused = ada.submit(&page, "#settings", &[("org_name", "Port House")]).await.expect(409);
    assert!(refused.has_text("Ada Lind changed this in the meantime."), "{refused}");
    assert_eq!(
        (refused.field_value("org_name").as_str(), refused.problem("org_name").as_deref()),
        ("Port House", Some("Saved now: “Harbour Haus”."))
    );
    let facts = platform::events::latest(app.db(), HARBOUR.id, "organisation.", 5).await.unwrap();
    assert_eq!(facts.len(), 1);
    let form = refused.form("#settings").set("org_name", "Harbour Haus").set("colour", "#FACC15");
    ada.send_form(&form).await.expect(303);
    assert_eq!(facts[0].data["after"], serde_json::json!({ "name": "Harbour Haus", "colour": "#facc15" }));
    let theme = app.guest().get("/b/harbour-house/theme.css").await.expect(200);
    assert_eq!(theme.body(), ":root{--brand:#facc15;--brand-on:#000000}\n");
    assert_eq!(theme.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn a_wrong_setting_is_told_at_its_field_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(SETTINGS).await.expect(200);
    let form = page.form("#settings").set("org_name", "www.spam.example").forge("zone", Some("CEST"));
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("org_name").is_some() && refused.problem("zone").is_some(), "{refused}");
    assert_eq!(ada.get(SETTINGS).await.expect(200).field_value("org_name"), HARBOUR.name);
}

#[tokio::test]
async fn a_colour_that_is_hard_to_find_is_told_before_it_is_saved() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    assert!(!ada.get(SETTINGS).await.expect(200).has_text("hard to find"));
    assert!(ada.hx_get(&format!("{SETTINGS}?colour=%23facc15")).await.expect(200).has_text("hard to find"));
    ada.get(&format!("{SETTINGS}?colour=nonsense")).await.expect(200);
}

#[tokio::test]
async fn a_logo_is_shown_to_everybody_and_belongs_to_its_organisation() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(SETTINGS).await.expect(200);
    let svg = ada.send_form_with(&page.form("#logo"), Some(("logo.png", "image/png", b"<svg/>"))).await.expect(422);
    assert!(svg.problem("file").is_some(), "{svg}");
    ada.send_form_with(&page.form("#logo"), Some(("logo.webp", "image/webp", LOGO))).await.expect(303);
    let (id,): (uuid::Uuid,) =
        sql("select id from files where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    let logo = app.guest().get(&format!("/b/harbour-house/pictures/{id}")).await.expect(200);
    assert_eq!((logo.header("content-type"), logo.bytes.as_slice()), ("image/webp", LOGO));
    app.guest().get(&format!("/b/quarry-works/pictures/{id}")).await.expect(404);
    ada.post(&format!("{SETTINGS}/logo/removal"), &[]).await.expect(303);
    app.guest().get(&format!("/b/harbour-house/pictures/{id}")).await.expect(404);
    assert_eq!(app.count("files").await, 0);
}

#[tokio::test]
async fn only_who_may_changes_settings_or_founds_an_organisation() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    bo.get(SETTINGS).await.expect(403);
    bo.post(&format!("{SETTINGS}/logo/removal"), &[]).await.expect(403);
    bo.get("/organisations/new").await.expect(403);
    app.sign_in(&DEE).await.get(SETTINGS).await.expect(404);
}

#[tokio::test]
async fn an_admin_of_one_place_does_not_change_the_whole_organisation() {
    let app = TestApp::start().await;
    let (ada, keeper) = (app.sign_in(&ADA).await, keeper(&app, SITE.id).await);
    let page = ada.get(SETTINGS).await.expect(200);
    keeper.get(SETTINGS).await.expect(403);
    keeper.submit(&page, "#settings", &[("org_name", "Site House")]).await.expect(403);
    keeper.submit(&page, "#settings", &[("org_name", "www.spam.example")]).await.expect(403);
    keeper.send_form_with(&page.form("#logo"), Some(("logo.webp", "image/webp", LOGO))).await.expect(403);
    keeper.post(&format!("{SETTINGS}/logo/removal"), &[]).await.expect(403);
    assert_eq!(ada.get(SETTINGS).await.expect(200).field_value("org_name"), HARBOUR.name);

    let mail = keeper.get("/o/harbour-house/messages").await.expect(200);
    assert!(!mail.body().contains("/messages/test"), "{mail}");
    let key = app.house.ids.token();
    keeper.post("/o/harbour-house/messages/test", &[("key", key.as_str())]).await.expect(403);
    assert_eq!((app.count("messages").await, app.count("events").await), (0, 0));
}

#[tokio::test]
async fn an_operator_founds_another_organisation_and_chooses_among_them() {
    let app = TestApp::start().await;
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.unwrap();
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/organisations/new").await.expect(200);
    let taken = ada.submit(&page, "#organisation", &[("org_name", "Quarry Works")]).await.expect(422);
    assert!(taken.problem("slug").is_some(), "{taken}");
    let done = ada.submit(&page, "#organisation", &[("org_name", "Pier House")]).await.expect(303);
    assert_eq!(done.location(), "/o/pier-house");
    assert_eq!(ada.get("/").await.expect(303).location(), "/organisations");
    let chooser = ada.get("/organisations").await.expect(200);
    assert_eq!(chooser.link("Pier House"), "/o/pier-house");
    assert!(chooser.maybe_link("Quarry Works").is_none());
}
