//! The race harness: clients on connections of their own, kept alive, who all ask the real binary at the same moment.

use super::sweep;
use crate::support::world::Thing;
use crate::support::{Answer, BO, Browser, Furnishing, HARBOUR, Server, encode};
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use futures::future::join_all;
use kernel::db::{Db, Engine, sql};
use kernel::time::{Clock, rfc3339};
use std::io;
use uuid::Uuid;

/// Clients at once.
pub const CLIENTS: usize = 32;

/// Is the schema's judge of overlaps in place?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// As in production.
    Stands,
    /// Dropped: what the tests promise must then fail, or they prove nothing.
    Dropped,
}

/// A request one of the clients will make.
#[derive(Debug, Clone)]
pub struct Shot {
    /// Where to.
    pub path: String,
    /// With what.
    pub fields: Vec<(&'static str, String)>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The status.
    pub status: u16,
    /// Where it leads, if it succeeded.
    pub location: Option<String>,
}

impl Outcome {
    /// Did it happen?
    pub fn won(&self) -> bool {
        self.status == 303
    }
}

/// The real binary, its clients, and its database seen from beside.
pub struct Arena {
    /// Killed when dropped.
    pub server: Server,
    /// What it has written.
    pub db: Db,
    clients: Vec<Browser>,
    serial: std::cell::Cell<u64>,
}

impl Arena {
    /// Starts it. All clients share Bo's session: the house at its busiest.
    pub async fn open(guard: Guard) -> Arena {
        Arena::open_with(guard, &[]).await
    }

    /// The same with more settings (environment variables).
    pub async fn open_with(guard: Guard, settings: &[(&str, &str)]) -> Arena {
        let server = Server::with(Furnishing::World, settings).await;
        let db = server.db().await;
        if guard == Guard::Dropped {
            drop_guard(&db).await;
        }
        let bo = server.sign_in(&BO).await;
        let session = bo.cookie("steward").expect("Bo is signed in");
        let client = || {
            let browser = server.guest();
            browser.set_cookie("steward", &session);
            browser
        };
        let clients = (0..CLIENTS).map(|_| client()).collect();
        let arena = Arena { server, db, clients, serial: std::cell::Cell::new(0) };
        // Connections are open, and the program is warm.
        join_all(arena.clients.iter().map(|client| client.get("/readyz"))).await;
        arena
    }

    /// A word nobody has used before.
    pub fn fresh(&self, what: &str) -> String {
        self.serial.set(self.serial.get() + 1);
        format!("{what}-{}", self.serial.get())
    }

    /// The browser of a client.
    pub fn client(&self, number: usize) -> &Browser {
        &self.clients[number]
    }

    /// Every client makes its request, all at once; answers in their order.
    ///
    /// # Panics
    /// On any answer but 303 (it happened) and 409 (somebody was quicker): above all on 5xx.
    pub async fn fire(&self, shots: &[Shot]) -> Vec<Outcome> {
        assert!(shots.len() <= self.clients.len(), "a client makes one request at a time");
        let outcomes = join_all(self.clients.iter().zip(shots).map(|(client, shot)| send(client, shot))).await;
        for (shot, outcome) in shots.iter().zip(&outcomes) {
            assert!(matches!(outcome.status, 303 | 409), "{outcome:?} to {shot:?}\n{}", self.server.log_text());
        }
        outcomes
    }

    /// One request alone, which must succeed; answers where it leads.
    pub async fn must(&self, shot: &Shot) -> String {
        let outcome = send(&self.clients[0], shot).await;
        outcome.location.unwrap_or_else(|| panic!("{} to {shot:?}", outcome.status))
    }

