//! Making, changing and archiving roles.

use super::model::{NewRole, OwnRoleRecord};
use super::{Event, store};
use crate::orgs;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{Claim, claim, settle};
use platform::{AnyRole, Perms, Scope, events};
use uuid::Uuid;

/// Makes a role. The key makes a second click nothing.
///
/// # Errors
/// [`Error::Forbidden`] for more than the viewer may everywhere and without an end; a problem at `name` for one that is taken, and when
/// there are too many roles; one at `categories` for one that is not there.
pub async fn create(scope: &Scope, key: &str, wish: &NewRole) -> Result<Uuid> {
    demand(scope, wish.perms)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(role) = claim(&mut tx, scope, key, &format!("make role {wish:?}")).await? {
        return Ok(role);
    }
    if store::count(&mut tx, scope.org_id()).await? >= store::ROLES_MAX {
        return Err(Error::invalid("name", "There are 100 roles already. Archive one that nobody needs."));
    }
    demand_categories(&mut tx, scope, wish).await?;
    let id = scope.id();
    store::add(&mut tx, scope.org_id(), id, wish, scope.now).await.map_err(name_is_taken)?;
    events::record(&mut tx, scope, Event::Created(id, wish.clone())).await?;
    settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a role; whoever holds it may do so from their next request on.
///
/// # Errors
/// `role_changed` when this version is not the present one any more; [`Error::Forbidden`] when the role was, or becomes,
/// more than the viewer may everywhere; a problem at `name` for one that is taken.
pub async fn change(scope: &Scope, id: Uuid, version: i64, wish: &NewRole) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let before = store::by_id(&mut tx, scope.org_id(), id).await?;
    demand(scope, before.perms.and(wish.perms))?;
    demand_categories(&mut tx, scope, wish).await?;
    if !store::change(&mut tx, scope.org_id(), id, version, wish).await.map_err(name_is_taken)? {
        return Err(Error::conflict("role_changed"));
    }
    if before.wish() != *wish {
        events::record(&mut tx, scope, Event::Changed(id, before.wish(), wish.clone())).await?;
    }
    tx.commit().await
}

/// Archives a role. Whoever holds it, or is invited to it, gets the other one instead. Answers the role as it was, and
/// how many grants and invitations were changed.
///
/// # Errors
/// `role_held` when somebody holds it and there is no other one; `role_changed`; [`Error::Forbidden`] when the viewer
/// may not hand out one of the two wherever somebody holds it.
pub async fn archive(scope: &Scope, id: Uuid, version: i64, instead: Option<&AnyRole>) -> Result<(OwnRoleRecord, u64)> {
    let mut tx = scope.db().begin().await?;
    let before = store::by_id(&mut tx, scope.org_id(), id).await?;
    demand(scope, before.perms)?;
    let (grants, invitations) = match instead {
        Some(other) if other.own_id() != Some(id) => orgs::actions::reassign(&mut tx, scope, id, other).await?,
        _ => (0, 0),
    };
    if !store::archive(&mut tx, scope.org_id(), id, version, scope.now).await? {
        return Err(Error::conflict("role_changed"));
    }
    let moved = grants + invitations;
    let instead = instead.filter(|_| moved > 0).map(|role| role.label().to_owned());
    events::record(&mut tx, scope, Event::Archived(id, before.name.clone(), instead, moved)).await?;
    tx.commit().await?;
    Ok((before, moved))
}

/// Takes a role out of the archive. Nobody holds it then.
///
/// # Errors
/// `role_changed` when it is not in the archive; `roles_name` when its name is taken by now; [`Error::Forbidden`].
pub async fn restore(scope: &Scope, id: Uuid) -> Result<OwnRoleRecord> {
    let mut tx = scope.db().begin().await?;
    let before = store::by_id(&mut tx, scope.org_id(), id).await?;
    demand(scope, before.perms)?;
    if !store::restore(&mut tx, scope.org_id(), id).await? {
        return Err(Error::conflict("role_changed"));
    }
    events::record(&mut tx, scope, Event::Restored(id, before.name.clone())).await?;
    tx.commit().await?;
    Ok(before)
}

fn demand(scope: &Scope, perms: Perms) -> Result<()> {
    if orgs::policy::may_make(&scope.viewer, perms) { Ok(()) } else { Err(Error::Forbidden) }
}

async fn demand_categories(tx: &mut Tx, scope: &Scope, wish: &NewRole) -> Result<()> {
    match store::has_categories(tx, scope.org_id(), &wish.categories).await? {
        true => Ok(()),
        false => Err(Error::invalid("categories", "Choose from the list: one of these categories is not there.")),
    }
}

fn name_is_taken(error: Error) -> Error {
    match error.is_conflict("roles_name") {
        true => Error::invalid("name", "Another role has this name. Choose another one."),
        false => error,
    }
}
