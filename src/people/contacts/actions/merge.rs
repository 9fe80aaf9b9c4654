//! Two contacts become one, in one transaction with everything that belongs to them.

use super::super::model::{Before, Block, Contact, Fields, Merge, MergeForm, NewContact, Pick, WentOver};
use super::super::{Event, store};
use super::edit::demand_living;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::once::{Claim, claim_for};
use platform::{Scope, events};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Merges `gone` into `kept`: bookings, notes, tags, sign-ins and what other wings keep move over; the address of the one
/// that is gone leads on, and so does its id.
///
/// # Errors
/// `contact_merged` or `contact_erased` when one of them is no person of its own any more; `contact_changed` when one is
/// not what was on the screen.
pub async fn merge(scope: &Scope, kept: Uuid, gone: Uuid, wish: &MergeForm) -> Result<Uuid> {
    if kept == gone {
        return Err(Error::invalid("other", "Choose somebody else."));
    }
    let (org, now) = (scope.org_id(), scope.now);
    let mut tx = scope.db().begin().await?;
    let asked = format!("merge {gone} into {kept} {:?} {:?} {:?}", wish.name, wish.email, wish.phone);
    let merge = scope.id();
    if let Claim::Done(merge) = claim_for(&mut tx, scope, &wish.key, &asked, merge).await? {
        return Ok(merge);
    }
    let (one, other) = store::pair_locked(&mut tx, org, kept, gone).await?;
    demand_living(&one)?;
    demand_living(&other)?;
    if one.version != wish.version || other.version != wish.other_version {
        return Err(Error::conflict("contact_changed"));
    }
    let (mut moved, mut holdings) = (Vec::new(), BTreeMap::new());
    for holding in scope.house.wings.holdings {
        let over = (holding.move_over)(&mut tx, scope, gone, kept).await?;
        moved.push((holding.name, over.len() as u64));
        holdings.insert(holding.name.to_owned(), over);
    }
    let around = store::move_around(&mut tx, org, gone, kept).await?;
    moved.extend([("notes", around.notes.len() as u64), ("tags", around.new_tags.len() as u64)]);
    let words = events::move_words(&mut tx, org, gone, kept).await?;
    if other.blocked_at.is_some() {
        store::block(&mut tx, org, kept, &other.block_reason, now).await?;
    }
    store::lead_on(&mut tx, org, gone, kept, now).await?;
    if wish.email == Pick::Other {
        store::trade_addresses(&mut tx, org, &one, &other).await?;
    }
    let taken = become_one(&mut tx, scope, &one, &other, wish).await?;
    let note = remember_the_other(&mut tx, scope, kept, &other).await?;
    let went = WentOver { holdings, words, note, ..around };
    keep_for_undo(&mut tx, scope, merge, (&one, &other), went).await?;
    events::record(&mut tx, scope, Event::Merged { kept, gone, moved, taken }).await?;
    tx.commit().await?;
    Ok(merge)
}

/// The fields that stay. Answers which were taken from the other one.
async fn become_one(
    tx: &mut kernel::db::Tx,
    scope: &Scope,
    one: &Contact,
    other: &Contact,
    wish: &MergeForm,
) -> Result<Vec<&'static str>> {
    let pick = |pick: Pick, own: &str, theirs: &str| match pick {
        Pick::Own => own.to_owned(),
        Pick::Other => theirs.to_owned(),
    };
    let email = pick(wish.email, &one.email, &other.email);
    let fields = NewContact {
        name: pick(wish.name, &one.name, &other.name),
        email: EmailAddress::parse(&email).map_err(Error::broken)?,
        phone: pick(wish.phone, &one.phone, &other.phone),
        source: one.source.clone(),
    };
    let present = store::by_id(&mut *tx, scope.org_id(), one.id).await?;
    store::change(tx, scope.org_id(), one.id, present.version, &fields, scope.now).await?;
    let picks = [("name", wish.name), ("email", wish.email), ("phone", wish.phone)];
    Ok(picks.into_iter().filter(|(_, pick)| *pick == Pick::Other).map(|(field, _)| field).collect())
}

/// A note says what the other one was: of a merge that was a mistake, everything can be put right by hand, also when it
/// cannot be undone any more.
async fn remember_the_other(tx: &mut kernel::db::Tx, scope: &Scope, kept: Uuid, other: &Contact) -> Result<Uuid> {
    let parts = [other.name.as_str(), other.email.as_str(), other.phone.as_str()];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let body = format!("Merged: {}", known.join(", "));
    let author = scope.viewer.user.as_ref();
    let name = author.map_or("", |user| user.name.as_str());
    let id = scope.id();
    store::add_note(tx, scope.org_id(), id, kept, &body, author.map(|user| user.id), name, scope.now).await?;
    Ok(id)
}

/// What it takes to undo it.
async fn keep_for_undo(
    tx: &mut kernel::db::Tx,
    scope: &Scope,
    id: Uuid,
    (one, other): (&Contact, &Contact),
    moved: WentOver,
) -> Result<()> {
    let became = store::by_id(&mut *tx, scope.org_id(), one.id).await?;
    let before = Before {
        kept: Fields::of(one),
        became: Fields::of(&became),
        gone: Fields::of(other),
        kept_block: Block::of(one),
        gone_block: Block::of(other),
    };
    let by_name = scope.viewer.user.as_ref().map(|user| user.name.clone()).unwrap_or_default();
    let merge = Merge { id, kept: one.id, gone: other.id, before, moved, by_name, at: scope.now };
    store::add_merge(tx, scope.org_id(), merge).await
}

/// Says that two contacts who look alike are two people.
///
/// # Errors
/// [`Error::NotFound`] for nobody.
pub async fn tell_apart(scope: &Scope, one: Uuid, other: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if store::tell_apart(&mut tx, scope.org_id(), one, other, scope.now).await? {
        events::record(&mut tx, scope, Event::ToldApart(one, other)).await?;
    }
    tx.commit().await
}
