//! Who calls, and the guard that finds out.

use super::body::UNKNOWN;
use super::problem::Problem;
use crate::bearer::{self, Bearer, Kind};
use crate::context::{self, Feature, Scope, User, Viewer};
use crate::web::{ClientAddress, RequestId, subscriber};
use crate::{House, Perm};
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{AUTHORIZATION, USER_AGENT, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Error, Result};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// The window in which calls are counted (seconds).
const WINDOW: i64 = 60;
/// Calls with a token that is none of ours, from one address within a window.
const STRANGERS_MOST: u32 = 120;
/// Longest description of a program that is kept (characters).
const PROGRAM_KEPT: usize = 120;

/// A request of the API. Handlers of calls outside of any organisation take it as an argument.
#[derive(Clone)]
pub struct Caller {
    /// The installation.
    pub house: House,
    /// The token it came with; none on calls for everybody.
    pub bearer: Option<Arc<Bearer>>,
    /// When it arrived.
    pub now: DateTime<Utc>,
    /// Its id.
    pub request_id: Arc<str>,
    /// Where it came from.
    pub address: IpAddr,
    /// What the program calls itself, shortened.
    pub program: String,
}

impl Caller {
    /// The token it came with.
    ///
    /// # Errors
    /// [`Error::SignIn`] on a call for everybody.
    pub fn bearer(&self) -> Result<&Bearer> {
        self.bearer.as_deref().ok_or(Error::SignIn)
    }

    /// Whose token it came with.
    ///
    /// # Errors
    /// As [`Caller::bearer`].
    pub fn user(&self) -> Result<User> {
        self.bearer().map(Bearer::user)
    }
}

/// Does a call happen in an organisation?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In the one its path names, or in the only one that its token can mean.
    Inside,
    /// In none.
    Outside,
}

pub(super) async fn guard(
    State((house, perm, place, takes_query)): State<(House, Perm, Where, bool)>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut rate = None;
    let admitted = match admit(&house, perm, place, &params, &mut parts, &mut rate).await {
        Ok(()) => unasked(&parts, takes_query).map_err(IntoResponse::into_response),
        refused => refused,
    };
    let mut response = match admitted {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refusal,
    };
    if let Some(rate) = rate {
        rate.tell(response.headers_mut());
    }
    response
}

/// How many calls a user has left, for the headers of draft-ietf-httpapi-ratelimit-headers.
struct Rate {
    most: u32,
    left: u32,
    seconds: i64,
}

impl Rate {
    fn tell(&self, headers: &mut HeaderMap) {
        let policy = format!("\"user\";q={};w={WINDOW}", self.most);
        let state = format!("\"user\";r={};t={}", self.left, self.seconds);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

async fn admit(
    house: &House,
    perm: Perm,
    place: Where,
    params: &RawPathParams,
    parts: &mut Parts,
    rate: &mut Option<Rate>,
) -> Result<(), Response> {
    let refused = |error: Error| Problem::from(error).into_response();
    let program = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut caller = Caller {
        house: house.clone(),
        bearer: None,
        now: house.now(),
        request_id: parts.extensions.get::<RequestId>().map_or_else(|| Arc::from("-"), |id| id.0.clone()),
        address: parts.extensions.get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0),
        program: program.chars().take(PROGRAM_KEPT).collect(),
    };
    if perm == Perm::Public {
        parts.extensions.insert(caller);
        return Ok(());
    }
    let bearer = match token(&parts.headers) {
        None => return Err(unknown(None)),
        Some(word) => live(&caller, word).await?,
    };
    let most = house.settings.api_rate;
    let spent = house.limits.draw(format!("api of {}", bearer.user().id), most, TimeDelta::seconds(WINDOW), caller.now);
    *rate = Some(Rate { most, left: spent.left, seconds: (spent.until - caller.now).num_seconds().max(0) });
    if spent.is_over {
        return Err(refused(Error::TooMany(spent.until)));
    }
    bearer::touch(house, &bearer, caller.now).await;
    if place == Where::Inside {
        let named = params.iter().find(|(name, _)| *name == "org").map(|(_, slug)| slug);
        let scope = enter(&caller, &bearer, named).await.map_err(IntoResponse::into_response)?;
        if perm != Perm::SignedIn && !scope.may(perm) {
            return Err(refused(Error::Forbidden));
        }
        parts.extensions.insert(scope);
    }
    caller.bearer = Some(Arc::new(bearer));
    parts.extensions.insert(caller);
    Ok(())
}

/// Refuses a query of a call that takes none, as those that take one refuse names that they do not know.
fn unasked(parts: &Parts, takes_query: bool) -> Result<(), Problem> {
    let query = parts.uri.query().filter(|query| !takes_query && !query.is_empty());
    let Some(query) = query else { return Ok(()) };
    let name = query.split(['=', '&']).next().unwrap_or_default();
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let field = if is_plain { name } else { "query" };
    Err(Problem::Fields(vec![(format!("/{field}"), UNKNOWN.to_owned())]))
}

/// The word after `Bearer`. Nothing but this header is looked at.
fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, word) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| word.trim())
}

