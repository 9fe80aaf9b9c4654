//! Seals: the proof that the audit trail was not changed behind the house's back.
//!
//! Every few minutes the events that have settled are sealed, in the order of their ids: a seal lists them with their
//! hashes and holds the hash of the seal before, so an event that is altered, removed or slipped in later breaks the chain
//! at a place that can be named. Each seal is signed with the installation's key: who can write to the database and does not
//! have the key cannot make a new chain. What is younger than the last seal is not protected yet, and the newest seals could
//! be cut off unseen: a backup's head keeps the last hash, and so may the operator.

use crate::House;
use crate::jobs::Job;
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::canonical::canonical;
use kernel::crypto::{Key, sha256, sha256_hex};
use kernel::db::{Either, Engine, Json, On, sql};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;
use uuid::Uuid;

/// Events of one seal.
const EVENTS_MAX: i64 = 256;
/// Events younger than this are not sealed: a transaction may be about to commit some beside them. Longer than any request
/// and any statement may take.
pub const SETTLED: Duration = Duration::minutes(2);
/// An event's id is made when it happens; so far apart (seconds), one of them is a lie.
const MISDATED: i64 = 60;
/// Bytes of an event's hash in a seal.
const DIGEST: usize = 16;
/// Bytes of an event in a seal: its id and its hash.
const ENTRY: usize = 16 + DIGEST;
/// What the signature is for.
const PURPOSE: &str = "audit seal";

/// An event, whole.
#[derive(Debug, sqlx::FromRow)]
struct Whole {
    id: Uuid,
    org_id: Option<Uuid>,
    at: DateTime<Utc>,
    kind: String,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: String,
    subject_kind: String,
    subject_id: Uuid,
    data: Json<Value>,
    request_id: String,
}

/// A seal.
#[derive(Debug, sqlx::FromRow)]
struct Seal {
    number: i64,
    last_event: Uuid,
    event_count: i64,
    entries: Vec<u8>,
    previous: String,
    hash: String,
    key_mark: String,
    signature: String,
}

/// What was done to the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// This event is not as it was sealed.
    Altered(Uuid),
    /// This event was sealed, and is gone.
    Removed(Uuid),
    /// This event was not there when those around it were sealed.
    Inserted(Uuid),
    /// This event's id was made at another time than it says it happened.
    Misdated(Uuid),
    /// This seal is not as it was made, or the one before it is gone.
    Seal(i64),
    /// This seal was not signed with this house's key, although it says so.
    Forged(i64),
}

impl fmt::Display for Break {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Break::Altered(id) => write!(out, "event {id} was altered after it was sealed"),
            Break::Removed(id) => write!(out, "event {id} was removed after it was sealed"),
            Break::Inserted(id) => write!(out, "event {id} was slipped in between events that were sealed"),
            Break::Misdated(id) => write!(out, "event {id} says that it happened at another time than its id was made"),
            Break::Seal(number) => write!(out, "seal {number} was altered, or the one before it was removed"),
            Break::Forged(number) => write!(out, "seal {number} was not signed with the key it names"),
        }
    }
}

/// What a walk along the chain found.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// Seals that hold.
    pub seals: i64,
    /// Events they cover.
    pub events: i64,
    /// Events that are not sealed yet.
    pub open: i64,
    /// Seals signed with another key, which only their hashes vouch for: after a restore under another key.
    pub other_key: i64,
    /// The hash of the last seal; empty without one.
    pub last: String,
    /// The first break.
    pub broken: Option<Break>,
}

/// Seals what has settled. Runs every few minutes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SealEvents;

impl Job for SealEvents {
    const NAME: &'static str = "events.seal";
    const RUNS_WHEN_HELD: bool = true;

    async fn run(&self, house: &House) -> Result<()> {
        while seal(house).await? == EVENTS_MAX as usize {}
        Ok(())
    }
}

