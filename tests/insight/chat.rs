//! The chat room: said once, when it may be said, and what becomes of it.

use super::{book, tidy};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use futures::future::BoxFuture;
use insight::notifications::actions;
use insight::notifications::chat::Reply;
use kernel::db::sql;
use platform::House;
use serde_json::Value;
use std::sync::Mutex;

const ROOM: &str = "/o/harbour-house/settings/chat";
const CHOICES: &str = "/o/harbour-house/notifications/choices";
const HOOK: &str = "https://hooks.example.org/services/T0/B0/secret";

/// What was sent to the outside. Tests run one to a process.
static SENT: Mutex<Vec<(String, Value)>> = Mutex::new(Vec::new());

fn sent() -> Vec<String> {
    SENT.lock().unwrap().iter().map(|(_, json)| json["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn note(url: String, json: Value) {
    SENT.lock().unwrap().push((url, json));
}

fn takes(_: House, url: String, json: Value) -> BoxFuture<'static, Reply> {
    note(url, json);
    Box::pin(async { Reply::Answered(200, "ok".into(), None) })
}

fn is_busy(_: House, _: String, _: Value) -> BoxFuture<'static, Reply> {
    Box::pin(async { Reply::Answered(429, "slow down".into(), Some(90)) })
}

fn is_cut(_: House, url: String, json: Value) -> BoxFuture<'static, Reply> {
    note(url, json);
    Box::pin(async { Reply::Unknown("the connection broke".into()) })
}

fn refuses(_: House, _: String, _: Value) -> BoxFuture<'static, Reply> {
    Box::pin(async { Reply::Answered(404, "no_team".into(), None) })
}

/// Ada sets a room up, and Ada and Bo choose to hear of bookings there.
async fn furnished() -> TestApp {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(ROOM).await.expect(200));
    ada.submit(&page, "#room", &[("service", "slack"), ("name", "#front-desk"), ("secret", HOOK)]).await.expect(303);
    for person in [&ADA, &BO] {
        let browser = app.sign_in(person).await;
        let page = tidy(browser.get(CHOICES).await.expect(200));
        assert!(page.has_text("#front-desk"), "{page}");
        browser.submit(&page, "#choices", &[("booking_made.chat", "on")]).await.expect(303);
    }
    app
}

/// Events are told; what is to be said stays to be said.
async fn told(app: &TestApp) {
    while platform::events::relay::step(&app.house).await.expect("events can be told") > 0 {}
}

async fn booked(app: &TestApp) {
    book(app, &HARBOUR, &CY, &DESKS, "2026-03-03T10:00", "2026-03-03T11:00", "").await;
    told(app).await;
}

async fn statuses(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = sql("select status from chat_posts order by queued_at, id").all(app.db()).await.unwrap();
    rows.into_iter().map(|(status,)| status).collect()
}

#[tokio::test]
async fn what_two_people_chose_is_said_once() {
    let app = furnished().await;
    booked(&app).await;
    actions::say_due(&app.house, takes).await.expect("it is said");
    actions::say_due(&app.house, takes).await.expect("nothing is left to say");
    let said = sent();
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with(
            "Cy Reyes booked Dock desks, Tue 3 Mar 2026, 10:00–11:00\nhttp://house.example/o/harbour-house/bookings/"
        ),
        "{said:?}"
    );
    assert_eq!(SENT.lock().unwrap()[0].0, HOOK);
    assert_eq!(statuses(&app).await, ["sent"]);
    let log = tidy(app.sign_in(&ADA).await.get("/o/harbour-house/notifications/log?way=chat").await.expect(200));
    assert!(log.has_text("#front-desk") && log.has_text("200 ok"), "{log}");
    assert!(!log.body().contains("hooks.example"), "the secret is shown nowhere");
}

#[tokio::test]
async fn what_is_due_together_is_said_together() {
    let app = furnished().await;
    for hour in 8..12 {
        let (from, until) = (format!("2026-03-03T{hour:02}:00"), format!("2026-03-03T{:02}:00", hour + 1));
        book(&app, &HARBOUR, &CY, &BOARDROOM, &from, &until, "").await;
    }
    told(&app).await;
    actions::say_due(&app.house, takes).await.expect("it is said");
    assert_eq!(sent().len(), 1);
    assert_eq!(sent()[0].matches("Cy Reyes booked").count(), 4);
    assert_eq!(statuses(&app).await, ["sent"; 4]);
}

