//! The catalogue by program.

use crate::support::{ADA, CY, HARBOUR, TestApp};
use axum::http::Method;
use serde_json::{Value, json};
use things::catalogue::categories::DEFAULT_ACCEPTANCE;

fn id(told: &Value) -> String {
    told["id"].as_str().unwrap_or_else(|| panic!("no id: {told}")).to_owned()
}

#[tokio::test]
async fn a_category_is_added_changed_archived_and_taken_out_again() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let it = ada.post("/api/v1/categories", json!({ "name": "IT", "tag_pattern": "IT-####", "life_months": 48 })).await;
    let it = it.expect(201).json();
    let laptops = json!({ "name": "Laptops", "parent_id": it["id"], "unique_serials": false });
    let laptops = ada.post("/api/v1/orgs/harbour-house/categories", laptops).await.expect(201).json();
    assert_eq!(
        (&laptops["tag_pattern"], &laptops["holds"]),
        (
            &Value::Null,
            &json!({
                "tag_pattern": "IT-####", "unique_serials": false, "life_months": 48, "alert_days": 30, "audit_months": null, "asks_acceptance": false,
                "acceptance_text": DEFAULT_ACCEPTANCE,
            })
        )
    );
    let path = format!("/api/v1/categories/{}", id(&laptops));
    let seen = ada.get(&path).await.expect(200);
    let tag = seen.header("etag").to_owned();
    let changed =
        ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "tag_pattern": "NB-#####" }))).await;
    assert_eq!(changed.expect(200).json()["holds"]["tag_pattern"], "NB-#####");
    ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "name": "Late" }))).await.expect(412);
    // Null takes it back to what is inherited.
    assert_eq!(ada.patch(&path, json!({ "tag_pattern": null })).await.expect(200).json()["tag_pattern"], Value::Null);
    assert_eq!(ada.patch(&path, json!({ "parent_id": laptops["id"] })).await.expect(422).pointers(), ["/parent_id"]);
    let wrong = json!({ "name": "", "tag_pattern": "x", "life_months": 0 });
    assert_eq!(
        ada.post("/api/v1/categories", wrong).await.expect(422).pointers(),
        ["/name", "/tag_pattern", "/life_months"]
    );

    let above = format!("/api/v1/categories/{}", id(&it));
    let refused = ada.delete(&above).await.expect(409);
    assert_eq!(
        (refused.code().as_str(), &refused.json()["in_it"]),
        ("asset_category_in_use", &json!({ "assets": 0, "models": 0, "categories": 1, "stock": 0 }))
    );
    ada.delete(&path).await.expect(204);
    ada.delete(&path).await.expect(409);
    ada.delete(&above).await.expect(204);
    let archived = ada.get("/api/v1/categories?archived=true").await.expect(200).json();
    assert_eq!(archived["data"].as_array().unwrap().len(), 2);
    let refused = ada.send(Method::POST, &format!("{path}/restoration"), &[], None).await.expect(409);
    assert_eq!(refused.code(), "asset_category_parent_archived");
    ada.send(Method::POST, &format!("{above}/restoration"), &[], None).await.expect(200);
    ada.send(Method::POST, &format!("{path}/restoration"), &[], None).await.expect(200);
    let cy = app.program(&CY).await;
    cy.get(&path).await.expect(403);
    cy.post("/api/v1/categories", json!({})).await.expect(403);
}

