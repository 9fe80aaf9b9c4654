//! Stock: a ledger that is never rewritten, what is on hand of it, and what to order.

mod ledger;
mod low;
mod pages;
mod races;

use crate::support::{ADA, Program, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

/// The list.
pub const STOCK: &str = "/o/harbour-house/stock";

/// An item of a category of its own; answers its id.
pub async fn item(app: &TestApp, name: &str) -> Uuid {
    let kind = super::assets::category(app, &format!("Kind of {name}"), "").await;
    item_of(app, name, kind).await
}

/// An item of this category.
pub async fn item_of(app: &TestApp, name: &str, category: Uuid) -> Uuid {
    let ada = app.program(&ADA).await;
    let made = ada.post("/api/v1/stock", json!({ "name": name, "category_id": category })).await.expect(201).json();
    made["id"].as_str().unwrap().parse().unwrap()
}

/// Writes an entry; answers those that were written.
pub async fn write(program: &Program, item: Uuid, body: Value) -> Vec<Value> {
    let answer = program.post(&format!("/api/v1/stock/{item}/entries"), body).await.expect(200).json();
    answer["data"].as_array().unwrap().clone()
}

/// Buys so many at a place.
pub async fn buy(program: &Program, item: Uuid, location: Uuid, quantity: i64) -> Vec<Value> {
    write(program, item, json!({ "kind": "receive", "location_id": location, "quantity": quantity })).await
}

/// How much is on hand at a place, as a program is told.
pub async fn on_hand(program: &Program, item: Uuid, location: Uuid) -> i64 {
    let levels = program.get(&format!("/api/v1/stock/{item}/levels")).await.expect(200).json();
    let at = |level: &&Value| level["location_id"] == json!(location);
    levels["data"].as_array().unwrap().iter().find(at).map_or(0, |level| level["on_hand"].as_i64().unwrap())
}

/// The sum of the ledger at a place.
pub async fn sum(app: &TestApp, item: Uuid, location: Uuid) -> i64 {
    let sum = kernel::db::sql(
        "select coalesce(cast(sum(quantity) as bigint), 0) from stock_entries where item_id = $1 and location_id = $2",
    );
    let (sum,): (i64,) = sum.bind(item).bind(location).one(app.db()).await.unwrap();
    sum
}
