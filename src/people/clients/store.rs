//! The rows of codes and of client sessions.

use super::model::{TRIES_MAX, Try};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Tx, sql};
use uuid::Uuid;

/// A browser asks for a code for this address.
#[allow(clippy::too_many_arguments)] // one per column
pub async fn add_code(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    browser_hash: String,
    email: String,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    sql("insert into client_codes (id, org_id, browser_hash, email, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(browser_hash)
        .bind(email)
        .bind(now)
        .bind(until)
        .run(tx)
        .await
        .map(drop)
}

/// The address a code was asked for; none when it was sent already, used, or too late.
pub async fn address_of(db: &Db, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Option<String>> {
    let found: Option<(String,)> = sql("select email from client_codes
          where org_id = $1 and id = $2 and code_hash is null and used_at is null and expires_at > $3")
    .bind(org)
    .bind(id)
    .bind(now)
    .maybe(db)
    .await?;
    Ok(found.map(|(email,)| email))
}

/// Sets the code, once.
pub async fn set_code(tx: &mut Tx, org: Uuid, id: Uuid, contact: Uuid, code_hash: String) -> Result<bool> {
    let set = sql(
        "update client_codes set contact_id = $3, code_hash = $4 where org_id = $1 and id = $2 and code_hash is null",
    )
    .bind(org)
    .bind(id)
    .bind(contact)
    .bind(code_hash)
    .run(tx)
    .await?;
    Ok(set == 1)
}

/// Has this browser asked for a code that could still be used?
pub async fn is_asking(db: &Db, org: Uuid, browser_hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let found: Option<(i64,)> = sql("select cast(1 as bigint) from client_codes
          where org_id = $1 and browser_hash = $2 and used_at is null and expires_at > $3 and tries < $4")
    .bind(org)
    .bind(browser_hash.to_owned())
    .bind(now)
    .bind(TRIES_MAX)
    .maybe(db)
    .await?;
    Ok(found.is_some())
}

/// Counts a try, and answers what it is to be compared with. None when there is nothing to try any more: of many tries at
/// once, only the first few get a row.
pub async fn count_try(tx: &mut Tx, org: Uuid, browser_hash: &str, now: DateTime<Utc>) -> Result<Option<Try>> {
    sql("update client_codes set tries = tries + 1
          where org_id = $1 and browser_hash = $2 and used_at is null and expires_at > $3 and tries < $4
          returning id, contact_id, code_hash, tries")
    .bind(org)
    .bind(browser_hash.to_owned())
    .bind(now)
    .bind(TRIES_MAX)
    .maybe(tx)
    .await
}

/// Uses a code, once.
pub async fn use_code(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let used = sql("update client_codes set used_at = $3 where org_id = $1 and id = $2 and used_at is null")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(used == 1)
}

/// A browser is signed in.
#[allow(clippy::too_many_arguments)] // one per column
pub async fn add_session(
    tx: &mut Tx,
    org: Uuid,
    hash: String,
    contact: Uuid,
    device: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    sql("insert into client_sessions (id, org_id, contact_id, device, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(hash)
        .bind(org)
        .bind(contact)
        .bind(device.to_owned())
        .bind(now)
        .bind(until)
        .run(tx)
        .await
        .map(drop)
}

/// In how many browsers a contact is signed in.
pub async fn count_sessions(db: &Db, org: Uuid, contact: Uuid, now: DateTime<Utc>) -> Result<i64> {
    let (number,): (i64,) =
        sql("select count(*) from client_sessions where org_id = $1 and contact_id = $2 and expires_at > $3")
            .bind(org)
            .bind(contact)
            .bind(now)
            .one(db)
            .await?;
    Ok(number)
}

/// Ends one session of a contact.
pub async fn end_session(tx: &mut Tx, org: Uuid, contact: Uuid, hash: &str) -> Result<()> {
    sql("delete from client_sessions where org_id = $1 and contact_id = $2 and id = $3")
        .bind(org)
        .bind(contact)
        .bind(hash.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Ends all sessions of a contact. Answers how many.
pub async fn end_sessions(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<u64> {
    sql("delete from client_sessions where org_id = $1 and contact_id = $2").bind(org).bind(contact).run(tx).await
}
