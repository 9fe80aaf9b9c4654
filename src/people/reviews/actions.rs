//! Marking the access as reviewed.

use super::model::{self, Snapshot};
use super::{Event, store};
use crate::orgs;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope, events};
use uuid::Uuid;

/// Grants that can be reviewed at once; more than this nobody looks through.
pub const GRANTS_MAX: i64 = 20_000;

/// All that is held now within this reach, and whether that is more than [`GRANTS_MAX`].
pub async fn access(scope: &Scope, reach: &Reach) -> Result<(Snapshot, bool)> {
    let mut held = orgs::store::all_grants(scope.db(), scope.org_id(), reach, scope.now, GRANTS_MAX + 1).await?;
    let is_cut = held.len() as i64 > GRANTS_MAX;
    held.truncate(GRANTS_MAX as usize);
    Ok((Snapshot::of(&held), is_cut))
}

/// Says that the viewer found the access right as they saw it. The key makes a second click nothing.
///
/// # Errors
/// `access_changed` when it is not any more what was seen; [`Error::Forbidden`] for who does not look after everybody;
/// a problem at `note`.
pub async fn mark(scope: &Scope, key: &str, seen: &str, note: &str) -> Result<Uuid> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let note = model::note(note)?;
    let (snapshot, is_cut) = access(scope, &Reach::Everywhere).await?;
    if is_cut {
        return Err(Error::invalid("note", "There are more than 20,000 grants: too many to be reviewed at once."));
    }
    let (id, seal) = (scope.id(), snapshot.seal());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(review) = claim_for(&mut tx, scope, key, &format!("review {seen} {note}"), id).await? {
        return Ok(review);
    }
    if seal != seen {
        return Err(Error::conflict("access_changed"));
    }
    keep(&mut tx, scope, id, &note, snapshot).await?;
    tx.commit().await?;
    Ok(id)
}

/// A part of other actions: keeps that the viewer found this right.
///
/// # Errors
/// [`Error::SignIn`] when nobody is there who could have.
pub async fn keep(tx: &mut Tx, scope: &Scope, id: Uuid, note: &str, snapshot: Snapshot) -> Result<()> {
    let by = scope.user_id().ok_or(Error::SignIn)?;
    let (people, grants, seal) = (snapshot.people().len(), snapshot.lines.len(), snapshot.seal());
    store::add(tx, scope.org_id(), id, by, note.to_owned(), snapshot, scope.now).await?;
    events::record(tx, scope, Event::Reviewed(id, people, grants, seal)).await?;
    Ok(())
}
