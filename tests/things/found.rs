//! Where labels lead: inside for those who may see the asset, to "Found this?" for everybody else.

use super::assets::{asset, category};
use crate::support::world::{FLOOR, QUARRY, SITE};
use crate::support::{ADA, DEE, HARBOUR, TestApp};
use kernel::db::sql;
use platform::Role;
use serde_json::json;

const PAGE: &str = "/a/harbour-house/NB-00001";

#[tokio::test]
async fn a_label_leads_its_people_to_the_asset_and_others_to_the_organisation() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-00001", Some(SITE.id)).await;
    let inside = format!("/o/harbour-house/assets/{id}");
    let ada = app.sign_in(&ADA).await;
    assert_eq!(ada.get(PAGE).await.expect(303).location(), inside);
    assert_eq!(ada.get("/a/harbour-house/nb-00001").await.expect(303).location(), inside, "however it is written");
    let dee = app.sign_in(&DEE).await;
    assert!(dee.get(PAGE).await.expect(200).has_text("It belongs to Harbour House"));
    // Rights that end at another floor end here too.
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    assert!(app.sign_in_user(user).await.get(PAGE).await.expect(200).has_text("It belongs to Harbour House"));
    // A stranger cannot tell a tag that exists from one that does not.
    let guest = app.guest();
    let (known, unknown) =
        (guest.get(PAGE).await.expect(200), guest.get("/a/harbour-house/NB-99999").await.expect(200));
    assert_eq!(known.body().replace("NB-00001", "…"), unknown.body().replace("NB-99999", "…"));
    assert!(!known.has_text("Thing") && !known.has_text("Laptops"), "{known}");
    guest.get("/a/no-such-house/NB-00001").await.expect(404);
    guest.get(&format!("/a/harbour-house/{}", "x".repeat(300))).await.expect(404);
}

#[tokio::test]
async fn a_finder_writes_to_the_organisation_and_machines_do_not() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-00001", None).await;
    let email = sql("update organisations set email = 'desk@harbour.example' where id = $1").bind(HARBOUR.id);
    app.db().run(email).await.unwrap();
    let guest = app.guest();
    let page = guest.get(PAGE).await.expect(200);
    let form = page.form("#found");
    let trapped = guest
        .send_form(&form.clone().set("message", "Buy").forge("website", Some("http://x.example")))
        .await
        .expect(303);
    assert_eq!(app.mail_to("desk@harbour.example").await.len(), 0);
    let empty = guest.send_form(&form.clone().set("email", "no address")).await.expect(422);
    assert!(empty.problem("message").is_some() && empty.problem("email").is_some(), "{empty}");
    let filled =
        form.set("message", "On the 19:04 tram,\nunder a seat.").set("name", "Kim").set("email", "kim@tram.example");
    let sent = guest.send_form(&filled).await.expect(303);
    assert_eq!(sent.location(), trapped.location(), "a machine is told the same");
    assert!(guest.follow(&sent).await.expect(200).has_text("Your message is on its way"));
    let mail = app.mail_to("desk@harbour.example").await;
    assert_eq!((mail.len(), mail[0].kind.as_str()), (1, "asset.found"));
    assert!(
        mail[0].text_body.contains("under a seat.") && mail[0].subject.contains("NB-00001"),
        "{}",
        mail[0].text_body
    );
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, id, 9).await.unwrap();
    let found = facts.iter().find(|fact| fact.kind == "asset.found").expect("a fact of its history");
    assert_eq!(*found.data, json!({ "tag": "NB-00001" }), "of no person");
    // Of what nobody has, a letter comes too, and there is no fact.
    let other =
        guest.get("/a/harbour-house/OLD-7").await.expect(200).form("#found").set("message", "A chair, at the bus stop");
    guest.send_form(&other).await.expect(303);
    assert_eq!(app.mail_to("desk@harbour.example").await.len(), 2);
    for _ in 0..4 {
        guest.send_form(&other).await;
    }
    assert_eq!(guest.send_form(&other).await.status, 429);
}

