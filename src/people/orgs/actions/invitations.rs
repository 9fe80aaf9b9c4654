//! Inviting people by mail, and their answers.

use super::super::events::Told;
use super::super::model::{Invitation, NewInvitation};
use super::super::store::Sending;
use super::super::{Event, policy, store};
use super::grants::{demand, demand_now, seat};
use super::terms::room_for;
use crate::identity::{self, NewUser};
use crate::views::orgs::mail;
use chrono::Duration;
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use kernel::{Error, Result, password};
use platform::{House, Org, Perm, Scope, User, Viewer, context, events, post};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The link of an invitation works for this long (days).
pub const INVITATION_DAYS: i64 = 7;
/// Invitations, first or repeated, that leave an organisation within an hour: our mail is no loudspeaker.
const INVITATIONS_AN_HOUR: u32 = 100;

/// Invites somebody who is not on the team yet.
///
/// # Errors
/// A problem at `email` for somebody who is on the team or invited already; [`Error::Forbidden`] for more than the
/// viewer may hand out.
pub async fn invite(scope: &Scope, wish: &NewInvitation) -> Result<Uuid> {
    demand(scope, &wish.wish.role, wish.wish.location)?;
    let by = scope.user_id().ok_or(Error::SignIn)?;
    let mut tx = scope.db().begin().await?;
    demand_now(&mut tx, scope, &wish.wish).await?;
    let id = invite_for(&mut tx, scope, by, wish).await?;
    tx.commit().await?;
    Ok(id)
}

/// Invites in the name of somebody who may hand this out: the caller has seen to that. It stands as long as they may.
///
/// # Errors
/// A problem at `email` for somebody who is on the team, invited already, or blocked.
pub async fn invite_for(tx: &mut Tx, scope: &Scope, by: Uuid, wish: &NewInvitation) -> Result<Uuid> {
    spend(scope)?;
    let (id, token) = (scope.id(), scope.house.ids.token());
    let until = scope.now + Duration::days(INVITATION_DAYS);
    let sending = Sending { id, token_hash: sha256_hex(token.as_bytes()), by, now: scope.now, until };
    if store::is_on_team(&mut *tx, scope.org_id(), &wish.email.key(), scope.now).await? {
        return Err(Error::invalid("email", "This person is on the team already. Give them another role there."));
    }
    if let Some(block) = store::block_of(&mut *tx, scope.org_id(), &wish.email.key()).await? {
        let sentence = format!("{}. That is to be lifted first, on the page of the team.", block.phrase());
        return Err(Error::invalid("email", sentence));
    }
    room_for(tx, scope, &wish.email.key(), "email").await?;
    store::add_invitation(tx, scope.org_id(), wish, &sending).await.map_err(is_invited)?;
    let invitation = store::invitation_by_id(&mut *tx, scope.org_id(), id).await?;
    send(tx, scope, &invitation, &token).await?;
    Ok(id)
}

