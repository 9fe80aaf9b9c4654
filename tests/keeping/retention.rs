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

/// A row of the inbox, as old as this.
async fn told(app: &TestApp, source: uuid::Uuid, id: uuid::Uuid, days: i64, state: &str) {
    let row = sql("insert into inbox_events (id, org_id, source_id, external_id, kind, payload, occurred_at, received_at, state) values ($1, $2, $3, $4, 'user.blocked', $5, $6, $6, $7)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(source)
        .bind(id.to_string())
        .bind(kernel::db::Json(serde_json::json!({ "email": "canary@example.org" })))
        .bind(app.now() - TimeDelta::days(days))
        .bind(state.to_owned());
    app.db().run(row).await.expect("a row");
}

#[tokio::test]
async fn old_news_posts_deliveries_and_what_was_told_go_and_what_waits_stays() {
    let app = TestApp::start().await;
    let (now, org) = (app.now(), HARBOUR.id);
    let at = |days: i64| now - TimeDelta::days(days);
    let new = || app.house.id();
    for (days, waits) in [(50, false), (50, true), (1, false)] {
        let due = waits.then_some(at(-9));
        let news = sql("insert into notifications (id, org_id, user_id, event_id, kind, at, in_app, mail, mail_due_at, chat) values ($1, $2, $3, $4, 'own_booking', $5, true, 'digest', $6, false)")
            .bind(new()).bind(org).bind(CY.id).bind(new()).bind(at(days)).bind(due);
        app.db().run(news).await.expect("a row");
        let status = if waits { "deferred" } else { "sent" };
        let post = sql("insert into chat_posts (id, org_id, event_id, kind, text, status, due_at, queued_at) values ($1, $2, $3, 'own_booking', 'a post', $4, $5, $6)")
            .bind(new()).bind(org).bind(new()).bind(status).bind(at(-9)).bind(at(days));
        app.db().run(post).await.expect("a row");
    }
    let endpoint = new();
    let row = sql(
        "insert into webhook_endpoints (id, org_id, url, kinds, secret, created_at) values ($1, $2, 'https://sink.example', '[]', 'locked', $3)",
    );
    app.db().run(row.bind(endpoint).bind(org).bind(now)).await.expect("a row");
    // A month before this day in March is 28 days; deliveries go after 30 in any case.
    for (days, status) in [(29, "delivered"), (29, "pending"), (1, "failed")] {
        let row = sql("insert into webhook_deliveries (id, org_id, endpoint_id, kind, payload, status, due_at, created_at) values ($1, $2, $3, 'test', '{}', $4, $5, $6)")
            .bind(new()).bind(org).bind(endpoint).bind(status).bind(at(-9)).bind(at(days));
        app.db().run(row).await.expect("a row");
    }
    let source = new();
    let row = sql(
        "insert into inbox_sources (id, org_id, name, secret, may_block, may_contacts, created_at) values ($1, $2, 'CRM', 'locked', true, true, $3)",
    );
    app.db().run(row.bind(source).bind(org).bind(now)).await.expect("a row");
    let (word, gone, waits, young) = (new(), new(), new(), new());
    for (id, days, state) in
        [(word, 50, "applied"), (gone, 50, "ignored"), (waits, 50, "received"), (young, 1, "applied")]
    {
        told(&app, source, id, days, state).await;
    }
    let row = sql(
        "insert into inbox_words (org_id, subject, field, occurred_at, external_id, event_id) values ($1, 'canary@example.org', 'access', $2, $3, $4)",
    );
    app.db().run(row.bind(org).bind(at(50)).bind(word.to_string()).bind(word)).await.expect("a row");

    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{PAGE}?bookings=&messages=&logs=1")).await.expect(200);
    for line in [
        "Notifications 1",
        "Posts to the chat room 1",
        "Deliveries of webhooks 1",
        "Events of the inbox 2",
        "after 90 days in any case",
    ] {
        assert!(page.has_text(line), "{line}: {page}");
    }
    ada.submit(&page, "#retention", &[("logs", "1")]).await.expect(303);
    // The work of the night alone: by a later clock more would be old.
    let scope = app.scope(HARBOUR.slug, &ADA).await;
    for _ in 0..2 {
        keeping::retention::apply(&scope).await.expect("what is old can go");
    }
    assert_eq!(app.count("notifications").await, 2);
    assert_eq!(
        count(&app, "select count(*) from notifications where mail_due_at is not null").await,
        1,
        "its letter waits"
    );
    assert_eq!(count(&app, "select count(*) from chat_posts where status = 'deferred'").await, 1);
    assert_eq!(app.count("chat_posts").await, 2);
    assert_eq!(count(&app, "select count(*) from webhook_deliveries where status in ('pending', 'failed')").await, 2);
    assert_eq!(app.count("webhook_deliveries").await, 2);
    let left: Vec<(uuid::Uuid,)> = sql("select id from inbox_events").all(app.db()).await.expect("rows");
    let left: std::collections::BTreeSet<uuid::Uuid> = left.into_iter().map(|(id,)| id).collect();
    assert_eq!(left, [word, waits, young].into(), "the latest word stays, so that an older one changes nothing");
    let said: (kernel::db::Json<serde_json::Value>,) =
        sql("select payload from inbox_events where id = $1").bind(word).one(app.db()).await.expect("a row");
    assert_eq!(said.0.0, serde_json::json!({}), "and what it said is gone");
    ada.get(&format!("/o/harbour-house/inbox/{word}")).await.expect(200);
    assert_eq!(count(&app, "select count(*) from events where kind = 'retention.applied'").await, 1, "once");
}
