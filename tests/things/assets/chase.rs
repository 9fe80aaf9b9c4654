//! Letters to whoever has something that should have come back.

use super::{asset, category};
use crate::people::contacts::keep;
use crate::support::{ADA, HARBOUR, TestApp};
use chrono::{TimeDelta, Timelike};
use kernel::time::wall;
use platform::jobs::Job;
use serde_json::json;
use things::assets::chase::Chase;

const ZOE: &str = "zoe@guest.example";

/// What the schedule does every hour.
async fn look(app: &TestApp) {
    Chase.run(&app.house).await.unwrap();
}

/// Goes on to the same hour of a later day, looking every hour, as the house does.
async fn days_pass(app: &TestApp, days: i64) {
    for _ in 0..days * 24 {
        app.advance(TimeDelta::hours(1));
        for _ in 0..2 {
            look(app).await;
        }
    }
}

async fn subjects(app: &TestApp, address: &str) -> Vec<String> {
    app.mail_to(address).await.into_iter().map(|mail| mail.subject).collect()
}

#[tokio::test]
async fn who_has_something_is_asked_for_it_less_and_less_often_and_once_each_time() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "C-###").await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let ada = app.program(&ADA).await;
    let today = app.now().date_naive();
    let mut ids = Vec::new();
    for tag in ["C-1", "C-2"] {
        let id = asset(&app, kind, tag, None).await;
        let body = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": today + TimeDelta::days(3) });
        ada.post(&format!("/api/v1/assets/{id}/check-out"), body).await.expect(200);
        ids.push(id);
    }
    days_pass(&app, 1).await;
    assert_eq!(subjects(&app, ZOE).await, Vec::<String>::new());
    days_pass(&app, 1).await;
    assert_eq!(subjects(&app, ZOE).await, ["Expected back soon: 2 things"], "the day before, both in one");
    days_pass(&app, 2).await;
    assert_eq!(subjects(&app, ZOE).await.len(), 2);
    let events = app.count("events").await;
    assert_eq!(platform::events::of_subject(app.db(), HARBOUR.id, ids[0], 9).await.unwrap()[0].kind, "asset.overdue");
    ada.post(&format!("/api/v1/assets/{}/check-in", ids[1]), json!({})).await.expect(200);
    days_pass(&app, 2).await;
    let told = app.mail_to(ZOE).await;
    assert_eq!(told.len(), 3, "on the third day after");
    let last = told.last().unwrap();
    assert_eq!(last.subject, "Please bring back: C-1 Thing C-1");
    assert!(last.text_body.contains("3 days ago") && !last.text_body.contains("C-2"), "{}", last.text_body);
    days_pass(&app, 40).await;
    assert_eq!(subjects(&app, ZOE).await.len(), 6, "and then on the seventh, the fourteenth and the twenty-eighth");
    assert_eq!(app.count("events").await - events, 1, "that it is overdue is told once; the return was the other");
}

#[tokio::test]
async fn letters_leave_by_day_and_a_house_that_was_down_writes_one() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "C-###").await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let ada = app.program(&ADA).await;
    let id = asset(&app, kind, "C-1", None).await;
    let today = app.now().date_naive();
    let body = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": today + TimeDelta::days(1) });
    ada.post(&format!("/api/v1/assets/{id}/check-out"), body).await.expect(200);
    look(&app).await;
    assert_eq!(subjects(&app, ZOE).await.len(), 0, "who took it today is not reminded of tomorrow");
    let zone = chrono_tz::Europe::Madrid;
    let to_midnight = 23 - i64::from(wall(zone, app.now()).hour());
    app.advance(TimeDelta::days(9) + TimeDelta::hours(to_midnight));
    look(&app).await;
    assert_eq!(subjects(&app, ZOE).await.len(), 0, "nobody is written to in the night");
    app.advance(TimeDelta::hours(11));
    look(&app).await;
    assert_eq!(subjects(&app, ZOE).await, ["Please bring back: C-1 Thing C-1"]);
}

#[tokio::test]
async fn whoever_was_erased_is_not_written_to() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "C-###").await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let ada = app.program(&ADA).await;
    let id = asset(&app, kind, "C-1", None).await;
    let due = app.now().date_naive() + TimeDelta::days(2);
    let body = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": due });
    ada.post(&format!("/api/v1/assets/{id}/check-out"), body).await.expect(200);
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("/o/harbour-house/contacts/{}/erasure", zoe.id)).await.expect(200);
    browser.submit(&page, "/erasure", &[]).await.expect(303);
    let before = app.count("messages").await;
    days_pass(&app, 5).await;
    assert_eq!(app.count("messages").await, before);
}
