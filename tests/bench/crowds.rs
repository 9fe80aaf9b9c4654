//! Figures of many at once: deliveries to other systems, pages that listen, and clients who never finish what they say.

use crate::cost::Account;
use crate::figures::Figure;
use crate::fill;
use crate::support::dribble::dribble;
use crate::support::sink::Sink;
use crate::support::{ADA, BO, Browser, Furnishing, HARBOUR, Server};
use axum::http::Method;

use kernel::db::{batches, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use kernel::values;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Endpoints that are called.
const ENDPOINTS: usize = 8;
/// Deliveries that wait when the house starts.
const DELIVERIES: usize = 20_000;
/// Pages that listen.
const LISTENERS: usize = 1_000;
/// Clients who dribble.
const DRIBBLERS: usize = 2_000;
/// Requests of somebody else meanwhile.
const REQUESTS: usize = 1_000;
/// How long any of it may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Signed deliveries to a server on this machine, from the first that arrives to the last.
pub async fn webhooks() -> Vec<Figure> {
    let sink = Sink::start().await;
    let mut server = Server::with(Furnishing::World, &[("STEWARD_EGRESS_ALLOW", "127.0.0.1")]).await;
    let ada = server.sign_in(&ADA).await;
    let mut endpoints = Vec::new();
    for number in 0..ENDPOINTS {
        let form = ada.get(&format!("/o/{}/webhooks/new", HARBOUR.slug)).await.expect(200);
        let form = form.form("#form").set("url", &sink.url(&format!("/{number}"))).set("description", "Sink");
        let made = ada.send_form(&form.set("family", "booking.")).await.expect(303);
        endpoints.push(made.location().rsplit('/').next().expect("an id").parse::<Uuid>().expect("an id"));
    }
    let (db, ids) = (server.db().await, Ids::seeded(4));
    fill::settle(&db).await;
    server.terminate().await;
    let (now, payload) =
        (Clock::system().now(), format!("{{\"type\":\"booking.confirmed\",\"data\":\"{}\"}}", "x".repeat(600)));
    let rows: Vec<usize> = (0..DELIVERIES).collect();
    let mut tx = db.begin().await.expect("a transaction");
    for batch in batches(rows) {
        let rows = batch.into_iter().map(|number| {
            let endpoint = endpoints[number % ENDPOINTS];
            values![ids.id(now), HARBOUR.id, endpoint, "booking.confirmed", payload.clone(), "pending", now, now]
        });
        sql("insert into webhook_deliveries (id, org_id, endpoint_id, kind, payload, status, due_at, created_at) values ")
            .with_rows(rows)
            .run(&mut tx)
            .await
            .expect("deliveries");
    }
    tx.commit().await.expect("deliveries");
    let before = sink.count();
    server.restart().await;
    let account = Account::of(server.process(), &db).await;
    let (asked, cpu) = (Instant::now(), account.cpu());
    let mut begun = None;
    loop {
        let arrived = sink.count() - before;
        if arrived > 0 && begun.is_none() {
            begun = Some((Instant::now(), arrived));
        }
        if arrived >= DELIVERIES {
            break;
        }
        assert!(asked.elapsed() < PATIENCE, "only {arrived} deliveries arrived");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (begun, first) = begun.expect("some arrived");
    let rate = (DELIVERIES - first) as f64 / begun.elapsed().as_secs_f64();
    let cpu = (account.cpu() - cpu) / DELIVERIES as u32;
    db.close().await;
    vec![
        Figure::new(
            format!("Webhooks to {ENDPOINTS} endpoints on this machine"),
            "1,000 a second",
            format!("{rate:.0} a second"),
        ),
        Figure::new("CPU for a delivery", "none", format!("{:.2} ms", cpu.as_secs_f64() * 1_000.0)),
    ]
}

/// Memory while a thousand pages listen.
pub async fn listeners() -> Vec<Figure> {
    let server = Server::with(Furnishing::World, &[]).await;
    let db = server.db().await;
    let session = server.sign_in(&ADA).await.cookie("steward").expect("Ada is signed in");
    let account = Account::of(server.process(), &db).await;
    let before = account.memory();
    let mut open = Vec::with_capacity(LISTENERS);
    for _ in 0..LISTENERS {
        let mut socket = TcpStream::connect(server.address).await.expect("a connection");
        let head = format!(
            "GET /o/{}/live HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nCookie: steward={session}\r\n\r\n",
            HARBOUR.slug, server.address
        );
        socket.write_all(head.as_bytes()).await.expect("a request");
        let mut answer = [0; 512];
        let read = socket.read(&mut answer).await.expect("an answer");
        assert!(answer[..read].starts_with(b"HTTP/1.1 200"), "a stream: {}", String::from_utf8_lossy(&answer[..read]));
        open.push(socket);
    }
    let memory = account.memory();
    db.close().await;
    let value = format!("{memory:.0} MB ({before:.0} MB before)");
    vec![Figure::new(format!("Memory while {LISTENERS} pages listen"), "100 MB", value)]
}

/// How long others wait while two thousand sockets dribble: half of them in their headers, half in their body.
pub async fn dribblers() -> Vec<Figure> {
    let server = Server::with(Furnishing::World, &[]).await;
    let bo = server.sign_in(&BO).await;
    let quiet = waits(&bo).await;
    let (open, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut dribbling = tokio::task::JoinSet::new();
    for number in 0..DRIBBLERS {
        let (address, open, stop) = (server.address, open.clone(), stop.clone());
        dribbling.spawn(async move {
            // Who is sent away comes back.
            while !stop.load(Ordering::SeqCst) {
                dribble(address, number, open.clone(), stop.clone()).await;
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let loud = waits(&bo).await;
    stop.store(true, Ordering::SeqCst);
    while dribbling.join_next().await.is_some() {}
    let value =
        format!("{:.1} ms ({:.1} ms without them)", loud.as_secs_f64() * 1_000.0, quiet.as_secs_f64() * 1_000.0);
    vec![Figure::new(format!("99 of 100 waits for the calendar while {DRIBBLERS} sockets dribble"), "200 ms", value)]
}

/// What 99 of 100 requests did not exceed.
async fn waits(browser: &Browser) -> Duration {
    let page = format!("/o/{}/calendar", HARBOUR.slug);
    let mut waits = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let asked = Instant::now();
        browser.send(Method::GET, &page, &[], None).await.expect(200);
        waits.push(asked.elapsed());
    }
    waits.sort_unstable();
    waits[REQUESTS * 99 / 100]
}
