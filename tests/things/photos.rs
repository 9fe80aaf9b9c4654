//! Photos of resources.

use crate::support::world::BOARDROOM;
use crate::support::{ADA, BO, HARBOUR, TestApp};
use axum::http::Method;
use things::resources::store;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of it";
const WEBP: &[u8] = b"RIFF....WEBPVP8 and the rest of it";

#[tokio::test]
async fn photos_are_added_put_in_order_and_removed() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
    for (alt, bytes) in [("The long table", PNG), ("The window", WEBP)] {
        let form = bo.get(&path).await.expect(200).form("#form").set("alt", alt);
        bo.send_form_with(&form, Some(("table.png", "image/png", bytes))).await.expect(303);
    }
    let photos = store::photos(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert_eq!(photos.iter().map(|photo| photo.alt.as_str()).collect::<Vec<_>>(), ["The long table", "The window"]);
    let page = bo.get(&path).await;
    bo.submit(&page, &format!("/photos/{}/cover", photos[1].file_id), &[]).await.expect(303);
    let resource = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert_eq!(resource.cover_id, Some(photos[1].file_id));
    bo.submit(&page, &format!("/photos/{}/removal", photos[1].file_id), &[]).await.expect(303);
    assert_eq!(app.count("files").await, 1);
    let resource = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert_eq!(resource.cover_id, Some(photos[0].file_id));
    let shown = bo.get(&format!("/o/harbour-house/resources/{}", BOARDROOM.id)).await;
    assert!(shown.body().contains(&format!("/b/harbour-house/pictures/{}", photos[0].file_id)));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
    let form = bo.get(&path).await.form("#form").set("alt", "A script");
    let refused =
        bo.send_form_with(&form, Some(("x.png", "image/png", b"<svg onload=alert(1)>".as_slice()))).await.expect(422);
    assert!(refused.problem("file").is_some(), "{refused}");
    assert_eq!(refused.field_value("alt"), "A script");
    let empty = bo.send_form_with(&bo.get(&path).await.form("#form"), None).await.expect(422);
    assert!(empty.problem("file").is_some() && empty.problem("alt").is_some(), "{empty}");
    assert_eq!(app.count("files").await, 0);
}

/// A picture of so many megabytes.
fn picture(megabytes: usize) -> Vec<u8> {
    [PNG, &vec![7; megabytes * 1024 * 1024]].concat()
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_told_at_its_field_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
    for megabytes in [5, 6, 12, 60] {
        let form = bo.get(&path).await.expect(200).form("#form").set("alt", "The long table");
        let refused = bo.send_form_with(&form, Some(("table.png", "image/png", &picture(megabytes)))).await.expect(422);
        assert_eq!(refused.problem("file").as_deref(), Some("This file is larger than 5 MB."), "{megabytes} MB");
        assert_eq!(refused.field_value("alt"), "The long table");
    }
    assert_eq!(app.count("files").await, 0);
    // The browser knows it before.
    let page = bo.get(&path).await.expect(200);
    assert_eq!(page.document().by_id("file").unwrap().1.attribute("data-max"), Some("5242880"));
}

#[tokio::test]
async fn no_form_with_a_file_is_lost_because_the_file_is_too_large() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for (address, form) in [
        ("/o/harbour-house/settings", "/settings/logo"),
        ("/o/harbour-house/contacts/imports/new", "#import"),
        ("/o/harbour-house/meters/readings", "#form"),
        ("/o/harbour-house/holidays/new", "#form"),
    ] {
        let page = ada.get(address).await.expect(200);
        let refused = ada.send_form_with(&page.form(form), Some(("x.png", "image/png", &picture(6)))).await.expect(422);
        assert_eq!(refused.problem("file").as_deref(), Some("This file is larger than 5 MB."), "{address}");
        assert!(refused.has_form(form), "{address}");
    }
    let page = ada.get("/o/harbour-house/imports").await.expect(200);
    let sent = ada.send_form_with(&page.form("#import"), Some(("x.csv", "text/csv", &picture(51)))).await.expect(422);
    assert_eq!(sent.problem("file").as_deref(), Some("This file is larger than 50 MB."));
}

#[tokio::test]
async fn what_is_larger_than_anything_leaves_the_page_as_it_was() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let path = format!("/o/harbour-house/resources/{}/photos", BOARDROOM.id);
    let body = || Some(("multipart/form-data; boundary=x".to_owned(), b"--x--".to_vec()));
    let length = ("content-length", "300000000");
    let htmx = [length, ("hx-request", "true"), ("hx-boosted", "true")];
    let told = bo.send(Method::POST, &path, &htmx, body()).await.expect(413);
    assert_eq!((told.header("hx-reswap"), told.header("hx-push-url")), ("none", "false"));
    assert!(told.header("hx-trigger").contains("This is larger than what can be sent."), "{told}");
    let told = bo.send(Method::POST, &path, &[length], body()).await.expect(413);
    assert!(told.is_html() && told.has_text("This is larger than what can be sent."), "{told}");
    // What is no upload is held in memory, and read no further than that.
    let form = Some(("application/x-www-form-urlencoded".to_owned(), vec![b'a'; 6 * 1024 * 1024]));
    bo.send(Method::POST, &path, &[], form).await.expect(413);
}
