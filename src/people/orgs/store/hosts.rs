//! The rows of host names and their proofs.

use super::super::model::{HostProof, Proof};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// The host names of an organisation, the newest first.
pub async fn hosts(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<HostProof>> {
    sql("select org_id, host, token, asked_at, checked_at, proven_at, proof, failing_since, error from host_proofs
          where org_id = $1 order by asked_at desc, host")
    .bind(org)
    .all(on)
    .await
}

/// Asks for the proof of a name; one that is asked for already keeps its word.
pub async fn ask_for_proof(tx: &mut Tx, org: Uuid, host: &str, token: String, now: DateTime<Utc>) -> Result<()> {
    sql("insert into host_proofs (org_id, host, token, asked_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(org)
        .bind(host.to_owned())
        .bind(token)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Forgets every name of an organisation but these.
pub async fn keep_hosts(tx: &mut Tx, org: Uuid, hosts: [Option<&str>; 2]) -> Result<()> {
    sql("delete from host_proofs where org_id = $1 and host <> $2 and host <> $3")
        .bind(org)
        .bind(hosts[0].unwrap_or_default().to_owned())
        .bind(hosts[1].unwrap_or_default().to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Notes that a name was proven, if it is still wanted with that word.
pub async fn note_proof(tx: &mut Tx, seen: &HostProof, proof: Proof, now: DateTime<Utc>) -> Result<bool> {
    let noted = sql("update host_proofs set proof = $4, checked_at = $5, proven_at = coalesce(proven_at, $5), failing_since = null, error = ''
          where org_id = $1 and host = $2 and token = $3")
    .bind(seen.org_id)
    .bind(seen.host.clone())
    .bind(seen.token.clone())
    .bind(proof)
    .bind(now)
    .run(tx)
    .await?;
    Ok(noted == 1)
}

/// Notes that it was not; what was proven before begins to fail, unless nobody could say.
pub async fn note_failure(
    tx: &mut Tx,
    seen: &HostProof,
    error: &str,
    counts: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    let noted = sql("update host_proofs set checked_at = $4, error = $5,
                failing_since = case when proof is not null and $6 then coalesce(failing_since, $4) else failing_since end
          where org_id = $1 and host = $2 and token = $3")
    .bind(seen.org_id)
    .bind(seen.host.clone())
    .bind(seen.token.clone())
    .bind(now)
    .bind(error.to_owned())
    .bind(counts)
    .run(tx)
    .await?;
    Ok(noted == 1)
}

/// A name is to be proven anew.
pub async fn lose_proof(tx: &mut Tx, seen: &HostProof, now: DateTime<Utc>) -> Result<()> {
    sql("update host_proofs set proof = null, proven_at = null, failing_since = null, asked_at = $3 where org_id = $1 and host = $2")
        .bind(seen.org_id)
        .bind(seen.host.clone())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// From now on the public pages stand under this name, or under none of their own.
///
/// # Errors
/// `organisations_host_key` when another organisation has it.
pub async fn serve_host(tx: &mut Tx, org: Uuid, host: Option<String>) -> Result<()> {
    sql("update organisations set host = $2, version = version + 1 where id = $1")
        .bind(org)
        .bind(host)
        .run(tx)
        .await
        .map(drop)
}

/// Is this name served for another organisation?
pub async fn is_taken(on: impl Into<On<'_>>, org: Uuid, host: &str) -> Result<bool> {
    let found: Option<(Uuid,)> = sql("select id from organisations where host = $1 and id <> $2")
        .bind(host.to_owned())
        .bind(org)
        .maybe(on)
        .await?;
    Ok(found.is_some())
}
