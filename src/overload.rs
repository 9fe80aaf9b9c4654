//! Overload: more is asked for than can be done. Whoever cannot be served soon is told so at once, instead of everybody
//! waiting until nobody is served.
//!
//! A request is *worked on*, or it *waits* for a place, or it is *shed*: 503 with `Retry-After`. Sign-in and the operators'
//! console have places of their own, so that whoever could mend things gets in. No organisation holds more than its share
//! of all places. `/livez`, `/readyz` and static files do not pass here.
//!
//! A place is taken only when the whole body has arrived: a client that dribbles its body holds nobody up. Files, which go to
//! the disk while they arrive, have a few places of their own; so have forms that are larger than what is held in memory,
//! which are read to their end only to tell so at their field.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::files::PICTURE_MAX;
use platform::House;
use platform::web::{TABLE_MAX, UPLOAD_MAX, not_taken};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Requests worked on at once, where the database does not say fewer.
const AT_ONCE: usize = 64;
/// The fewest that are worked on at once, however few connections the database has.
const AT_ONCE_MIN: usize = 8;
/// Connections to the database that pages leave to sign-in and to the work behind the pages.
const RESERVED: usize = 4;
/// Requests that may wait for a place; more are shed.
const WAITING_MAX: usize = 192;
/// How long one waits for a place before it is shed.
const WAIT_MAX: Duration = Duration::from_secs(3);
/// Places of sign-in and the console, and how many may wait for them.
const DOOR_AT_ONCE: usize = 4;
const DOOR_WAITING: usize = 64;
/// An organisation holds at most this part of all places and waiting places.
const ORG_SHARE: usize = 2;
/// The largest body that is held in memory: a picture and the form around it.
pub const BODY_MAX: usize = PICTURE_MAX + 64 * 1024;
/// The same of a table.
const TABLE_BODY_MAX: usize = TABLE_MAX + 64 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// Tables that arrive at once: each may be large, and is held in memory whole.
const TABLES_AT_ONCE: usize = 3;
/// Files that arrive at once: in pieces, to the disk.
const FILES_AT_ONCE: usize = 8;
/// How long a table may take to arrive.
const TABLE_TIMEOUT: Duration = Duration::from_secs(240);
/// When a shed client may come back (seconds).
const RETRY_AFTER: &str = "2";

/// Counts who is worked on and who waits. Clones count together.
#[derive(Clone)]
pub struct Limiter(Arc<Lanes>);

struct Lanes {
    pages: Lane,
    door: Lane,
    tables: Lane,
    files: Lane,
    large: Lane,
    orgs: Mutex<HashMap<String, usize>>,
    org_max: usize,
}

struct Lane {
    places: Semaphore,
    waiting: AtomicUsize,
    waiting_max: usize,
    patience: Duration,
}

impl Limiter {
    /// For a database that serves so many at once.
    pub fn new(connections: Option<u32>) -> Limiter {
        let places =
            connections.map_or(AT_ONCE, |all| (all as usize).saturating_sub(RESERVED).clamp(AT_ONCE_MIN, AT_ONCE));
        Limiter(Arc::new(Lanes {
            pages: Lane::new(places, WAITING_MAX, WAIT_MAX),
            door: Lane::new(DOOR_AT_ONCE, DOOR_WAITING, WAIT_MAX),
            tables: Lane::new(TABLES_AT_ONCE, TABLES_AT_ONCE, WAIT_MAX),
            files: Lane::new(FILES_AT_ONCE, FILES_AT_ONCE, WAIT_MAX),
            large: Lane::new(FILES_AT_ONCE, FILES_AT_ONCE, WAIT_MAX),
            orgs: Mutex::default(),
            org_max: (places + WAITING_MAX).div_ceil(ORG_SHARE),
        }))
    }
}

impl Lane {
    fn new(places: usize, waiting_max: usize, patience: Duration) -> Lane {
        Lane { places: Semaphore::new(places), waiting: AtomicUsize::new(0), waiting_max, patience }
    }

    /// A place, soon, or none.
    async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let _waiting = Waiting::begin(&self.waiting, self.waiting_max)?;
        tokio::time::timeout(self.patience, self.places.acquire()).await.ok()?.ok()
    }
}

/// One that waits; it is counted until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize, max: usize) -> Option<Waiting<'a>> {
        let waiting = Waiting(count);
        (count.fetch_add(1, Ordering::SeqCst) < max).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A request of an organisation; it is counted until it is dropped.
struct OfOrg<'a> {
    counts: &'a Mutex<HashMap<String, usize>>,
    slug: String,
}

impl<'a> OfOrg<'a> {
    fn begin(counts: &'a Mutex<HashMap<String, usize>>, slug: &str, max: usize) -> Option<OfOrg<'a>> {
        let mut all = counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(slug.to_owned()).or_default();
        if *count >= max {
            return None;
        }
        *count += 1;
        Some(OfOrg { counts, slug: slug.to_owned() })
    }
}

impl Drop for OfOrg<'_> {
    fn drop(&mut self) {
        let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.slug) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.slug);
            }
        }
    }
}

