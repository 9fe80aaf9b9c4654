//! The relay of all events to a stream, against a real NATS server.

use super::book;
use super::webhooks::add;
use crate::bookings::harness::{morning, try_post};
use crate::support::nats::{Kept, NatsServer};
use crate::support::sink::Sink;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, BO, Database, Furnishing, HARBOUR, Server, TestApp};
use async_nats::jetstream::stream;
use chrono::TimeDelta;
use futures::StreamExt;
use insight::stream::LANE;
use kernel::db::{Db, sql};
use kernel::id::Ids;
use kernel::time::{Clock, rfc3339};
use platform::quarantine::{self, Because};
use platform::{House, events};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long anything may take to happen.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often two nodes try to get into each other's way.
const MEETINGS: usize = 40;

/// The world, relayed to this server, from now on.
async fn world(nats: &NatsServer) -> TestApp {
    let stream = nats.stream();
    let app = TestApp::with(Furnishing::World, |settings| settings.stream = Some(stream)).await;
    app.db().script("update events set dispatched = true").await.expect("a script");
    app
}

/// Bo books the boardroom, one day after the other; answers what it made happen.
async fn happen(app: &TestApp, days: std::ops::Range<u32>) {
    for day in days {
        let (from, until) = (format!("2026-03-{day:02}T10:00"), format!("2026-03-{day:02}T11:00"));
        book(app, &HARBOUR, &BO, &BOARDROOM, &from, &until, "Board").await;
        app.advance(TimeDelta::seconds(1));
    }
}

/// The ids of events from then on, in their order.
async fn facts(db: &Db, after: Uuid) -> Vec<String> {
    let rows: Vec<(Uuid,)> =
        sql("select id from events where id > $1 order by id").bind(after).all(db).await.expect("events");
    rows.into_iter().map(|(id,)| id.to_string()).collect()
}

async fn newest(db: &Db) -> Uuid {
    let row: Option<(Uuid,)> = sql("select id from events order by id desc limit 1").maybe(db).await.expect("an event");
    row.map_or(Uuid::nil(), |(id,)| id)
}

fn ids(kept: &[Kept]) -> Vec<String> {
    kept.iter().map(|message| message.id.clone()).collect()
}

async fn health(app: &TestApp) -> String {
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    app.sign_in(&ADA).await.get("/console").await.expect(200).text()
}

