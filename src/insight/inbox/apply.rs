//! Doing what an event wishes for. Each is a part: it works inside the transaction that judges the event.

use super::model::{INVITED, Kept, Order, Received, Source};
use super::{policy, store};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use people::orgs::actions::{invite_for, inviter, seat, unseat};
use people::orgs::policy::may_give;
use people::orgs::store as grants;
use people::orgs::{GrantWish, NewInvitation};
use people::{contacts, identity};
use platform::{AnyRole, House, Reach, Role, Scope, User, Viewer, context};
use uuid::Uuid;

/// What became of it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Done, or found so.
    Applied(&'static str),
    /// Something later was told before, or it is none of our business.
    Ignored(&'static str),
    /// It cannot be done.
    Failed(String),
}

const OVERTAKEN: Verdict = Verdict::Ignored("Something later was told before.");
const NOT_ALLOWED: &str = "This source may not do that.";
const NOBODY: &str = "Nobody with this address has an account here. Invite them first.";

fn failed(why: &str) -> Result<Verdict> {
    Ok(Verdict::Failed(why.to_owned()))
}

/// Whoever registered the source, with what they may do now, if an event of this kind acts in their name.
pub async fn registrar(house: &House, source: &Source, kind: &str) -> Result<Viewer> {
    let Some(user) = source.created_by.filter(|_| kind == INVITED) else { return Ok(Viewer::default()) };
    inviter(house, &context::org_by_id(&house.db, source.org_id).await?, user).await
}

/// Does what the event wishes for. `registrar` is what [`registrar`] answered.
pub async fn apply(
    tx: &mut Tx,
    scope: &Scope,
    source: &Source,
    registrar: &Viewer,
    event: &Received,
) -> Result<Verdict> {
    let order = match Order::parse(&event.kind, &event.payload["data"]) {
        Ok(Some(order)) => order,
        Ok(None) => return Ok(Verdict::Ignored("This kind is not known here.")),
        Err(why) => return Ok(Verdict::Failed(why)),
    };
    if !matches!(order, Order::Contact(..)) {
        grants::hold(tx, scope.org_id()).await?; // what is read below is still so when it is changed
    }
    match order {
        Order::Grant(email, role, until) => {
            if !policy::may_hand(source, role) {
                return failed(NOT_ALLOWED);
            }
            let Some(user) = user(tx, &email).await? else { return failed(NOBODY) };
            if !news(tx, scope, &email, &role_field(role), event).await? {
                return Ok(OVERTAKEN);
            }
            grant(tx, scope, &user, role, until).await
        }
        Order::Invite(email, name, role, ends_at) => {
            let wish = NewInvitation { email, name, wish: GrantWish { role: role.into(), location: None, ends_at } };
            if !policy::may_hand(source, role) {
                return failed(NOT_ALLOWED);
            }
            invite(tx, scope, registrar, event, &wish).await
        }
        Order::Revoke(email, role) => {
            if !policy::may_hand(source, role) {
                return failed(NOT_ALLOWED);
            }
            let Some(user) = user(tx, &email).await? else { return failed(NOBODY) };
            if !news(tx, scope, &email, &role_field(role), event).await? {
                return Ok(OVERTAKEN);
            }
            revoke(tx, scope, user.id, role).await
        }
        Order::Block(email) => block(tx, scope, source, event, &email).await,
        Order::Unblock(email) => unblock(tx, scope, source, event, &email).await,
        Order::Contact(email, name, phone) => contact(tx, scope, source, event, (&email, &name, &phone)).await,
    }
}

fn role_field(role: Role) -> String {
    format!("role:{}", role.name())
}

async fn user(tx: &mut Tx, email: &EmailAddress) -> Result<Option<User>> {
    let account = identity::store::account_by_email(tx, &email.key()).await?;
    Ok(account.map(|account| User { id: account.id, email: account.email, name: account.name, is_operator: false }))
}

async fn news(tx: &mut Tx, scope: &Scope, email: &EmailAddress, field: &str, event: &Received) -> Result<bool> {
    store::take_word(tx, scope.org_id(), &email.key(), field, event).await
}

async fn grant(tx: &mut Tx, scope: &Scope, user: &User, role: Role, ends_at: Option<DateTime<Utc>>) -> Result<Verdict> {
    if ends_at.is_some_and(|end| end <= scope.now) {
        return revoke(tx, scope, user.id, role).await; // it was for a time that is over
    }
    if let Some(mut held) = store::block_of(tx, scope.org_id(), user.id).await? {
        held.retain(|kept| kept.role != role.name() || kept.location.is_some());
        held.push(Kept { role: role.name().to_owned(), location: None, ends_at });
        store::set_block(tx, scope.org_id(), user.id, held, scope.now).await?;
        return Ok(Verdict::Applied("They are blocked: they will hold it once they are not."));
    }
    let held = grants::grants_of(&mut *tx, scope.org_id(), &[user.id], &Reach::Everywhere, scope.now).await?;
    let same: Vec<_> = held.into_iter().filter(|one| one.role == role && one.location_id.is_none()).collect();
    if same.iter().any(|one| one.ends_at == ends_at) {
        return Ok(Verdict::Applied("They held it already."));
    }
    unseat(tx, scope, &same).await?;
    seat(tx, scope, user, &GrantWish { role: role.into(), location: None, ends_at }, None).await?;
    Ok(Verdict::Applied("They hold it from the next request on."))
}

/// As on the page of the team, in the name of whoever registered the source, and within what they may do now.
async fn invite(
    tx: &mut Tx,
    scope: &Scope,
    registrar: &Viewer,
    event: &Received,
    wish: &NewInvitation,
) -> Result<Verdict> {
    let GrantWish { role, location, ends_at } = &wish.wish;
    if ends_at.is_some_and(|end| end <= scope.now) {
        return failed("It was for a time that is over.");
    }
    let Some(by) = registrar.user.as_ref().filter(|_| may_give(registrar, role, *location, *ends_at)) else {
        return failed("Whoever registered this source may not hand that out, or not for so long.");
    };
    if !news(tx, scope, &wish.email, "invitation", event).await? {
        return Ok(OVERTAKEN);
    }
    invite_for(tx, scope, by.id, wish).await?;
    Ok(Verdict::Applied("They are invited: a link is on its way to them."))
}

async fn revoke(tx: &mut Tx, scope: &Scope, user: Uuid, role: Role) -> Result<Verdict> {
    if let Some(mut held) = store::block_of(tx, scope.org_id(), user).await? {
        held.retain(|kept| kept.role != role.name());
        store::set_block(tx, scope.org_id(), user, held, scope.now).await?;
        return Ok(Verdict::Applied("They are blocked, and will not hold it when they are not."));
    }
    let held = grants::grants_of(&mut *tx, scope.org_id(), &[user], &Reach::Everywhere, scope.now).await?;
    let same: Vec<_> = held.into_iter().filter(|one| one.role == role).collect();
    if same.is_empty() {
        return Ok(Verdict::Applied("They did not hold it."));
    }
    unseat(tx, scope, &same).await?;
    Ok(Verdict::Applied("It ended, from the next request on."))
}

async fn block(tx: &mut Tx, scope: &Scope, source: &Source, event: &Received, email: &EmailAddress) -> Result<Verdict> {
    if !source.may_block {
        return failed(NOT_ALLOWED);
    }
    let Some(user) = user(tx, email).await? else { return failed(NOBODY) };
    let held = grants::grants_of(&mut *tx, scope.org_id(), &[user.id], &Reach::Everywhere, scope.now).await?;
    let roles: Vec<AnyRole> = held.iter().map(|one| one.role.clone()).collect();
    if !policy::may_block(source, &roles) {
        return failed("They hold a role here that this source may not touch.");
    }
    if !news(tx, scope, email, "access", event).await? {
        return Ok(OVERTAKEN);
    }
    let mut kept = store::block_of(tx, scope.org_id(), user.id).await?.unwrap_or_default();
    kept.extend(held.iter().map(|one| Kept { role: one.role.key(), location: one.location_id, ends_at: one.ends_at }));
    unseat(tx, scope, &held).await?;
    store::set_block(tx, scope.org_id(), user.id, kept, scope.now).await?;
    Ok(Verdict::Applied("They are blocked, from the next request on."))
}

async fn unblock(
    tx: &mut Tx,
    scope: &Scope,
    source: &Source,
    event: &Received,
    email: &EmailAddress,
) -> Result<Verdict> {
    if !source.may_block {
        return failed(NOT_ALLOWED);
    }
    let Some(user) = user(tx, email).await? else { return failed(NOBODY) };
    if !news(tx, scope, email, "access", event).await? {
        return Ok(OVERTAKEN);
    }
    let Some(kept) = store::block_of(tx, scope.org_id(), user.id).await? else {
        return Ok(Verdict::Applied("They were not blocked."));
    };
    store::lift_block(tx, scope.org_id(), user.id).await?;
    let own = context::own_roles(&mut *tx, scope.org_id()).await?;
    for one in kept.into_iter().filter(|one| one.ends_at.is_none_or(|end| end > scope.now)) {
        let Some(role) = AnyRole::find(&one.role, &own) else { continue }; // archived meanwhile
        let wish = GrantWish { role, location: one.location, ends_at: one.ends_at };
        seat(tx, scope, &user, &wish, None).await?;
    }
    Ok(Verdict::Applied("They hold again what they held."))
}

async fn contact(
    tx: &mut Tx,
    scope: &Scope,
    source: &Source,
    event: &Received,
    (email, name, phone): (&EmailAddress, &str, &str),
) -> Result<Verdict> {
    if !source.may_contacts {
        return failed(NOT_ALLOWED);
    }
    // Each field by itself: what an earlier event alone tells is still news.
    let mut told = false;
    let mut latest = ["", ""];
    for (at, (field, value)) in [("contact.name", name), ("contact.phone", phone)].into_iter().enumerate() {
        if !value.is_empty() && news(tx, scope, email, field, event).await? {
            (latest[at], told) = (value, true);
        }
    }
    let empty = name.is_empty() && phone.is_empty();
    if !told && !empty {
        return Ok(OVERTAKEN);
    }
    let [name, phone] = latest;
    // Made as what it is; and then changed as by staff, who overrule what strangers typed.
    contacts::actions::remember(tx, scope, name, email, phone, "inbox").await?;
    contacts::actions::remember(tx, scope, name, email, phone, contacts::model::FROM_STAFF).await?;
    Ok(Verdict::Applied("The contact is as it was told."))
}
