//! Headers that a call may carry: which version it is about, and what makes it happen once.

use super::caller::Caller;
use super::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use kernel::Error;
use kernel::crypto::sha256_hex;
use std::convert::Infallible;

/// The longest `Idempotency-Key` (characters).
const KEY_MAX: usize = 255;

/// What the caller has seen already: `If-Match` and `If-None-Match` (RFC 9110).
#[derive(Debug, Clone, Default)]
pub struct Seen {
    matches: Option<String>,
    none_matches: Option<String>,
}

impl Seen {
    /// The caller's version is the present one, or they named none.
    ///
    /// # Errors
    /// 412.
    pub fn check(&self, version: i64) -> Result<(), Problem> {
        let Some(given) = &self.matches else { return Ok(()) };
        let is_it =
            |tag: &str| tag == "*" || plain(tag).is_some_and(|tag| tag.split('-').next() == Some(&version.to_string()));
        if given.split(',').any(|tag| is_it(tag.trim())) {
            return Ok(());
        }
        let detail = "Somebody changed this in the meantime: the version in If-Match is not the present one.";
        Err(Problem::http(StatusCode::PRECONDITION_FAILED, "version_changed", detail))
    }

    /// Has the caller this very representation?
    pub(super) fn has(&self, tag: &HeaderValue) -> bool {
        let (Some(given), Ok(tag)) = (&self.none_matches, tag.to_str()) else { return false };
        given.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == "*" || one == tag)
    }
}

/// A strong tag without its quotes.
fn plain(tag: &str) -> Option<&str> {
    tag.strip_prefix('"')?.strip_suffix('"')
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let (matches, none_matches) = (text(&parts.headers, IF_MATCH), text(&parts.headers, IF_NONE_MATCH));
        Ok(Seen { matches, none_matches })
    }
}

/// What makes a call happen once, as actions take it: the caller's `Idempotency-Key`, each user's own; without one, a key
/// that nobody has used.
#[derive(Debug, Clone)]
pub struct OnceKey(pub String);

impl OnceKey {
    /// The key of one of several things that one call asks for.
    pub fn part(&self, number: usize) -> String {
        format!("{}:{number}", self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OnceKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().ok_or_else(|| Error::broken("a key without a caller"))?;
        let Some(given) = parts.headers.get("idempotency-key") else {
            return Ok(OnceKey(caller.house.ids.token()));
        };
        let given = given.to_str().unwrap_or_default();
        if given.is_empty() || given.len() > KEY_MAX {
            let detail = "An Idempotency-Key is 1 to 255 visible ASCII characters.";
            return Err(Problem::http(StatusCode::BAD_REQUEST, "idempotency_key_invalid", detail));
        }
        let user = caller.user()?.id;
        Ok(OnceKey(format!("api:{}", sha256_hex(format!("{user} {given}").as_bytes()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_matched_by_its_number_and_never_by_a_weak_tag() {
        let seen = |given: &str| Seen { matches: Some(given.to_owned()), none_matches: None };
        for given in ["\"7-1c291ca3\"", "\"7\"", "*", "\"6-0\", \"7-0\""] {
            assert!(seen(given).check(7).is_ok(), "{given}");
        }
        for given in ["\"6-1c291ca3\"", "7", "W/\"7-1c291ca3\"", "", "\"\""] {
            assert!(seen(given).check(7).is_err(), "{given}");
        }
        assert!(Seen::default().check(7).is_ok());
    }
}