#[tokio::test]
async fn every_event_arrives_once_and_in_order_though_the_server_is_killed() {
    let mut nats = NatsServer::start().await;
    let app = world(&nats).await;
    let before = newest(app.db()).await;
    happen(&app, 3..6).await;
    app.settle().await;
    assert_eq!(ids(&nats.kept().await), facts(app.db(), before).await);
    assert_eq!(health(&app).await.matches("The stream has every event.").count(), 1);

    nats.kill();
    happen(&app, 6..10).await;
    app.settle().await; // nothing waits for the server: the house comes to rest
    app.advance(TimeDelta::minutes(2));
    app.settle().await;
    let state = events::stream::state(app.db()).await.expect("a state");
    assert!(state.waiting >= 4 && state.trouble.is_some(), "{state:?}");
    let metrics = insight::console::metrics::text(&app.house).await.expect("metrics");
    let lag = metrics.lines().find_map(|line| line.strip_prefix("steward_stream_lag_seconds ")).expect("a lag");
    assert!(lag.parse::<f64>().expect("a number") >= 120.0, "{lag}");
    let page = health(&app).await;
    assert!(page.contains("for the stream, the oldest for") && page.contains("It was last not reached"), "{page}");

    nats.restart().await;
    app.settle().await;
    let kept = nats.kept().await;
    assert_eq!(ids(&kept), facts(app.db(), before).await, "all of them, in order, none twice");
    let state = events::stream::state(app.db()).await.expect("a state");
    assert!(state.waiting == 0 && state.trouble.is_none(), "{state:?}");
    let confirmed = kept.iter().find(|message| message.subject.ends_with(".booking.confirmed")).expect("a booking");
    assert_eq!(confirmed.subject, format!("steward.{}.booking.confirmed", HARBOUR.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_arrives_once_though_both_programs_are_killed_while_people_book() {
    let mut nats = NatsServer::start().await;
    let url = nats.url();
    let database = Database::fresh(Furnishing::World).await;
    let db = database.open().await;
    db.script("update events set dispatched = true").await.expect("a script");
    let before = newest(&db).await;
    let mut server = Server::on(database, &[("STEWARD_NATS_URL", &url)]).await;
    let bo = server.sign_in(&BO).await;
    let stop = Arc::new(AtomicBool::new(false));
    let booking = tokio::spawn({
        let stop = stop.clone();
        async move {
            let mut turn = 0;
            while !stop.load(Ordering::SeqCst) {
                turn += 1;
                let at = rfc3339(morning(1 + turn / 10) + TimeDelta::hours(turn % 10));
                let (key, resource) = (format!("key-{turn}"), DESKS.id.to_string());
                let fields = [
                    ("key", key.as_str()),
                    ("resource", resource.as_str()),
                    ("at", at.as_str()),
                    ("minutes", "60"),
                    ("name", "Grace Holm"),
                    ("email", "grace@guest.example"),
                    ("people", "1"),
                    ("units", "1"),
                ];
                let path = format!("/o/{}/bookings", HARBOUR.slug);
                while try_post(&bo, &path, &[], &fields).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            turn
        }
    });
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(700)).await;
        let began = Instant::now();
        let reached = "select count(*) from stream_lease where troubled_since is null";
        while sql(reached).one::<(i64,)>(&db).await.expect("a count").0 == 0 {
            assert!(began.elapsed() < PATIENCE, "nobody notices that it is back: {}", server.log_text());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let noticed = away(&server);
        nats.kill();
        while away(&server) == noticed {
            assert!(began.elapsed() < PATIENCE, "nobody notices that it is away: {}", server.log_text());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.kill();
        server.restart().await;
        nats.restart().await;
        // The lease of the node that was killed runs out, as it does in a minute.
        db.run(sql("update stream_lease set leased_until = $1").bind(Clock::system().now() - TimeDelta::minutes(1)))
            .await
            .expect("a row");
    }
    stop.store(true, Ordering::SeqCst);
    let turns = booking.await.expect("somebody books");
    let began = Instant::now();
    let left = "select (select count(*) from events where not dispatched) + (select count(*) from stream_queue)";
    while sql(left).one::<(i64,)>(&db).await.expect("a count").0 > 0 {
        assert!(began.elapsed() < PATIENCE, "events are left: {}", server.log_text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (kept, wanted) = (ids(&nats.kept().await), facts(&db, before).await);
    assert!(wanted.len() >= turns as usize && turns > 3, "{turns} bookings, {} events", wanted.len());
    assert_eq!(kept, wanted);
    let told = away(&server);
    assert!((3..=6).contains(&told), "told once for each time it was away, not for each try: {told}");
    db.close().await;
}

/// How often the log says that the stream was lost.
fn away(server: &Server) -> usize {
    server.log_text().matches("the stream is not reached").count()
}

/// Another node on the same database, whose clock is so far ahead.
fn node(app: &TestApp, ahead: TimeDelta) -> House {
    let clock = Clock::fixed(app.now() + ahead);
    let house = &app.house;
    House::new(house.db.clone(), clock, Ids::system(), house.key.clone(), house.settings.clone(), house.wings)
}

/// Two nodes relay at once; answers how often something was published, and what the stream keeps of it.
async fn both_relay(ahead: TimeDelta) -> (usize, usize, usize) {
    let nats = NatsServer::start().await;
    let app = world(&nats).await;
    let other = node(&app, ahead);
    let before = newest(app.db()).await;
    happen(&app, 3..30).await;
    while events::relay::step(&app.house).await.expect("events can be told") > 0 {}
    let client = nats.client().await;
    let mut heard = client.subscribe(">").await.expect("a subscription");
    client.flush().await.expect("an answer");
    let (one, two) = tokio::join!((LANE.step)(&app.house), (LANE.step)(&other));
    assert!(one.is_ok() && two.is_ok());
    while (LANE.step)(&app.house).await.expect("a step") + (LANE.step)(&other).await.expect("a step") > 0 {}
    client.publish("steward-ends", "".into()).await.expect("a message");
    let mut published = 0;
    // What was published before is heard before.
    while let Some(message) = heard.next().await.filter(|message| message.subject.as_str() != "steward-ends") {
        published += usize::from(message.subject.starts_with("steward."));
    }
    let (kept, wanted) = (ids(&nats.kept().await), facts(app.db(), before).await);
    assert_eq!(kept, wanted);
    (published, kept.len(), wanted.len())
}

#[tokio::test]
async fn of_two_nodes_one_relays() {
    let (published, kept, wanted) = both_relay(TimeDelta::zero()).await;
    assert_eq!((published, kept), (wanted, wanted));
}

#[tokio::test]
async fn a_lease_that_ran_out_too_early_brings_nothing_twice() {
    // The control of the test above: a node whose clock is ahead takes the lease from the other, and both publish. They do
    // not meet every time.
    for _ in 0..MEETINGS {
        let (published, kept, wanted) = both_relay(TimeDelta::minutes(5)).await;
        assert_eq!(kept, wanted, "the stream knows what it has");
        if published > wanted {
            return;
        }
    }
    panic!("the nodes never met");
}

#[tokio::test]
async fn nothing_leaves_a_held_house_and_the_operator_chooses() {
    let mut nats = NatsServer::start().await;
    let app = world(&nats).await;
    nats.kill();
    happen(&app, 3..5).await;
    app.settle().await; // they wait, told
    let epoch = app.house.id();
    let mut tx = app.db().begin().await.expect("a transaction");
    quarantine::hold(&mut tx, Because::Restored, "a backup", epoch, app.now()).await.expect("a hold");
    tx.commit().await.expect("a commit");
    nats.restart().await;
    app.advance(TimeDelta::hours(1));
    happen(&app, 5..6).await;
    app.settle().await;
    assert_eq!(nats.kept().await.len(), 0, "nothing leaves");

    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/console/quarantine").await.expect(200);
    assert!(page.has_text("Events for the stream: Booking confirmed (2)"), "{page}");
    ada.post("/console/quarantine/release", &[("choice", "groups"), ("hours", "")]).await.expect(303);
    app.settle().await;
    let kept = nats.kept().await;
    let bookings = kept.iter().filter(|message| message.subject.ends_with("booking.confirmed")).count();
    assert_eq!(bookings, 1, "what was decided since leaves, what was not chosen does not: {kept:?}");
    let released = kept.iter().find(|message| message.subject == "steward.house.house.released").expect("the release");
    assert_eq!(released.json()["data"]["organisation"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_body_is_what_a_webhook_is_sent() {
    let (nats, sink) = (NatsServer::start().await, Sink::start().await);
    let app = world(&nats).await;
    let ada = app.sign_in(&ADA).await;
    let (_, endpoint) = add(&ada, &sink.url("/hook"), &[], "").await;
    app.settle().await;
    app.advance(TimeDelta::seconds(1));
    let before = newest(app.db()).await;
    happen(&app, 3..4).await;
    app.settle().await;
    let hooks: Vec<serde_json::Value> = sink.got().iter().map(crate::support::sink::Got::json).collect();
    let kept = nats.kept().await;
    let new: Vec<&Kept> = kept.iter().filter(|message| message.id > before.to_string()).collect();
    assert!(!new.is_empty());
    for message in new {
        assert!(hooks.contains(&message.json()), "{message:?}");
        assert_eq!(message.json()["data"]["id"], message.id.as_str());
    }
    let secret = super::webhooks::secret(&ada, endpoint).await;
    for canary in ["Grace", "grace@guest.example", secret.as_str()] {
        assert!(!kept.iter().any(|message| message.body.contains(canary)), "{canary}");
    }
}

/// Something happens to the boardroom that takes this many bytes to tell.
async fn tell_at_length(app: &TestApp, bytes: usize) -> String {
    let org = platform::context::org_by_id(app.db(), HARBOUR.id).await.expect("an organisation");
    let scope = platform::Scope::unattended(&app.house, org, "long");
    let data = serde_json::json!({ "words": "x".repeat(bytes) });
    let fact = events::Fact { kind: "resource.changed", subject_kind: "resource", subject: BOARDROOM.id, data };
    let mut tx = app.db().begin().await.expect("a transaction");
    events::record(&mut tx, &scope, fact).await.expect("an event");
    tx.commit().await.expect("a commit");
    app.advance(TimeDelta::seconds(1));
    newest(app.db()).await.to_string()
}

#[tokio::test]
async fn what_is_too_large_for_the_server_is_put_aside_and_holds_up_nothing() {
    let mut nats = NatsServer::taking(8_192).await;
    let app = world(&nats).await;
    let before = newest(app.db()).await;
    happen(&app, 3..4).await;
    let long = tell_at_length(&app, 8_192).await;
    happen(&app, 4..6).await;
    app.settle().await;
    let mut wanted = facts(app.db(), before).await;
    wanted.retain(|id| *id != long);
    assert_eq!(ids(&nats.kept().await), wanted, "the others have arrived, in order");
    let state = events::stream::state(app.db()).await.expect("a state");
    assert!(state.waiting == 0 && state.aside == 1 && state.trouble.is_none(), "{state:?}");
    assert!(state.aside_why.ends_with("bytes are more than the server takes: 8192"), "{state:?}");
    let metrics = insight::console::metrics::text(&app.house).await.expect("metrics");
    assert!(metrics.contains("\nsteward_stream_events_put_aside 1\n"), "{metrics}");
    let page = health(&app).await;
    assert!(page.contains("1 event is put aside") && page.contains("Raise max_payload"), "{page}");
    let before = wanted.len();

    // A server that takes more has it with the next event.
    nats.kill();
    nats.max_payload = Some(16_384);
    nats.restart().await;
    happen(&app, 6..7).await;
    app.settle().await;
    let kept = ids(&nats.kept().await);
    assert!(kept.len() > before + 1 && kept[before..].contains(&long), "{long} is not in {kept:?}");
    assert_eq!(events::stream::state(app.db()).await.expect("a state").aside, 0);
    assert!(health(&app).await.contains("The stream has every event."));
}

#[tokio::test]
async fn what_is_too_large_for_the_stream_alone_is_put_aside_likewise() {
    let nats = NatsServer::start().await;
    let limited = stream::Config {
        name: "steward".to_owned(),
        subjects: vec!["steward.>".to_owned()],
        max_message_size: 8_192,
        ..stream::Config::default()
    };
    nats.jetstream().await.create_stream(limited).await.expect("a stream");
    let app = world(&nats).await;
    let before = newest(app.db()).await;
    let long = tell_at_length(&app, 8_192).await;
    happen(&app, 3..4).await;
    app.settle().await;
    let mut wanted = facts(app.db(), before).await;
    wanted.retain(|id| *id != long);
    assert_eq!(ids(&nats.kept().await), wanted);
    let state = events::stream::state(app.db()).await.expect("a state");
    assert!(state.aside == 1 && state.trouble.is_none() && state.aside_why.ends_with(": 8192"), "{state:?}");
    happen(&app, 4..5).await;
    app.settle().await;
    assert_eq!(events::stream::state(app.db()).await.expect("a state").aside, 1, "it is not tried in vain");
}

#[tokio::test]
async fn a_server_is_believed_by_the_authority_that_was_named_and_by_no_other() {
    let nats = NatsServer::encrypted().await;
    let (good, wrong) = nats.believing();
    let app = TestApp::with(Furnishing::World, |settings| settings.stream = Some(wrong)).await;
    app.db().script("update events set dispatched = true").await.expect("a script");
    happen(&app, 3..4).await;
    app.settle().await;
    let (_, why) = events::stream::state(app.db()).await.expect("a state").trouble.expect("it is not believed");
    assert!(why.contains("is of no authority that is believed here (--nats-certificate)"), "{why}");
    assert!(nats.kept().await.is_empty());
    let mut settings = app.house.settings.clone();
    settings.stream = Some(good);
    let clock = Clock::fixed(app.now());
    let house = House::new(app.db().clone(), clock, Ids::system(), app.house.key.clone(), settings, app.house.wings);
    assert!((LANE.step)(&house).await.expect("a step") > 0);
    assert!(!nats.kept().await.is_empty());
    assert!(events::stream::state(app.db()).await.expect("a state").trouble.is_none());
}

#[tokio::test]
async fn it_begins_when_it_is_configured_and_keeps_to_a_stream_that_is_there() {
    let nats = NatsServer::start().await;
    let limited = stream::Config {
        name: "steward".to_owned(),
        subjects: vec!["steward.>".to_owned()],
        max_messages: 1_000,
        duplicate_window: Duration::from_secs(60),
        ..stream::Config::default()
    };
    let made = nats.jetstream().await.create_stream(limited).await.expect("a stream").cached_info().config.clone();
    let app = TestApp::start().await;
    happen(&app, 3..5).await;
    app.settle().await;
    let mut settings = app.house.settings.clone();
    settings.stream = Some(nats.stream());
    let clock = Clock::fixed(app.now());
    let house = House::new(app.db().clone(), clock, Ids::system(), app.house.key.clone(), settings, app.house.wings);
    let before = newest(app.db()).await;
    app.advance(TimeDelta::seconds(1));
    // A suspended organisation is relayed like others.
    happen(&app, 5..6).await;
    app.db()
        .run(sql("update organisations set suspended_at = $1 where id = $2").bind(app.now()).bind(HARBOUR.id))
        .await
        .expect("a row");
    while events::relay::step(&house).await.expect("events can be told") > 0 {}
    while (LANE.step)(&house).await.expect("a step") > 0 {}
    assert_eq!(ids(&nats.kept().await), facts(app.db(), before).await);
    let mut found = nats.jetstream().await.get_stream("steward").await.expect("a stream");
    assert_eq!(found.info().await.expect("a state").config, made, "it is as it was");
}

#[tokio::test]
async fn a_server_that_wants_a_password_gets_it_and_no_page_shows_it() {
    let nats = NatsServer::with(Some("a lantern at sea")).await;
    let stream = |password: &str| {
        let mut stream = nats.stream();
        stream.url = stream.url.replace("a lantern at sea", password);
        stream
    };
    let right = stream("a%20lantern%20at%20sea");
    let app = TestApp::with(Furnishing::World, |settings| settings.stream = Some(stream("wrong-canary"))).await;
    app.db().script("update events set dispatched = true").await.expect("a script");
    happen(&app, 3..4).await;
    app.settle().await;
    let (_, why) = events::stream::state(app.db()).await.expect("a state").trouble.expect("it is not let in");
    assert!(!why.contains("canary") && !health(&app).await.contains("canary"), "{why}");
    assert!(!format!("{:?}", app.house.settings).contains("canary"));
    let mut settings = app.house.settings.clone();
    settings.stream = Some(right);
    let clock = Clock::fixed(app.now());
    let house = House::new(app.db().clone(), clock, Ids::system(), app.house.key.clone(), settings, app.house.wings);
    assert!((LANE.step)(&house).await.expect("a step") > 0);
    assert!(!nats.kept().await.is_empty());
}
