//! Recording a fact.

use crate::{Actor, Scope};
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
    let fact = fact.into();
    let id = scope.id();
    let (actor_kind, actor_id, actor_name) = match scope.actor() {
        Actor::User { id, name } => ("user", Some(id), name),
        Actor::Contact { id, name } => ("contact", Some(id), name),
        Actor::System => ("system", None, String::new()),
    };
    sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(scope.org_id())
        .bind(scope.now)
        .bind(fact.kind)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(actor_name)
        .bind(fact.subject_kind)
        .bind(fact.subject)
        .bind(Json(fact.data))
        .bind(scope.request_id.to_string())
        .run(tx)
        .await?;
    tx.wake(&scope.house.relay_bell);
    Ok(id)
}
