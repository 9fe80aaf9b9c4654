//! Two web nodes and a worker on one Postgres. On SQLite, which has one node, there is nothing to see here.

use crate::bookings::desk::book;
use crate::bookings::harness::{morning, try_post};
use crate::support::smtp::SmtpServer;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, BO, Browser, Database, Furnishing, HARBOUR, Server, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::db::{Db, sql};
use kernel::time::rfc3339;
use platform::House;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long anything may take to happen.
const PATIENCE: Duration = Duration::from_secs(60);

fn on_postgres() -> bool {
    std::env::var("STEWARD_TEST_DATABASE").is_ok()
}

/// `steward work`, killed when it is dropped.
struct Worker(Child);

impl Worker {
    fn start(server: &Server, settings: &[(&str, &str)]) -> Worker {
        let child = Command::new(env!("CARGO_BIN_EXE_steward"))
            .arg("work")
            .env("STEWARD_DATA", &server.folder)
            .env("DATABASE_URL", server.database_url())
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary can be started");
        Worker(child)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn count(db: &Db, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(db).await.expect("rows can be counted").0
}

async fn until_settled(db: &Db) {
    let began = Instant::now();
    while count(db, "select (select count(*) from events where not dispatched) + (select count(*) from messages where status in ('queued', 'sending', 'deferred'))").await > 0 {
        assert!(began.elapsed() < PATIENCE, "the nodes do not come to rest");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn fields(key: &str, resource: &str, at: &str, email: &str) -> [(&'static str, String); 8] {
    [
        ("key", key.to_owned()),
        ("resource", resource.to_owned()),
        ("at", at.to_owned()),
        ("minutes", "60".to_owned()),
        ("name", "Grace Holm".to_owned()),
        ("email", email.to_owned()),
        ("people", "1".to_owned()),
        ("units", "1".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_and_a_worker_tick_once_mail_once_and_know_every_session() {
    if !on_postgres() {
        return;
    }
    let mail = SmtpServer::start().await;
    let port = mail.port().to_string();
    let settings = [
        ("STEWARD_SMTP_HOST", "127.0.0.1"),
        ("STEWARD_SMTP_PORT", port.as_str()),
        ("STEWARD_SMTP_TLS", "none"),
        ("STEWARD_SECRET_KEY", "the same key on every node, as it must be"),
        ("STEWARD_DATABASE_CONNECTIONS", "10"),
    ];
    let database = Database::fresh(Furnishing::World).await;
    let db = database.open().await;
    // Whatever is enqueued is written down: jobs that are done leave no trace.
    db.script(
        "create table enqueued (name text not null, at timestamptz not null default clock_timestamp());
         create function note_job() returns trigger language plpgsql as $$ begin insert into enqueued (name) values (new.name); return new; end $$;
         create trigger note_job after insert on jobs for each row execute function note_job();",
    )
    .await
    .expect("a script");
    let one = Server::on(database, &settings).await;
    let (two, _worker) = (one.beside(&settings).await, Worker::start(&one, &settings));
    // Signed in at one node, known at the other.
    let session = one.sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let clients: Vec<Browser> = (0..6usize)
        .map(|number| {
            let client = if number % 2 == 0 { one.guest() } else { two.guest() };
            client.set_cookie("steward", &session);
            client
        })
        .collect();
    let mut asking = Vec::new();
    for (number, client) in clients.into_iter().enumerate() {
        asking.push(tokio::spawn(async move {
            for turn in 0..8i64 {
                let at = rfc3339(morning(1 + number as i64) + TimeDelta::hours(turn));
                let (key, email) = (format!("node-{number}-{turn}"), format!("guest-{number}-{turn}@example.org"));
                let fields = fields(&key, &DESKS.id.to_string(), &at, &email);
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let path = format!("/o/{}/bookings", HARBOUR.slug);
                try_post(&client, &path, &[], &fields).await.expect("an answer").expect(303);
            }
        }));
    }
    for task in asking {
        task.await.expect("everybody booked");
    }
    until_settled(&db).await;
    tokio::time::sleep(Duration::from_secs(6)).await; // a beat of every node's heart
    let mut received = std::collections::BTreeMap::<String, usize>::new();
    for message in mail.messages() {
        message
            .to
            .iter()
            .filter(|to| to.starts_with("guest-"))
            .for_each(|to| *received.entry(to.clone()).or_default() += 1);
    }
    assert_eq!(received.len(), 48, "everybody was written to");
    assert!(received.values().all(|times| *times == 1), "and once: {received:?}");
    // Jobs before ticks: one more tick in between makes no difference.
    let jobs: Vec<(String, i64)> =
        sql("select name, count(*) from enqueued group by name").all(&db).await.expect("jobs can be read");
    let ticks: Vec<(String, i64, i64)> = sql(
        "select task, count(*), count(distinct date_trunc('minute', due_at)) from ticks group by task order by task",
    )
    .all(&db)
    .await
    .expect("ticks can be read");
    assert!(ticks.len() >= 4, "{ticks:?}");
    for (task, ticks, dues) in ticks {
        assert_eq!(ticks, dues, "{task} is due once, whoever looks");
        let enqueued = jobs.iter().find(|(name, _)| *name == task).map_or(0, |(_, enqueued)| *enqueued);
        assert!((1..=ticks).contains(&enqueued), "{task}: {enqueued} jobs for {ticks} ticks, whoever saw them first");
    }
    db.close().await;
}

/// Three nodes in process look at the schedules at the same moment, many times; how often a tick made two jobs.
async fn double_ticks(guarded: bool) -> usize {
    let database = Database::fresh(Furnishing::World).await;
    let first = TestApp::on(database, |_| {}).await;
    if !guarded {
        first.db().script("alter table ticks drop constraint ticks_pkey").await.expect("a script");
    }
    let another = || {
        House::new(
            first.db().clone(),
            first.clock.clone(),
            kernel::id::Ids::system(),
            first.house.key.clone(),
            first.house.settings.clone(),
            steward::registry::WINGS,
        )
    };
    let (second, third) = (another(), another());
    let mut doubles = 0;
    for _ in 0..30 {
        first.advance(TimeDelta::minutes(5));
        let ticks = futures::join!(
            platform::jobs::tick(&first.house),
            platform::jobs::tick(&second),
            platform::jobs::tick(&third)
        );
        assert!(ticks.0.is_ok() && ticks.1.is_ok() && ticks.2.is_ok(), "{ticks:?}");
        let made = count(first.db(), "select count(*) from ticks").await;
        let different = count(first.db(), "select count(distinct (task, due_at)) from ticks").await;
        doubles += usize::from(made > different);
    }
    assert!(count(first.db(), "select count(*) from ticks").await >= 30, "schedules came due");
    doubles
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tick_belongs_to_one_node_and_without_its_key_it_would_not() {
    if !on_postgres() {
        return;
    }
    assert_eq!(double_ticks(true).await, 0);
    assert!(double_ticks(false).await > 0, "the test would see it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_at_one_node_hears_what_happens_at_the_other() {
    if !on_postgres() {
        return;
    }
    let settings = [("STEWARD_SECRET_KEY", "the same key on every node, as it must be")];
    let one = Server::with(Furnishing::World, &settings).await;
    let two = one.beside(&settings).await;
    let (here, there) = (one.sign_in(&BO).await, two.sign_in(&ADA).await);
    let mut first = Ears::open(&one, &here).await;
    let mut second = Ears::open(&two, &there).await;
    for (hour, at) in [(10, &here), (12, &there)] {
        book(at, &BOARDROOM, &format!("2030-03-05T{hour}:00"), 60, "grace@example.org").await;
        // Whichever node's relay tells it, both pages hear it.
        first.hear("bookings-changed").await;
        second.hear("bookings-changed").await;
    }
}

/// An open stream of events at a node.
struct Ears {
    socket: TcpStream,
    heard: String,
}

impl Ears {
    async fn open(server: &Server, browser: &Browser) -> Ears {
        let mut socket = TcpStream::connect(server.address).await.expect("a connection");
        let session = browser.cookie("steward").expect("somebody is signed in");
        let request = format!(
            "GET /o/harbour-house/live HTTP/1.1\r\nHost: {}\r\nCookie: steward={session}\r\n\r\n",
            server.address
        );
        socket.write_all(request.as_bytes()).await.expect("a connection");
        let mut ears = Ears { socket, heard: String::new() };
        ears.hear("200 OK").await;
        ears
    }

    /// Waits until this is heard; what came before it is forgotten.
    async fn hear(&mut self, word: &str) {
        let all = async {
            loop {
                if let Some(at) = self.heard.find(word) {
                    self.heard.drain(..at + word.len());
                    return;
                }
                let mut buffer = [0; 1_024];
                let read = self.socket.read(&mut buffer).await.expect("the stream can be read");
                assert!(read > 0, "the stream stays open");
                self.heard.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
        };
        tokio::time::timeout(Duration::from_secs(15), all).await.unwrap_or_else(|_| panic!("{word} was not heard"));
    }
}

/// Sends each request to a node that says it is ready, as a balancer does.
struct Balancer {
    ready: [AtomicBool; 2],
    turn: AtomicUsize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_restarted_one_after_the_other_without_a_failed_request() {
    if !on_postgres() {
        return;
    }
    let settings =
        [("STEWARD_SECRET_KEY", "the same key on every node, as it must be"), ("STEWARD_DATABASE_CONNECTIONS", "10")];
    let mut nodes = [Server::with(Furnishing::World, &settings).await, Server::start().await];
    nodes[1] = nodes[0].beside(&settings).await;
    let addresses = [nodes[0].address, nodes[1].address];
    let session = nodes[0].sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let balancer =
        Arc::new(Balancer { ready: [AtomicBool::new(true), AtomicBool::new(true)], turn: AtomicUsize::new(0) });
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = Vec::new();
    for (node, address) in addresses.into_iter().enumerate() {
        let (balancer, stop) = (balancer.clone(), stop.clone());
        tasks.push(tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                let browser = Browser::on_socket(address);
                let asked = browser.try_send(Method::GET, "/readyz", &[], None);
                let ready = tokio::time::timeout(Duration::from_secs(5), asked)
                    .await
                    .is_ok_and(|answer| answer.is_ok_and(|answer| answer.status.is_success()));
                balancer.ready[node].store(ready, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            0
        }));
    }
    for number in 0..4usize {
        let (balancer, stop, session) = (balancer.clone(), stop.clone(), session.clone());
        tasks.push(tokio::spawn(async move {
            let mut served = 0;
            while !stop.load(Ordering::SeqCst) {
                let turn = balancer.turn.fetch_add(1, Ordering::SeqCst);
                let ready =
                    (0..2).map(|step| (turn + step) % 2).find(|node| balancer.ready[*node].load(Ordering::SeqCst));
                let node = ready.expect("one node is always ready");
                let client = Browser::on_socket(addresses[node]);
                client.set_cookie("steward", &session);
                let answer = if turn.is_multiple_of(3) {
                    let at = rfc3339(morning(1 + (turn / 8) as i64 % 80) + TimeDelta::hours(turn as i64 % 8));
                    let fields =
                        fields(&format!("roll-{number}-{turn}"), &DESKS.id.to_string(), &at, "grace@example.org");
                    let fields: Vec<(&str, &str)> =
                        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    try_post(&client, &format!("/o/{}/bookings", HARBOUR.slug), &[], &fields).await
                } else {
                    client.try_send(Method::GET, "/o/harbour-house/bookings", &[], None).await
                };
                let answer = answer.unwrap_or_else(|error| panic!("node {node}: {error}"));
                assert!(answer.status.as_u16() < 500, "node {node}: {}", answer.status);
                served += 1;
            }
            served
        }));
    }
    for node in [0, 1, 0] {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let status = nodes[node].terminate().await;
        assert!(status.success(), "{status}: {}", nodes[node].log_text());
        nodes[node].restart().await;
        let began = Instant::now();
        while !balancer.ready[node].load(Ordering::SeqCst) {
            assert!(began.elapsed() < PATIENCE, "node {node} does not come back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::SeqCst);
    let mut served = 0;
    for task in tasks {
        served += task.await.expect("every request was answered");
    }
    assert!(served > 20, "people were served meanwhile: {served}");
}
