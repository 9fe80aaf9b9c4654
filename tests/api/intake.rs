//! Moving in by program: a file of rows, files of assets, labels.

use crate::support::world::FLOOR;
use crate::support::{ADA, DEE, HARBOUR, Program, TestApp};
use crate::things::assets::{asset, category};
use axum::http::Method;
use kernel::db::sql;
use platform::Role;
use serde_json::{Value, json};

const RAW: &str = "application/octet-stream";

async fn sent(program: &Program, path: &str, bytes: &[u8]) -> crate::support::Answer {
    program.send_raw(Method::POST, path, &[], Some((RAW.to_owned(), bytes.to_vec()))).await
}

async fn at(app: &TestApp, program: &Program, path: &str) -> Value {
    app.settle().await;
    program.get(path).await.expect(200).json()
}

#[tokio::test]
async fn a_thousand_rows_move_in_and_out_again_by_calls_alone() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    category(&app, "Tools", "T-####").await;
    let mut file = String::from("Old number;What;Kind;When\n");
    for at in 0..1000 {
        file.push_str(&format!("{at};Tool {at};Tools;{}\n", if at == 500 { "never" } else { "03/04/2026" }));
    }
    let made = sent(&ada, "/api/v1/imports?file_name=tools.csv", file.as_bytes()).await.expect(201);
    let path = made.header("location").to_owned();
    assert_eq!(made.json()["columns"], json!(["", "", "", ""]));
    // What the columns are is said; a wrong word is told at its field.
    let reading = format!("{path}/reading");
    app.settle().await;
    for (wrong, pointer) in [
        (json!({ "columns": ["legacy_id"] }), "/columns"),
        (json!({ "columns": ["legacy_id", "title", "", ""] }), "/columns"),
        (json!({ "columns": ["", "", "", ""], "days": "later" }), "/days"),
    ] {
        assert_eq!(ada.put(&reading, wrong).await.expect(422).pointers(), [pointer]);
    }
    let columns = json!({ "columns": ["legacy_id", "name", "category", "purchased"], "days": "mdy", "changes": true });
    assert_eq!(ada.put(&reading, columns.clone()).await.expect(202).json()["stage"], "checking");
    assert_eq!(ada.put(&reading, columns).await.expect(409).code(), "import_is_busy");
    let checked = at(&app, &ada, &path).await;
    assert_eq!((&checked["stage"], &checked["counts"]["created"]), (&json!("checked"), &json!(999)), "{checked}");
    assert_eq!(checked["first_wrong"][0]["line"], 502);
    assert_eq!(checked["first_wrong"][0]["problems"][0]["field"], "Purchased");
    let wrong = ada.get(&format!("{path}/errors")).await.expect(200);
    assert!(wrong.header("content-type").starts_with("text/csv") && wrong.body().contains("never"), "{wrong}");
    assert_eq!(app.count("assets").await, 0);
    ada.post(&format!("{path}/application"), json!({})).await.expect(202);
    let done = at(&app, &ada, &path).await;
    assert_eq!((&done["stage"], &done["percent"]), (&json!("done"), &json!(100)), "{done}");
    assert_eq!(app.count("assets").await, 999);
    let browser = app.sign_in(&ADA).await;
    assert!(browser.get("/hardware/7").await.expect(303).location().starts_with("/o/harbour-house/assets/"));
    assert_eq!(ada.post(&format!("{path}/application"), json!({})).await.expect(409).code(), "import_is_over");
    ada.post(&format!("{path}/reversal"), json!({})).await.expect(202);
    assert_eq!(at(&app, &ada, &path).await["stage"], "undone");
    assert_eq!(app.count("assets").await, 0);
    assert_eq!(ada.get("/api/v1/imports").await.expect(200).json()["data"][0]["file_name"], "tools.csv");
}

