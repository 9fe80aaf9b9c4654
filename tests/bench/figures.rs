//! The figures, one by one.

use crate::cost::Account;
use crate::crowds;
use crate::fill;
use crate::inventory;
use crate::support::api::keep_token;
use crate::support::{ADA, Browser, Furnishing, HARBOUR, QUARRY, Server, world};
use crate::yardstick;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::crypto::sha256_hex;
use kernel::db::{Db, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Clients that write at once.
const WRITERS: usize = 32;
/// Bookings they make together.
const CREATES: usize = 30_000;
/// Requests before a page is measured.
const WARM_UP: usize = 20;
/// Weeks whose slots make a month.
const WEEKS: i64 = 5;
/// What browsers ask for.
const ENCODINGS: (&str, &str) = ("accept-encoding", "gzip, deflate, br, zstd");
/// How long the relay may take to catch up.
const DRAIN_PATIENCE: Duration = Duration::from_secs(120);

/// Something measured.
pub struct Figure {
    /// What.
    pub name: String,
    /// What it should be.
    pub goal: String,
    /// What it is.
    pub value: String,
}

impl Figure {
    /// Tells it at once, too.
    pub fn new(name: impl Into<String>, goal: &str, value: impl Into<String>) -> Figure {
        let figure = Figure { name: name.into(), goal: goal.to_owned(), value: value.into() };
        eprintln!("{}: {}", figure.name, figure.value);
        figure
    }

    /// As one process tells it another.
    pub fn line(&self) -> String {
        format!("figure\t{}\t{}\t{}", self.name, self.goal, self.value)
    }

    /// Reads [`Figure::line`].
    pub fn parse(line: &str) -> Option<Figure> {
        let mut parts = line.strip_prefix("figure\t")?.split('\t').map(str::to_owned);
        Some(Figure { name: parts.next()?, goal: parts.next()?, value: parts.next()? })
    }
}

/// Measures these groups of figures, or all of them, on this process's engine.
pub async fn all(groups: &[String]) -> Vec<Figure> {
    let wants = |name: &str| groups.is_empty() || groups.iter().any(|group| group == name);
    let mut figures = vec![yardstick::figure().await];
    if wants("pages") {
        figures.extend(pages().await);
    }
    if wants("statements") {
        figures.extend(statements().await);
    }
    if wants("creates") {
        figures.extend(creates().await);
    }
    if wants("webhooks") {
        figures.extend(crowds::webhooks().await);
    }
    if wants("listeners") {
        figures.extend(crowds::listeners().await);
    }
    if wants("dribblers") {
        figures.extend(crowds::dribblers().await);
    }
    if wants("assets") {
        figures.extend(inventory::all().await);
    }
    figures
}

fn list_page() -> String {
    format!("/o/{}/bookings", HARBOUR.slug)
}

fn calendar_page() -> String {
    format!("/o/{}/calendar?view=week", HARBOUR.slug)
}

fn api_list() -> String {
    format!("/api/v1/orgs/{}/bookings?limit=50", HARBOUR.slug)
}

fn slots_page(week: i64) -> String {
    let day = (Clock::system().now() + TimeDelta::days(1 + 7 * week)).date_naive();
    format!("/b/{}/{}?day={day}", QUARRY.slug, world::WEIGHBRIDGE.slug)
}

/// What pages cost, and what the program holds in memory after them.
async fn pages() -> Vec<Figure> {
    // Without the limit of calls a minute, which is meant for programs that nobody measures.
    let server = Server::with(Furnishing::World, &[("STEWARD_API_RATE", "1000000")]).await;
    let (db, ids) = (server.db().await, Ids::seeded(1));
    let rooms = fill::resources(&db, &ids).await;
    fill::bookings(&db, &ids, &rooms).await;
    fill::history(&db, &ids).await;
    fill::settle(&db).await;
    let account = Account::of(server.process(), &db).await;
    let ada = server.sign_in(&ADA).await;
    let list = visit(&account, &ada, &[list_page()], 2_000).await;
    let calendar = visit(&account, &ada, &[calendar_page()], 100).await;
    let token = format!("Bearer {}", keep_token(&db, ADA.id, None, None).await);
    let api = visit_with(&account, &server.guest(), &[api_list()], 2_000, &[("authorization", &token)]).await;
    let guest = server.guest();
    let weeks: Vec<String> = (0..WEEKS).map(slots_page).collect();
    let slots = visit(&account, &guest, &weeks, 1_000).await;
    let memory = account.memory();
    let weight = weight(&guest).await;
    db.close().await;
    vec![
        Figure::new("Staff list, 50 of 10,000 bookings: CPU a request", "1.5 ms", list.text(1)),
        Figure::new("API list of 50: CPU a request", "1 ms", api.text(1)),
        Figure::new("Calendar of 1,000 resources × 7 days: CPU a request", "100 ms", calendar.text(1)),
        Figure::new(
            format!("Month of slots of a resource with 100,000 past bookings ({WEEKS} pages of a week): CPU for all"),
            "20 ms",
            slots.text(WEEKS as usize),
        ),
        Figure::new("Memory after these pages", "80 MB", format!("{memory:.0} MB")),
        Figure::new("JS and CSS of a public page, brotli", "25 kB", format!("{:.1} kB", weight as f64 / 1_000.0)),
    ]
}

/// What it cost to ask for pages.
pub struct Visits {
    cpu: Duration,
    middle: Duration,
    tail: Duration,
    bytes: usize,
}

impl Visits {
    /// The wait that 95 of 100 do not exceed, and the CPU of one.
    pub fn tail_text(&self) -> String {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        format!(
            "{:.1} ms ({:.2} ms of CPU, {} kB)",
            milliseconds(self.tail),
            milliseconds(self.cpu),
            self.bytes.div_ceil(1_000)
        )
    }

    fn text(&self, pages: usize) -> String {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0 * pages as f64;
        format!(
            "{:.2} ms (median wait {:.1} ms, {} kB)",
            milliseconds(self.cpu),
            milliseconds(self.middle),
            self.bytes.div_ceil(1_000)
        )
    }
}

/// Asks for these pages in turn, one at a time.
pub async fn visit(account: &Account, browser: &Browser, pages: &[String], times: usize) -> Visits {
    visit_with(account, browser, pages, times, &[]).await
}

/// [`visit`] with more headers.
pub async fn visit_with(
    account: &Account,
    browser: &Browser,
    pages: &[String],
    times: usize,
    more: &[(&str, &str)],
) -> Visits {
    let mut headers = vec![ENCODINGS];
    headers.extend_from_slice(more);
    let mut waits = Vec::with_capacity(times);
    let (mut before, mut bytes) = (Duration::ZERO, 0);
    for turn in 0..WARM_UP + times {
        if turn == WARM_UP {
            before = account.cpu();
        }
        let asked = Instant::now();
        let answer = browser.send(Method::GET, &pages[turn % pages.len()], &headers, None).await.expect(200);
        if turn >= WARM_UP {
            waits.push(asked.elapsed());
        }
        bytes = bytes.max(answer.bytes.len());
    }
    let cpu = (account.cpu() - before) / times as u32;
    waits.sort_unstable();
    Visits { cpu, middle: waits[waits.len() / 2], tail: waits[waits.len() * 95 / 100], bytes }
}

/// Bytes of the scripts and style sheets of a resource's public page, as they travel.
async fn weight(guest: &Browser) -> usize {
    let page = guest.get(&slots_page(0)).await.expect(200).body();
    let linked = page.split('"').filter(|part| part.starts_with('/'));
    let is_part =
        |part: &&str| [".js", ".css"].iter().any(|end| part.split('?').next().is_some_and(|path| path.ends_with(end)));
    let parts: BTreeSet<&str> = linked.filter(is_part).collect();
    assert!(parts.len() >= 3, "scripts and style sheets of the page: {parts:?}");
    let mut total = 0;
    for part in parts {
        total += guest.send(Method::GET, part, &[ENCODINGS], None).await.expect(200).bytes.len();
    }
    total
}

/// Statements of one request, counted in the driver's log. The relay and the schedules ask now and then too, so the fewest
/// of several requests count.
async fn statements() -> Vec<Figure> {
    let logging = [("STEWARD_LOG", "sqlx::query=debug"), ("STEWARD_LOG_FORMAT", "json")];
    let server = Server::with(Furnishing::World, &logging).await;
    let (db, ids) = (server.db().await, Ids::seeded(2));
    fill::resources(&db, &ids).await;
    db.close().await;
    let ada = server.sign_in(&ADA).await;
    let guest = server.guest();
    let pages = [
        ("list", "none", &ada, list_page()),
        ("calendar", "6", &ada, calendar_page()),
        ("week of slots", "4", &guest, slots_page(0)),
    ];
    let mut figures = Vec::new();
    for (name, goal, browser, page) in pages {
        let mut fewest = usize::MAX;
        for _ in 0..WARM_UP {
            let before = logged(&server);
            browser.get(&page).await.expect(200);
            fewest = fewest.min(logged(&server) - before);
        }
        figures.push(Figure::new(format!("Statements for the {name}"), goal, fewest.to_string()));
    }
    figures
}

fn logged(server: &Server) -> usize {
    server.log_text().matches("sqlx::query").count()
}

/// How fast guests can book, and what is there afterwards.
async fn creates() -> Vec<Figure> {
    // Behind a proxy that is believed: the public form has a rate limit for each address.
    let mut server = Server::with(Furnishing::World, &[("STEWARD_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let (db, ids) = (server.db().await, Ids::seeded(3));
    let rooms: Arc<Vec<String>> =
        Arc::new(fill::resources(&db, &ids).await.into_iter().map(|(_, slug)| slug).collect());
    fill::settle(&db).await;
    let account = Account::of(server.process(), &db).await;
    let (cpu, begun, next) = (account.cpu(), Instant::now(), Arc::new(AtomicUsize::new(0)));
    let first = fill_from(Clock::system().now());
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (browser, next, rooms) = (server.guest(), next.clone(), rooms.clone());
        writers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= CREATES {
                    return;
                }
                book(&browser, &rooms, number, first).await;
            }
        });
    }
    while let Some(ended) = writers.join_next().await {
        ended.expect("a writer ends well");
    }
    let accepted = begun.elapsed();
    let drained = drained(&db, begun).await;
    let cpu = (account.cpu() - cpu) / CREATES as u32;
    let (bookings, mails) =
        (count(&db, "select count(*) from bookings").await, count(&db, "select count(*) from messages").await);
    assert_eq!(bookings, CREATES as i64, "each of them is a booking");
    assert!(mails >= bookings, "each of them has its mail");
    let memory = account.memory();
    db.close().await;
    let rate = |duration: Duration| CREATES as f64 / duration.as_secs_f64();
    let mut figures = vec![
        Figure::new(
            format!("Bookings made by {WRITERS} clients, accepted"),
            "1,500 a second",
            format!("{:.0} a second", rate(accepted)),
        ),
        Figure::new(
            "The same, drained",
            "none",
            format!("{:.0} a second ({mails} mails for {bookings} bookings)", rate(drained)),
        ),
        Figure::new("CPU for a booking and all that follows", "none", format!("{:.2} ms", cpu.as_secs_f64() * 1_000.0)),
        Figure::new("Memory after that", "80 MB", format!("{memory:.0} MB")),
    ];
    server.terminate().await;
    let started = Instant::now();
    server.restart().await;
    server.guest().get(&format!("/b/{}", QUARRY.slug)).await.expect(200);
    let name = format!("Start to first page on a database of {CREATES} bookings");
    figures.push(Figure::new(name, "1 s", format!("{:.0} ms", started.elapsed().as_secs_f64() * 1_000.0)));
    figures
}

