//! What people do with webhooks.

use super::model::{Endpoint, NewEndpoint, Payload, webhook_id};
use super::signature::new_secret;
use super::{Event, catalogue, store};
use chrono::{DateTime, Duration, Utc};
use kernel::crypto::{Place, Secret};
use kernel::{Error, Result};
use platform::once::{self, Claim};
use platform::{Feature, Scope, events};
use serde_json::json;
use uuid::Uuid;

/// Endpoints of one organisation.
pub const ENDPOINTS_MAX: i64 = 20;
/// What secrets of endpoints are locked for.
pub const PURPOSE: &str = "webhook.secret";
/// A replaced secret signs too for this long (hours).
pub const OVERLAP_HOURS: i64 = 24;
/// Tests of one organisation within a minute.
const TESTS_MAX: u32 = 20;

/// Makes an endpoint with a secret of its own. The same key makes one.
///
/// # Errors
/// `webhooks_full` when there are as many as there may be; `webhooks_switched_off`.
pub async fn create(scope: &Scope, new: &NewEndpoint, key: &str) -> Result<Uuid> {
    scope.org.demand(Feature::Webhooks)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = once::claim(&mut tx, scope, key, &format!("webhook {new:?}")).await? {
        return Ok(id);
    }
    if store::count_endpoints(&mut tx, scope.org_id()).await? >= ENDPOINTS_MAX {
        return Err(Error::conflict("webhooks_full"));
    }
    let id = scope.id();
    let secret = locked(scope, id);
    store::add_endpoint(&mut tx, scope.org_id(), id, new, secret, scope.user_id(), scope.now).await?;
    events::record(&mut tx, scope, Event::Created(id, new)).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes an endpoint.
///
/// # Errors
/// `webhook_changed` when this version is not the present one any more.
pub async fn change(scope: &Scope, before: &Endpoint, version: i64, new: &NewEndpoint) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if !store::change_endpoint(&mut tx, scope.org_id(), before.id, version, new).await? {
        return Err(Error::conflict("webhook_changed"));
    }
    events::record(&mut tx, scope, Event::Changed(before, new)).await?;
    tx.wake(&scope.house.egress_bell); // what waited for the old address goes to the new one
    tx.commit().await
}

/// Tells it again, or no more. A second click changes nothing.
///
/// # Errors
/// `webhooks_switched_off` where nothing would be told.
pub async fn set_enabled(scope: &Scope, endpoint: &Endpoint, enabled: bool) -> Result<()> {
    if enabled {
        scope.org.demand(Feature::Webhooks)?;
    }
    let mut tx = scope.db().begin().await?;
    if store::set_enabled(&mut tx, scope.org_id(), endpoint.id, enabled, "", scope.now).await? {
        let event = if enabled { Event::Enabled(endpoint) } else { Event::Disabled(endpoint, "") };
        events::record(&mut tx, scope, event).await?;
        tx.wake(&scope.house.egress_bell);
    }
    tx.commit().await
}

/// Gives it another secret; the present one signs too for a day.
///
/// # Errors
/// `webhook_changed` when this version is not the present one any more: a second click is not a second rotation.
pub async fn rotate(scope: &Scope, endpoint: &Endpoint, version: i64) -> Result<()> {
    let until = scope.now + Duration::hours(OVERLAP_HOURS);
    let secret = locked(scope, endpoint.id);
    let mut tx = scope.db().begin().await?;
    if !store::rotate(&mut tx, scope.org_id(), endpoint.id, version, secret, until).await? {
        return Err(Error::conflict("webhook_changed"));
    }
    events::record(&mut tx, scope, Event::Rotated(endpoint)).await?;
    tx.commit().await
}

/// Removes it; what waits for it is given up.
pub async fn remove(scope: &Scope, endpoint: &Endpoint) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if store::remove_endpoint(&mut tx, scope.org_id(), endpoint.id, scope.now).await? {
        store::abandon(&mut tx, scope.org_id(), endpoint.id).await?;
        events::record(&mut tx, scope, Event::Removed(endpoint)).await?;
    }
    tx.commit().await
}