#[tokio::test]
async fn suppliers_and_manufacturers_are_the_same_rows_by_their_roles() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let maker = ada.post("/api/v1/manufacturers", json!({ "name": "Lumen Works" })).await.expect(201).json();
    let supplier = ada.post("/api/v1/suppliers", json!({ "name": "Quayside" })).await.expect(201).json();
    assert_eq!(
        (&maker["makes"], &maker["supplies"], &supplier["supplies"]),
        (&json!(true), &json!(false), &json!(true))
    );
    assert_eq!(ada.post("/api/v1/vendors", json!({ "name": "Nobody" })).await.expect(422).pointers(), ["/makes"]);
    assert_eq!(
        ada.post("/api/v1/vendors", json!({ "name": "Quayside", "makes": true })).await.expect(422).pointers(),
        ["/name"]
    );
    let names = async |path: &str| -> Vec<String> {
        let told = ada.get(&format!("/api/v1/{path}")).await.expect(200).json();
        told["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("vendors").await, ["Lumen Works", "Quayside"]);
    assert_eq!(
        (names("vendors?role=maker").await, names("manufacturers").await),
        (vec!["Lumen Works".into()], vec!["Lumen Works".to_owned()])
    );
    assert_eq!(
        (names("vendors?role=supplier").await, names("suppliers?q=QUAY").await),
        (vec!["Quayside".into()], vec!["Quayside".to_owned()])
    );
    ada.get("/api/v1/vendors?role=friend").await.expect(422);
    ada.patch(&format!("/api/v1/manufacturers/{}", id(&maker)), json!({ "supplies": true })).await.expect(200);
    assert_eq!(names("suppliers").await, ["Lumen Works", "Quayside"]);
    ada.delete(&format!("/api/v1/suppliers/{}", id(&supplier))).await.expect(204);
    assert_eq!(
        (names("suppliers").await, names("suppliers?archived=true").await),
        (vec!["Lumen Works".into()], vec!["Quayside".to_owned()])
    );
    let first = ada.get("/api/v1/vendors?limit=1").await.json();
    assert_eq!(first["next_cursor"], Value::Null, "one is left in use");
}

#[tokio::test]
async fn models_labels_and_fields_are_told_and_changed_by_the_names_of_the_body() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let it = ada.post("/api/v1/categories", json!({ "name": "IT" })).await.expect(201).json();
    let maker = ada.post("/api/v1/manufacturers", json!({ "name": "Lumen Works" })).await.expect(201).json();
    let model = json!({ "name": "L2", "category_id": it["id"], "maker_id": maker["id"], "life_months": 24 });
    let model = ada.post("/api/v1/models", model).await.expect(201).json();
    assert_eq!((&model["maker_name"], &model["life_months"]), (&json!("Lumen Works"), &json!(24)));
    let nowhere = json!({ "name": "L3", "category_id": HARBOUR.id, "maker_id": it["id"] });
    assert_eq!(ada.post("/api/v1/models", nowhere).await.expect(422).pointers(), ["/category_id", "/maker_id"]);
    let found = ada.get(&format!("/api/v1/models?maker_id={}&category_id={}&q=lumen", id(&maker), id(&it))).await;
    assert_eq!(found.expect(200).json()["data"][0]["id"], model["id"]);

    let label = json!({ "name": "Lost", "state": "disposed", "tone": "bad", "may_leave": true });
    let label = ada.post("/api/v1/status-labels", label).await.expect(201).json();
    assert_eq!((&label["may_leave"], &label["state"]), (&json!(false), &json!("disposed")));
    let wrong = json!({ "name": "Lost", "state": "gone", "tone": "pink" });
    assert_eq!(ada.post("/api/v1/status-labels", wrong).await.expect(422).pointers(), ["/state", "/tone"]);
    assert_eq!(ada.get("/api/v1/status-labels?state=in_stock").await.json()["data"], json!([]));

    let wrong = json!({ "name": "PIN", "kind": "text", "encrypted": true, "unique": true, "listed": true });
    assert_eq!(ada.post("/api/v1/fields", wrong).await.expect(422).pointers(), ["/unique", "/listed"]);
    let one = ada.post("/api/v1/fields", json!({ "name": "One", "kind": "text" })).await.expect(201).json();
    let two = ada.post("/api/v1/fields", json!({ "name": "Two", "kind": "choice", "choices": ["A", "B"] })).await;
    let two = two.expect(201).json();
    let path = format!("/api/v1/fields/{}", id(&two));
    let moved = ada.put(&format!("{path}/position"), json!({ "position": 1 })).await.expect(200).json();
    assert_eq!(moved["position"], 1);
    ada.put(&format!("{path}/position"), json!({ "position": 0 })).await.expect(422);
    let order: Vec<Value> = ada.get("/api/v1/fields").await.json()["data"].as_array().unwrap().clone();
    assert_eq!((&order[0]["id"], &order[1]["id"]), (&two["id"], &one["id"]));
    assert_eq!(ada.patch(&path, json!({ "kind": "text" })).await.expect(422).pointers(), ["/kind"]);
    let changed = ada.patch(&path, json!({ "choices": ["A", "B", "C"], "required": true })).await.expect(200).json();
    assert_eq!((&changed["choices"], &changed["required"]), (&json!(["A", "B", "C"]), &json!(true)));
    ada.delete(&path).await.expect(204);
    let back = ada.send(Method::POST, &format!("{path}/restoration"), &[], None).await.expect(200).json();
    assert_eq!(back["archived_at"], Value::Null);
}

