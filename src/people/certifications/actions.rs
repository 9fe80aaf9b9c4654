//! Going through the access: beginning, deciding, taking over, completing, giving up.

use super::model::{Certification, Choice, Mark, Verdict, seal};
use super::store::{self, Completion};
use super::{Event, policy};
use crate::orgs::{self, model::Held};
use crate::reviews::{self, actions::GRANTS_MAX, model::Snapshot};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope, events};
use std::collections::HashMap;
use uuid::Uuid;

/// Begins to go through the access, or answers the round that is open. The key makes a second click nothing.
///
/// # Errors
/// [`Error::Forbidden`] for who does not look after everybody.
pub async fn start(scope: &Scope, key: &str) -> Result<Certification> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let by = reviewer(scope)?;
    let id = scope.id();
    let begun = begin(scope, key, id, by).await;
    // What keeps the second one out may still be on its way to the disk: only a transaction sees it for sure.
    let mut tx = scope.db().begin().await?;
    let round = match begun {
        Ok(id) => store::by_id(&mut tx, scope.org_id(), id).await?,
        Err(error) if is_open_already(&error) => store::open(&mut tx, scope.org_id()).await?.ok_or(error)?,
        Err(error) => return Err(error),
    };
    tx.commit().await?;
    Ok(round)
}

async fn begin(scope: &Scope, key: &str, id: Uuid, by: Uuid) -> Result<Uuid> {
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(begun) = claim_for(&mut tx, scope, key, "certification", id).await? {
        return Ok(begun);
    }
    store::add(&mut tx, scope.org_id(), id, by, scope.now).await?;
    events::record(&mut tx, scope, Event::Started(id)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Decides about these grants as they were seen. Answers how many that were.
///
/// # Errors
/// `access_changed` when one of them is not any more what was seen, and then nothing is decided; `certification_taken`;
/// `certification_over`; [`Error::Forbidden`] for an end that the viewer could not make on the page of the team.
pub async fn decide(scope: &Scope, id: Uuid, marks: &[Mark], choice: Choice) -> Result<usize> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let by = reviewer(scope)?;
    let mut tx = scope.db().begin().await?;
    hold(&mut tx, scope, id, by).await?;
    let held = access(&mut tx, scope).await?;
    for (grant, seen) in marks {
        let found = held.iter().find(|held| held.id == *grant && seal(held) == *seen);
        let found = found.ok_or_else(|| Error::conflict("access_changed"))?;
        if choice == Choice::End && !orgs::policy::may_hand(&scope.viewer, &found.role, found.location_id) {
            return Err(Error::Forbidden);
        }
        let verdict = (choice, seen.clone());
        store::decide(&mut tx, scope.org_id(), id, found, verdict, by, scope.now).await?;
    }
    tx.commit().await?;
    Ok(marks.len())
}

/// Keeps all that nobody has decided about yet and that is as the last review saw it. Answers how many that were.
///
/// # Errors
/// `access_changed` when `since`, the last review as it was on the screen, is not the last one any more; as [`decide`].
pub async fn keep_unchanged(scope: &Scope, id: Uuid, since: Uuid) -> Result<usize> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let by = reviewer(scope)?;
    let last = reviews::store::list(scope.db(), scope.org_id(), None).await?.into_iter().next();
    if last.map(|review| review.id) != Some(since) {
        return Err(Error::conflict("access_changed"));
    }
    let before = reviews::store::snapshot(scope.db(), scope.org_id(), since).await?;
    let mut tx = scope.db().begin().await?;
    hold(&mut tx, scope, id, by).await?;
    let verdicts = store::verdicts(&mut tx, scope.org_id(), id).await?;
    let held = access(&mut tx, scope).await?;
    let mut kept = 0;
    for grant in unchanged(&held, &verdicts, &before) {
        store::decide(&mut tx, scope.org_id(), id, grant, (Choice::Keep, seal(grant)), by, scope.now).await?;
        kept += 1;
    }
    tx.commit().await?;
    Ok(kept)
}

/// What nobody has decided about yet and is as it was then.
pub fn unchanged<'a>(
    held: &'a [Held],
    verdicts: &'a HashMap<Uuid, Verdict>,
    before: &'a Snapshot,
) -> impl Iterator<Item = &'a Held> {
    held.iter()
        .filter(|grant| policy::standing(grant, verdicts).is_none())
        .filter(|grant| policy::is_as_before(grant, before))
}

