//! Keeping people out, as an outside system wants it, and letting them in again.

use super::super::model::{GrantWish, Held, Kept, NewInvitation};
use super::super::{Event, policy, store};
use super::grants::{seat, unseat};
use super::invitations::invite_for;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::{AnyRole, Perm, Scope, Viewer, context, events};
use uuid::Uuid;

/// A part of other actions: keeps an address (lower case) out. What its user holds (these grants) ends, and is kept.
///
/// # Errors
/// `last_owner` when no owner would be left.
pub async fn keep_out(tx: &mut Tx, scope: &Scope, email: &str, held: &[Held], by: &str) -> Result<()> {
    let mut kept = store::block_of(&mut *tx, scope.org_id(), email).await?.map_or_else(Vec::new, |block| block.held.0);
    kept.extend(held.iter().map(|one| Kept { role: one.role.key(), location: one.location_id, ends_at: one.ends_at }));
    unseat(tx, scope, held).await?;
    store::set_block(tx, scope.org_id(), scope.id(), email, kept, by, scope.now).await
}

/// A part of other actions: changes what a blocked address will hold again. Answers false for one that is not blocked.
pub async fn keep_for(tx: &mut Tx, scope: &Scope, email: &str, change: impl FnOnce(&mut Vec<Kept>)) -> Result<bool> {
    let Some(block) = store::block_of(&mut *tx, scope.org_id(), email).await? else { return Ok(false) };
    let mut kept = block.held.0;
    change(&mut kept);
    store::set_block(tx, scope.org_id(), block.id, email, kept, &block.blocked_by, scope.now).await?;
    Ok(true)
}

/// A part of other actions: lets an address in again. Whoever was on the team holds again what was kept; whoever never
/// was is invited to it, in the name of `inviter` and within what they may do. `source` is what the outside system is
/// called that wants it; empty: it is done by hand. Answers false for one that is not blocked.
pub async fn admit(tx: &mut Tx, scope: &Scope, email: &str, inviter: &Viewer, source: &str) -> Result<bool> {
    let Some(block) = store::block_of(&mut *tx, scope.org_id(), email).await? else { return Ok(false) };
    store::end_block(tx, scope.org_id(), block.id, (scope.user_id(), source), scope.now).await?;
    let wishes = wishes(tx, scope, &block.held).await?;
    if let Some(user) = store::known(&mut *tx, scope.org_id(), email).await? {
        for wish in &wishes {
            seat(tx, scope, &user, wish, scope.user_id()).await?;
        }
        return Ok(true);
    }
    let Some(by) = &inviter.user else { return Ok(true) };
    let is_invited = store::open_invitation_to(&mut *tx, scope.org_id(), email).await?.is_some();
    let wish = wishes.into_iter().find(|wish| policy::may_give(inviter, &wish.role, wish.location, wish.ends_at));
    if let (Some(wish), false, Ok(email)) = (wish, is_invited, EmailAddress::parse(email)) {
        invite_for(tx, scope, by.id, &NewInvitation { email, name: String::new(), wish }).await?;
    }
    Ok(true)
}

/// Lifts a block by hand.
///
/// # Errors
/// [`Error::Forbidden`] for who does not look after all the organisation's people, or may not hand out what would be held
/// again; [`Error::NotFound`] when it is lifted already.
pub async fn lift(scope: &Scope, id: Uuid) -> Result<String> {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let mut tx = scope.db().begin().await?;
    store::hold(&mut tx, scope.org_id()).await?;
    let block = store::block_by_id(&mut tx, scope.org_id(), id).await?;
    for wish in wishes(&mut tx, scope, &block.held).await? {
        if !policy::may_give(&scope.viewer, &wish.role, wish.location, wish.ends_at) {
            return Err(Error::Forbidden);
        }
    }
    admit(&mut tx, scope, &block.email, &scope.viewer, "").await?;
    events::record(&mut tx, scope, Event::Lifted(block.id, block.blocked_by)).await?;
    tx.commit().await?;
    Ok(block.email)
}

/// What was kept and can still be held: roles that are there, for a time that is not over.
async fn wishes(tx: &mut Tx, scope: &Scope, kept: &[Kept]) -> Result<Vec<GrantWish>> {
    let own = context::own_roles(tx, scope.org_id()).await?;
    let lasting = kept.iter().filter(|one| one.ends_at.is_none_or(|end| end > scope.now));
    let wish = |one: &Kept| {
        let role = AnyRole::find(&one.role, &own)?;
        Some(GrantWish { role, location: one.location, ends_at: one.ends_at })
    };
    Ok(lasting.filter_map(wish).collect())
}
