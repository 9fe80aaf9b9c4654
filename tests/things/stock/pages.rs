//! The pages of stock: an item through its whole life, the list, and who may do what where.

use super::{STOCK, buy, item, on_hand};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, CY, DEE, Form, HARBOUR, TestApp};
use crate::things::assets::category;
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;
use serde_json::json;

#[tokio::test]
async fn an_item_is_made_bought_issued_counted_and_reversed_by_forms() {
    let app = TestApp::start().await;
    let kind = category(&app, "Supplies", "").await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(STOCK).await.expect(200);
    let form = ada.follow_link(&list, "New item").await.expect(200).form("#form");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("name").is_some() && refused.problem("category").is_some(), "{refused}");
    let form = form.set("name", "Coffee").set("category", &kind.to_string()).set("unit", "bag").set("sku", "C-1");
    let form = form.set("cost", "18.90");
    let page = ada.follow(&ada.send_form(&form).await.expect(303)).await.expect(200);
    assert_eq!(page.heading(), "Coffee");
    let again = ada.get(&format!("{STOCK}/new")).await.expect(200).form("#form");
    let again = again.set("name", "Other").set("sku", "c-1").set("category", &kind.to_string());
    assert!(ada.send_form(&again).await.expect(422).problem("sku").is_some());
    let receive = ada.follow_link(&page, "Receive").await.expect(200).form("#entry");
    assert!(ada.send_form(&receive).await.expect(422).problem("quantity").is_some());
    let receive = receive.set("location", &FLOOR.id.to_string()).set("quantity", "12");
    let page = ada.follow(&ada.send_form(&receive).await.expect(303)).await.expect(200);
    assert!(page.has_text("12 × bag on hand"), "{page}");
    // A double click is one act.
    ada.send_form(&receive).await.expect(303);
    let issue = ada.follow_link(&page, "Issue").await.expect(200).form("#entry");
    let issue = issue.set("location", &FLOOR.id.to_string()).set("quantity", "20");
    // The newest entry comes first; of one instant it would be either.
    app.advance(TimeDelta::minutes(1));
    let refused = ada.send_form(&issue).await.expect(422);
    assert!(refused.problem("quantity").is_some(), "{refused}");
    let issue = refused.form("#entry").set("quantity", "2");
    let page = ada.follow(&ada.send_form(&issue).await.expect(303)).await.expect(200);
    assert!(page.has_text("10 × bag on hand") && page.has_text("-2"), "{page}");
    assert!(page.has_text("Issued of Coffee: -2 at Upper deck"), "the question names the entry: {page}");
    let reversals: Vec<Form> =
        Form::every(&page).into_iter().filter(|form| form.action.ends_with("/reversal")).collect();
    assert_eq!(reversals.len(), 2, "both entries can be reversed");
    let page = ada.follow(&ada.send_form(&reversals[0]).await.expect(303)).await.expect(200);
    assert!(page.has_text("Reversed") && page.has_text("Reversal"), "{page}");
    let file = ada.get(&format!("{STOCK}?format=csv")).await.expect(200).body();
    assert!(file.contains("Coffee,C-1,Supplies,bag,"), "{file}");
}

#[tokio::test]
async fn the_list_is_narrowed_by_its_address() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let [here, there] = [item(&app, "Batteries").await, item(&app, "Paper").await];
    buy(&ada, here, FLOOR.id, 3).await;
    buy(&ada, there, SITE.id, 4).await;
    let browser = app.sign_in(&ADA).await;
    let shows = async |query: &str| {
        let page = browser.get(&format!("{STOCK}?{query}")).await.expect(200);
        (page.maybe_link("Batteries").is_some(), page.maybe_link("Paper").is_some())
    };
    assert_eq!(shows("text=BATT").await, (true, false));
    assert_eq!(shows(&format!("location={}", FLOOR.id)).await, (true, false));
    assert_eq!(shows(&format!("location={}", SITE.id)).await, (true, true), "a place holds what is below it");
    assert_eq!(shows("view=low").await, (false, false));
    assert_eq!(shows("view=archived").await, (false, false));
    assert_eq!(shows("").await, (true, true));
}

