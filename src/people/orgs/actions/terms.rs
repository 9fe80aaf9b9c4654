//! What operators decide about organisations: founding them for others, suspending and resuming them, and their limits.
//! That an operator asks is for the caller to know; here everything is recorded as theirs.

use super::super::model::{FirstOwner, GrantWish, NewOrg};
use super::super::{Event, store};
use super::organisations::{Founding, found_by};
use crate::identity;
use crate::views::orgs::mail;
use chrono::Duration;
use kernel::crypto::sha256_hex;
use kernel::{Error, Result, text};
use platform::context::{self, Limits};
use platform::{Actor, Errand, Feature, Org, Role, Scope, User, events, post};
use serde_json::{Value, json};
use uuid::Uuid;

/// Longest reason for suspending an organisation (characters).
const REASON_MAX: usize = 400;
/// The link with which a first owner chooses a password works for this long (days).
pub const WELCOME_DAYS: i64 = 7;

/// Founds an organisation for somebody else. Who has no account gets one, without a password, and a link to choose it.
///
/// # Errors
/// Problems at `slug`, and at `owner_email` for somebody who may not sign in.
pub async fn found_for(errand: &Errand, wish: NewOrg, first: &FirstOwner) -> Result<Org> {
    let house = &errand.house;
    let (token, email) = (house.ids.token(), first.email.key());
    let founding = Founding::prepare(house, wish).await?;
    let mut tx = errand.db().begin().await?;
    let account = identity::store::account_by_email(&mut tx, &email).await?;
    let (owner, is_new) = match account {
        Some(account) => (User { id: account.id, email: account.email, name: account.name, is_operator: false }, false),
        None => {
            let owner = User { id: errand.id(), email, name: first.name.clone(), is_operator: false };
            identity::actions::add_invited(&mut tx, errand, &owner).await.map_err(|error| match error {
                Error::Invalid(_) => {
                    Error::invalid("owner_email", "This account is disabled. Enable it first, or choose somebody else.")
                }
                error => error,
            })?;
            (owner, true)
        }
    };
    let org = found_by(&mut tx, errand, founding, &owner).await?;
    let mut letter = if is_new {
        let until = errand.now + Duration::days(WELCOME_DAYS);
        identity::store::add_reset(&mut tx, sha256_hex(token.as_bytes()), owner.id, errand.now, until).await?;
        mail::first_owner(&org, &owner, &house.url(&format!("/password-reset/{token}")), true)
    } else {
        mail::first_owner(&org, &owner, &house.url(&org.path("")), false)
    };
    letter.dedupe_key = format!("first-owner {}", org.id);
    // Of the installation: its link opens an account, which is more than the organisation.
    post::queue_for_house(&mut tx, errand, letter).await?;
    tx.commit().await?;
    Ok(org)
}

/// Closes an organisation for its people and its clients; it sends nothing until it is resumed. The reason is for its
/// people to read.
///
/// # Errors
/// `organisation_suspended` when it is already; a problem at `reason`.
pub async fn suspend(scope: &Scope, reason: &str) -> Result<()> {
    let reason = text::paragraph(reason, REASON_MAX).map_err(|message| Error::invalid("reason", message))?;
    if reason.is_empty() {
        return Err(Error::invalid("reason", "Say why: the people of the organisation read it."));
    }
    let mut tx = scope.db().begin().await?;
    if !store::suspend(&mut tx, scope.org_id(), &reason, scope.now).await? {
        return Err(Error::conflict("organisation_suspended"));
    }
    events::record(&mut tx, scope, Event::Suspended(scope.org_id(), reason)).await?;
    tx.commit().await
}

/// Opens it again. Its jobs and messages go on.
///
/// # Errors
/// `organisation_not_suspended`.
pub async fn resume(scope: &Scope) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    let Some(reason) = store::resume(&mut tx, scope.org_id()).await? else {
        return Err(Error::conflict("organisation_not_suspended"));
    };
    events::record(&mut tx, scope, Event::Resumed(scope.org_id(), reason)).await?;
    tx.wake(&scope.house.post_bell);
    tx.wake(&scope.house.jobs_bell);
    tx.commit().await
}

/// Sets the limits and switches features, from the next request on. What is beyond a new limit already stays.
///
/// # Errors
/// `organisation_changed` when this version is not the present one any more.
pub async fn set_terms(scope: &Scope, limits: Limits, off: &[Feature], version: i64) -> Result<()> {
    let off: Vec<String> = off.iter().map(|feature| feature.name().to_owned()).collect();
    let mut tx = scope.db().begin().await?;
    let before = context::org_by_id(&mut tx, scope.org_id()).await?;
    if !store::set_terms(&mut tx, scope.org_id(), version, limits, off.clone()).await? {
        return Err(Error::conflict("organisation_changed"));
    }
    let told = |limits: &Limits, off: &[String]| -> Value { json!({ "limits": limits, "switched_off": off }) };
    let (was, is) = (told(&before.terms.limits, &before.terms.switched_off), told(&limits, &off));
    if was != is {
        events::record(&mut tx, scope, Event::TermsSet(scope.org_id(), was, is)).await?;
    }
    tx.commit().await
}

/// A part of other actions: is there room for one more on the team? Those who are invited count, but for this one.
/// Whoever asks at the same time waits until this transaction is over.
///
/// # Errors
/// A problem at `field`.
pub(super) async fn room_for(tx: &mut kernel::db::Tx, scope: &Scope, email: &str, field: &'static str) -> Result<()> {
    let Some(limit) = context::org_by_id(&mut *tx, scope.org_id()).await?.terms.limits.members else { return Ok(()) };
    store::hold_organisation(tx, scope.org_id()).await?;
    if store::count_people(tx, scope.org_id(), email, scope.now).await? < limit {
        return Ok(());
    }
    let sentence = format!(
        "The operator of this installation allows {limit} people on the team, and that many there are. \
         End somebody's roles first, or ask for more."
    );
    Err(Error::invalid(field, sentence))
}

/// The owner's first grant is theirs by the founder.
pub(super) fn ownership(errand: &Errand) -> (GrantWish, Option<Uuid>) {
    let by = match errand.actor {
        Actor::User { id, .. } => Some(id),
        Actor::Contact { .. } | Actor::System => None,
    };
    (GrantWish::of(Role::Owner), by)
}
