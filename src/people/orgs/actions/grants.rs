//! Giving, changing and ending roles.

use super::super::events::Told;
use super::super::model::{GrantWish, Held};
use super::super::{Event, policy, store};
use crate::identity;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{Claim, claim, settle};
use platform::{Perm, Role, Scope, User, events};
use uuid::Uuid;

/// Gives somebody on the team another role. The key makes a second click nothing.
///
/// # Errors
/// [`Error::Forbidden`] for more than the viewer may hand out; [`Error::NotFound`] for an unknown user or location.
pub async fn give(scope: &Scope, key: &str, user: Uuid, wish: &GrantWish) -> Result<Uuid> {
    demand(scope, wish.role, wish.location)?;
    let account = identity::store::account_by_id(scope.db(), user).await?;
    let user = User { id: account.id, email: account.email, name: account.name, is_operator: false };
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(grant) = claim(&mut tx, scope, key, &format!("give {} {wish:?}", user.id)).await? {
        return Ok(grant);
    }
    let grant = seat(&mut tx, scope, &user, wish, scope.user_id()).await?;
    settle(&mut tx, scope, key, grant).await?;
    tx.commit().await?;
    Ok(grant)
}

/// A part of other actions: adds the grant without asking who may, for a founder, an accepted invitation, a command.
///
/// # Errors
/// [`Error::NotFound`] for an unknown user or location.
pub async fn seat(tx: &mut Tx, scope: &Scope, user: &User, wish: &GrantWish, by: Option<Uuid>) -> Result<Uuid> {
    let id = scope.id();
    store::add_grant(tx, scope.org_id(), id, user.id, wish, by, scope.now).await?;
    let told = Told { name: user.name.clone(), role: wish.role, location_id: wish.location, ends_at: wish.ends_at };
    events::record(tx, scope, Event::Given(id, told)).await?;
    Ok(id)
}

/// Changes a grant's role, place or end.
///
/// # Errors
/// `grant_changed` when this version is not the present one any more; `last_owner` when no owner would be left;
/// [`Error::Forbidden`] when the viewer may not hand out what it was or what it becomes.
pub async fn change(scope: &Scope, id: Uuid, version: i64, wish: &GrantWish) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    store::lock_owners(&mut tx, scope.org_id()).await?;
    let before = visible(&mut tx, scope, id).await?;
    demand(scope, before.role, before.location_id)?;
    demand(scope, wish.role, wish.location)?;
    if !store::change_grant(&mut tx, scope.org_id(), id, version, wish).await? {
        return Err(Error::conflict("grant_changed"));
    }
    keep_an_owner(&mut tx, scope, &before).await?;
    let after =
        Told { name: before.user_name.clone(), role: wish.role, location_id: wish.location, ends_at: wish.ends_at };
    events::record(&mut tx, scope, Event::Regranted(id, told(&before), after)).await?;
    tx.commit().await
}

/// Ends a grant, from the next request on.
///
/// # Errors
/// As [`change`].
pub async fn end(scope: &Scope, id: Uuid) -> Result<Held> {
    let mut tx = scope.db().begin().await?;
    let before = end_in(&mut tx, scope, id).await?;
    tx.commit().await?;
    Ok(before)
}

/// Ends all that somebody holds here, all of it or nothing.
///
/// # Errors
/// As [`change`]; [`Error::NotFound`] for somebody of whom the viewer sees nothing.
pub async fn end_all(scope: &Scope, user: Uuid) -> Result<()> {
    let reach = scope.reach(Perm::PeopleRead);
    let grants = store::grants_of(scope.db(), scope.org_id(), &[user], &reach, scope.now).await?;
    if grants.is_empty() {
        return Err(Error::NotFound);
    }
    let mut tx = scope.db().begin().await?;
    for held in grants {
        end_in(&mut tx, scope, held.id).await?;
    }
    tx.commit().await
}

async fn end_in(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Held> {
    store::lock_owners(tx, scope.org_id()).await?;
    let before = visible(tx, scope, id).await?;
    demand(scope, before.role, before.location_id)?;
    if !store::end_grant(tx, scope.org_id(), id, scope.now).await? {
        return Err(Error::conflict("grant_changed"));
    }
    keep_an_owner(tx, scope, &before).await?;
    events::record(tx, scope, Event::Ended(id, told(&before))).await?;
    Ok(before)
}

/// Refuses what the viewer may not hand out.
pub(super) fn demand(scope: &Scope, role: Role, location: Option<Uuid>) -> Result<()> {
    if policy::may_hand(&scope.viewer, role, location) { Ok(()) } else { Err(Error::Forbidden) }
}

/// A grant the viewer may know of.
async fn visible(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Held> {
    let held = store::grant_by_id(tx, scope.org_id(), id, scope.now).await?;
    if policy::sees(&scope.reach(Perm::PeopleRead), held.location_id) { Ok(held) } else { Err(Error::NotFound) }
}

async fn keep_an_owner(tx: &mut Tx, scope: &Scope, before: &Held) -> Result<()> {
    if before.role == Role::Owner && store::count_lasting_owners(tx, scope.org_id()).await? == 0 {
        return Err(Error::conflict("last_owner"));
    }
    Ok(())
}

fn told(held: &Held) -> Told {
    Told { name: held.user_name.clone(), role: held.role, location_id: held.location_id, ends_at: held.ends_at }
}
