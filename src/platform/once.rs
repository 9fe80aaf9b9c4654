//! A write that carries a key happens once.
//!
//! Forms carry a key made when they were drawn; a double click, a lost answer and a repeated request carry the same one.
//! The key is claimed in the transaction that does the work, so it is kept if, and only if, the work was.

use crate::Scope;
use kernel::crypto::sha256_hex;
use kernel::db::{Later, On, Tx, sql};
use kernel::{Error, Result};
use uuid::Uuid;

/// The longest key accepted.
pub const KEY_MAX: usize = 120;
/// How long a key is remembered (days).
pub const KEY_DAYS: i64 = 7;

/// What a claim found.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// The first time: do it, then [`settle`].
    New,
    /// It happened already; this is what it made or changed.
    Done(Uuid),
}

/// Claims a key for a wish. `wish` is everything that was asked for, in any stable form.
///
/// # Errors
/// `idempotency_key_reused` when the key came with another wish before; a problem at `key` when it is missing or long.
pub async fn claim(tx: &mut Tx, scope: &Scope, key: &str, wish: &str) -> Result<Claim> {
    claim_as(tx, scope, key, wish, None).await
}

/// Claims a key for a wish whose subject is known beforehand, so that nothing is left to [`settle`].
///
/// # Errors
/// As [`claim`].
pub async fn claim_for(tx: &mut Tx, scope: &Scope, key: &str, wish: &str, subject: Uuid) -> Result<Claim> {
    claim_as(tx, scope, key, wish, Some(subject)).await
}

/// What a wish with this key has made already, without claiming anything: for checks that a repeated request must not
/// fail.
///
/// # Errors
/// `idempotency_key_reused` when the key came with another wish before.
pub async fn done(scope: &Scope, key: &str, wish: &str) -> Result<Option<Uuid>> {
    Ok(subject_of(scope.db(), scope, key, &sha256_hex(wish.as_bytes())).await?.flatten())
}

/// What a key that is taken was claimed for, if it is taken; `idempotency_key_reused` when that was another wish.
async fn subject_of(
    on: impl Into<On<'_>>,
    scope: &Scope,
    key: &str,
    fingerprint: &str,
) -> Result<Option<Option<Uuid>>> {
    let found: Option<(String, Option<Uuid>)> =
        sql("select fingerprint, subject_id from idempotency where org_id = $1 and key = $2")
            .bind(scope.org_id())
            .bind(key.to_owned())
            .maybe(on)
            .await?;
    match found {
        Some((known, _)) if known != fingerprint => Err(Error::conflict("idempotency_key_reused")),
        found => Ok(found.map(|(_, subject)| subject)),
    }
}

/// The claim of a key as a statement, for an action that writes everything at once. It changes no row when the key is taken:
/// then [`done`] tells by what.
///
/// # Errors
/// A problem at `key` when it is missing or long.
pub fn claiming(scope: &Scope, key: &str, wish: &str, subject: Uuid) -> Result<Later> {
    checked(key)?;
    Ok(claiming_as(scope, key, sha256_hex(wish.as_bytes()), Some(subject)))
}

fn checked(key: &str) -> Result<()> {
    if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid("key", "This form has no valid key. Load the page again."));
    }
    Ok(())
}

fn claiming_as(scope: &Scope, key: &str, fingerprint: String, subject: Option<Uuid>) -> Later {
    sql("insert into idempotency (org_id, key, fingerprint, subject_id, created_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing")
    .bind(scope.org_id())
    .bind(key.to_owned())
    .bind(fingerprint)
    .bind(subject)
    .bind(scope.now)
    .later()
}

async fn claim_as(tx: &mut Tx, scope: &Scope, key: &str, wish: &str, subject: Option<Uuid>) -> Result<Claim> {
    checked(key)?;
    let fingerprint = sha256_hex(wish.as_bytes());
    // On Postgres a second claim waits here until the first one commits or rolls back.
    let claimed = claiming_as(scope, key, fingerprint.clone(), subject).run(tx).await?;
    if claimed == 1 {
        return Ok(Claim::New);
    }
    let subject = subject_of(tx, scope, key, &fingerprint).await?.ok_or(Error::NotFound)?;
    subject.map(Claim::Done).ok_or_else(|| Error::broken("an idempotency key was committed without its subject"))
}

/// Notes what the first one made.
pub async fn settle(tx: &mut Tx, scope: &Scope, key: &str, subject: Uuid) -> Result<()> {
    sql("update idempotency set subject_id = $3 where org_id = $1 and key = $2")
        .bind(scope.org_id())
        .bind(key.to_owned())
        .bind(subject)
        .run(tx)
        .await
        .map(drop)
}
