//! Making and changing resources.

use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use things::resources::{Kind, PricePer, Status, Who, store};

const NEW: &str = "/o/harbour-house/resources/new";

#[tokio::test]
async fn a_manager_adds_a_room_with_its_hours_and_rules() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(NEW).await.expect(200);
    assert_eq!(page.field_value("mon"), "09:00-18:00");
    assert_eq!(page.field_value("sun"), "closed");
    let floor = FLOOR.id.to_string();
    let fields = [
        ("name", "Crow's nest"),
        ("location", floor.as_str()),
        ("amenities", "Whiteboard, window; whiteboard"),
        ("min_minutes", "1 h"),
        ("max_minutes", "4h"),
        ("buffer_after_minutes", "15"),
        ("price", "45,50"),
        ("sat", "10-14, 16:00-18:30"),
    ];
    let saved = bo.submit(&page, "#form", &fields).await.expect(303);
    let shown = bo.follow(&saved).await.expect(200);
    assert_eq!(shown.heading(), "Crow's nest");
    assert_eq!(shown.toast().as_deref(), Some("Crow's nest was added."));
    for text in [
        "Between 1 hour and 4 hours, starting every 30 minutes from midnight on.",
        "15 minutes after each booking are kept free to tidy up.",
        "€45.50 per hour",
        "10:00–14:00, 16:00–18:30",
        "Harbour · Upper deck",
        "Bo Marsh added it",
    ] {
        assert!(shown.has_text(text), "{text}: {shown}");
    }
    let made = store::by_slug(app.db(), HARBOUR.id, "crow-s-nest").await.unwrap();
    assert_eq!((made.kind, made.status, made.who), (Kind::Room, Status::Available, Who::Anyone));
    assert_eq!((made.price_minor, made.price_per), (Some(4_550), PricePer::Hour));
    assert_eq!(made.amenities, ["Whiteboard", "window"]);
    assert_eq!(made.zone(), chrono_tz::Europe::Madrid);
    assert_eq!(app.count("events").await, 1);
}

#[tokio::test]
async fn a_double_click_makes_one_resource_and_the_same_name_again_another_address() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(NEW).await;
    let once = bo.submit(&page, "#form", &[("name", "Cabin")]).await.expect(303);
    let twice = bo.submit(&page, "#form", &[("name", "Cabin")]).await.expect(303);
    assert_eq!(once.location(), twice.location());
    let again = bo.get(NEW).await;
    let other = bo.submit(&again, "#form", &[("name", "Cabin")]).await.expect(303);
    assert_ne!(once.location(), other.location());
    assert_eq!(store::by_slug(app.db(), HARBOUR.id, "cabin-2").await.unwrap().name, "Cabin");
    let taken = bo.submit(&bo.get(NEW).await, "#form", &[("name", "Cabin"), ("slug", "cabin")]).await.expect(422);
    assert!(taken.problem("slug").is_some(), "{taken}");
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_all_that_is_wrong() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(NEW).await;
    let wrong = [("name", " "), ("capacity", "0"), ("notice_minutes", "soon"), ("tue", "18-9"), ("price", "dear")];
    let refused = bo.submit(&page, "#form", &wrong).await.expect(422);
    for field in ["name", "capacity", "notice_minutes", "tue", "price"] {
        assert!(refused.problem(field).is_some(), "{field}: {refused}");
    }
    assert!(refused.problem("max_minutes").is_none());
    assert_eq!(refused.field_value("tue"), "18-9");
    assert_eq!(refused.field_value("price"), "dear");
    assert_eq!(app.count("events").await, 0);
}

#[tokio::test]
async fn of_two_editors_the_second_is_told() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let path = format!("/o/harbour-house/resources/{}/details", BOARDROOM.id);
    let (hers, his) = (ada.get(&path).await, bo.get(&path).await);
    ada.submit(&hers, "#form", &[("capacity", "14")]).await.expect(303);
    let told = bo.submit(&his, "#form", &[("name", "Boardroom Borealis")]).await.expect(409);
    assert!(told.has_text("Ada Lind changed this in the meantime."), "{told}");
    assert_eq!(told.problem("capacity").as_deref(), Some("Saved now: “14”."));
    assert_eq!(told.problem("kind"), None, "what is the same is not told");
    assert_eq!(
        (told.field_value("name").as_str(), told.field_value("capacity").as_str()),
        ("Boardroom Borealis", "12")
    );
    let kept = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.capacity, kept.version), (BOARDROOM.name, 14, 2));
    let (data,): (Json<serde_json::Value>,) =
        sql("select data from events where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    assert_eq!(data["before"], serde_json::json!({ "capacity": 12 }));
    assert_eq!(data["after"], serde_json::json!({ "capacity": 14 }));
    // Sent again, having seen that, it is put in place.
    bo.submit(&told, "#form", &[("capacity", "14")]).await.expect(303);
    let both = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert_eq!((both.name.as_str(), both.capacity, both.version), ("Boardroom Borealis", 14, 3));
}

