//! What an organisation lets go after a while, and what stays.

use crate::bookings::desk::book;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;

/// The page.
const PAGE: &str = "/o/harbour-house/settings/retention";

/// Grace came long ago and once again lately; Henry long ago only; Ida lately.
async fn with_past() -> TestApp {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-02T12:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-02T14:00", 60, "henry@example.org").await;
    app.db().script("update contacts set source = 'booking page'").await.expect("a script");
    app.settle().await;
    app.db().script("update messages set status = 'sent', sent_at = queued_at").await.expect("a script");
    app.advance(TimeDelta::days(60));
    app.tick().await; // completes what is over
    book(&bo, &DESKS, "2026-05-01T15:00", 60, "grace@example.org").await;
    book(&bo, &DESKS, "2026-05-01T16:00", 60, "ida@example.org").await;
    app.settle().await;
    app
}

async fn count(app: &TestApp, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(app.db()).await.expect("rows can be counted").0
}

/// The next night.
async fn night(app: &TestApp) {
    app.advance(TimeDelta::days(1));
    app.tick().await;
}

#[tokio::test]
async fn nothing_goes_by_itself() {
    let app = with_past().await;
    let before = (app.count("messages").await, app.count("contacts").await);
    app.advance(TimeDelta::days(3_000));
    app.tick().await;
    assert_eq!((app.count("messages").await, app.count("contacts").await), before);
    assert_eq!(count(&app, "select count(*) from bookings where title = 'Past booking'").await, 0);
}

#[tokio::test]
async fn old_bookings_lose_their_people_and_stay() {
    let app = with_past().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{PAGE}?bookings=1&messages=&logs=")).await.expect(200);
    assert!(page.has_text("Bookings with their guests 2"), "a preview before anything is saved: {page}");
    assert_eq!(app.count("retention").await, 0);
    ada.submit(&page, "#retention", &[("bookings", "1")]).await.expect(303);
    assert_eq!(count(&app, "select count(*) from contacts where email = 'henry@example.org'").await, 1, "not yet");
    let (bookings, events) = (app.count("bookings").await, app.count("events").await);
    night(&app).await;
    assert_eq!(app.count("bookings").await, bookings, "figures do not change");
    assert_eq!(count(&app, "select count(*) from bookings where title = 'Past booking' and note = ''").await, 2);
    assert_eq!(
        count(&app, "select count(*) from contacts where email = 'henry@example.org'").await,
        0,
        "Henry is gone"
    );
    assert_eq!(count(&app, "select count(*) from messages where to_address = 'henry@example.org'").await, 0);
    assert_eq!(
        count(&app, "select count(*) from contacts where email = 'grace@example.org'").await,
        1,
        "Grace came again"
    );
    assert_eq!(count(&app, "select count(*) from bookings b join contacts c on c.id = b.contact_id where c.email in ('grace@example.org', 'ida@example.org')").await, 2);
    assert!(app.count("events").await > events, "the trail stays, and tells what went");
    let told: (kernel::db::Json<serde_json::Value>,) =
        sql("select data from events where kind = 'retention.applied'").one(app.db()).await.expect("an event");
    assert_eq!(told.0.0["gone"]["bookings with their guests"], 2);
    night(&app).await;
    assert_eq!(count(&app, "select count(*) from events where kind = 'retention.applied'").await, 1, "once");
    // Everything else still works on what was forgotten.
    let bo = app.sign_in(&BO).await;
    let list = bo.get("/o/harbour-house/bookings?time=past").await.expect(200);
    assert!(!list.has_text("henry"), "{list}");
}

#[tokio::test]
async fn old_messages_go_and_those_that_wait_stay() {
    let app = with_past().await;
    let old: i64 = count(&app, "select count(*) from messages where status = 'sent'").await;
    let waiting = count(&app, "select count(*) from messages where status = 'queued'").await;
    assert!(old > 1 && waiting > 0, "{old} {waiting}");
    app.db()
        .script("update messages set status = 'deferred', sent_at = null where to_address = 'henry@example.org'")
        .await
        .expect("a script");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(PAGE).await.expect(200);
    ada.submit(&page, "#retention", &[("messages", "1")]).await.expect(303);
    night(&app).await;
    assert_eq!(count(&app, "select count(*) from messages where status = 'sent'").await, 0);
    assert_eq!(
        count(&app, "select count(*) from messages where to_address = 'henry@example.org'").await,
        1,
        "what waits is kept"
    );
    assert_eq!(count(&app, "select count(*) from messages where status = 'queued'").await, waiting);
    assert_eq!(
        count(&app, "select count(*) from bookings where title = 'Past booking'").await,
        0,
        "bookings keep their people"
    );
}

#[tokio::test]
async fn old_records_of_failed_work_go() {
    let app = with_past().await;
    for (days, state) in [(100, "dead"), (1, "dead"), (100, "waiting")] {
        let job = sql("insert into jobs (id, org_id, name, arguments, state, run_at, max_attempts, created_at) values ($1, $2, 'nothing', '{}', $3, $4, 1, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(state)
            .bind(app.now() + TimeDelta::days(300))
            .bind(app.now() - TimeDelta::days(days));
        app.db().run(job).await.expect("a row");
    }
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(PAGE).await.expect(200);
    ada.submit(&page, "#retention", &[("logs", "2")]).await.expect(303);
    night(&app).await;
    assert_eq!(count(&app, "select count(*) from jobs where name = 'nothing'").await, 2);
}

#[tokio::test]
async fn spans_are_checked_locked_and_for_those_who_may_change_everything() {
    let app = TestApp::start().await;
    let (ada, again) = (app.sign_in(&ADA).await, app.sign_in(&ADA).await);
    let (page, other) = (ada.get(PAGE).await.expect(200), again.get(PAGE).await.expect(200));
    let refused = ada.submit(&page, "#retention", &[("bookings", "0"), ("messages", "soon")]).await.expect(422);
    assert!(refused.has_text("Give whole months"), "{refused}");
    ada.submit(&page, "#retention", &[("bookings", "24")]).await.expect(303);
    again.submit(&other, "#retention", &[("bookings", "6")]).await.expect(409);
    let kept: (i64, i64) = sql("select bookings_months, version from retention").one(app.db()).await.expect("a row");
    assert_eq!(kept, (24, 1));
    app.sign_in(&CY).await.get(PAGE).await.expect(403);
}