/// Tomorrow's midnight: from there on every half hour is free.
fn fill_from(now: DateTime<Utc>) -> DateTime<Utc> {
    (now + TimeDelta::days(2)).date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Books the way the public form does.
async fn book(browser: &Browser, rooms: &[String], number: usize, first: DateTime<Utc>) {
    let start = first + TimeDelta::minutes(30 * (number / rooms.len()) as i64);
    let (at, key, email) =
        (start.to_rfc3339(), sha256_hex(&number.to_le_bytes()), format!("guest-{}%40guests.example", number % 5_000));
    let body = format!(
        "at={}&minutes=30&title=Round+{number}&people=2&name=Guest+{number}&email={email}&key={key}&website=",
        at.replace('+', "%2B")
    );
    // A new address every few bookings, as if so many people were at it.
    let from = format!("10.{}.{}.{}", number / 20 / 65_536 % 256, number / 20 / 256 % 256, number / 20 % 256);
    let path = format!("/b/{}/{}/bookings", HARBOUR.slug, rooms[number % rooms.len()]);
    let form = ("application/x-www-form-urlencoded".to_owned(), body.into_bytes());
    browser.send(Method::POST, &path, &[ENCODINGS, ("x-forwarded-for", &from)], Some(form)).await.expect(303);
}

/// How long it took until every event had been told.
async fn drained(db: &Db, begun: Instant) -> Duration {
    loop {
        if count(db, "select count(*) from events where not dispatched").await == 0 {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < DRAIN_PATIENCE, "the relay does not catch up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn count(db: &Db, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(db).await.expect("rows can be counted").0
}
