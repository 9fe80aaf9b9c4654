//! Several bookings in one request, each by itself: one that is refused holds up no other.

use super::wire::{Booked, NewBooking};
use super::write::{book, give_back};
use platform::Scope;
use platform::web::api::{Body, OnceKey, Problem, Reply, ok};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Wishes of a batch.
const WISHES_MAX: usize = 50;

/// What is asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Batch {
    /// To be booked, in this order, after what is cancelled.
    #[serde(default)]
    create: Vec<NewBooking>,
    /// To be cancelled, first of all.
    #[serde(default)]
    cancel: Vec<OneCancelled>,
}

/// A booking to be cancelled.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneCancelled {
    /// Which.
    id: Uuid,
    /// Why; the guest reads it.
    #[serde(default)]
    reason: String,
    /// The version you saw.
    #[serde(default)]
    version: Option<i64>,
}

/// What became of each, in the order of the request.
#[derive(Serialize, JsonSchema)]
pub(super) struct Outcomes {
    /// Of those to be cancelled.
    cancel: Vec<Outcome>,
    /// Of those to be booked.
    create: Vec<Outcome>,
}

/// What became of one.
#[derive(Serialize, JsonSchema)]
struct Outcome {
    /// The status it would have had alone.
    status: u16,
    /// The booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    booking: Option<Booked>,
    /// Why not: a problem document.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Value>,
}

impl Outcome {
    fn of(scope: &Scope, outcome: Result<Booked, Problem>, success: u16) -> Outcome {
        match outcome {
            Ok(booking) => Outcome { status: success, booking: Some(booking), problem: None },
            Err(problem) => {
                let told = problem.document(&scope.house, &scope.request_id, false);
                let status = told["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
                Outcome { status, booking: None, problem: Some(told) }
            }
        }
    }
}

pub(super) async fn run(scope: Scope, key: OnceKey, Body(batch): Body<Batch>) -> Reply {
    let wishes = batch.create.len() + batch.cancel.len();
    if wishes == 0 || wishes > WISHES_MAX {
        return Err(Problem::field("create", format!("A batch has 1 to {WISHES_MAX} wishes.")));
    }
    let mut outcomes = Outcomes { cancel: Vec::new(), create: Vec::new() };
    // Each has a key of its own, so that a batch that is sent again goes on where it was broken off.
    let mut keys = (0..wishes).map(|number| key.part(number));
    for (one, key) in batch.cancel.into_iter().zip(keys.by_ref()) {
        let done = give_back(&scope, one.id, one.version, &one.reason, &key).await;
        outcomes.cancel.push(Outcome::of(&scope, done, 200));
    }
    for (wish, key) in batch.create.into_iter().zip(keys) {
        let done = book(&scope, wish, key).await;
        outcomes.create.push(Outcome::of(&scope, done, 201));
    }
    ok(&outcomes)
}