    /// A booking at the desk, for a guest of its own.
    pub fn create(&self, resource: &Thing, start: DateTime<Utc>, minutes: i64, units: i64) -> Shot {
        let guest = self.fresh("guest");
        let fields = vec![
            ("key", self.fresh("key")),
            ("resource", resource.id.to_string()),
            ("at", rfc3339(start)),
            ("minutes", minutes.to_string()),
            ("name", guest.clone()),
            ("email", format!("{guest}@example.org")),
            ("people", "1".to_owned()),
            ("units", units.to_string()),
        ];
        Shot { path: format!("/o/{}/bookings", HARBOUR.slug), fields }
    }

    /// A booking goes to another time, made against its newest version.
    pub async fn shift(&self, id: Uuid, start: DateTime<Utc>, minutes: i64) -> Shot {
        let fields = vec![
            ("key", self.fresh("key")),
            ("version", self.version(id).await.to_string()),
            ("at", rfc3339(start)),
            ("minutes", minutes.to_string()),
        ];
        Shot { path: format!("/o/{}/bookings/{id}/span", HARBOUR.slug), fields }
    }

    /// A booking is cancelled (`cancellation`) or restored (`restoration`), against its newest version.
    pub async fn verb(&self, id: Uuid, verb: &str) -> Shot {
        let fields = vec![("key", self.fresh("key")), ("version", self.version(id).await.to_string())];
        Shot { path: format!("/o/{}/bookings/{id}/{verb}", HARBOUR.slug), fields }
    }

    async fn version(&self, id: Uuid) -> i64 {
        let found = sql("select version from bookings where id = $1").bind(id).one::<(i64,)>(&self.db).await;
        found.expect("a booking that exists").0
    }

    /// How many rows a count finds.
    pub async fn count(&self, text: &'static str) -> i64 {
        sql(text).one::<(i64,)>(&self.db).await.expect("a count").0
    }

    /// How often something was recorded.
    pub async fn events(&self, kind: &str) -> i64 {
        let counted =
            sql("select count(*) from events where kind = $1").bind(kind.to_owned()).one::<(i64,)>(&self.db).await;
        counted.expect("a count").0
    }

    /// Where more units are promised than there are; nothing when the promise is kept.
    pub async fn overpromised(&self) -> Vec<String> {
        sweep::overpromised(&self.db).await
    }
}

async fn send(client: &Browser, shot: &Shot) -> Outcome {
    let fields: Vec<(&str, &str)> = shot.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = client.post(&shot.path, &fields).await;
    let location = answer.headers.get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    Outcome { status: answer.status.as_u16(), location }
}

/// Sends fields, with headers of its own, to a server that may go away before it has answered.
pub async fn try_post(
    client: &Browser,
    path: &str,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> io::Result<Answer> {
    let body = encode(fields.iter().copied()).into_bytes();
    client.try_send(Method::POST, path, headers, Some(("application/x-www-form-urlencoded".to_owned(), body))).await
}

/// Takes the judge of overlaps out of the schema.
pub async fn drop_guard(db: &Db) {
    let text = match db.engine() {
        Engine::Sqlite => "drop trigger booking_overlap_insert; drop trigger booking_overlap_update",
        Engine::Postgres => "drop trigger booking_overlap on bookings",
    };
    db.script(text).await.expect("the guard is there to be dropped");
}

/// The id at the end of the address a booking leads to.
pub fn id_of(location: &str) -> Uuid {
    let last = location.rsplit('/').next().and_then(|last| last.split('?').next());
    last.and_then(|last| last.parse().ok()).unwrap_or_else(|| panic!("no booking's address: {location}"))
}

/// 08:00 UTC of a coming day: the house in Madrid is open then and for ten hours after, summer and winter.
pub fn morning(days_ahead: i64) -> DateTime<Utc> {
    let today = Clock::system().now().with_hour(8).and_then(|at| at.with_minute(0)).and_then(|at| at.with_second(0));
    let today = today.and_then(|at| at.with_nanosecond(0)).expect("every day of UTC has an eighth hour");
    today + TimeDelta::days(days_ahead)
}

/// Chance that comes out the same each time (xorshift64*).
pub struct Chance(u64);

impl Chance {
    /// From this seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as i64 % end
    }
}