#[tokio::test]
async fn many_items_are_paged_in_both_directions() {
    let app = TestApp::start().await;
    let kind = category(&app, "Supplies", "").await;
    for number in 0..60 {
        let add = sql(
            "insert into stock_items (id, org_id, name, category_id, unit, currency, search, created_at, updated_at)
             values ($1, $2, $3, $4, 'piece', 'EUR', '', $5, $5)",
        )
        .bind(app.house.id())
        .bind(HARBOUR.id)
        .bind(format!("Item {number:02}"))
        .bind(kind)
        .bind(app.now());
        app.db().run(add).await.unwrap();
    }
    let ada = app.sign_in(&ADA).await;
    let first = ada.get(STOCK).await.expect(200);
    let second = ada.follow_link(&first, "Next").await.expect(200);
    assert!(second.maybe_link("Item 50").is_some() && second.maybe_link("Item 49").is_none());
    let back = ada.follow_link(&second, "Previous").await.expect(200);
    assert!(back.maybe_link("Item 00").is_some() && back.maybe_link("Item 50").is_none());
}

#[tokio::test]
async fn a_keeper_of_a_floor_sees_and_moves_what_is_there() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 5).await;
    let elsewhere = buy(&ada, id, SITE.id, 7).await.remove(0);
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(user, None, None).await;
    let base = format!("/api/v1/orgs/harbour-house/stock/{id}");
    assert_eq!(keeper.get(&base).await.expect(200).json()["on_hand"], 5);
    let levels = keeper.get(&format!("{base}/levels")).await.expect(200).json();
    assert_eq!(levels["data"].as_array().unwrap().len(), 1);
    let ledger = keeper.get(&format!("{base}/entries")).await.expect(200).json();
    assert_eq!(ledger["data"].as_array().unwrap().len(), 1);
    let issue = |place: uuid::Uuid| json!({ "kind": "issue", "location_id": place, "quantity": 1 });
    keeper.post(&format!("{base}/entries"), issue(FLOOR.id)).await.expect(200);
    keeper.post(&format!("{base}/entries"), issue(SITE.id)).await.expect(403);
    let out = json!({ "kind": "transfer", "location_id": FLOOR.id, "to_location_id": SITE.id, "quantity": 1 });
    keeper.post(&format!("{base}/entries"), out).await.expect(403);
    let hidden = format!("{base}/entries/{}/reversal", elsewhere["id"].as_str().unwrap());
    keeper.post(&hidden, json!({})).await.expect(404);
    keeper.patch(&base, json!({ "name": "Other" })).await.expect(403);
    keeper.put(&format!("{base}/minimums"), json!({ "location_id": SITE.id, "minimum": 1 })).await.expect(403);
    keeper.put(&format!("{base}/minimums"), json!({ "location_id": FLOOR.id, "minimum": 9 })).await.expect(204);
    let order = keeper.get("/api/v1/orgs/harbour-house/stock/order-list").await.expect(200).json();
    assert_eq!(order["data"].as_array().unwrap().len(), 1);
    assert_eq!((on_hand(&ada, id, FLOOR.id).await, on_hand(&ada, id, SITE.id).await), (4, 7));
    let page = app.sign_in_user(user).await.get(&format!("{STOCK}/{id}")).await.expect(200);
    assert!(page.has_text("4 × piece on hand") && !page.has_text("+7"), "{page}");
    assert!(page.maybe_link("Edit").is_none() && page.maybe_link("Issue").is_some(), "{page}");
}

#[tokio::test]
async fn members_and_outsiders_see_no_stock() {
    let app = TestApp::start().await;
    let id = item(&app, "Batteries").await;
    app.sign_in(&CY).await.get(&format!("{STOCK}/{id}")).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{STOCK}/{id}")).await.expect(404);
}

#[tokio::test]
async fn a_category_with_stock_in_it_is_not_put_away() {
    let app = TestApp::start().await;
    let kind = crate::things::assets::category(&app, "Paper", "").await;
    let item = super::item_of(&app, "A4", kind).await;
    let ada = app.sign_in(&ADA).await;
    let page = format!("/o/harbour-house/catalogue/categories/{kind}");
    let refused = ada.post(&format!("{page}/archival"), &[("version", "1")]).await.expect(409);
    assert!(
        refused.has_text("It cannot be archived yet") && refused.maybe_link("1 item of stock").is_some(),
        "{refused}"
    );
    let program = app.program(&ADA).await;
    let told = program.delete(&format!("/api/v1/categories/{kind}")).await.expect(409);
    assert_eq!(
        (told.code().as_str(), &told.json()["in_it"]["stock"]),
        ("asset_category_in_use", &serde_json::json!(1))
    );
    program.delete(&format!("/api/v1/stock/{item}")).await.expect(204);
    program.delete(&format!("/api/v1/categories/{kind}")).await.expect(204);
}
