//! Recording a fact.

use super::words::{self, A_CLIENT};
use crate::{Actor, Errand, House, Scope};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Json, Later, Tx, batches, sql, together};
use kernel::values;
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
    /// An object: what was, what is. No secrets, and nothing that tells of a client: see [`record_about`].
    pub data: Value,
}

/// Records what happened, in the transaction that makes it so, and wakes the relay when it is committed.
pub async fn record(tx: &mut Tx, scope: &Scope, fact: impl Into<Fact>) -> Result<Uuid> {
    insert(tx, &scope.house, Told::of(scope), fact.into(), None).await
}

/// The same with words that belong to a contact: they are read as if they stood in the fact's data, and can be cut.
pub async fn record_about(
    tx: &mut Tx,
    scope: &Scope,
    fact: impl Into<Fact>,
    contact: Uuid,
    words: Value,
) -> Result<Uuid> {
    insert(tx, &scope.house, Told::of(scope), fact.into(), Some((contact, words))).await
}

/// Records what happened in the installation, outside of any organisation. Nothing follows from it by itself.
pub async fn record_in_house(tx: &mut Tx, errand: &Errand, fact: impl Into<Fact>) -> Result<Uuid> {
    let told = Told { org: None, at: errand.now, actor: errand.actor.clone(), request_id: &errand.request_id };
    insert(tx, &errand.house, told, fact.into(), None).await
}

/// Where, when, by whom and in which request.
struct Told<'a> {
    org: Option<Uuid>,
    at: DateTime<Utc>,
    actor: Actor,
    request_id: &'a str,
}

impl Told<'_> {
    fn of(scope: &Scope) -> Told<'_> {
        Told { org: Some(scope.org_id()), at: scope.recorded_at(), actor: scope.actor(), request_id: &scope.request_id }
    }
}

async fn insert(tx: &mut Tx, house: &House, told: Told<'_>, fact: Fact, about: Option<(Uuid, Value)>) -> Result<Uuid> {
    let (id, rows) = rows(house, told, fact, about);
    together(tx, rows).await?;
    tx.wake(&house.relay_bell);
    Ok(id)
}

/// A fact, and the contact that words beside it belong to, with these words.
pub type Telling = (Fact, Option<(Uuid, Value)>);

/// Records many facts, as [`record`] and [`record_about`] do, with few statements.
pub async fn record_many(tx: &mut Tx, scope: &Scope, facts: Vec<Telling>) -> Result<()> {
    let (org, at, request) = (scope.org_id(), scope.recorded_at(), scope.request_id.to_string());
    let (actor_kind, actor_id, actor_name, client) = actor(scope.actor());
    let (mut events, mut beside) = (Vec::with_capacity(facts.len()), Vec::new());
    for (fact, about) in facts {
        let id = scope.house.ids.id(at);
        let (contact, data) = about.map_or((None, Value::Null), |(contact, data)| (Some(contact), data));
        let (owner, name) = client.clone().map_or((None, None), |(id, name)| (Some(id), Some(name)));
        if let Some((contact, words)) = contact.or(owner).zip(words::said(name, data)) {
            beside.push((id, contact, words));
        }
        events.push((id, fact));
    }
    for batch in batches(events) {
        let rows = batch.into_iter().map(|(id, fact)| {
            let Fact { kind, subject_kind, subject, data } = fact;
            let (name, request) = (actor_name.clone(), request.clone());
            values![id, org, at, kind, actor_kind, actor_id, name, subject_kind, subject, Json(data), request]
        });
        sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id) values ")
            .with_rows(rows)
            .run(tx)
            .await?;
    }
    for batch in batches(beside) {
        let rows = batch.into_iter().map(|(id, contact, words)| values![id, org, contact, Json(words)]);
        let statement = sql("insert into event_words (event_id, org_id, contact_id, words) values ");
        statement.with_rows(rows).run(tx).await?;
    }
    tx.wake(&scope.house.relay_bell);
    Ok(())
}

/// An actor as the trail names it: kind, id, name; of a client also what stands beside the fact.
fn actor(actor: Actor) -> (&'static str, Option<Uuid>, String, Option<(Uuid, String)>) {
    match actor {
        Actor::User { id, name } => ("user", Some(id), name, None),
        Actor::Contact { id, name } => ("contact", Some(id), A_CLIENT.to_owned(), Some((id, name))),
        Actor::System => ("system", None, String::new(), None),
    }
}

/// A fact that is written together with the rows that make it true: the statements of [`record`], for an action that sends
/// all of its writing at once. Whoever runs them wakes the relay: `tx.wake(&scope.house.relay_bell)`.
pub fn recording(scope: &Scope, fact: impl Into<Fact>) -> Vec<Later> {
    rows(&scope.house, Told::of(scope), fact.into(), None).1
}

/// The same for [`record_about`].
pub fn recording_about(scope: &Scope, fact: impl Into<Fact>, contact: Uuid, words: Value) -> Vec<Later> {
    rows(&scope.house, Told::of(scope), fact.into(), Some((contact, words))).1
}

fn rows(house: &House, told: Told<'_>, fact: Fact, about: Option<(Uuid, Value)>) -> (Uuid, Vec<Later>) {
    let id = house.ids.id(told.at);
    let (actor_kind, actor_id, actor_name, client) = actor(told.actor);
    let event = sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(told.org)
        .bind(told.at)
        .bind(fact.kind)
        .bind(actor_kind)
        .bind(actor_id)
        .bind(actor_name)
        .bind(fact.subject_kind)
        .bind(fact.subject)
        .bind(Json(fact.data))
        .bind(told.request_id.to_owned())
        .later();
    let (owner, name) = client.map_or((None, None), |(id, name)| (Some(id), Some(name)));
    let (contact, data) = about.map_or((None, Value::Null), |(contact, data)| (Some(contact), data));
    let words = told.org.zip(contact.or(owner)).and_then(|(org, contact)| words::keeping(org, id, contact, name, data));
    (id, std::iter::once(event).chain(words).collect())
}
