//! Sessions on our own tables, under tower-sessions. The cookie's value is stored as its SHA-256 only.
//!
//! A page of an organisation asks for its session, and then what the session's user holds there. One statement answers
//! both: it is run when the session is loaded, and the guard takes the other half from where it was put down, within the
//! same request ([`expect_entry`]).

use crate::House;
use crate::context::{Org, Viewer, enter_by_session};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use kernel::crypto::sha256_hex;
use kernel::db::{Json, sql};
use std::cell::RefCell;
use std::fmt;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};
use uuid::Uuid;

/// The session's key for the signed-in user's id.
pub const SIGNED_IN: &str = "user";
/// A session ends after this many days without a visit.
pub const SESSION_DAYS: i64 = 30;

/// An organisation whose page was asked for, and who enters it, once that is known.
struct Expected {
    slug: String,
    entry: Option<(Org, Viewer)>,
}

tokio::task_local! {
    static EXPECTED: RefCell<Expected>;
}

/// Notes which organisation a request is about, for when its session is loaded. A layer outside of the sessions'.
pub async fn expect_entry(request: Request, next: Next) -> Response {
    let slug = request.uri().path().strip_prefix("/o/").and_then(|rest| rest.split('/').next());
    match slug.map(str::to_owned) {
        Some(slug) => EXPECTED.scope(RefCell::new(Expected { slug, entry: None }), next.run(request)).await,
        None => next.run(request).await,
    }
}

/// Who enters this organisation, if loading this user's session has told already. For once: it is taken away.
pub(super) fn entry(slug: &str, user: Uuid) -> Option<(Org, Viewer)> {
    let taken = EXPECTED.try_with(|expected| {
        let mut expected = expected.borrow_mut();
        if expected.slug == slug { expected.entry.take() } else { None }
    });
    taken.ok().flatten().filter(|(_, viewer)| viewer.user.as_ref().is_some_and(|known| known.id == user))
}

/// The store.
#[derive(Clone)]
pub struct Sessions(House);

impl fmt::Debug for Sessions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sessions")
    }
}

/// The layer that gives every request its session.
pub fn session_layer(house: &House) -> SessionManagerLayer<Sessions> {
    let https = house.settings.is_https();
    SessionManagerLayer::new(Sessions(house.clone()))
        .with_name(if https { "__Host-steward" } else { "steward" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(SESSION_DAYS)))
}

/// Who is signed in with this session.
pub(super) async fn user_of(session: &Session) -> kernel::Result<Option<Uuid>> {
    session.get(SIGNED_IN).await.map_err(kernel::Error::broken)
}

fn hashed(id: &Id) -> String {
    sha256_hex(id.to_string().as_bytes())
}

fn backend(error: kernel::Error) -> Error {
    Error::Backend(error.to_string())
}

fn expiry(record: &Record) -> DateTime<Utc> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A value of the record's data, as the columns beside it keep it.
fn text(record: &Record, key: &str) -> String {
    record.data.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 bits of chance: a second draw is only ever needed by a broken generator.
        while !self.insert(record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    /// Only what is still there is saved: a request under way must not bring an ended session back to life.
    async fn save(&self, record: &Record) -> Result<()> {
        let now = self.0.now();
        let statement = sql("update sessions set user_id = $2, data = $3, device = $4, address = $5, seen_at = $6, expires_at = $7 where id = $1")
            .bind(hashed(&record.id))
            .bind(user(record))
            .bind(stored(record))
            .bind(text(record, "device"))
            .bind(text(record, "address"))
            .bind(now)
            .bind(expiry(record));
        self.0.db.run(statement).await.map(drop).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        if let Some(record) = self.load_with_entry(id).await? {
            return Ok(Some(Record { id: *id, ..record }));
        }
        let found: Option<(Json<Record>,)> = sql("select data from sessions where id = $1 and expires_at > $2")
            .bind(hashed(id))
            .bind(self.0.now())
            .maybe(&self.0.db)
            .await
            .map_err(backend)?;
        Ok(found.map(|(Json(record),)| Record { id: *id, ..record }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.db.run(sql("delete from sessions where id = $1").bind(hashed(id))).await.map(drop).map_err(backend)
    }
}

impl Sessions {
    /// The session of somebody who asks for a page of an organisation that they may enter.
    async fn load_with_entry(&self, id: &Id) -> Result<Option<Record>> {
        let Ok(slug) = EXPECTED.try_with(|expected| expected.borrow().slug.clone()) else { return Ok(None) };
        let found = enter_by_session(&self.0.db, &slug, &hashed(id), self.0.now()).await.map_err(backend)?;
        let Some((session, org, viewer)) = found else { return Ok(None) };
        let record = serde_json::from_value(session).map_err(|error| Error::Decode(error.to_string()))?;
        let _ = EXPECTED.try_with(|expected| expected.borrow_mut().entry = Some((org, viewer))); // it was there above
        Ok(Some(record))
    }

    async fn insert(&self, record: &Record) -> Result<bool> {
        let now = self.0.now();
        let statement =
            sql("insert into sessions (id, user_id, data, device, address, created_at, seen_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $6, $7) on conflict (id) do nothing")
            .bind(hashed(&record.id))
            .bind(user(record))
            .bind(stored(record))
            .bind(text(record, "device"))
            .bind(text(record, "address"))
            .bind(now)
            .bind(expiry(record));
        self.0.db.run(statement).await.map(|inserted| inserted == 1).map_err(backend)
    }
}

fn user(record: &Record) -> Option<Uuid> {
    text(record, SIGNED_IN).parse().ok()
}

/// The record without its id, which only the cookie knows.
fn stored(record: &Record) -> Json<Record> {
    Json(Record { id: Id(0), ..record.clone() })
}
