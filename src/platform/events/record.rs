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

/// Records what happened, in the transaction that makes it so, and wakes the relay when it is committed.
pub async fn record(tx: &mut Tx, scope: &Scope, fact: impl Into<Fact>) -> Result<Uuid> {
    let at = At { house: &scope.house, org: Some(scope.org_id()), now: scope.now, request_id: &scope.request_id };
    insert(tx, at, scope.actor(), fact.into()).await
}

/// Records what happened to the installation as a whole: no organisation reads it, an operator does.
pub async fn record_in_house(
    tx: &mut Tx,
    house: &House,
    actor: Actor,
    request_id: &str,
    fact: impl Into<Fact>,
) -> Result<Uuid> {
    insert(tx, At { house, org: None, now: house.now(), request_id }, actor, fact.into()).await
}

/// Where and when.
struct At<'a> {
    house: &'a House,
    org: Option<Uuid>,
    now: DateTime<Utc>,
    request_id: &'a str,
}

async fn insert(tx: &mut Tx, at: At<'_>, actor: Actor, fact: Fact) -> Result<Uuid> {
    let id = at.house.ids.id(at.now);
    let (actor_kind, actor_id, actor_name) = match actor {
        Actor::User { id, name } => ("user", Some(id), name),
        Actor::Contact { id, name } => ("contact", Some(id), name),
        Actor::System => ("system", None, String::new()),
    };
    sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(at.org)
        .bind(at.now)
        .bind(fact.kind)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(actor_name)
        .bind(fact.subject_kind)
        .bind(fact.subject)
        .bind(Json(fact.data))
        .bind(at.request_id.to_owned())
        .run(tx)
        .await?;
    tx.wake(&at.house.relay_bell);
    Ok(id)
}