/// The layer: reads the body, finds a place, and goes on; or sheds.
pub async fn shed(State((house, limiter)): State<(House, Limiter)>, request: Request, next: Next) -> Response {
    let lanes = &limiter.0;
    if brings_file(&request) {
        return as_it_arrives(lanes, &lanes.files, request, next).await;
    }
    if brings_much(&request) {
        return as_it_arrives(lanes, &lanes.large, request, next).await;
    }
    // A table finds a place before it may arrive, everything else when it has.
    let (max, patience, _table) = match brings_table(&request) {
        false => (BODY_MAX, BODY_TIMEOUT, None),
        true => match lanes.tables.enter().await {
            Some(place) => (TABLE_BODY_MAX, TABLE_TIMEOUT, Some(place)),
            None => return busy(),
        },
    };
    let (head, body) = request.into_parts();
    let body = match whole(&head, body, max, patience).await {
        Ok(body) => body,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            return not_taken(&house, &head, StatusCode::PAYLOAD_TOO_LARGE, "This is larger than what can be sent.");
        }
        Err(status) => return not_taken(&house, &head, status, "This did not arrive whole. Try again."),
    };
    let request = Request::from_parts(head, body);
    let path = request.uri().path();
    let lane = if is_door(path) { &lanes.door } else { &lanes.pages };
    let _share = match org_of(path) {
        Some(slug) => match OfOrg::begin(&lanes.orgs, slug, lanes.org_max) {
            Some(share) => Some(share),
            None => return busy(),
        },
        None => None,
    };
    match lane.enter().await {
        Some(_place) => next.run(request).await,
        None => busy(),
    }
}

/// A file is not waited for: it arrives while it is worked on.
async fn as_it_arrives(lanes: &Lanes, lane: &Lane, request: Request, next: Next) -> Response {
    let _share = match org_of(request.uri().path()) {
        Some(slug) => match OfOrg::begin(&lanes.orgs, slug, lanes.org_max) {
            Some(share) => Some(share),
            None => return busy(),
        },
        None => None,
    };
    match lane.enter().await {
        Some(_place) => next.run(request).await,
        None => busy(),
    }
}

async fn whole(head: &Parts, body: Body, max: usize, patience: Duration) -> Result<Body, StatusCode> {
    let told = length_of(&head.headers);
    if told == Some(0) || (told.is_none() && !head.headers.contains_key(header::TRANSFER_ENCODING)) {
        return Ok(body);
    }
    if told.is_some_and(|length| length > max) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match tokio::time::timeout(patience, to_bytes(body, max)).await {
        Ok(Ok(bytes)) => Ok(Body::from(bytes)),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn length_of(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Does it send a file of rows? Those may be larger than anything else, and take longer.
pub fn brings_table(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && path.ends_with("/imports") && !path.ends_with("/contacts/imports")
}

/// Does it send a file of an asset or of a work order?
pub fn brings_file(request: &Request) -> bool {
    let path = request.uri().path();
    let has_files = path.contains("/assets/") || path.contains("/work-orders/");
    request.method() == Method::POST && path.ends_with("/files") && has_files
}

/// Is it a form of a page with a file that is larger than what is held in memory?
pub fn brings_much(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let held = if brings_table(request) { TABLE_BODY_MAX } else { BODY_MAX };
    kind.starts_with("multipart/form-data")
        && !request.uri().path().starts_with("/api/")
        && length_of(request.headers()).is_some_and(|length| (held + 1..=UPLOAD_MAX).contains(&length))
}

fn is_door(path: &str) -> bool {
    path == "/sign-in"
        || path == "/sign-out"
        || path == "/api/v1/auth/login"
        || path == "/console"
        || path.starts_with("/console/")
}

/// `/o/{org}/…`, `/b/{org}/…` and `/api/v1/orgs/{org}/…`. A short path of the API names none: only its token does.
fn org_of(path: &str) -> Option<&str> {
    let rest = ["/o/", "/b/", "/api/v1/orgs/"].into_iter().find_map(|begin| path.strip_prefix(begin))?;
    rest.split('/').next()
}

fn busy() -> Response {
    let retry = [(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, "The house is busy. Try again in a few seconds.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_told_from_pages_and_organisations_by_their_names() {
        assert!(is_door("/sign-in") && is_door("/console/jobs"));
        assert!(!is_door("/o/console/bookings") && !is_door("/consoles"));
        assert_eq!(org_of("/o/harbour-house/bookings"), Some("harbour-house"));
        assert_eq!(org_of("/b/harbour-house"), Some("harbour-house"));
        assert_eq!(org_of("/api/v1/orgs/harbour-house/bookings"), Some("harbour-house"));
        assert_eq!(org_of("/account"), None);
    }

    #[test]
    fn an_organisation_has_its_share_and_gives_it_back() {
        let counts = Mutex::default();
        let held: Vec<_> = (0..2).map(|_| OfOrg::begin(&counts, "a", 2)).collect();
        assert!(held.iter().all(Option::is_some));
        assert!(OfOrg::begin(&counts, "a", 2).is_none());
        assert!(OfOrg::begin(&counts, "b", 2).is_some(), "others have theirs");
        drop(held);
        assert!(OfOrg::begin(&counts, "a", 2).is_some());
        assert!(counts.lock().unwrap().is_empty(), "nothing is remembered of who is gone");
    }

    #[tokio::test]
    async fn who_finds_no_place_waits_and_who_cannot_wait_is_shed() {
        let lane = Arc::new(Lane::new(1, 1, Duration::from_millis(300)));
        let place = lane.enter().await.unwrap();
        let other = lane.clone();
        let waiting = tokio::spawn(async move { other.enter().await.is_some() });
        tokio::task::yield_now().await;
        assert!(lane.enter().await.is_none(), "one waits already");
        drop(place);
        assert!(waiting.await.unwrap());
        let place = lane.enter().await.unwrap();
        assert!(lane.enter().await.is_none(), "nobody waits for ever");
        drop(place);
        assert_eq!(lane.waiting.load(Ordering::SeqCst), 0);
    }
}
