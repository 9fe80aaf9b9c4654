//! The application: the rows of the registry behind the layers that every request passes. Built once, for the program
//! and for its tests.

use crate::overload::{self, BODY_MAX, Limiter};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, response};
use platform::web::{self, RequestId};
use platform::{House, traces};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tower::Layer;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tracing::Instrument;

/// A request that takes longer is answered with 503. Streams are answered at once, so they are not meant.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The same for a table of many rows, or a file, which has to arrive first.
const TABLE_TIMEOUT: Duration = Duration::from_secs(300);
/// The text format of Prometheus.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The longest request id taken from outside.
const REQUEST_ID_MAX: usize = 64;

/// Is the house ready for requests? Flips when it begins to stop.
#[derive(Clone, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// From now on `/readyz` answers 503, so that a balancer sends requests elsewhere.
    pub fn leave(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Builds it.
pub fn build(house: &House) -> Router {
    build_with(house, Readiness::default())
}

/// Builds it with a readiness that the caller flips.
pub fn build_with(house: &House, readiness: Readiness) -> Router {
    let limiter = from_fn_with_state((house.clone(), Limiter::new(house.db.connections())), overload::shed);
    let pages = crate::registry::routes()
        .into_router(house)
        .fallback(platform::web::nowhere)
        .layer(from_fn_with_state(house.clone(), people::identity::seen))
        .layer(web::session_layer(house))
        .layer(from_fn(web::expect_entry))
        .layer(limiter.clone())
        .with_state(house.clone());
    // Outside of the session layer: the API looks at no cookie.
    let api = crate::registry::api().into_router(house).layer(limiter).with_state(house.clone());
    // Below, the last layer is the outermost: a request passes them from the bottom up.
    let rooms = pages
        .merge(api)
        .route("/static/{file}", get(web::statics))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(readyz).with_state((house.clone(), readiness)))
        .layer(DefaultBodyLimit::max(BODY_MAX)) // before anything reads a body
        .layer(from_fn_with_state(house.clone(), web::same_origin)) // forged forms go no further than this
        .layer(from_fn(limit_time))
        .layer(
            CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(
                SizeAbove::new(1024)
                    .and(NotForContentType::IMAGES)
                    .and(NotForContentType::SSE)
                    .and(NotForContentType::const_new("font/")),
            ),
        )
        .layer(from_fn_with_state(house.clone(), web::secure)) // also on the refusals of the layers below
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn_with_state(house.clone(), web::api::edge)) // whatever went wrong below, as a problem document
        .layer(from_fn_with_state(house.clone(), identify)); // outermost: every log line and answer has the id
    // In front of the routes, because it decides which of them is meant.
    Router::new().fallback_service(from_fn_with_state(house.clone(), web::own_host).layer(rooms))
}

async fn limit_time(request: Request, next: Next) -> Response {
    let is_long =
        overload::brings_table(&request) || overload::brings_file(&request) || overload::brings_much(&request);
    let patience = if is_long { TABLE_TIMEOUT } else { REQUEST_TIMEOUT };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "This took too long and was given up.\n").into_response(),
    }
}

/// Gives the request its id, and tells the log what became of it.
async fn identify(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let header = HeaderName::from_static("x-request-id");
    let given = request.headers().get(&header).and_then(|value| value.to_str().ok());
    let given = given.filter(|id| {
        !id.is_empty()
            && id.len() <= REQUEST_ID_MAX
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    });
    let id: Arc<str> = given.map_or_else(|| house.id().simple().to_string().into(), Arc::from);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    let active = house.metrics.begin(method.as_str());
    let span = traces::request(method.as_str(), route.as_deref().unwrap_or_default(), house.settings.is_https());
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(active);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(header, value);
    }
    let (status, seconds) = (response.status().as_u16(), started.elapsed().as_secs_f64());
    traces::answered(&span, status);
    house.metrics.observe(method.as_str(), route.as_deref().unwrap_or_default(), status, seconds);
    let (route, milliseconds) = (route.as_deref().unwrap_or("none"), seconds * 1_000.0);
    // The route's template, never the path: paths can hold tokens.
    if status >= 500 {
        tracing::warn!(%id, %method, route, status, milliseconds, "request");
    } else {
        tracing::debug!(%id, %method, route, status, milliseconds, "request");
    }
    response
}

/// What Prometheus asks, for a listener of its own: never on the one that the public reaches.
pub fn metrics(house: &House) -> Router {
    Router::new().route("/metrics", get(metrics_text)).with_state(house.clone())
}

async fn metrics_text(State(house): State<House>) -> Response {
    match insight::console::metrics::text(&house).await {
        Ok(text) => ([(CONTENT_TYPE, METRICS_TYPE)], text).into_response(),
        Err(error) => {
            tracing::warn!(%error, "the metrics could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn readyz(State((house, readiness)): State<(House, Readiness)>) -> response::Response {
    if readiness.0.load(Ordering::SeqCst) {
        return (StatusCode::SERVICE_UNAVAILABLE, "leaving\n").into_response();
    }
    match kernel::db::sql("select 1 + 1").maybe::<(i32,)>(&house.db).await {
        Ok(_) => Body::from("ready\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}
