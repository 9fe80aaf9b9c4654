//! Endpoints that fail: how long they are tried, whom they hold up, when they are given up; and a house that is killed.

use super::book;
use super::webhooks::{PAGE, add, deliveries};
use crate::support::sink::{Say, Sink};
use crate::support::world::{BOARDROOM, PROJECTOR};
use crate::support::{ADA, BO, Furnishing, HARBOUR, Server, TestApp};
use chrono::TimeDelta;
use insight::webhooks::model::Status;
use insight::webhooks::store;
use kernel::db::sql;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

async fn a_booking(app: &TestApp, hour: u32) {
    let at = |hour: u32| format!("2026-03-04T{hour:02}:00");
    book(app, &HARBOUR, &BO, &BOARDROOM, &at(hour), &at(hour + 1), "Board").await;
}

/// Lets time pass until nothing waits any more, as the house would; answers how many steps of time it took.
async fn wait_it_out(app: &TestApp, endpoint: Uuid) -> usize {
    for step in 0..500 {
        app.settle().await;
        let waiting: Vec<_> = deliveries(app, endpoint).await.into_iter().filter(|one| !one.status.is_over()).collect();
        if waiting.is_empty() {
            return step;
        }
        app.advance(TimeDelta::minutes(30));
    }
    panic!("it never ends");
}

#[tokio::test]
async fn a_delivery_is_tried_for_days_and_then_given_up_and_may_be_sent_again() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &["booking."], "").await;
    sink.usually(Say::Status(503, "busy"));
    a_booking(&app, 10).await;
    let started = app.now();
    wait_it_out(&app, id).await;
    let sent = deliveries(&app, id).await;
    assert_eq!((sent[0].status, sent[0].attempts, sink.got().len()), (Status::Failed, 10, 10));
    assert!(app.now() - started > TimeDelta::days(3) && app.now() - started < TimeDelta::days(5));
    let page = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
    assert!(page.has_text("Nothing has arrived since"), "{page}");
    sink.usually(Say::Status(204, ""));
    ada.send_form(&page.form(&format!("{PAGE}/{id}/replay")).set("days", "7")).await.expect(303);
    wait_it_out(&app, id).await;
    assert_eq!(deliveries(&app, id).await[0].status, Status::Delivered);
    assert!(store::endpoint(app.db(), HARBOUR.id, id).await.unwrap().failing_since.is_none());
    let ids: BTreeSet<String> = sink.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn what_left_and_was_never_answered_ends_as_uncertain() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &["booking."], "").await;
    sink.next(Say::Drop);
    sink.usually(Say::Status(400, "no"));
    a_booking(&app, 10).await;
    wait_it_out(&app, id).await;
    let sent = deliveries(&app, id).await;
    assert_eq!((sent[0].status, sent[0].attempts), (Status::Uncertain, 10));
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_and_its_keepers_are_told() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &["booking."], "").await;
    sink.usually(Say::Status(410, ""));
    a_booking(&app, 10).await;
    app.settle().await;
    let endpoint = store::endpoint(app.db(), HARBOUR.id, id).await.unwrap();
    assert!(!endpoint.enabled && endpoint.disabled_reason.contains("410"));
    let mails = app.mail_to(ADA.email).await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.kind == "webhook.disabled").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].link("/webhooks/").ends_with(&id.to_string()));
    assert_eq!(app.mail_to(BO.email).await.iter().filter(|mail| mail.kind == "webhook.disabled").count(), 0);
    app.advance(TimeDelta::days(1));
    app.settle().await;
    assert_eq!(sink.got().len(), 1, "it is left alone");
    let page = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
    assert!(page.has_text("The house disabled this webhook"), "{page}");
    sink.usually(Say::Status(200, ""));
    ada.send_form(&page.form("/resumption")).await.expect(303);
    app.settle().await;
    assert_eq!(deliveries(&app, id).await[0].status, Status::Delivered, "what waited goes on");
}

