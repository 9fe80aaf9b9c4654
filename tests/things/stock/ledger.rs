//! Each kind of entry, what makes up for it, and that none is ever rewritten.

use super::{buy, item, on_hand, sum, write};
use crate::support::world::{BUILDING, FLOOR, SITE};
use crate::support::{ADA, HARBOUR, TestApp};
use crate::things::assets::{asset, category};
use kernel::db::sql;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn what_is_on_hand_follows_every_kind_of_entry() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    let kind = category(&app, "Lamps", "L-###").await;
    let lamp = asset(&app, kind, "L-001", Some(FLOOR.id)).await;
    buy(&ada, id, FLOOR.id, 40).await;
    let issued =
        json!({ "kind": "issue", "location_id": FLOOR.id, "quantity": 6, "to": { "kind": "asset", "id": lamp } });
    let entry = write(&ada, id, issued).await.remove(0);
    assert_eq!((&entry["quantity"], &entry["to"]["id"]), (&json!(-6), &json!(lamp)));
    write(&ada, id, json!({ "kind": "return", "location_id": FLOOR.id, "quantity": 1 })).await;
    assert_eq!(on_hand(&ada, id, FLOOR.id).await, 35);
    let counted = write(&ada, id, json!({ "kind": "adjust", "location_id": FLOOR.id, "counted": 30 })).await;
    assert_eq!(counted[0]["quantity"], -5);
    let moved = write(
        &ada,
        id,
        json!({ "kind": "transfer", "location_id": FLOOR.id, "to_location_id": SITE.id, "quantity": 10 }),
    )
    .await;
    assert_eq!(moved.len(), 2);
    assert_eq!(moved[0]["act_id"], moved[1]["act_id"]);
    assert_eq!((on_hand(&ada, id, FLOOR.id).await, on_hand(&ada, id, SITE.id).await), (20, 10));
    assert_eq!((sum(&app, id, FLOOR.id).await, sum(&app, id, SITE.id).await), (20, 10));
    let shown = ada.get(&format!("/api/v1/stock/{id}")).await.expect(200).json();
    assert_eq!(shown["on_hand"], 30);
}

#[tokio::test]
async fn nothing_is_taken_that_is_not_there_and_the_field_says_so() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 4).await;
    let path = format!("/api/v1/stock/{id}/entries");
    for kind in ["issue", "transfer"] {
        let body = json!({ "kind": kind, "location_id": FLOOR.id, "quantity": 5, "to_location_id": SITE.id });
        assert_eq!(ada.post(&path, body).await.expect(422).pointers(), ["/quantity"], "{kind}");
    }
    let elsewhere = json!({ "kind": "issue", "location_id": SITE.id, "quantity": 1 });
    ada.post(&path, elsewhere).await.expect(422);
    assert_eq!((on_hand(&ada, id, FLOOR.id).await, app.count("stock_entries").await), (4, 1));
    let same = json!({ "kind": "adjust", "location_id": FLOOR.id, "counted": 4 });
    assert_eq!(ada.post(&path, same).await.expect(422).pointers(), ["/counted"]);
}

#[tokio::test]
async fn an_entry_is_made_up_for_once_and_a_transfer_as_a_whole() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 9).await;
    let moved = write(
        &ada,
        id,
        json!({ "kind": "transfer", "location_id": FLOOR.id, "to_location_id": SITE.id, "quantity": 4 }),
    )
    .await;
    let undo =
        |entry: &serde_json::Value| format!("/api/v1/stock/{id}/entries/{}/reversal", entry["id"].as_str().unwrap());
    let back = ada.post(&undo(&moved[1]), json!({})).await.expect(200).json();
    assert_eq!(back["data"].as_array().unwrap().len(), 2);
    assert_eq!((on_hand(&ada, id, FLOOR.id).await, on_hand(&ada, id, SITE.id).await), (9, 0));
    for entry in &moved {
        let refused = ada.post(&undo(entry), json!({})).await.expect(409);
        assert_eq!(refused.code(), "stock_entries_org_id_reverses_id_key");
    }
    let refused = ada.post(&undo(&back["data"][0]), json!({})).await.expect(409);
    assert_eq!(refused.code(), "stock_reversal_fits", "what makes up for another is final");
    // What came and is gone again cannot be made as if it never came.
    let bought = buy(&ada, id, BUILDING.id, 3).await;
    write(&ada, id, json!({ "kind": "issue", "location_id": BUILDING.id, "quantity": 2 })).await;
    assert_eq!(ada.post(&undo(&bought[0]), json!({})).await.expect(409).code(), "stock_below_nothing");
}