#[tokio::test]
async fn a_busy_room_is_tried_again_and_a_refusal_is_final() {
    let app = furnished().await;
    booked(&app).await;
    actions::say_due(&app.house, is_busy).await.expect("put off");
    assert_eq!(statuses(&app).await, ["deferred"]);
    app.advance(TimeDelta::seconds(89));
    actions::say_due(&app.house, takes).await.expect("not yet");
    assert!(sent().is_empty());
    app.advance(TimeDelta::seconds(1));
    actions::say_due(&app.house, refuses).await.expect("refused");
    assert_eq!(statuses(&app).await, ["failed"]);
    app.advance(TimeDelta::hours(3));
    actions::say_due(&app.house, takes).await.expect("nothing");
    assert!(sent().is_empty(), "what was refused is not said again");
}

#[tokio::test]
async fn what_may_have_been_said_is_never_said_again_by_itself() {
    let app = furnished().await;
    booked(&app).await;
    actions::say_due(&app.house, is_cut).await.expect("nobody knows");
    assert_eq!(statuses(&app).await, ["uncertain"]);
    // A worker that dies while it speaks leaves the same doubt.
    book(&app, &HARBOUR, &CY, &BOARDROOM, "2026-03-03T10:00", "2026-03-03T11:00", "").await;
    told(&app).await;
    let leased = insight::notifications::store::lease_posts(&app.house).await.expect("a lease");
    assert!(leased.is_some());
    app.advance(TimeDelta::minutes(3));
    actions::say_due(&app.house, takes).await.expect("given up");
    assert_eq!(statuses(&app).await, ["uncertain", "uncertain"]);
    assert_eq!(sent().len(), 1);
}

#[tokio::test]
async fn quiet_hours_hold_for_the_room_until_one_of_those_who_chose_it_is_up() {
    let app = furnished().await;
    for (person, until) in [(&ADA, "07:00"), (&BO, "06:00")] {
        let browser = app.sign_in(person).await;
        let page = browser.get(CHOICES).await.expect(200);
        browser.submit(&page, "#choices", &[("quiet_from", "22:00"), ("quiet_until", until)]).await.expect(303);
    }
    app.clock.set("2026-03-02T22:00:00Z".parse().unwrap());
    booked(&app).await;
    actions::say_due(&app.house, takes).await.expect("it waits");
    assert!(sent().is_empty());
    app.clock.set("2026-03-03T05:00:00Z".parse().unwrap()); // six in Madrid: Bo is up
    actions::say_due(&app.house, takes).await.expect("it is said");
    assert_eq!(sent().len(), 1);
}

#[tokio::test]
async fn the_room_is_kept_changed_tried_and_taken_away() {
    let app = furnished().await;
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(ROOM).await.expect(200));
    assert!(!page.body().contains("hooks.example"), "the secret is never shown");
    // Another name; the secret stays without being typed.
    ada.submit(&page, "#room", &[("name", "#desk")]).await.expect(303);
    let (name, secret, version): (String, String, i64) =
        sql("select name, secret, version from chat_rooms").one(app.db()).await.unwrap();
    assert_eq!((name.as_str(), version), ("#desk", 2));
    assert!(!secret.is_empty());
    ada.submit(&page, "#room", &[("name", "#late")]).await.expect(409);
    let page = tidy(ada.get(ROOM).await.expect(200));
    let wrong =
        ada.submit(&page, "#room", &[("service", "telegram"), ("secret", "no token"), ("chat", "")]).await.expect(422);
    assert!(wrong.problem("secret").is_some() && wrong.problem("chat").is_some(), "{wrong}");
    let private = [("service", "mattermost"), ("name", "#desk"), ("secret", "https://10.0.0.1/hook"), ("chat", "")];
    let private = ada.submit(&page, "#room", &private).await.expect(422);
    assert!(private.problem("secret").is_some_and(|told| told.contains("not a public address")), "{private}");
    ada.submit(&page, "/chat/test", &[]).await.expect(303);
    actions::say_due(&app.house, takes).await.expect("it is said");
    assert_eq!(sent(), ["Harbour House speaks here from now on. This is a test."]);
    booked(&app).await;
    ada.submit(&page, "/chat/removal", &[]).await.expect(303);
    actions::say_due(&app.house, takes).await.expect("nothing");
    let mut became = statuses(&app).await;
    became.sort();
    assert_eq!((sent().len(), became), (1, vec!["failed".to_owned(), "sent".to_owned()]));
    booked_more(&app).await;
    assert_eq!(statuses(&app).await.len(), 2, "without a room nothing is kept to be said");
    let bo = app.sign_in(&BO).await;
    bo.get(ROOM).await.expect(403);
    let (events,): (i64,) =
        sql("select count(*) from events where kind = 'organisation.changed' and cast(data as text) like '%hooks%'")
            .one(app.db())
            .await
            .unwrap();
    assert_eq!(events, 0, "the trail tells no secret");
}

async fn booked_more(app: &TestApp) {
    book(app, &HARBOUR, &CY, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "").await;
    told(app).await;
}
