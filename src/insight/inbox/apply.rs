//! Doing what an event wishes for. Each is a part: it works inside the transaction that judges the event.

use super::model::{GRANTED, INVITED, Order, Received, Source, UNBLOCKED};
use super::{policy, store};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use people::contacts;
use people::orgs::actions::{admit, invite_for, inviter, keep_for, keep_out, seat, take_back, unseat};
use people::orgs::model::Held;
use people::orgs::policy::may_give;
use people::orgs::store as team;
use people::orgs::{GrantWish, Kept, NewInvitation};
use platform::{AnyRole, House, Reach, Role, Scope, User, Viewer, context};

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
const INVITED_NOW: Verdict = Verdict::Applied("They are invited: a link is on its way to them.");

fn failed(why: &str) -> Result<Verdict> {
    Ok(Verdict::Failed(why.to_owned()))
}

/// Whoever registered the source, with what they may do now, if an event of this kind acts in their name.
pub async fn registrar(house: &House, source: &Source, kind: &str) -> Result<Viewer> {
    let invites = [INVITED, GRANTED, UNBLOCKED].contains(&kind);
    let Some(user) = source.created_by.filter(|_| invites) else { return Ok(Viewer::default()) };
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
    let event = Told { source, registrar, event };
    match order {
        Order::Contact(email, name, phone) => event.contact(tx, scope, (&email, &name, &phone)).await,
        order => {
            team::hold(tx, scope.org_id()).await?; // what is read below is still so when it is changed
            event.order(tx, scope, order).await
        }
    }
}

/// An event with who told it and in whose name it invites.
struct Told<'a> {
    source: &'a Source,
    registrar: &'a Viewer,
    event: &'a Received,
}

