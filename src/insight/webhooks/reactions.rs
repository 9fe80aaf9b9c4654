//! What follows events: a delivery for every endpoint that wants them; and what is forgotten after a while.

use super::model::Payload;
use super::{catalogue, store};
use chrono::Duration;
use futures::future::BoxFuture;
use kernel::db::On;
use kernel::{Error, Result, time};
use platform::events::{Effect, Occurred};
use platform::jobs::Job;
use platform::{Feature, House, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Deliveries are kept for this long (days).
pub const KEPT_DAYS: i64 = 30;
/// Deliveries forgotten in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

/// Deliveries for what happened.
pub fn on_events<'a>(on: On<'a>, scope: &'a Scope, events: &'a [Occurred]) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        if !scope.org.has(Feature::Webhooks) {
            return Ok(None);
        }
        let endpoints = store::endpoints(on, scope.org_id()).await?;
        let mut new = Vec::new();
        for event in events {
            let mut payload = None;
            for endpoint in endpoints.iter().filter(|endpoint| endpoint.enabled) {
                if !catalogue::wants(&endpoint.kinds, &event.kind) {
                    continue;
                }
                let payload = match &payload {
                    Some(text) => text,
                    None => payload.insert(body(Some((scope.org_id(), &scope.org.slug)), event)?),
                };
                new.push(store::New {
                    id: scope.id(),
                    endpoint: endpoint.id,
                    event: Some(event.id),
                    kind: event.kind.clone(),
                    payload: payload.clone(),
                });
            }
        }
        if new.is_empty() {
            return Ok(None);
        }
        let scope = scope.clone();
        let effect: Effect = Box::new(move |tx| {
            Box::pin(async move {
                store::add_deliveries(tx, scope.org_id(), new, scope.now).await?;
                tx.wake(&scope.house.egress_bell);
                Ok(())
            })
        });
        Ok(Some(effect))
    })
}

/// What is sent of an event: of an organisation (id and short name), or of the installation. Names of people are not in it:
/// whoever wants them asks the API, as long as they are there.
pub(crate) fn body(org: Option<(Uuid, &str)>, event: &Occurred) -> Result<String> {
    let subject = event.kind.split('.').next().unwrap_or_default();
    let data = json!({
        "id": event.id,
        "organisation": org.map(|(id, slug)| json!({ "id": id, "slug": slug })),
        "subject": { "kind": subject, "id": event.subject_id },
        "actor": { "kind": event.actor_kind, "id": event.actor_id },
        "change": event.data.0,
    });
    let payload = Payload { kind: &event.kind, timestamp: time::rfc3339(event.at), data };
    serde_json::to_string(&payload).map_err(Error::broken)
}

/// Forgets old deliveries and replaced secrets. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Forget;

impl Job for Forget {
    const NAME: &'static str = "webhooks.forget";

    async fn run(&self, house: &House) -> Result<()> {
        let now = house.now();
        let before = now - Duration::days(KEPT_DAYS);
        while store::forget(&house.db, before, FORGOTTEN_AT_ONCE).await? == FORGOTTEN_AT_ONCE as u64 {}
        store::forget_previous(&house.db, now).await.map(drop)
    }
}