#[tokio::test]
async fn what_is_no_table_is_told_and_imports_of_others_are_not_there() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    assert_eq!(sent(&ada, "/api/v1/imports", b"").await.expect(422).pointers(), ["/file"]);
    assert_eq!(sent(&ada, "/api/v1/imports", b"PK\x03\x04 no workbook").await.expect(422).pointers(), ["/file"]);
    ada.post("/api/v1/imports", json!({ "rows": [] })).await.expect(415);
    let made = sent(&ada, "/api/v1/imports", b"Tag,Name\nA,B\n").await.expect(201);
    let path = made.header("location").to_owned();
    app.program(&DEE).await.get(&path).await.expect(404);
    // A keeper of one floor sees their own imports only.
    let keeper = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(keeper).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(keeper, Some(HARBOUR.id), None).await;
    keeper.get(&path).await.expect(404);
    assert_eq!(keeper.get("/api/v1/imports").await.expect(200).json()["data"], json!([]));
}

#[tokio::test]
async fn files_of_an_asset_are_added_downloaded_and_removed() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Tools", "T-####").await;
    let there = asset(&app, kind, "T-1", Some(crate::support::world::SITE.id)).await;
    let path = format!("/api/v1/assets/{there}/files");
    let pdf = b"%PDF-1.7 and the rest";
    let key = [("idempotency-key", "one")];
    let once = async || {
        let body = Some((RAW.to_owned(), pdf.to_vec()));
        ada.send_raw(Method::POST, &format!("{path}?name=../Manual%20A.pdf"), &key, body).await.expect(201).json()
    };
    let made = once().await;
    assert_eq!(once().await["id"], made["id"], "a key adds one");
    assert_eq!((made["name"].as_str(), made["media_type"].as_str()), (Some("Manual A.pdf"), Some("application/pdf")));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let got = ada.get(&one).await.expect(200);
    assert_eq!((got.bytes.as_slice(), got.header("content-type")), (pdf.as_slice(), "application/pdf"));
    for (name, bytes) in [("x.svg", b"<svg onload=alert(1)>".as_slice()), ("x.txt", b""), ("x.exe", b"MZ\x90\0\x03")] {
        assert_eq!(sent(&ada, &format!("{path}?name={name}"), bytes).await.expect(422).pointers(), ["/file"]);
    }
    let large = [pdf.as_slice(), vec![b' '; kernel::files::FILE_MAX].as_slice()].concat();
    assert_eq!(sent(&ada, &format!("{path}?name=x.pdf"), &large).await.expect(422).pointers(), ["/file"]);
    assert_eq!(app.count("files").await, 1);
    let keeper = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(keeper).bind(FLOOR.id)).await.unwrap();
    let keeper = app.program_of(keeper, None, None).await;
    keeper.get(&one).await.expect(404);
    sent(&keeper, &path, pdf).await.expect(404);
    ada.delete(&one).await.expect(204);
    ada.get(&one).await.expect(404);
    assert_eq!(app.count("files").await, 0);
}

#[tokio::test]
async fn labels_of_what_is_named_come_as_a_file_or_not_at_all() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Tools", "T-####").await;
    asset(&app, kind, "T-1", Some(FLOOR.id)).await;
    let body = json!({ "tags": ["t-1"], "paper": { "sheet": "l7160", "start": 21, "offset_x": -0.5 } });
    let file = ada.post("/api/v1/labels/assets", body).await.expect(200);
    assert!(file.bytes.starts_with(b"%PDF-"), "{file}");
    for (wish, pointer) in [
        (json!({ "tags": [] }), "/tags"),
        (json!({ "tags": ["T-1", "T-2"] }), "/tags"),
        (json!({ "tags": ["T-1"], "paper": { "start": 22 } }), "/start"),
        (json!({ "tags": ["T-1"], "paper": { "sheet": "wallpaper" } }), "/sheet"),
    ] {
        assert_eq!(ada.post("/api/v1/labels/assets", wish).await.expect(422).pointers(), [pointer]);
    }
    let place = json!({ "ids": [FLOOR.id], "paper": { "sheet": "single" } });
    assert!(ada.post("/api/v1/labels/locations", place.clone()).await.expect(200).bytes.starts_with(b"%PDF-"));
    app.program(&DEE).await.post("/api/v1/labels/locations", place).await.expect(422);
}
