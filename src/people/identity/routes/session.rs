//! A session begins, is kept alive, and is told apart from the user's others.

use super::super::actions;
use super::super::policy::{DEVICE_DAYS, KnownDevice};
use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use chrono::{DateTime, Utc};
use kernel::crypto::sha256_hex;
use kernel::{Error, Result};
use platform::web::{Answer, SIGNED_IN, Visit, go};
use platform::{House, context};
use tower_sessions::Session;
use uuid::Uuid;

/// The cookie of a known device.
const DEVICE_COOKIE: &str = "device";
/// A session's row is written at most this often while it is used (seconds).
const TOUCH_SECONDS: i64 = 5 * 60;
/// The session's key for when it was last written (seconds since 1970).
const SEEN: &str = "seen";

/// Signs the browser in: a new session id, a device that is known from now on, and on to `path`.
///
/// # Errors
/// When the session cannot be stored.
pub async fn start(visit: &Visit, jar: &CookieJar, user: Uuid, path: &str) -> Answer {
    let session = &visit.session;
    session.clear().await; // nothing a stranger may have planted in it goes along
    session.cycle_id().await.map_err(Error::broken)?;
    session.insert(SIGNED_IN, user).await.map_err(Error::broken)?;
    session.insert("device", &visit.device).await.map_err(Error::broken)?;
    session.insert("address", visit.address.to_string()).await.map_err(Error::broken)?;
    session.insert(SEEN, visit.now.timestamp()).await.map_err(Error::broken)?;
    if let Some(account) = context::user_by_id(&visit.house.db, user).await? {
        actions::note_sign_in(&visit.errand().by(&account), user).await?;
    }
    let known = KnownDevice::of(user, known_device(visit, jar), &visit.house.ids, visit.now);
    let mut response = go(path);
    let word = known.seal(&visit.house.key, visit.now);
    set_cookie(&visit.house, response.headers_mut(), DEVICE_COOKIE, &word, DEVICE_DAYS * 24 * 60 * 60);
    Ok(response)
}

/// What the browser's cookie proves it to be.
pub(super) fn known_device(visit: &Visit, jar: &CookieJar) -> Option<KnownDevice> {
    KnownDevice::open(&visit.house.key, jar.get(DEVICE_COOKIE)?.value(), visit.now)
}

/// A cookie for the whole house that scripts cannot read.
pub(super) fn set_cookie(house: &House, headers: &mut HeaderMap, name: &str, value: &str, seconds: i64) {
    let secure = if house.settings.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, cookie);
    }
}

/// The hash by which the visitor's own session is stored.
pub(super) fn own_session(visit: &Visit) -> Option<String> {
    visit.session.id().map(|id| sha256_hex(id.to_string().as_bytes()))
}

/// A layer inside the session layer: notes every few minutes that a signed-in browser is still there, which also moves
/// the end of its session.
pub async fn seen(State(house): State<House>, session: Session, request: Request, next: Next) -> Response {
    if let Err(error) = touch(&session, house.now()).await {
        tracing::warn!(%error, "a session could not be kept alive");
    }
    next.run(request).await
}

async fn touch(session: &Session, now: DateTime<Utc>) -> Result<()> {
    // A visitor without a cookie costs nothing here, and keeps no session.
    if session.id().is_none() || session.get_value(SIGNED_IN).await.map_err(Error::broken)?.is_none() {
        return Ok(());
    }
    let before: Option<i64> = session.get(SEEN).await.map_err(Error::broken)?;
    if is_due(before, now) {
        session.insert(SEEN, now.timestamp()).await.map_err(Error::broken)?;
    }
    Ok(())
}

fn is_due(before: Option<i64>, now: DateTime<Utc>) -> bool {
    before.is_none_or(|before| now.timestamp() - before >= TOUCH_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_written_every_five_minutes_at_most() {
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        assert!(is_due(None, now));
        assert!(!is_due(Some(1_000_000 - 299), now));
        assert!(is_due(Some(1_000_000 - 300), now));
    }
}
