//! Recording a fact.

use crate::{Actor, House, Scope};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Json, Tx, sql};
use serde_json::Value;
use uuid::Uuid;

/// What happened, in the words of its domain. Domains turn their own event enums into it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// `booking.confirmed`.
    pub kind: &'static str,
    /// `booking`.
    pub subject_kind: &'static str,
    /// Which one.
    pub subject: Uuid,
    /// An object: what was, what is. No secrets.
    pub data: Value,
}

/// Where and when it happened, and by whom.
struct Place<'a> {
    org: Option<Uuid>,
    at: DateTime<Utc>,
    actor: Actor,
    request_id: &'a str,
}

/// Records what happened, in the transaction that makes it so, and wakes the relay when it is committed.
pub async fn record(tx: &mut Tx, scope: &Scope, fact: impl Into<Fact>) -> Result<Uuid> {
    let place = Place { org: Some(scope.org_id()), at: scope.now, actor: scope.actor(), request_id: &scope.request_id };
    write(tx, &scope.house, place, fact.into()).await
}

/// Records what happened in no organisation: to a user, to the installation.
pub async fn record_outside(
    tx: &mut Tx,
    house: &House,
    actor: Actor,
    request_id: &str,
    fact: impl Into<Fact>,
) -> Result<Uuid> {
    write(tx, house, Place { org: None, at: house.now(), actor, request_id }, fact.into()).await
}

async fn write(tx: &mut Tx, house: &House, place: Place<'_>, fact: Fact) -> Result<Uuid> {
    let id = house.ids.id(place.at);
    let (actor_kind, actor_id, actor_name) = match place.actor {
        Actor::User { id, name } => ("user", Some(id), name),
        Actor::Contact { id, name } => ("contact", Some(id), name),
        Actor::System => ("system", None, String::new()),
    };
    sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(place.org)
        .bind(place.at)
        .bind(fact.kind)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(actor_name)
        .bind(fact.subject_kind)
        .bind(fact.subject)
        .bind(Json(fact.data))
        .bind(place.request_id.to_owned())
        .run(tx)
        .await?;
    tx.wake(&house.relay_bell);
    Ok(id)
}