/// Sends an invitation once more, with another link; the one before stops working. It is the viewer's from now on, and
/// stands as long as they may hand it out.
///
/// # Errors
/// `invitation_over`; `person_blocked`; [`Error::Forbidden`]; [`Error::NotFound`] for one the viewer may not know of.
pub async fn resend(scope: &Scope, id: Uuid) -> Result<Invitation> {
    let by = scope.user_id().ok_or(Error::SignIn)?;
    let token = scope.house.ids.token();
    let mut tx = scope.db().begin().await?;
    let invitation = visible(&mut tx, scope, id).await?;
    demand(scope, &invitation.wish.role, invitation.wish.location)?;
    if store::block_of(&mut tx, scope.org_id(), &invitation.email).await?.is_some() {
        return Err(Error::conflict("person_blocked"));
    }
    spend(scope)?;
    let until = scope.now + Duration::days(INVITATION_DAYS);
    if !store::renew_invitation(&mut tx, scope.org_id(), id, sha256_hex(token.as_bytes()), by, until).await? {
        return Err(Error::conflict("invitation_over"));
    }
    let invitation = store::invitation_by_id(&mut tx, scope.org_id(), id).await?;
    send(&mut tx, scope, &invitation, &token).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Takes an invitation back; its link stops working.
///
/// # Errors
/// As [`resend`].
pub async fn revoke(scope: &Scope, id: Uuid) -> Result<Invitation> {
    let mut tx = scope.db().begin().await?;
    let invitation = visible(&mut tx, scope, id).await?;
    demand(scope, &invitation.wish.role, invitation.wish.location)?;
    take_back(&mut tx, scope, &invitation).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// A part of other actions: takes an invitation back without asking who may.
///
/// # Errors
/// `invitation_over`.
pub async fn take_back(tx: &mut Tx, scope: &Scope, invitation: &Invitation) -> Result<()> {
    if !store::revoke_invitation(tx, scope.org_id(), invitation.id, scope.now).await? {
        return Err(Error::conflict("invitation_over"));
    }
    events::record(tx, scope, Event::Revoked(invitation.id, told(invitation))).await.map(drop)
}

/// A user accepts an invitation to their own address.
///
/// # Errors
/// [`Error::NotFound`] for a link that cannot be used, also when the inviter's rights are gone; [`Error::Forbidden`] for
/// somebody else's.
pub async fn accept(house: &House, token: &str, user: &User, request_id: &str) -> Result<Org> {
    let (invitation, token_hash) = by_token(house, token).await?;
    if invitation.email != user.email {
        return Err(Error::Forbidden);
    }
    demand_standing(house, &invitation).await?;
    let mut tx = house.db.begin().await?;
    let org = welcome(&mut tx, house, &invitation, &token_hash, user, request_id).await?;
    tx.commit().await?;
    Ok(org)
}

/// Somebody without an account accepts: the account is made for the invited address.
///
/// # Errors
/// Problems at `name` and `password`; a problem at `email` when the address has an account by now;
/// [`Error::NotFound`] for a link that cannot be used.
pub async fn accept_as_new(
    house: &House,
    token: &str,
    name: &str,
    password: &str,
    request_id: &str,
) -> Result<(User, Org)> {
    let (invitation, token_hash) = by_token(house, token).await?;
    let wish = NewUser::parse(&invitation.email, name, password).map_err(Error::Invalid)?;
    let hash = password::hash(&wish.password, &house.ids).await?;
    demand_standing(house, &invitation).await?;
    let mut tx = house.db.begin().await?;
    let user = identity::actions::add_user(&mut tx, house, &wish, hash, false).await?;
    let org = welcome(&mut tx, house, &invitation, &token_hash, &user, request_id).await?;
    tx.commit().await?;
    Ok((user, org))
}

/// Those of an organisation's invitations that are void: who sent them may not hand out so much there any more.
pub async fn void(house: &House, org: &Org, invitations: &[Invitation]) -> Result<HashSet<Uuid>> {
    let mut inviters: HashMap<Uuid, Viewer> = HashMap::new();
    let mut void = HashSet::new();
    for invitation in invitations {
        let inviter = match inviters.entry(invitation.invited_by) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(inviter(house, org, invitation.invited_by).await?),
        };
        let wish = &invitation.wish;
        if !policy::may_give(inviter, &wish.role, wish.location, wish.ends_at) {
            void.insert(invitation.id);
        }
    }
    Ok(void)
}

/// What somebody holds in the organisation now; perhaps nothing.
pub async fn inviter(house: &House, org: &Org, user: Uuid) -> Result<Viewer> {
    match context::enter(&house.db, &org.slug, user, house.now()).await {
        Ok((_, viewer)) => Ok(viewer),
        Err(Error::NotFound) => Ok(Viewer::default()),
        Err(error) => Err(error),
    }
}

/// Can it be accepted? Nobody is let in who is blocked there, nor by somebody who could not do it now.
pub async fn stands(house: &House, org: &Org, invitation: &Invitation) -> Result<bool> {
    let is_blocked = store::block_of(&house.db, org.id, &invitation.email).await?.is_some();
    Ok(!is_blocked && void(house, org, std::slice::from_ref(invitation)).await?.is_empty())
}

async fn demand_standing(house: &House, invitation: &Invitation) -> Result<()> {
    let org = context::org_by_id(&house.db, invitation.org_id).await?;
    if stands(house, &org, invitation).await? { Ok(()) } else { Err(Error::NotFound) }
}

async fn by_token(house: &House, token: &str) -> Result<(Invitation, String)> {
    let token_hash = sha256_hex(token.as_bytes());
    let invitation = store::invitation_by_token(&house.db, &token_hash, house.now()).await?;
    Ok((invitation.ok_or(Error::NotFound)?, token_hash))
}

async fn welcome(
    tx: &mut Tx,
    house: &House,
    invitation: &Invitation,
    token_hash: &str,
    user: &User,
    request_id: &str,
) -> Result<Org> {
    let org = context::org_by_id(&mut *tx, invitation.org_id).await?;
    let viewer = Viewer { user: Some(user.clone()), ..Viewer::default() };
    let scope = Scope { viewer, ..Scope::unattended(house, org.clone(), request_id) };
    store::hold(tx, org.id).await?; // before its row, as who takes it back does
    if !store::accept_invitation(tx, org.id, invitation.id, token_hash, scope.now).await? {
        return Err(Error::NotFound);
    }
    events::record(tx, &scope, Event::Accepted(invitation.id, told(invitation))).await?;
    seat(tx, &scope, user, &invitation.wish, Some(invitation.invited_by)).await?;
    Ok(org)
}

async fn send(tx: &mut Tx, scope: &Scope, invitation: &Invitation, token: &str) -> Result<()> {
    let mut draft = mail::invitation(&scope.org, invitation, &scope.house.url(&format!("/invitations/{token}")));
    draft.dedupe_key = format!("invitation {} {}", invitation.id, sha256_hex(token.as_bytes()));
    post::queue(tx, scope, vec![draft]).await?;
    events::record(tx, scope, Event::Invited(invitation.id, told(invitation))).await.map(drop)
}

/// One the viewer may know of.
async fn visible(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Invitation> {
    let invitation = store::invitation_by_id(tx, scope.org_id(), id).await?;
    let sees = policy::sees(&scope.reach(Perm::PeopleRead), invitation.wish.location);
    if sees { Ok(invitation) } else { Err(Error::NotFound) }
}

fn spend(scope: &Scope) -> Result<()> {
    let bucket = format!("invitations of {}", scope.org_id());
    scope.house.limits.spend(bucket, INVITATIONS_AN_HOUR, Duration::hours(1), scope.now)
}

/// Postgres names the index, SQLite its columns.
fn is_invited(error: Error) -> Error {
    match error.is_conflict("invitations_open") || error.is_conflict("invitations_org_id_email_key") {
        true => Error::invalid("email", "An invitation to this address is on its way already. Send that one again."),
        false => error,
    }
}

fn told(invitation: &Invitation) -> Told {
    let wish = &invitation.wish;
    Told::of(&invitation.name, &wish.role, wish.location, wish.ends_at)
}