/// Sends a test, and answers which delivery it is. The same key sends one.
///
/// # Errors
/// `webhook_disabled`; `webhooks_switched_off`; [`Error::TooMany`] after too many within a minute.
pub async fn test(scope: &Scope, endpoint: &Endpoint, key: &str) -> Result<Uuid> {
    scope.org.demand(Feature::Webhooks)?;
    if !endpoint.enabled {
        return Err(Error::conflict("webhook_disabled"));
    }
    let bucket = format!("webhook-test:{}", scope.org_id());
    scope.house.limits.spend(bucket, TESTS_MAX, Duration::minutes(1), scope.now)?;
    let mut tx = scope.db().begin().await?;
    let id = match once::claim(&mut tx, scope, key, &format!("webhook test {}", endpoint.id)).await? {
        Claim::Done(id) => id,
        Claim::New => {
            let id = scope.id();
            let data =
                json!({ "id": webhook_id(id), "organisation": { "id": scope.org_id(), "name": scope.org.name } });
            let payload = Payload { kind: catalogue::TEST, timestamp: kernel::time::rfc3339(scope.now), data };
            let payload = serde_json::to_string(&payload).map_err(Error::broken)?;
            let new = store::New { id, endpoint: endpoint.id, event: None, kind: catalogue::TEST.to_owned(), payload };
            store::add_deliveries(&mut tx, scope.org_id(), vec![new], scope.now).await?;
            once::settle(&mut tx, scope, key, id).await?;
            tx.wake(&scope.house.egress_bell);
            id
        }
    };
    tx.commit().await?;
    Ok(id)
}

/// Sends a delivery once more, under the same id.
///
/// # Errors
/// `webhook_disabled`; `webhooks_switched_off`; `delivery_on_its_way` when its outcome is not known yet.
pub async fn replay(scope: &Scope, endpoint: &Endpoint, delivery: Uuid) -> Result<()> {
    scope.org.demand(Feature::Webhooks)?;
    if !endpoint.enabled {
        return Err(Error::conflict("webhook_disabled"));
    }
    let mut tx = scope.db().begin().await?;
    if !store::replay(&mut tx, scope.org_id(), delivery, scope.now).await? {
        return Err(Error::conflict("delivery_on_its_way"));
    }
    tx.wake(&scope.house.egress_bell);
    tx.commit().await
}

/// Sends everything once more that was given up since then. Answers how many.
///
/// # Errors
/// `webhook_disabled`; `webhooks_switched_off`.
pub async fn replay_since(scope: &Scope, endpoint: &Endpoint, since: DateTime<Utc>) -> Result<u64> {
    scope.org.demand(Feature::Webhooks)?;
    if !endpoint.enabled {
        return Err(Error::conflict("webhook_disabled"));
    }
    let mut tx = scope.db().begin().await?;
    let again = store::replay_since(&mut tx, scope.org_id(), endpoint.id, since, scope.now).await?;
    tx.wake(&scope.house.egress_bell);
    tx.commit().await?;
    Ok(again)
}

/// The secret of an endpoint, for whoever sets up its receiver; none: it does not open, because the key it was locked with is
/// not configured, and is to be replaced.
pub fn secret(scope: &Scope, endpoint: &Endpoint) -> Option<Secret<String>> {
    let place = Place { org: scope.org_id(), purpose: PURPOSE, row: endpoint.id };
    let opened = scope.house.key.unlock(place, &endpoint.secret);
    opened.inspect_err(|why| tracing::warn!(%why, webhook = %endpoint.id, "the secret of a webhook does not open")).ok()
}

fn locked(scope: &Scope, endpoint: Uuid) -> String {
    let place = Place { org: scope.org_id(), purpose: PURPOSE, row: endpoint };
    scope.house.key.lock(&scope.house.ids, place, new_secret(&scope.house.ids).expose())
}
