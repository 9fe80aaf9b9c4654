//! Clients: people who signed in to the public pages of one organisation. They have a cookie of their own, apart from the
//! session of colleagues, and it is worth something at that organisation only.

use super::Fault;
use super::hosts::OwnHost;
use crate::context::{Client, Org, Scope, client_by_session};
use crate::{House, context};
use axum::extract::FromRequestParts;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::CookieJar;
use chrono::{DateTime, Utc};
use kernel::crypto::sha256_hex;
use kernel::{Error, Result};

/// The cookie of a client who is signed in at this organisation.
pub fn client_cookie(house: &House, org: &Org) -> String {
    cookie_name(house, "client", org)
}

/// The name of a cookie of the public pages of one organisation: one browser may be a client of several.
pub fn cookie_name(house: &House, what: &str, org: &Org) -> String {
    let prefix = if house.settings.is_https() { "__Host-" } else { "" };
    format!("{prefix}{what}-{}", org.slug)
}

/// Gives the browser such a cookie; it lives for so many seconds, and none at all removes it.
pub fn set_client_cookie(house: &House, headers: &mut HeaderMap, name: &str, value: &str, seconds: i64) {
    let secure = if house.settings.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, cookie);
    }
}

/// The client this browser is signed in as, if it is. Without the cookie the database is not asked.
pub(super) async fn client_of(
    house: &House,
    org: &Org,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Result<Option<Client>> {
    let jar = CookieJar::from_headers(headers);
    match jar.get(&client_cookie(house, org)) {
        Some(cookie) => client_by_session(&house.db, org.id, &sha256_hex(cookie.value().as_bytes()), now).await,
        None => Ok(None),
    }
}

/// Where a client signs in who wants to go to this address.
pub(super) fn sign_in_path(parts: &Parts) -> Option<String> {
    let rest = parts.uri.path().strip_prefix("/b/")?;
    let (slug, rest) = rest.split_once('/')?;
    let base = if parts.extensions.get::<OwnHost>().is_some() { String::new() } else { format!("/b/{slug}") };
    Some(format!("{base}/sign-in?next=/{rest}"))
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let client = parts.extensions.get::<context::Client>().cloned();
        client.ok_or_else(|| {
            Error::broken("a handler asks for a Client on a row that does not ask for Perm::Client").into()
        })
    }
}

/// Who of its clients looks at a public page, if somebody is signed in.
pub struct MaybeClient(pub Option<Client>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeClient {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let Some(scope) = parts.extensions.get::<Scope>() else { return Ok(MaybeClient(None)) };
        Ok(MaybeClient(client_of(&scope.house, &scope.org, &parts.headers, scope.now).await?))
    }
}
