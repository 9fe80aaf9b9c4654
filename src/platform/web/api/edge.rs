//! The edge of the API: everything that goes wrong below `/api/v1` leaves as a problem document, wherever it went wrong.

use super::ROOT;
use super::problem::Problem;
use crate::House;
use crate::web::RequestId;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use kernel::Error;
use std::sync::Arc;

/// The media type of problems.
pub(super) const PROBLEM: &str = "application/problem+json";

/// A layer outside of everything that may answer for the API.
pub async fn edge(State(house): State<House>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(ROOT) {
        return next.run(request).await;
    }
    let named_a_version = request.headers().contains_key(IF_MATCH);
    let request_id = request.extensions().get::<RequestId>().map_or_else(|| Arc::from("-"), |id| id.0.clone());
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Arc<Problem>>();
    // The error of a page's handler, where a row of pages answered below our paths.
    let error = response.extensions_mut().remove::<Arc<Error>>().and_then(Arc::into_inner).map(Problem::Error);
    let problem = problem.and_then(Arc::into_inner).or(error);
    let status = response.status();
    match problem {
        Some(problem) => dress(&house, &mut response, &problem, &request_id, named_a_version),
        None if status.is_client_error() || status.is_server_error() => {
            dress(&house, &mut response, &plain(status), &request_id, named_a_version);
        }
        None => {}
    }
    let headers = response.headers_mut();
    // A copy may be kept where it can be asked whether it is still right, by nobody but its reader.
    let keep = if headers.contains_key(ETAG) { "private, no-cache" } else { "no-store" };
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(keep));
    response
}

/// What a status says by itself: no row, no such verb, a body that was cut off, a request that took too long.
fn plain(status: StatusCode) -> Problem {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => return Problem::Error(Error::NotFound),
        StatusCode::FORBIDDEN => return Problem::Error(Error::Forbidden),
        StatusCode::SERVICE_UNAVAILABLE => return Problem::Error(Error::Busy),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "This path takes the methods of the Allow header."),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "This body is larger than it may be."),
        status if status.is_server_error() => ("broken", "Something broke on our side. Look before you try again."),
        _ => ("bad_request", "This request could not be read."),
    };
    Problem::http(status, code, detail)
}

fn dress(house: &House, response: &mut Response, problem: &Problem, request_id: &str, named_a_version: bool) {
    if let Problem::Error(Error::Broken(report)) | Problem::With(Error::Broken(report), _) = problem {
        tracing::error!(request_id, report, "a request of the API failed");
    }
    let document = problem.describe(house, request_id, named_a_version);
    *response.status_mut() = problem.status(named_a_version);
    *response.body_mut() = Body::from(serde_json::to_vec(&document).unwrap_or_default());
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.remove(CONTENT_ENCODING);
    headers.remove(ETAG);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    match problem {
        Problem::Error(Error::TooMany(until)) => {
            let seconds = (*until - house.now()).num_seconds().max(1);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        Problem::Closed { retry, .. } => drop(headers.insert(RETRY_AFTER, HeaderValue::from(*retry))),
        Problem::Error(Error::Busy) => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("1"))),
        Problem::Error(Error::SignIn) => {
            headers.entry(WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer realm=\"steward\""));
        }
        _ => {}
    }
}