#[tokio::test]
async fn entries_are_neither_changed_nor_removed_by_anybody() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 9).await;
    for text in ["update stock_entries set note = 'other'", "delete from stock_entries"] {
        let refused = app.db().run(sql(text)).await.unwrap_err();
        assert!(refused.is_conflict("stock_entries_stay"), "{text}: {refused}");
    }
    let forged = sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, reverses_id, currency, at)
         select $1, org_id, item_id, location_id, kind, -1, $1, id, currency, at from stock_entries")
        .bind(app.house.id());
    let refused = app.db().run(forged).await.unwrap_err();
    assert!(refused.is_conflict("stock_reversal_fits"), "{refused}");
}

#[tokio::test]
async fn a_repeated_request_writes_once_and_another_with_its_key_is_refused() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    let (path, key) = (format!("/api/v1/stock/{id}/entries"), [("idempotency-key", "once")]);
    let body = |quantity: i64| json!({ "kind": "receive", "location_id": FLOOR.id, "quantity": quantity });
    let verb = axum::http::Method::POST;
    let first = ada.send(verb.clone(), &path, &key, Some(body(3))).await.expect(200).json();
    let again = ada.send(verb.clone(), &path, &key, Some(body(3))).await.expect(200).json();
    assert_eq!(first, again);
    ada.send(verb, &path, &key, Some(body(4))).await.expect(422);
    assert_eq!(on_hand(&ada, id, FLOOR.id).await, 3);
}

#[tokio::test]
async fn an_item_is_archived_when_nothing_is_left_and_so_is_a_location() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    let corner = json!({ "kind": "area", "name": "Corner", "parent_id": FLOOR.id });
    let corner = ada.post("/api/v1/locations", corner).await.expect(201).json();
    let corner: Uuid = corner["id"].as_str().unwrap().parse().unwrap();
    buy(&ada, id, corner, 2).await;
    let (path, place) = (format!("/api/v1/stock/{id}"), format!("/api/v1/locations/{corner}"));
    assert_eq!(ada.delete(&path).await.expect(409).code(), "stock_item_on_hand");
    assert_eq!(ada.delete(&place).await.expect(409).code(), "location_has_stock");
    write(&ada, id, json!({ "kind": "issue", "location_id": corner, "quantity": 2 })).await;
    ada.delete(&path).await.expect(204);
    let closed = json!({ "kind": "receive", "location_id": corner, "quantity": 2 });
    assert_eq!(ada.post(&format!("{path}/entries"), closed).await.expect(409).code(), "stock_item_archived");
    ada.delete(&place).await.expect(204);
}

#[tokio::test]
async fn what_was_issued_to_a_person_moves_and_is_cut_with_them_and_the_sum_stays() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    let mut people = Vec::new();
    for name in ["Zoe Park", "Zoe Parks"] {
        let email = format!("{}@guest.example", name.replace(' ', ".").to_lowercase());
        let made = ada.post("/api/v1/contacts", json!({ "name": name, "email": email })).await.expect(201).json();
        people.push(made["id"].as_str().unwrap().to_owned());
    }
    buy(&ada, id, FLOOR.id, 9).await;
    let to = json!({ "kind": "contact", "id": people[1] });
    let body = json!({ "kind": "issue", "location_id": FLOOR.id, "quantity": 2, "to": to, "note": "For her lamp" });
    let entry = write(&ada, id, body).await.remove(0);
    assert_eq!((&entry["to"], &entry["note"]), (&to, &json!("For her lamp")));
    let merges = format!("/api/v1/contacts/{}/merges", people[0]);
    ada.post(&merges, json!({ "with": people[1], "with_version": 1 })).await.expect(201);
    let named = sql("select contact_id, note from stock_receivers where org_id = $1").bind(HARBOUR.id);
    let (contact, note): (Uuid, String) = named.one(app.db()).await.unwrap();
    assert_eq!((contact.to_string(), note.as_str()), (people[0].clone(), "For her lamp"));
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("/o/harbour-house/contacts/{}", people[0])).await.expect(200);
    assert!(page.has_text("Batteries") && page.has_text("2 × piece"), "{page}");
    let handed = browser.get(&format!("/o/harbour-house/contacts/{}/disclosure", people[0])).await.expect(200);
    assert!(handed.body().contains("For her lamp"), "{handed}");
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    let mut tx = app.db().begin().await.unwrap();
    let kept = (things::stock::HOLDING.erase)(&mut tx, &scope, contact).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept.len(), 1);
    let named = sql("select note from stock_receivers where org_id = $1").bind(HARBOUR.id);
    let (note,): (String,) = named.one(app.db()).await.unwrap();
    assert_eq!((note.as_str(), on_hand(&ada, id, FLOOR.id).await), ("", 7));
    let told: Vec<(String,)> =
        sql("select cast(data as text) from events where kind like 'stock.%'").all(app.db()).await.unwrap();
    assert!(told.iter().all(|(data,)| !data.contains("her lamp") && !data.contains("Zoe")), "{told:?}");
}