/// Goes on in the place of the reviewer, who was on the screen. What was decided so far stays.
///
/// # Errors
/// `certification_taken` when it is somebody else's by now; `certification_over`.
pub async fn take_over(scope: &Scope, id: Uuid, from: Uuid) -> Result<()> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let to = reviewer(scope)?;
    let mut tx = scope.db().begin().await?;
    let before = store::by_id(&mut tx, scope.org_id(), id).await?;
    if before.is_open() && before.held_by == to {
        return Ok(());
    }
    if !store::hand_over(&mut tx, scope.org_id(), id, from, to).await? {
        return Err(not_theirs(&store::by_id(&mut tx, scope.org_id(), id).await?));
    }
    events::record(&mut tx, scope, Event::TakenOver(id, before.held_by_name)).await?;
    tx.commit().await
}

/// Completes it: all that was marked ends, or nothing does. Answers whether the viewer has lost something by it.
///
/// # Errors
/// `certification_unfinished` while there is no verdict on something as it is now; `last_owner` when no owner would be
/// left; [`Error::Forbidden`] for an end that the viewer could not make; `certification_taken`; `certification_over`; a
/// problem at `note`.
pub async fn complete(scope: &Scope, id: Uuid, note: &str) -> Result<bool> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let by = reviewer(scope)?;
    let note = reviews::model::note(note)?;
    let mut tx = scope.db().begin().await?;
    hold(&mut tx, scope, id, by).await?;
    orgs::store::hold(&mut tx, scope.org_id()).await?;
    let verdicts = store::verdicts(&mut tx, scope.org_id(), id).await?;
    let held = access(&mut tx, scope).await?;
    if policy::progress(&held, &verdicts).left() > 0 {
        return Err(Error::conflict("certification_unfinished"));
    }
    let ends = |grant: &Held| policy::standing(grant, &verdicts).is_some_and(|verdict| verdict.choice == Choice::End);
    let (ended, kept): (Vec<Held>, Vec<Held>) = held.into_iter().partition(ends);
    for grant in &ended {
        orgs::actions::end_seen(&mut tx, scope, grant).await?;
    }
    let review = scope.id();
    reviews::actions::keep(&mut tx, scope, review, &note, Snapshot::of(&kept)).await?;
    let ids = |grants: &[Held]| grants.iter().map(|grant| grant.id).collect::<Vec<_>>();
    let (ended_ids, kept_ids) = (ids(&ended), ids(&kept));
    let is_gone = |grant: &Uuid| !ended_ids.contains(grant) && !kept_ids.contains(grant);
    let gone: Vec<Uuid> = verdicts.keys().copied().filter(is_gone).collect();
    for (grants, outcome) in [(&ended_ids, "ended"), (&kept_ids, "kept"), (&gone, "gone")] {
        store::note_outcome(&mut tx, scope.org_id(), id, grants, outcome).await?;
    }
    let how = Completion { by, note, kept: kept.len(), ended: ended.len(), review };
    store::complete(&mut tx, scope.org_id(), id, &how, scope.now).await?;
    events::record(&mut tx, scope, Event::Completed(id, kept.len(), ended.len(), review)).await?;
    tx.commit().await?;
    Ok(ended.iter().any(|grant| grant.user_id == by))
}

/// Gives it up, whoever's it is: nothing ends.
///
/// # Errors
/// `certification_over`.
pub async fn abandon(scope: &Scope, id: Uuid) -> Result<()> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let mut tx = scope.db().begin().await?;
    store::by_id(&mut tx, scope.org_id(), id).await?;
    if !store::abandon(&mut tx, scope.org_id(), id, scope.now).await? {
        return Err(Error::conflict("certification_over"));
    }
    events::record(&mut tx, scope, Event::Abandoned(id)).await?;
    tx.commit().await
}

/// All that is held now.
async fn access(tx: &mut Tx, scope: &Scope) -> Result<Vec<Held>> {
    let held = orgs::store::all_grants(&mut *tx, scope.org_id(), &Reach::Everywhere, scope.now, GRANTS_MAX + 1).await?;
    if held.len() as i64 > GRANTS_MAX {
        return Err(Error::invalid("note", "There are more than 20,000 grants: too many to be reviewed at once."));
    }
    Ok(held)
}

/// Holds it until the transaction ends, for its reviewer only.
async fn hold(tx: &mut Tx, scope: &Scope, id: Uuid, by: Uuid) -> Result<()> {
    match store::hold(tx, scope.org_id(), id, by, scope.now).await? {
        true => Ok(()),
        false => Err(not_theirs(&store::by_id(tx, scope.org_id(), id).await?)),
    }
}

fn reviewer(scope: &Scope) -> Result<Uuid> {
    scope.user_id().ok_or(Error::SignIn)
}

fn not_theirs(certification: &Certification) -> Error {
    Error::conflict(if certification.is_open() { "certification_taken" } else { "certification_over" })
}

/// SQLite names the rule by its column.
fn is_open_already(error: &Error) -> bool {
    error.is_conflict("access_certifications_open") || error.is_conflict("access_certifications_org_id_key")
}
