//! The door for outside systems: `POST /api/v1/inbox/{source}`, a call that is signed instead of carrying a token. A system
//! that has one address for everything names the source in the header `webhook-source`.

use super::model::{EXTERNAL_ID_MAX, Message};
use super::{actions, store};
use crate::webhooks::signature::{self, Doubt};
use axum::body::to_bytes;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Duration, Utc};
use kernel::Error;
use platform::Perm;
use platform::web::api::{Api, Caller, Problem, Reply, accepted, post};
use platform::web::subscriber;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The largest body (bytes).
const BODY_MAX: usize = 64 * 1024;
/// Events of one source within a minute.
const EVENTS_A_MINUTE: u32 = 1_200;
/// Messages that are not believed, from one address within a minute.
const DOUBTS_A_MINUTE: u32 = 60;
/// What is told to a suspended organisation is sent again after this long (seconds).
const CLOSED_SECONDS: u32 = 3_600;
/// Names the source where the path does not.
const SOURCE: &str = "webhook-source";

/// The table.
pub(super) fn api() -> Api {
    Api::outside("Inbox").call(
        post("/inbox/{source}", Perm::Public, receive)
            .named("tellInbox", "Tell an organisation what happened elsewhere")
            .about("Signed with the source's secret as Standard Webhooks has it, instead of a token. Each `webhook-id` is judged once, however often it comes; what is unknown here is kept. Kinds that are applied: `user.invited`, `user.role.granted`, `user.role.revoked`, `user.blocked`, `user.unblocked`, `contact.upserted`. On the path without a source the header `webhook-source` names it.")
            .signed()
            .body::<Told>()
            .answers::<Receipt>(202)
            .also("/inbox")
            .like(json!({
                "type": "contact.upserted",
                "timestamp": "2026-03-01T09:00:00Z",
                "data": { "email": "grace@guest.example", "name": "Grace Holm" },
            })),
    )
}

/// What happened elsewhere. The body is judged by hand, after its signature; this is what it has to be.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "InboxMessage")]
#[expect(dead_code, reason = "it is read by Message::parse, which tells every problem at once")]
struct Told {
    /// Its kind: `user.blocked`. Kinds that are not known here are kept.
    #[serde(rename = "type")]
    #[schemars(length(min = 1, max = 100), regex(pattern = r"^[A-Za-z0-9._-]+$"))]
    kind: String,
    /// When it happened there.
    timestamp: DateTime<Utc>,
    /// About whom: `email`; of roles `role` and `until`; of invitations and contacts `name`; of contacts `phone`.
    data: Map<String, Value>,
}

/// What became of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InboxReceipt")]
struct Receipt {
    /// Its id here.
    id: Uuid,
    /// `applied`, `ignored`, `failed`, or `received`: not judged yet.
    state: &'static str,
    /// Why; of one that failed, the problem.
    reason: String,
    /// Had it come before?
    duplicate: bool,
}

async fn receive(caller: Caller, params: RawPathParams, headers: HeaderMap, request: Request) -> Reply {
    let (house, now) = (&caller.house, caller.now);
    let doubts = format!("inbox-doubt:{}", subscriber(caller.address));
    house.limits.check(&doubts, DOUBTS_A_MINUTE, now)?;
    let too_large = || Problem::http(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is larger than 64 KiB.");
    let body = to_bytes(request.into_body(), BODY_MAX).await.map_err(|_| too_large())?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = params.iter().find(|(name, _)| *name == "source").map_or(text(SOURCE), |(_, id)| id);
    let source = match named.parse::<Uuid>() {
        Ok(id) => store::knocking(&house.db, id).await?,
        Err(_) => None,
    };
    // Without a source nothing is believed, in the same words and after the same work.
    let secrets = match &source {
        Some(source) => actions::secrets(house, source),
        None => vec![signature::new_secret(&house.ids)],
    };
    let external_id = text("webhook-id");
    let signed = (external_id, text("webhook-timestamp"), text("webhook-signature"));
    let judged = signature::verify(&secrets, signed, &body, now);
    let source = match (judged, source) {
        (Ok(()), Some(source)) => source,
        (judged, _) => {
            let _ = house.limits.spend(doubts, DOUBTS_A_MINUTE, Duration::minutes(1), now);
            let doubt = judged.err().unwrap_or(Doubt::Signature);
            return Err(Problem::http(StatusCode::UNAUTHORIZED, "not_believed", doubt.to_string()));
        }
    };
    house.limits.spend(format!("inbox:{}", source.id), EVENTS_A_MINUTE, Duration::minutes(1), now)?;
    if external_id.chars().count() > EXTERNAL_ID_MAX {
        return Err(Error::invalid("webhook-id", format!("Use at most {EXTERNAL_ID_MAX} characters.")).into());
    }
    let message = Message::parse(&body, now).map_err(Error::Invalid)?;
    let told = actions::receive(house, &source, external_id, &message, &caller.request_id).await?;
    let Some((event, is_new)) = told else {
        let detail = "The organisation is suspended. This was not kept; send it again.";
        return Err(Problem::Closed { code: "organisation_suspended", detail, retry: CLOSED_SECONDS });
    };
    accepted(&Receipt { id: event.id, state: event.state.name(), reason: event.reason, duplicate: !is_new })
}