/// The token that opens something, or why none does.
async fn live(caller: &Caller, word: &str) -> Result<Bearer, Response> {
    let found = match Kind::of(word) {
        Some(_) => bearer::find(&caller.house.db, word, caller.now).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(bearer)) => Ok(bearer),
        Ok(None) => {
            let bucket = format!("api strangers {}", subscriber(caller.address));
            let spent = caller.house.limits.spend(bucket, STRANGERS_MOST, TimeDelta::seconds(WINDOW), caller.now);
            Err(spent.err().map_or_else(|| unknown(Some(word)), |error| Problem::from(error).into_response()))
        }
        Err(error) => Err(Problem::from(error).into_response()),
    }
}

/// 401 as RFC 6750 wants it: a challenge, and what is wrong with the token if there was one.
fn unknown(word: Option<&str>) -> Response {
    let mut response = Problem::from(Error::SignIn).into_response();
    let challenge = match word {
        None => "Bearer realm=\"steward\"",
        Some(_) => "Bearer realm=\"steward\", error=\"invalid_token\"",
    };
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

/// The organisation of the path, as far as the token opens it; without one, the only one that can be meant.
async fn enter(caller: &Caller, bearer: &Bearer, named: Option<&str>) -> Result<Scope, Problem> {
    let (house, user) = (&caller.house, bearer.user().id);
    let slug = match (named, &bearer.slug) {
        (Some(named), None) => named.to_owned(),
        (Some(named), Some(own)) if named == own => named.to_owned(),
        (Some(_), Some(_)) => return Err(Error::NotFound.into()),
        (None, Some(own)) => own.clone(),
        (None, None) => only_org(house, user, caller.now).await?,
    };
    let (org, viewer) = context::enter(&house.db, &slug, user, caller.now).await?;
    if org.is_suspended() {
        return Err(closed("organisation_suspended", "This organisation is suspended."));
    }
    org.demand(Feature::Api)?;
    Ok(Scope {
        house: house.clone(),
        org: Arc::new(org),
        viewer: Viewer { only: bearer.limit(), ..viewer },
        now: caller.now,
        request_id: caller.request_id.clone(),
        acting: None,
    })
}

/// 403 for who belongs here: whoever does not was told 404.
fn closed(code: &'static str, detail: &str) -> Problem {
    Problem::http(StatusCode::FORBIDDEN, code, detail)
}

async fn only_org(house: &House, user: uuid::Uuid, now: DateTime<Utc>) -> Result<String, Problem> {
    let mut slugs = context::slugs_of(&house.db, user, now).await?;
    match (slugs.pop(), slugs.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Error::NotFound.into()),
        _ => Err(Problem::http(
            StatusCode::BAD_REQUEST,
            "organisation_unclear",
            "You belong to several organisations: name one, /api/v1/orgs/{org}/…, or use a token that is bound to one.",
        )),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.ok_or_else(|| Error::broken("a handler of the API outside of every table").into())
    }
}
