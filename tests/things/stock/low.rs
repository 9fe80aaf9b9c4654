//! Too little: told once, told again after there was enough, and put on the list to order.

use super::{buy, item, item_of, write};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, Program, TestApp};
use crate::things::assets::{below, category};
use kernel::db::sql;
use serde_json::{Value, json};
use uuid::Uuid;

async fn told(app: &TestApp) -> i64 {
    let (count,): (i64,) = sql("select count(*) from events where kind = 'stock.low'").one(app.db()).await.unwrap();
    count
}

async fn take(program: &Program, item: Uuid, quantity: i64) {
    write(program, item, json!({ "kind": "issue", "location_id": FLOOR.id, "quantity": quantity })).await;
}

async fn minimum(program: &Program, item: Uuid, minimum: Value) {
    let body = json!({ "location_id": FLOOR.id, "minimum": minimum });
    program.put(&format!("/api/v1/stock/{item}/minimums"), body).await.expect(204);
}

#[tokio::test]
async fn too_little_is_told_once_and_again_only_after_there_was_enough() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 10).await;
    minimum(&ada, id, json!(5)).await;
    take(&ada, id, 5).await;
    assert_eq!(told(&app).await, 0, "as many as there should be is enough");
    take(&ada, id, 1).await;
    take(&ada, id, 1).await;
    assert_eq!(told(&app).await, 1);
    let low = ada.get("/api/v1/stock?low=true").await.expect(200).json();
    assert_eq!(low["data"][0]["id"], json!(id));
    buy(&ada, id, FLOOR.id, 2).await;
    assert!(ada.get("/api/v1/stock?low=true").await.expect(200).json()["data"].as_array().unwrap().is_empty());
    take(&ada, id, 1).await;
    assert_eq!(told(&app).await, 2);
    // Of what is enough by another word nothing is told, and it may be told again.
    minimum(&ada, id, Value::Null).await;
    minimum(&ada, id, json!(50)).await;
    assert_eq!(told(&app).await, 3);
}

#[tokio::test]
async fn a_category_says_it_for_all_that_is_in_it_and_the_nearest_word_counts() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let top = category(&app, "Supplies", "").await;
    let inner = below(&app, Some(top), "Power", "").await;
    let [one, other] = [item_of(&app, "Batteries", inner).await, item_of(&app, "Paper", top).await];
    for item in [one, other] {
        buy(&ada, item, FLOOR.id, 5).await;
    }
    let say = async |category: Uuid, minimum: Value| {
        ada.put("/api/v1/stock/minimums", json!({ "category_id": category, "minimum": minimum })).await.expect(204);
    };
    say(top, json!(8)).await;
    assert_eq!(told(&app).await, 2);
    say(inner, json!(2)).await;
    let order = ada.get("/api/v1/stock/order-list").await.expect(200).json();
    let lines = order["data"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{order}");
    assert_eq!(
        (&lines[0]["name"], &lines[0]["minimum"], &lines[0]["proposed"]),
        (&json!("Paper"), &json!(8), &json!(3))
    );
    minimum(&ada, one, json!(9)).await;
    let order = ada.get("/api/v1/stock/order-list").await.expect(200).json();
    assert_eq!(order["data"].as_array().unwrap().len(), 2, "what is said for the item comes first");
    let elsewhere = json!({ "kind": "transfer", "location_id": FLOOR.id, "to_location_id": SITE.id, "quantity": 1 });
    write(&ada, other, elsewhere).await;
    let order = ada.get("/api/v1/stock/order-list").await.expect(200).json();
    assert_eq!(order["data"].as_array().unwrap().len(), 3, "it holds at each place that has it");
}

#[tokio::test]
async fn the_list_to_order_is_a_page_and_a_file_that_no_sheet_runs() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "=cmd()").await;
    buy(&ada, id, FLOOR.id, 1).await;
    minimum(&ada, id, json!(4)).await;
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("{}/order-list", super::STOCK)).await.expect(200);
    assert!(page.has_text("=cmd()") && page.has_text("1 line"), "{page}");
    let file = browser.get(&format!("{}/order-list?format=csv", super::STOCK)).await.expect(200).body();
    assert!(file.contains("'=cmd()") && file.contains(",1,4,3,"), "{file}");
}