#[tokio::test]
async fn lists_of_the_catalogue_are_read_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let it = ada.post("/api/v1/categories", json!({ "name": "IT" })).await.expect(201).json();
    for number in 0..5 {
        let name = format!("Entry {number}");
        for (noun, mut body) in [
            ("categories", json!({ "parent_id": it["id"] })),
            ("vendors", json!({ "makes": true })),
            ("models", json!({ "category_id": it["id"] })),
            ("status-labels", json!({ "state": "in_stock" })),
            ("fields", json!({ "kind": "text" })),
        ] {
            body["name"] = json!(name);
            ada.post(&format!("/api/v1/{noun}"), body).await.expect(201);
        }
    }
    for noun in ["categories", "vendors", "models", "status-labels", "fields"] {
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ada.get(&format!("/api/v1/{noun}?q=entry&limit=2{cursor}")).await.expect(200).json();
            names.extend(page["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(names, (0..5).map(|number| format!("Entry {number}")).collect::<Vec<_>>(), "{noun}");
    }
}

#[tokio::test]
async fn names_are_the_same_whatever_the_case_of_their_letters() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = ada.post("/api/v1/categories", json!({ "name": "Printers" })).await.expect(201).json();
    let lines = json!([{ "category_id": id(&kind), "quantity": 1 }]);
    for (path, rest) in [
        ("categories", json!({})),
        ("categories", json!({ "parent_id": id(&kind) })),
        ("models", json!({ "category_id": id(&kind), "number": "1" })),
        ("suppliers", json!({})),
        ("status-labels", json!({ "state": "in_stock", "tone": "info", "may_leave": false })),
        ("kit-templates", json!({ "lines": lines })),
    ] {
        let named = |name: &str| {
            let mut body = rest.clone();
            body["name"] = json!(name);
            body
        };
        let path = format!("/api/v1/{path}");
        let first = ada.post(&path, named("Ärzte HP")).await.expect(201).json();
        let again = ada.post(&path, named("ärzte hp")).await.expect(422);
        assert_eq!(again.pointers(), ["/name"], "{path}: {again}");
        let other = ada.post(&path, named("Other")).await.expect(201).json();
        let renamed = ada.patch(&format!("{path}/{}", id(&other)), json!({ "name": "ÄRZTE hp" })).await.expect(422);
        assert_eq!(renamed.pointers(), ["/name"], "{path}: {renamed}");
        // Its own name in other letters is free, and stays taken; what was archived does not count.
        let own = format!("{path}/{}", id(&first));
        ada.patch(&own, json!({ "name": "ÄRZTE HP" })).await.expect(200);
        ada.post(&path, named("Ärzte Hp")).await.expect(422);
        ada.delete(&own).await.expect(204);
        ada.post(&path, named("Ärzte Hp")).await.expect(201);
        if !path.ends_with("kit-templates") {
            let back = ada.send(Method::POST, &format!("{own}/restoration"), &[], None).await.expect(409);
            assert!(back.code().contains("name_key"), "{path}: {back}");
        }
    }
    let manufacturer = ada.post("/api/v1/manufacturers", json!({ "name": "äRZTE hp" })).await.expect(422);
    assert_eq!(manufacturer.pointers(), ["/name"], "suppliers and makers are one directory");
}