#[tokio::test]
async fn labels_of_an_earlier_system_lead_to_the_same_asset() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let body =
        json!({ "name": "Old one", "category_id": kind, "tag": "SN_1.a", "serial": "C02XG2", "legacy_id": "1234" });
    let made = ada.post("/api/v1/assets", body.clone()).await.expect(201).json();
    assert_eq!(made["legacy_id"], "1234");
    let mut again = body;
    (again["tag"], again["serial"]) = (json!("OTHER"), json!("OTHER"));
    let refused = ada.post("/api/v1/assets", again).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "legacy_id", "{refused}");
    let id = made["id"].as_str().unwrap();
    let inside = format!("/o/harbour-house/assets/{id}");
    let browser = app.sign_in(&ADA).await;
    for old in ["/hardware/1234", "/ht/SN_1.a", "/hardware/bytag/SN_1.a", "/hardware/byserial/C02XG2", "/a/sn_1.A"] {
        assert_eq!(browser.get(old).await.expect(303).location(), inside, "{old}");
    }
    // What is changed on its page keeps the id.
    let form = browser.get(&format!("{inside}/form")).await.expect(200).form("#asset").set("note", "Blue");
    browser.send_form(&form).await.expect(303);
    assert_eq!(browser.get("/hardware/1234").await.expect(303).location(), inside);
    let guest = app.guest();
    let led = guest.get("/hardware/1234").await.expect(303);
    assert_eq!(led.location(), "/a/harbour-house/1234?by=hardware", "its tag is told to nobody");
    let page = guest.follow(&led).await.expect(200);
    guest.send_form(&page.form("#found").set("message", "Here")).await.expect(303);
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, id.parse().unwrap(), 9).await.unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "asset.found"), "{facts:?}");
    // Two organisations with the same tag: a stranger is told neither, and each one's people their own.
    let theirs =
        sql("insert into asset_categories (id, org_id, path, name, created_at) values ($1, $2, $3, 'Drills', $4)");
    let category = app.house.id();
    app.db().run(theirs.bind(category).bind(QUARRY.id).bind(format!("/{category}")).bind(app.now())).await.unwrap();
    let other = sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, currency, search, created_at, updated_at)
                     values ($1, $2, 'SN_1.a', 'sn_1.a', 'Drill', $3, 'in_stock', 'INR', '', $4, $4)");
    let drill = app.house.id();
    app.db().run(other.bind(drill).bind(QUARRY.id).bind(category).bind(app.now())).await.unwrap();
    let nobody = guest.get("/ht/SN_1.a").await.expect(200);
    assert!(nobody.has_text("does not say whose it is") && !nobody.has_text("Quarry"), "{nobody}");
    let dee = app.sign_in(&DEE).await;
    assert_eq!(dee.get("/ht/SN_1.a").await.expect(303).location(), format!("/o/quarry-works/assets/{drill}"));
}

#[tokio::test]
async fn an_organisations_own_host_has_the_short_form() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "NB-00001", None).await;
    app.db()
        .run(sql("update organisations set host = 'book.harbour.example' where id = $1").bind(HARBOUR.id))
        .await
        .unwrap();
    let guest = app.guest_at("http://book.harbour.example");
    let page = guest.get("/a/NB-00001").await.expect(200);
    assert!(page.has_text("It belongs to Harbour House"), "{page}");
    let sent = guest.send_form(&page.form("#found").set("message", "Here")).await.expect(303);
    assert!(guest.follow(&sent).await.expect(200).has_text("Thank you"));
    assert!(guest.get("/hardware/1234").await.expect(200).has_text("It belongs to Harbour House"));
    let ada = app.sign_in(&ADA).await;
    let labels = ada.get("/o/harbour-house/assets/labels").await.expect(200);
    assert!(labels.has_text("1 label"), "{labels}");
}
