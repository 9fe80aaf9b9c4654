//! Files of work orders: told by their bytes, as visible as their order, removed and taken back, wherever their bytes stand.

use super::assets::{asset, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, CY, Furnishing, HARBOUR, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::db::sql;
use kernel::storage::Place;
use platform::Role;
use platform::files::relocate;
use platform::jobs::Job;
use serde_json::{Value, json};
use things::work::files::{Forget, KEPT_DAYS};
use uuid::Uuid;

const WORK: &str = "/o/harbour-house/work-orders";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of it";
const PDF: &[u8] = b"%PDF-1.7 and the rest of it";

async fn order(app: &TestApp, place: Uuid) -> Uuid {
    let body = json!({ "title": "The hinge is broken", "location_id": place });
    let made = app.program(&ADA).await.post("/api/v1/work-orders", body).await.expect(201).json();
    made["id"].as_str().unwrap().parse().unwrap()
}

async fn kinds(app: &TestApp, order: Uuid) -> Vec<String> {
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, order, 20).await.unwrap();
    facts.into_iter().map(|fact| fact.kind).collect()
}

#[tokio::test]
async fn files_are_added_downloaded_removed_and_taken_back() {
    let app = TestApp::start().await;
    let id = order(&app, FLOOR.id).await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{WORK}/{id}/files");
    let page = ada.get(&format!("{WORK}/{id}")).await.expect(200);
    assert!(page.has_text("Photos of what is broken"), "{page}");
    let form = ada.follow_link(&page, "Add a file").await.expect(200).form("#form");
    for _ in 0..2 {
        ada.send_form_with(&form, Some(("../hinge.png", "text/html", PNG))).await.expect(303);
    }
    let form = ada.get(&path).await.expect(200).form("#form");
    ada.send_form_with(&form, Some(("Rechnung 7.pdf", "image/png", PDF))).await.expect(303);
    assert_eq!(app.count("work_order_files").await, 2, "a double click adds one");
    let program = app.program(&ADA).await;
    let files = program.get(&format!("/api/v1/work-orders/{id}/files")).await.expect(200).json()["data"].clone();
    let named = |at: usize| (files[at]["name"].clone(), files[at]["media_type"].clone());
    assert_eq!(named(0), (json!("hinge.png"), json!("image/png")));
    assert_eq!(named(1), (json!("Rechnung 7.pdf"), json!("application/pdf")));
    let at = |nth: usize| format!("{path}/{}", files[nth]["id"].as_str().unwrap());
    let pdf = ada.get(&at(1)).await.expect(200);
    assert_eq!((pdf.bytes.as_slice(), pdf.header("x-content-type-options")), (PDF, "nosniff"));
    assert!(pdf.header("content-disposition").starts_with("attachment; filename=\"Rechnung 7.pdf\""));
    assert!(ada.get(&at(0)).await.expect(200).header("content-disposition").starts_with("inline"));
    let page = ada.get(&format!("{WORK}/{id}")).await.expect(200);
    assert!(page.has_text("Rechnung 7.pdf") && page.has_text("added the file hinge.png"), "{page}");

    // What was removed is gone for everybody, and comes back by one click.
    let page = ada.get(&path).await.expect(200);
    let gone = ada.submit(&page, &format!("{}/removal", files[1]["id"].as_str().unwrap()), &[]).await.expect(303);
    let told = ada.follow(&gone).await.expect(200);
    assert_eq!(told.toast().as_deref(), Some("“Rechnung 7.pdf” was removed."));
    ada.get(&at(1)).await.expect(404);
    program.get(&format!("/api/v1{}", at(1).trim_start_matches("/o/harbour-house"))).await.expect(404);
    let back = ada.submit(&told, "/restoration", &[]).await.expect(303);
    assert_eq!(ada.follow(&back).await.toast().as_deref(), Some("“Rechnung 7.pdf” is there again."));
    assert_eq!(ada.get(&at(1)).await.expect(200).bytes, PDF);
    ada.post(&format!("{}/restoration", at(1)), &[]).await.expect(404);
    let told = kinds(&app, id).await;
    for kind in ["work_order.file_added", "work_order.file_removed", "work_order.file_restored"] {
        assert!(told.iter().any(|known| known == kind), "{kind}: {told:?}");
    }
}

#[tokio::test]
async fn what_could_run_or_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let id = order(&app, FLOOR.id).await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{WORK}/{id}/files");
    let large = [PDF, vec![b' '; kernel::files::FILE_MAX].as_slice()].concat();
    for (name, bytes) in [
        ("x.svg", b"<svg onload=alert(1)>".as_slice()),
        ("x.txt", b"<!doctype html><script>alert(1)</script>"),
        ("x.docx", b"PK\x03\x04 some other zip"),
        ("x.pdf", b"MZ\x90\0\x03"),
        ("large.pdf", &large),
    ] {
        let form = ada.get(&path).await.expect(200).form("#form");
        let refused = ada.send_form_with(&form, Some((name, "application/pdf", bytes))).await.expect(422);
        assert!(refused.problem("file").is_some() || refused.has_text("5 MB"), "{name}: {refused}");
    }
    let empty = ada.get(&path).await.expect(200).form("#form");
    assert!(ada.send_form_with(&empty, None).await.expect(422).problem("file").is_some());
    assert_eq!((app.count("files").await, app.count("work_order_files").await), (0, 0));
}

