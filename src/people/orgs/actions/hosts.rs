//! Proving host names, and serving the public pages there.

use super::super::model::{Found, HostProof, Proof, judge};
use super::super::{Event, store};
use chrono::Duration;
use kernel::dns::Record;
use kernel::{Error, Result};
use platform::quarantine::by_clock;
use platform::{House, Perm, Scope, context, events};

/// Looks that one organisation may ask for within a minute.
const LOOKS_A_MINUTE: u32 = 6;
/// What is told of a name that somebody else has proven meanwhile.
const TAKEN: &str = "Another organisation here has proven that this name is theirs.";

/// Looks now at the name that waits, or else at the one that is served. Answers what was found; none: there is no name to
/// be looked at.
///
/// # Errors
/// [`Error::Forbidden`] for a viewer whose rights end somewhere; [`Error::TooMany`].
pub async fn check_host(scope: &Scope) -> Result<Option<Found>> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let bucket = format!("host names of {}", scope.org_id());
    scope.house.limits.spend(bucket, LOOKS_A_MINUTE, Duration::minutes(1), scope.now)?;
    let hosts = store::hosts(scope.db(), scope.org_id()).await?;
    let is_proven = |proof: &&HostProof| matches!(proof.proof, Some(Proof::Text | Proof::Alias));
    let wanted = hosts.iter().find(|proof| proof.proof.is_none()).or_else(|| hosts.iter().find(is_proven));
    match wanted {
        None => Ok(None),
        Some(proof) => Ok(Some(look_and_settle(scope, proof).await?)),
    }
}

/// Looks at every name for which it is time. A name server that is silent ends the round: the next one tries again. In a
/// held house what is found is told apart, since its other self may have told it.
pub async fn check_due(house: &House) -> Result<()> {
    let request = by_clock(house).await?;
    for org in context::org_ids(&house.db).await? {
        let due: Vec<HostProof> =
            store::hosts(&house.db, org).await?.into_iter().filter(|proof| proof.is_due(house.now())).collect();
        if due.is_empty() {
            continue;
        }
        let scope = Scope::unattended(house, context::org_by_id(&house.db, org).await?, request);
        for proof in due {
            if let Found::Silence(error) = look_and_settle(&scope, &proof).await? {
                tracing::warn!(%error, host = %proof.host, "a host name could not be looked up");
                return Ok(());
            }
        }
    }
    Ok(())
}

async fn look_and_settle(scope: &Scope, proof: &HostProof) -> Result<Found> {
    let found = look(&scope.house, proof).await;
    match settle(scope, proof, &found).await {
        Err(error) if error.is_conflict("organisations_host_key") => {
            let found = Found::Nothing(TAKEN.to_owned());
            settle(scope, proof, &found).await?;
            Ok(found)
        }
        settled => settled.map(|()| found),
    }
}

/// Asks the name server.
async fn look(house: &House, proof: &HostProof) -> Found {
    let server = house.settings.name_server;
    let texts = server.look_up(&proof.challenge(), Record::Text).await;
    if texts.as_ref().is_ok_and(|texts| texts.contains(&proof.token)) {
        return Found::Proof(Proof::Text);
    }
    let aliases = match &texts {
        Ok(_) => server.look_up(&proof.host, Record::Alias).await,
        Err(error) => Err(error.clone()),
    };
    judge(proof, house.settings.host(), texts, aliases)
}

/// Writes down what was found, and serves what was proven. Whoever changed their mind meanwhile is not overruled.
async fn settle(scope: &Scope, proof: &HostProof, found: &Found) -> Result<()> {
    let (org, now) = (scope.org_id(), scope.house.now());
    let mut tx = scope.db().begin().await?;
    let before = context::org_by_id(&mut tx, org).await?.host;
    match found {
        Found::Proof(way) => {
            if store::note_proof(&mut tx, proof, *way, now).await? && before.as_ref() != Some(&proof.host) {
                store::serve_host(&mut tx, org, Some(proof.host.clone())).await?;
                store::keep_hosts(&mut tx, org, [Some(&proof.host), None]).await?;
                events::record(&mut tx, scope, Event::HostProven(org, before, proof.host.clone())).await?;
            }
        }
        Found::Nothing(error) | Found::Silence(error) => {
            let counts = matches!(found, Found::Nothing(_));
            let noted = store::note_failure(&mut tx, proof, error, counts, now).await?;
            if noted && counts && proof.is_lost(now) && before.as_ref() == Some(&proof.host) {
                store::serve_host(&mut tx, org, None).await?;
                store::lose_proof(&mut tx, proof, now).await?;
                events::record(&mut tx, scope, Event::HostLost(org, proof.host.clone())).await?;
            }
        }
    }
    tx.commit().await
}

/// A part of changing the settings: what becomes of the name that was typed. Answers which one is served now.
///
/// # Errors
/// A problem at `host` for one that is served for another organisation.
pub(super) async fn want_host(
    tx: &mut kernel::db::Tx,
    scope: &Scope,
    served: Option<&str>,
    wanted: Option<&str>,
) -> Result<Option<String>> {
    let (org, now) = (scope.org_id(), scope.now);
    let Some(wanted) = wanted else {
        store::keep_hosts(tx, org, [None, None]).await?;
        return Ok(None);
    };
    if store::is_taken(&mut *tx, org, wanted).await? {
        return Err(Error::invalid("host", "Another organisation here has this host name."));
    }
    store::ask_for_proof(tx, org, wanted, scope.house.ids.token(), now).await?;
    if served == Some(wanted) {
        store::keep_hosts(tx, org, [Some(wanted), None]).await?;
        return Ok(Some(wanted.to_owned()));
    }
    if scope.house.settings.prove_hosts {
        // The one before is served until the new one is proven: links in mails lead there.
        store::keep_hosts(tx, org, [Some(wanted), served]).await?;
        return Ok(served.map(str::to_owned));
    }
    store::keep_hosts(tx, org, [Some(wanted), None]).await?;
    let asked = store::hosts(&mut *tx, org).await?.into_iter().find(|proof| proof.host == wanted);
    let asked = asked.ok_or_else(|| Error::broken("the host name that was just asked for is not there"))?;
    store::note_proof(tx, &asked, Proof::Operator, now).await?;
    Ok(Some(wanted.to_owned()))
}