impl Told<'_> {
    async fn order(&self, tx: &mut Tx, scope: &Scope, order: Order) -> Result<Verdict> {
        let is_allowed = match &order {
            Order::Grant(_, role, _) | Order::Invite(_, _, role, _) | Order::Revoke(_, role) => {
                policy::may_hand(self.source, *role)
            }
            Order::Block(_) | Order::Unblock(_) => self.source.may_block,
            Order::Contact(..) => self.source.may_contacts,
        };
        if !is_allowed {
            return failed(NOT_ALLOWED);
        }
        match order {
            Order::Grant(email, role, until) => {
                if !self.is_news(tx, scope, &email, &role_field(role)).await? {
                    return Ok(OVERTAKEN);
                }
                self.grant(tx, scope, &email, role, until).await
            }
            Order::Invite(email, name, role, ends_at) => {
                let wish = GrantWish { role: role.into(), location: None, ends_at };
                if !self.is_news(tx, scope, &email, "invitation").await?
                    || !self.is_news(tx, scope, &email, &role_field(role)).await?
                {
                    return Ok(OVERTAKEN);
                }
                self.invite(tx, scope, NewInvitation { email, name, wish }).await
            }
            Order::Revoke(email, role) => {
                if !self.is_news(tx, scope, &email, &role_field(role)).await? {
                    return Ok(OVERTAKEN);
                }
                revoke(tx, scope, &email, role).await
            }
            Order::Block(email) => self.block(tx, scope, &email).await,
            Order::Unblock(email) => self.unblock(tx, scope, &email).await,
            Order::Contact(..) => Ok(Verdict::Ignored("This is about nobody of the team.")),
        }
    }

    async fn is_news(&self, tx: &mut Tx, scope: &Scope, email: &EmailAddress, field: &str) -> Result<bool> {
        store::take_word(tx, scope.org_id(), &email.key(), field, self.event).await
    }

    /// To whoever is or was on the team. Anybody else is invited: what they have elsewhere is not told, and nobody is put
    /// on a team that they did not join.
    async fn grant(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        email: &EmailAddress,
        role: Role,
        ends_at: Option<DateTime<Utc>>,
    ) -> Result<Verdict> {
        if ends_at.is_some_and(|end| end <= scope.now) {
            return revoke(tx, scope, email, role).await; // it was for a time that is over
        }
        let wish = GrantWish { role: role.into(), location: None, ends_at };
        let Some(user) = team::known(&mut *tx, scope.org_id(), &email.key()).await? else {
            return self.invite(tx, scope, NewInvitation { email: email.clone(), name: String::new(), wish }).await;
        };
        let kept = Kept { role: role.name().to_owned(), location: None, ends_at };
        let is_blocked = keep_for(tx, scope, &user.email, |held| {
            held.retain(|one| one.role != kept.role || one.location.is_some());
            held.push(kept);
        });
        if is_blocked.await? {
            return Ok(Verdict::Applied("They are blocked: they will hold it once they are not."));
        }
        let held = held(tx, scope, &user).await?;
        let same: Vec<_> = held.into_iter().filter(|one| one.role == role && one.location_id.is_none()).collect();
        if same.iter().any(|one| one.ends_at == ends_at) {
            return Ok(Verdict::Applied("They held it already."));
        }
        unseat(tx, scope, &same).await?;
        seat(tx, scope, &user, &wish, None).await?;
        Ok(Verdict::Applied("They hold it from the next request on."))
    }

    /// As on the page of the team, in the name of whoever registered the source, and within what they may do now.
    async fn invite(&self, tx: &mut Tx, scope: &Scope, wish: NewInvitation) -> Result<Verdict> {
        let GrantWish { role, location, ends_at } = &wish.wish;
        if ends_at.is_some_and(|end| end <= scope.now) {
            return failed("It was for a time that is over.");
        }
        let Some(by) = self.registrar.user.as_ref().filter(|_| may_give(self.registrar, role, *location, *ends_at))
        else {
            return failed("Whoever registered this source may not hand that out, or not for so long.");
        };
        match team::open_invitation_to(&mut *tx, scope.org_id(), &wish.email.key()).await? {
            Some(open) if open.wish != wish.wish => {
                return failed(
                    "An invitation to another role is on its way already. Take it back, or wait for the answer.",
                );
            }
            Some(open) if open.expires_at > scope.now => {
                return Ok(Verdict::Applied("An invitation to it is on its way already."));
            }
            Some(open) => take_back(tx, scope, &open).await?, // its link is too old
            None => {}
        }
        let (key, mut is_full) = (wish.email.key(), false);
        let kept = Kept { role: role.key(), location: *location, ends_at: *ends_at };
        let is_blocked = keep_for(tx, scope, &key, |held| {
            is_full = !held.is_empty() && !held.contains(&kept);
            *held = vec![kept];
        })
        .await?;
        match (is_blocked, is_full) {
            (true, true) => return failed("They are blocked, and another role waits for them already."),
            (true, false) => return Ok(Verdict::Applied("They are blocked: they will be invited once they are not.")),
            (false, _) => {}
        }
        invite_for(tx, scope, by.id, &wish).await?;
        Ok(INVITED_NOW)
    }

    /// Keeps an address out: who is here, who is invited, and who may be one day. The answer is the same for all of them.
    async fn block(&self, tx: &mut Tx, scope: &Scope, email: &EmailAddress) -> Result<Verdict> {
        let user = team::known(&mut *tx, scope.org_id(), &email.key()).await?;
        let held = match &user {
            Some(user) => held(tx, scope, user).await?,
            None => Vec::new(),
        };
        let invitation = team::open_invitation_to(&mut *tx, scope.org_id(), &email.key()).await?;
        let mut roles: Vec<AnyRole> = held.iter().map(|one| one.role.clone()).collect();
        roles.extend(invitation.map(|invitation| invitation.wish.role));
        if !policy::may_block(self.source, &roles) {
            return failed("They hold a role here that this source may not touch.");
        }
        if !self.is_news(tx, scope, email, "access").await? {
            return Ok(OVERTAKEN);
        }
        keep_out(tx, scope, &email.key(), &held, &self.source.name).await?;
        Ok(Verdict::Applied("They are blocked, from the next request on."))
    }

    async fn unblock(&self, tx: &mut Tx, scope: &Scope, email: &EmailAddress) -> Result<Verdict> {
        if !self.is_news(tx, scope, email, "access").await? {
            return Ok(OVERTAKEN);
        }
        match admit(tx, scope, &email.key(), self.registrar, &self.source.name).await? {
            true => Ok(Verdict::Applied("They are not blocked any more, and hold what they held.")),
            false => Ok(Verdict::Applied("They were not blocked.")),
        }
    }
    async fn contact(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        (email, name, phone): (&EmailAddress, &str, &str),
    ) -> Result<Verdict> {
        if !self.source.may_contacts {
            return failed(NOT_ALLOWED);
        }
        // Each field by itself: what an earlier event alone tells is still news.
        let mut told = false;
        let mut latest = ["", ""];
        for (at, (field, value)) in [("contact.name", name), ("contact.phone", phone)].into_iter().enumerate() {
            if !value.is_empty() && self.is_news(tx, scope, email, field).await? {
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
}

fn role_field(role: Role) -> String {
    format!("role:{}", role.name())
}

async fn held(tx: &mut Tx, scope: &Scope, user: &User) -> Result<Vec<Held>> {
    team::grants_of(&mut *tx, scope.org_id(), &[user.id], &Reach::Everywhere, scope.now).await
}

/// Ends it wherever it stands: what is held, what is kept for who is blocked, and what somebody is invited to.
async fn revoke(tx: &mut Tx, scope: &Scope, email: &EmailAddress, role: Role) -> Result<Verdict> {
    let is_blocked = keep_for(tx, scope, &email.key(), |held| held.retain(|kept| kept.role != role.name())).await?;
    let invitation = team::open_invitation_to(&mut *tx, scope.org_id(), &email.key()).await?;
    let invitation = invitation.filter(|invitation| invitation.wish.role == role);
    if let Some(invitation) = &invitation {
        take_back(tx, scope, invitation).await?;
    }
    let held = match team::known(&mut *tx, scope.org_id(), &email.key()).await? {
        Some(user) => held(tx, scope, &user).await?,
        None => Vec::new(),
    };
    let same: Vec<Held> = held.into_iter().filter(|one| one.role == role).collect();
    unseat(tx, scope, &same).await?;
    Ok(Verdict::Applied(match (same.is_empty(), is_blocked, invitation) {
        (false, ..) => "It ended, from the next request on.",
        (true, true, _) => "They are blocked, and will not hold it when they are not.",
        (true, false, Some(_)) => "Their invitation to it was taken back.",
        (true, false, None) => "They did not hold it.",
    }))
}