#[tokio::test]
async fn saving_without_a_change_changes_nothing() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("/o/harbour-house/resources/{}/details", DESKS.id)).await.expect(200);
    bo.submit(&page, "#form", &[]).await.expect(303);
    assert_eq!(store::by_id(app.db(), HARBOUR.id, DESKS.id).await.unwrap().version, 1);
    assert_eq!(app.count("events").await, 0);
}

#[tokio::test]
async fn units_that_are_promised_cannot_be_taken_away() {
    let app = TestApp::start().await;
    let contact = app.house.id();
    let mut tx = app.db().begin().await.unwrap();
    sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, 'zoe@guest.example', 'Zoe', 'staff', $3)")
        .bind(contact)
        .bind(HARBOUR.id)
        .bind(app.now())
        .run(&mut tx)
        .await
        .unwrap();
    sql("insert into bookings (id, org_id, code, resource_id, contact_id, status, title, people, units, starts_at, ends_at, block_from, block_until,
             zone, currency, source, created_at, updated_at)
         values ($1, $2, 'K7QX-2M', $3, $4, 'confirmed', 'Work', 1, 3, $5, $6, $5, $6, 'Europe/Madrid', 'EUR', 'staff', $7, $7)")
        .bind(app.house.id())
        .bind(HARBOUR.id)
        .bind(DESKS.id)
        .bind(contact)
        .bind(app.now() + TimeDelta::hours(1))
        .bind(app.now() + TimeDelta::hours(2))
        .bind(app.now())
        .run(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("/o/harbour-house/resources/{}/details", DESKS.id)).await;
    let asked = bo.submit(&page, "#form", &[("units", "2")]).await.expect(409);
    let refused = bo.send_form(&asked.form("#impact").set("impact_all", "keep")).await.expect(409);
    assert!(refused.has_text("There is no room for this booking any more: move or cancel it."), "{refused}");
    bo.submit(&page, "#form", &[("units", "4")]).await.expect(303);
}

#[tokio::test]
async fn an_archived_resource_is_out_of_the_way_and_comes_back() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}", BOARDROOM.id);
    let page = bo.get(&path).await;
    assert!(
        page.has_text("http://house.example/b/harbour-house/boardroom-aurora")
            || page.body().contains("/b/harbour-house/boardroom-aurora")
    );
    let gone = bo.submit(&page, "/archival", &[]).await.expect(303);
    let list = bo.follow(&gone).await.expect(200);
    assert_eq!(list.toast().as_deref(), Some("Boardroom Aurora was archived."));
    assert_eq!(list.maybe_link("Boardroom Aurora"), None);
    let away = bo.get("/o/harbour-house/resources?archived=on").await;
    assert!(away.maybe_link("Boardroom Aurora").is_some(), "{away}");
    let shown = bo.get(&path).await;
    assert!(shown.has_text("is archived: nothing new can be booked"), "{shown}");
    bo.submit(&shown, "/restoration", &[]).await.expect(303);
    assert!(bo.get("/o/harbour-house/resources").await.maybe_link("Boardroom Aurora").is_some());
}

#[tokio::test]
async fn a_resource_moves_and_its_place_is_shown() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("/o/harbour-house/resources/{}/details", BOARDROOM.id)).await;
    let moved = bo.submit(&page, "#form", &[("location", &BUILDING.id.to_string()), ("status", "maintenance")]).await;
    let shown = bo.follow(&moved).await.expect(200);
    assert!(shown.has_text("Harbour · Boathouse") && shown.has_text("Maintenance"), "{shown}");
    assert!(shown.has_text("Not shown to guests while it is in maintenance."), "{shown}");
}
