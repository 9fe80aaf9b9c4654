//! Giving, changing and ending roles.

use super::super::events::Told;
use super::super::model::{GrantWish, Held};
use super::super::{Event, policy, store};
use super::terms::room_for;
use crate::identity;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{Claim, claim, settle};
use platform::{AnyRole, Perm, Scope, User, context, events};
use uuid::Uuid;

/// Gives somebody on the team another role. The key makes a second click nothing.
///
/// # Errors
/// [`Error::Forbidden`] for more than the viewer may hand out; a problem at `until` for what lasts longer than their own;
/// [`Error::NotFound`] for an unknown user or location.
pub async fn give(scope: &Scope, key: &str, user: Uuid, wish: &GrantWish) -> Result<Uuid> {
    demand(scope, &wish.role, wish.location)?;
    let account = identity::store::account_by_id(scope.db(), user).await?;
    let user = User { id: account.id, email: account.email, name: account.name, is_operator: false };
    let mut tx = scope.db().begin().await?;
    let fingerprint = format!("give {} {} {:?} {:?}", user.id, wish.role.key(), wish.location, wish.ends_at);
    if let Claim::Done(grant) = claim(&mut tx, scope, key, &fingerprint).await? {
        return Ok(grant);
    }
    demand_now(&mut tx, scope, wish).await?;
    let grant = seat(&mut tx, scope, &user, wish, scope.user_id()).await?;
    settle(&mut tx, scope, key, grant).await?;
    tx.commit().await?;
    Ok(grant)
}

/// A part of other actions: adds the grant without asking who may, for a founder, an accepted invitation, a command.
///
/// # Errors
/// [`Error::NotFound`] for an unknown user or location; a problem at `role` when the team is full; `person_blocked`.
pub async fn seat(tx: &mut Tx, scope: &Scope, user: &User, wish: &GrantWish, by: Option<Uuid>) -> Result<Uuid> {
    room_for(tx, scope, &user.email, "role").await?;
    store::hold(tx, scope.org_id()).await?; // nobody is blocked between the question and the grant
    if store::block_of(&mut *tx, scope.org_id(), &user.email).await?.is_some() {
        return Err(Error::conflict("person_blocked"));
    }
    let id = scope.id();
    store::add_grant(tx, scope.org_id(), id, user.id, wish, by, scope.now).await?;
    let told = Told::of(&user.name, &wish.role, wish.location, wish.ends_at);
    events::record(tx, scope, Event::Given(id, told)).await?;
    Ok(id)
}

/// A part of other actions: gives everybody who holds one own role another role instead, place and end as they were,
/// and those who are invited to it too. Answers how many grants and invitations that were.
///
/// # Errors
/// [`Error::Forbidden`] when the viewer may not hand out one of them, before or after; a problem at `until`.
pub async fn reassign(tx: &mut Tx, scope: &Scope, from: Uuid, to: &AnyRole) -> Result<(u64, u64)> {
    let mut changed = 0;
    for before in store::grants_beside(&mut *tx, scope.org_id(), from, scope.now).await? {
        if before.role.own_id() != Some(from) {
            continue;
        }
        let wish = GrantWish { role: to.clone(), location: before.location_id, ends_at: before.ends_at };
        demand(scope, &before.role, before.location_id)?;
        demand_now(tx, scope, &wish).await?;
        if !store::change_grant(tx, scope.org_id(), before.id, before.version, &wish).await? {
            return Err(Error::conflict("grant_changed"));
        }
        let after = Told::of(&before.user_name, to, before.location_id, before.ends_at);
        events::record(tx, scope, Event::Regranted(before.id, told(&before), after)).await?;
        changed += 1;
    }
    for invitation in store::invitations_to_role(&mut *tx, scope.org_id(), from).await? {
        demand(scope, to, invitation.wish.location)?;
    }
    let invitations = store::reassign_invitations(tx, scope.org_id(), from, to).await?;
    Ok((changed, invitations))
}

/// Changes a grant's role, place or end.
///
/// # Errors
/// `grant_changed` when this version is not the present one any more; `last_owner` when no owner would be left;
/// [`Error::Forbidden`] when the viewer may not hand out what it was or what it becomes; a problem at `until`.
pub async fn change(scope: &Scope, id: Uuid, version: i64, wish: &GrantWish) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let before = visible(&mut tx, scope, id).await?;
    demand(scope, &before.role, before.location_id)?;
    demand_now(&mut tx, scope, wish).await?;
    if !store::change_grant(&mut tx, scope.org_id(), id, version, wish).await? {
        return Err(Error::conflict("grant_changed"));
    }
    let after = Told::of(&before.user_name, &wish.role, wish.location, wish.ends_at);
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
    let before = visible(tx, scope, id).await?;
    demand(scope, &before.role, before.location_id)?;
    if !store::end_grant(tx, scope.org_id(), id, scope.now).await? {
        return Err(Error::conflict("grant_changed"));
    }
    events::record(tx, scope, Event::Ended(id, told(&before))).await?;
    Ok(before)
}

/// A part of other actions: ends a grant as it was read in this transaction.
///
/// # Errors
/// As [`change`].
pub async fn end_seen(tx: &mut Tx, scope: &Scope, seen: &Held) -> Result<()> {
    demand(scope, &seen.role, seen.location_id)?;
    if !store::end_grant_as(tx, scope.org_id(), seen.id, seen.version, scope.now).await? {
        return Err(Error::conflict("grant_changed"));
    }
    events::record(tx, scope, Event::Ended(seen.id, told(seen))).await?;
    Ok(())
}

/// A part of other actions: ends these grants without asking who may.
///
/// # Errors
/// `last_owner` when no owner would be left.
pub async fn unseat(tx: &mut Tx, scope: &Scope, grants: &[Held]) -> Result<()> {
    for held in grants {
        if store::end_grant(tx, scope.org_id(), held.id, scope.now).await? {
            events::record(tx, scope, Event::Ended(held.id, told(held))).await?;
        }
    }
    Ok(())
}

/// Refuses what the viewer may not hand out.
pub(super) fn demand(scope: &Scope, role: &AnyRole, location: Option<Uuid>) -> Result<()> {
    if policy::may_hand(&scope.viewer, role, location) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The same for a wish, by what an own role may do at this moment, which may be more than when the form was read.
pub(super) async fn demand_now(tx: &mut Tx, scope: &Scope, wish: &GrantWish) -> Result<()> {
    let role = match wish.role.own_id() {
        None => wish.role.clone(),
        Some(id) => AnyRole::Own(context::own_role(tx, scope.org_id(), id).await?),
    };
    demand(scope, &role, wish.location)?;
    match policy::may_give(&scope.viewer, &role, wish.location, wish.ends_at) {
        true => Ok(()),
        false => Err(Error::invalid("until", "What you may do yourself ends sooner. Choose a last day within that.")),
    }
}

/// A grant the viewer may know of.
async fn visible(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Held> {
    let held = store::grant_by_id(tx, scope.org_id(), id, scope.now).await?;
    if policy::sees(&scope.reach(Perm::PeopleRead), held.location_id) { Ok(held) } else { Err(Error::NotFound) }
}

fn told(held: &Held) -> Told {
    Told::of(&held.user_name, &held.role, held.location_id, held.ends_at)
}