#[tokio::test]
async fn a_file_is_as_visible_as_its_order_and_whoever_may_work_on_it_adds_and_removes() {
    let app = TestApp::start().await;
    let (there, here) = (order(&app, SITE.id).await, order(&app, FLOOR.id).await);
    let ada = app.program(&ADA).await;
    let add = async |id: Uuid| {
        let body = Some(("application/octet-stream".to_owned(), PNG.to_vec()));
        let path = format!("/api/v1/work-orders/{id}/files?name=lid.png");
        let made = ada.send_raw(Method::POST, &path, &[], body).await.expect(201).json();
        made["id"].as_str().unwrap().to_owned()
    };
    let (theirs, ours) = (add(there).await, add(here).await);
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    let keeper = app.sign_in_user(user).await;
    for other in [there, here] {
        keeper.get(&format!("{WORK}/{other}/files/{theirs}")).await.expect(404);
    }
    keeper.get(&format!("{WORK}/{there}/files")).await.expect(404);
    keeper.post(&format!("{WORK}/{there}/files/{theirs}/removal"), &[]).await.expect(404);
    keeper.get(&format!("{WORK}/{here}/files/{ours}")).await.expect(200);
    keeper.post(&format!("{WORK}/{here}/files/{ours}/removal"), &[]).await.expect(303);
    app.sign_in(&CY).await.get(&format!("{WORK}/{here}/files/{ours}")).await.expect(403);
    app.guest().get(&format!("/b/harbour-house/pictures/{ours}")).await.expect(404);
    // Who may look and not work sees the file, and has no button for it.
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let viewer = app.sign_in_user(viewer).await;
    viewer.get(&format!("{WORK}/{there}/files/{theirs}")).await.expect(200);
    assert!(viewer.get(&format!("{WORK}/{there}")).await.expect(200).maybe_link("Add or remove").is_none());
    viewer.post(&format!("{WORK}/{there}/files/{theirs}/removal"), &[]).await.expect(403);
    let program = app.program_of(user, Some(HARBOUR.id), None).await;
    program.delete(&format!("/api/v1/work-orders/{there}/files/{theirs}")).await.expect(404);
    program.post(&format!("/api/v1/work-orders/{here}/files/{ours}/restoration"), json!({})).await.expect(200);
    program.delete(&format!("/api/v1/work-orders/{here}/files/{ours}")).await.expect(204);
    // An invoice comes when the work is over.
    for state in ["in_progress", "done"] {
        let path = format!("/api/v1/work-orders/{there}/transitions");
        ada.post(&path, json!({ "state": state })).await.expect(200);
    }
    add(there).await;
}

#[tokio::test]
async fn what_was_removed_goes_for_good_after_some_days_and_bytes_move_with_all_others() {
    let app = TestApp::with(Furnishing::World, |settings| settings.files.place = Place::Disk).await;
    let id = order(&app, FLOOR.id).await;
    let one = asset(&app, category(&app, "Tools", "T-###").await, "T-1", None).await;
    let ada = app.program(&ADA).await;
    let add = async |path: &str| {
        let body = Some(("application/octet-stream".to_owned(), PDF.to_vec()));
        let made = ada.send_raw(Method::POST, &format!("/api/v1/{path}/files?name=a.pdf"), &[], body).await;
        made.expect(201).json()["id"].as_str().unwrap().to_owned()
    };
    let file = add(&format!("work-orders/{id}")).await;
    add(&format!("assets/{one}")).await;
    let places = async || -> Vec<(Place, bool)> {
        let rows = sql("select place, object_id is not null from files where org_id = $1").bind(HARBOUR.id);
        rows.all(app.db()).await.unwrap()
    };
    assert_eq!(places().await, [(Place::Disk, true); 2]);
    let report = keeping::verify::verify(&app.house).await.unwrap();
    assert!(report.holds(), "{:?}", report.lines());
    let moved = relocate(&app.house, Place::Database, |_, _| {}).await.unwrap();
    assert_eq!((moved.files, moved.stayed.len(), places().await), (2, 0, vec![(Place::Database, false); 2]));
    let path = format!("/api/v1/work-orders/{id}/files/{file}");
    assert_eq!(ada.get(&path).await.expect(200).bytes, PDF);
    relocate(&app.house, Place::Disk, |_, _| {}).await.unwrap();
    assert_eq!(ada.get(&path).await.expect(200).bytes, PDF);
    // A file that is missing is seen by whoever verifies.
    let (object,): (Uuid,) = sql("select object_id from files where org_id = $1 and id = $2")
        .bind(HARBOUR.id)
        .bind(file.parse::<Uuid>().unwrap())
        .one(app.db())
        .await
        .unwrap();
    let lies = app.house.files.folder.join(HARBOUR.id.to_string()).join(object.to_string());
    let aside = lies.with_extension("aside");
    std::fs::rename(&lies, &aside).expect("it lies there");
    assert!(!keeping::verify::verify(&app.house).await.unwrap().holds());
    std::fs::rename(&aside, &lies).unwrap();

    ada.delete(&path).await.expect(204);
    app.advance(TimeDelta::days(KEPT_DAYS));
    Forget.run(&app.house).await.unwrap();
    assert_eq!(app.count("work_order_files").await, 1, "to the day");
    app.advance(TimeDelta::seconds(1));
    Forget.run(&app.house).await.unwrap();
    assert_eq!((app.count("work_order_files").await, app.count("files").await), (0, 1));
    app.settle().await;
    assert!(!lies.exists(), "its bytes follow its row");
    let gone: Value = ada.post(&format!("{path}/restoration"), json!({})).await.expect(404).json();
    assert!(gone["status"] == 404, "{gone}");
}
