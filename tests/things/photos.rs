//! Photos of resources.

use crate::support::world::BOARDROOM;
use crate::support::{BO, HARBOUR, TestApp};
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
