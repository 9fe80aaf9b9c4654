//! The door for outside systems: `POST /api/v1/inbox/{source}`. Answers are JSON: what became of the event, or a problem
//! document (RFC 9457).

use super::model::{EXTERNAL_ID_MAX, Message};
use super::{actions, store};
use crate::webhooks::signature::{self, Doubt};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::Duration;
use kernel::{Error, Problems};
use platform::web::{Answer, Path, Routes, Visit, subscriber};
use platform::{House, Perm};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// The largest body (bytes).
const BODY_MAX: usize = 64 * 1024;
/// Events of one source within a minute.
const EVENTS_A_MINUTE: u32 = 1_200;
/// Messages that are not believed, from one address within a minute.
const DOUBTS_A_MINUTE: u32 = 60;

/// The row of the door.
pub fn routes() -> Routes {
    Routes::under("/api/v1").post("/inbox/{source}", Perm::Public, receive)
}

/// Who knocks.
#[derive(Deserialize)]
struct BySource {
    source: String,
}

async fn receive(visit: Visit, Path(by): Path<BySource>, headers: HeaderMap, request: Request) -> Answer {
    let house = &visit.house;
    let caller = format!("inbox-doubt:{}", subscriber(visit.address));
    if let Err(error) = house.limits.check(&caller, DOUBTS_A_MINUTE, visit.now) {
        return Ok(refused(house, &error));
    }
    let Ok(body) = axum::body::to_bytes(request.into_body(), BODY_MAX).await else {
        return Ok(problem(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is larger than 64 KiB.", json!({})));
    };
    let source = match by.source.parse::<Uuid>() {
        Ok(id) => store::knocking(&house.db, id).await?,
        Err(_) => None,
    };
    // Without a source nothing is believed, in the same words and after the same work.
    let secrets = match &source {
        Some(source) => actions::secrets(house, source)?,
        None => vec![signature::new_secret(&house.ids)],
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let external_id = text("webhook-id");
    let signed = (external_id, text("webhook-timestamp"), text("webhook-signature"));
    let judged = signature::verify(&secrets, signed, &body, visit.now);
    let source = match (judged, source) {
        (Ok(()), Some(source)) => source,
        (judged, _) => {
            let _ = house.limits.spend(caller, DOUBTS_A_MINUTE, Duration::minutes(1), visit.now);
            let doubt = judged.err().unwrap_or(Doubt::Signature);
            return Ok(problem(StatusCode::UNAUTHORIZED, "not-believed", &doubt.to_string(), json!({})));
        }
    };
    let bucket = format!("inbox:{}", source.id);
    if let Err(error) = house.limits.spend(bucket, EVENTS_A_MINUTE, Duration::minutes(1), visit.now) {
        return Ok(refused(house, &error));
    }
    if external_id.chars().count() > EXTERNAL_ID_MAX {
        let mut problems = Problems::new();
        problems.add("webhook-id", format!("Use at most {EXTERNAL_ID_MAX} characters."));
        return Ok(invalid(&problems));
    }
    let message = match Message::parse(&body, visit.now) {
        Ok(message) => message,
        Err(problems) => return Ok(invalid(&problems)),
    };
    match actions::receive(house, &source, external_id, &message, &visit.request_id).await {
        Ok((event, is_new)) => {
            let told = json!({ "id": event.id, "state": event.state, "reason": event.reason, "duplicate": !is_new });
            Ok(answer(StatusCode::ACCEPTED, "application/json", &told))
        }
        Err(error @ (Error::Busy | Error::TooMany(_))) => Ok(refused(house, &error)),
        Err(Error::Invalid(problems)) => Ok(invalid(&problems)),
        Err(error) => {
            tracing::error!(%error, request_id = %visit.request_id, "an event of the inbox could not be kept");
            let detail = format!("This was not kept; send it again. Report {}.", visit.request_id);
            Ok(problem(StatusCode::INTERNAL_SERVER_ERROR, "broken", &detail, json!({})))
        }
    }
}

fn invalid(problems: &Problems) -> Response {
    let errors: Vec<Value> =
        problems.iter().map(|(field, message)| json!({ "field": field, "message": message })).collect();
    let detail = "The event cannot be read.";
    problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail, json!({ "errors": errors }))
}

fn refused(house: &House, error: &Error) -> Response {
    let (status, seconds) = match error {
        Error::TooMany(until) => (StatusCode::TOO_MANY_REQUESTS, (*until - house.now()).num_seconds().max(1)),
        _ => (StatusCode::SERVICE_UNAVAILABLE, 1),
    };
    let mut response = problem(status, "later", "That was a lot at once. Send it again later.", json!({}));
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn problem(status: StatusCode, kind: &str, detail: &str, mut more: Value) -> Response {
    more["type"] = json!(format!("urn:steward:problem:{kind}"));
    more["title"] = json!(status.canonical_reason().unwrap_or_default());
    more["status"] = json!(status.as_u16());
    more["detail"] = json!(detail);
    answer(status, "application/problem+json", &more)
}

fn answer(status: StatusCode, kind: &'static str, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