#[tokio::test]
async fn an_endpoint_that_fails_for_five_days_is_disabled_once() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &["booking."], "").await;
    sink.usually(Say::Status(500, ""));
    for hour in 8..12 {
        a_booking(&app, hour).await;
        app.settle().await;
        app.advance(TimeDelta::days(2));
    }
    for _ in 0..3 {
        app.settle().await;
        app.advance(TimeDelta::days(1));
    }
    assert!(!store::endpoint(app.db(), HARBOUR.id, id).await.unwrap().enabled);
    let mails = app.mail_to(ADA.email).await;
    assert_eq!(mails.iter().filter(|mail| mail.kind == "webhook.disabled").count(), 1);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "webhook.disabled", 9).await.unwrap();
    assert_eq!(facts.len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_is_silent_holds_up_nobody_else() {
    let silent = Sink::start().await;
    let (quick, settings) = (Sink::start().await, [("STEWARD_EGRESS_ALLOW", "127.0.0.1")]);
    silent.usually(Say::Silence);
    let server = Server::with(Furnishing::World, &settings).await;
    let ada = server.sign_in(&ADA).await;
    let (_, stuck) = add(&ada, &silent.url("/"), &[], "webhook.").await;
    let db = server.db().await;
    fill(&db, stuck, 400).await;
    let started = Instant::now();
    while silent.got().len() < 30 {
        assert!(started.elapsed() < Duration::from_secs(10), "the silent one is being called");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (page, id) = add(&ada, &quick.url("/"), &[], "webhook.test").await;
    let asked = Instant::now();
    ada.send_form(&page.form(&format!("{PAGE}/{id}/test"))).await.expect(303);
    while quick.got().is_empty() {
        assert!(asked.elapsed() < Duration::from_secs(5), "the other one waits for the silent one");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(silent.got().len() < 150, "one endpoint has a part of the places only: {}", silent.got().len());
    db.close().await;
}

/// Deliveries that wait for an endpoint.
async fn fill(db: &kernel::db::Db, endpoint: Uuid, count: u128) {
    let now = kernel::time::Clock::system().now();
    let new = (0..count).map(|number| store::New {
        id: Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0000 + number),
        endpoint,
        event: None,
        kind: "webhook.test".to_owned(),
        payload: format!("{{\"number\":{number}}}"),
    });
    let mut tx = db.begin().await.unwrap();
    store::add_deliveries(&mut tx, HARBOUR.id, new.collect(), now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Kills the house while it sends; answers how many deliveries arrived, and how many of them more than once.
async fn killed_while_sending(guard: bool) -> (usize, usize, usize) {
    const DELIVERIES: u128 = 600;
    let sink = Sink::start().await;
    let mut server = Server::with(Furnishing::World, &[("STEWARD_EGRESS_ALLOW", "127.0.0.1")]).await;
    let ada = server.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &[], "webhook.test").await;
    let db = server.db().await;
    if !guard {
        // Without leases that run out, what a killed lane had taken is nobody's.
        db.script(match db.engine() {
            kernel::db::Engine::Sqlite => "create trigger no_release before update on webhook_deliveries when old.status = 'sending' and new.status = 'pending' and new.may_have_come begin select raise(ignore); end",
            kernel::db::Engine::Postgres => "create function no_release() returns trigger language plpgsql as $$ begin return null; end $$; create trigger no_release before update on webhook_deliveries for each row when (old.status = 'sending' and new.status = 'pending' and new.may_have_come) execute function no_release()",
        }).await.unwrap();
    }
    sink.usually(Say::Slow(Duration::from_millis(30)));
    fill(&db, id, DELIVERIES).await;
    for _ in 0..3 {
        let before = sink.got().len();
        let started = Instant::now();
        while sink.got().len() < before + 40 && started.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.kill();
        // The lease of what was under way runs out at once, instead of in a minute.
        let statement =
            sql("update webhook_deliveries set leased_until = created_at where org_id = $1 and status = 'sending'");
        db.run(statement.bind(HARBOUR.id)).await.unwrap();
        server.restart().await;
    }
    let started = Instant::now();
    loop {
        let (open,): (i64,) =
            sql("select count(*) from webhook_deliveries where org_id = $1 and status <> 'delivered'")
                .bind(HARBOUR.id)
                .one(&db)
                .await
                .unwrap();
        if open == 0 || started.elapsed() > Duration::from_secs(if guard { 40 } else { 12 }) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (done,): (i64,) = sql("select count(*) from webhook_deliveries where org_id = $1 and status = 'delivered'")
        .bind(HARBOUR.id)
        .one(&db)
        .await
        .unwrap();
    db.close().await;
    let got = sink.got();
    let ids: BTreeSet<&str> = got.iter().map(|got| got.header("webhook-id")).collect();
    (done as usize, ids.len(), got.len() - ids.len())
}

#[tokio::test]
async fn a_house_that_is_killed_while_it_sends_delivers_everything_under_the_same_ids() {
    let (done, arrived, twice) = killed_while_sending(true).await;
    assert_eq!((done, arrived), (600, 600));
    assert!(twice <= 3 * 96, "only what was under way is sent twice: {twice}");
}

#[tokio::test]
async fn without_leases_that_run_out_a_killed_house_forgets_deliveries() {
    let (done, _, _) = killed_while_sending(false).await;
    assert!(done < 600, "nothing but the leases may keep this promise");
    let _ = PROJECTOR; // the world has more than a boardroom
}

#[tokio::test]
async fn two_nodes_that_lease_at_once_never_take_the_same_delivery() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, "http://127.0.0.1:9/", &[], "webhook.test").await;
    let later = kernel::time::Clock::system().now() + TimeDelta::days(1);
    app.advance(later - app.now());
    fill(app.db(), id, 300).await;
    let mut taken = Vec::new();
    loop {
        let shots = (0..8).map(|_| store::lease(&app.house, 16, &[]));
        let found: Vec<Uuid> = futures::future::join_all(shots)
            .await
            .into_iter()
            .flat_map(|leased| leased.unwrap_or_default())
            .map(|leased| leased.id)
            .collect();
        if found.is_empty() {
            break;
        }
        taken.extend(found);
    }
    let distinct: BTreeSet<&Uuid> = taken.iter().collect();
    assert_eq!((taken.len(), distinct.len()), (300, 300));
}