/// Makes one seal of the events that have settled; answers how many it covers.
pub async fn seal(house: &House) -> Result<usize> {
    let mut tx = house.db.begin().await?;
    let before: Option<(i64, Uuid, String)> =
        sql("select number, last_event, hash from seals order by number desc limit 1").maybe(&mut tx).await?;
    let (number, after, previous) = before.unwrap_or((0, Uuid::nil(), String::new()));
    let mut horizon = house.now();
    if tx.engine() == Engine::Postgres {
        // A transaction that has been open for long may still commit an event of its beginning.
        let oldest: (Option<DateTime<Utc>>,) = sql(Either {
            sqlite: "select null where $1 is null", // nobody asks: who holds the writer is alone
            postgres: "select min(xact_start) from pg_stat_activity where datname = current_database() and xact_start < $1 and backend_type = 'client backend'",
        })
            .bind(horizon)
            .one(&mut tx)
            .await?;
        horizon = oldest.0.unwrap_or(horizon).min(horizon);
    }
    let events = between(&mut tx, after, first_id_at(horizon - SETTLED), EVENTS_MAX).await?;
    let Some(last) = events.last() else { return Ok(0) };
    let mut entries = Vec::with_capacity(events.len() * ENTRY);
    for event in &events {
        entries.extend(event.entry());
    }
    let made = Seal {
        number: number + 1,
        last_event: last.id,
        event_count: events.len() as i64,
        hash: hash(&previous, number + 1, &entries),
        entries,
        previous,
        key_mark: key_mark(&house.key),
        signature: String::new(),
    };
    let signature = made.sign(&house.key);
    sql("insert into seals (number, last_event, event_count, entries, previous, hash, key_mark, signature, sealed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(made.number) // of two who seal at once, the second finds its number taken
    .bind(made.last_event)
    .bind(made.event_count)
    .bind(made.entries)
    .bind(made.previous)
    .bind(made.hash)
    .bind(made.key_mark)
    .bind(signature)
    .bind(house.now())
    .run(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(events.len())
}

/// Walks along the chain up to its first break.
pub async fn walk(house: &House) -> Result<Chain> {
    let (mut chain, mut after) = (Chain::default(), Uuid::nil());
    loop {
        let next: Option<Seal> =
            sql("select number, last_event, event_count, entries, previous, hash, key_mark, signature from seals
              where number > $1 order by number limit 1")
            .bind(chain.seals)
            .maybe(&house.db)
            .await?;
        let Some(seal) = next else { break };
        chain.broken = inspect(house, &chain, &seal, after).await?;
        if chain.broken.is_some() {
            return Ok(chain);
        }
        chain.other_key += i64::from(seal.key_mark != key_mark(&house.key));
        (chain.seals, chain.events) = (seal.number, chain.events + seal.event_count);
        (chain.last, after) = (seal.hash, seal.last_event);
    }
    chain.open = sql("select count(*) from events where id > $1").bind(after).one::<(i64,)>(&house.db).await?.0;
    Ok(chain)
}

/// The hash of the newest seal, for the head of a backup.
pub async fn last_hash(on: impl Into<On<'_>>) -> Result<Option<String>> {
    let newest: Option<(String,)> = sql("select hash from seals order by number desc limit 1").maybe(on).await?;
    Ok(newest.map(|(hash,)| hash))
}

/// Tells keys apart without telling the key.
pub fn key_mark(key: &Key) -> String {
    sha256_hex(&key.sign("key mark", b""))[..16].to_owned()
}

async fn inspect(house: &House, chain: &Chain, seal: &Seal, after: Uuid) -> Result<Option<Break>> {
    let linked = seal.number == chain.seals + 1
        && seal.previous == chain.last
        && seal.hash == hash(&seal.previous, seal.number, &seal.entries)
        && seal.entries.len() == seal.event_count.max(0) as usize * ENTRY
        && seal.entries.rchunks(ENTRY).next().is_some_and(|last| last.starts_with(seal.last_event.as_bytes()));
    if !linked {
        return Ok(Some(Break::Seal(seal.number)));
    }
    if seal.key_mark == key_mark(&house.key) && seal.signature != seal.sign(&house.key) {
        return Ok(Some(Break::Forged(seal.number)));
    }
    let found = between(&house.db, after, next_id(seal.last_event), EVENTS_MAX * 4).await?;
    let misdated = |event: &&Whole| (event.at.timestamp_millis() - millis_of(event.id)).abs() > MISDATED * 1_000;
    let misdated = found.iter().find(misdated).map(|event| Break::Misdated(event.id));
    Ok(first_break(&seal.entries, &found).or(misdated))
}

/// Walks both lists, which are in the order of ids.
fn first_break(entries: &[u8], found: &[Whole]) -> Option<Break> {
    let mut sealed = entries.chunks_exact(ENTRY).map(|entry| {
        let id: [u8; 16] = std::array::from_fn(|at| entry[at]);
        (Uuid::from_bytes(id), entry)
    });
    let mut present = found.iter();
    loop {
        return match (sealed.next(), present.next()) {
            (None, None) => None,
            (Some((id, _)), None) => Some(Break::Removed(id)),
            (None, Some(event)) => Some(Break::Inserted(event.id)),
            (Some((id, _)), Some(event)) if event.id > id => Some(Break::Removed(id)),
            (Some((id, _)), Some(event)) if event.id < id => Some(Break::Inserted(event.id)),
            (Some((_, entry)), Some(event)) if entry == event.entry() => continue,
            (Some(_), Some(event)) => Some(Break::Altered(event.id)),
        };
    }
}

async fn between(on: impl Into<On<'_>>, after: Uuid, before: Uuid, limit: i64) -> Result<Vec<Whole>> {
    sql("select id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id from events
          where id > $1 and id < $2 order by id limit $3")
        .bind(after)
        .bind(before)
        .bind(limit)
        .all(on)
        .await
}

impl Whole {
    fn entry(&self) -> [u8; ENTRY] {
        let content = json!([
            self.id,
            self.org_id,
            self.at.timestamp_micros(),
            self.kind,
            self.actor_kind,
            self.actor_id,
            self.actor_name,
            self.subject_kind,
            self.subject_id,
            canonical(&self.data.0),
            self.request_id,
        ]);
        let digest = sha256(canonical(&content).as_bytes());
        let mut entry = [0; ENTRY];
        entry[..16].copy_from_slice(self.id.as_bytes());
        entry[16..].copy_from_slice(&digest[..DIGEST]);
        entry
    }
}

impl Seal {
    fn sign(&self, key: &Key) -> String {
        sha256_hex(&key.sign(PURPOSE, self.hash.as_bytes()))
    }
}

fn hash(previous: &str, number: i64, entries: &[u8]) -> String {
    let mut text = format!("{previous}\n{number}\n").into_bytes();
    text.extend_from_slice(entries);
    sha256_hex(&text)
}

/// The least id that an event of this instant can have: version 7 begins with its milliseconds.
fn first_id_at(instant: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(instant.timestamp_millis()).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// The milliseconds that a version 7 id begins with.
fn millis_of(id: Uuid) -> i64 {
    (id.as_u128() >> 80) as i64
}

fn next_id(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_add(1))
}
