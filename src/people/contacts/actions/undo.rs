//! A merge that was a mistake is undone: the one contact is two again.

use super::super::model::{Contact, Fields, Merge, NewContact, Undone};
use super::super::{Event, store};
use super::remember::ADDRESS_KNOWN;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use kernel::{Error, Result};
use platform::once::{Claim, claim_for};
use platform::{Scope, events};
use uuid::Uuid;

/// Undoes a merge. What went over goes back; what is not any more what it was stays, and is told. Answers the contact that
/// is a person again, and what happened; nothing the second time. The key makes a second click nothing.
///
/// # Errors
/// `merge_over` when it cannot be undone any more: it is too long ago, was undone already, or the contact was erased;
/// `merge_followed` when the contact was merged further, or a later merge has the address; [`Error::NotFound`].
pub async fn undo(scope: &Scope, id: Uuid, key: &str) -> Result<(Uuid, Option<Undone>)> {
    let (org, now) = (scope.org_id(), scope.now);
    let mut tx = scope.db().begin().await?;
    let known = store::merge_by_id(&mut tx, org, id).await;
    let subject = known.as_ref().map_or(id, |merge| merge.gone);
    if let Claim::Done(gone) = claim_for(&mut tx, scope, key, &format!("undo merge {id}"), subject).await? {
        return Ok((gone, None));
    }
    let merge = known?;
    let (kept, gone) = store::pair_locked(&mut tx, org, merge.kept, merge.gone).await?;
    demand_undoable(scope, &merge, &kept, &gone)?;
    if !store::remove_merge(&mut tx, org, id).await? {
        return Err(Error::conflict("merge_over"));
    }
    let mut undone = Undone::default();
    for holding in scope.house.wings.holdings {
        let moved = merge.moved.holdings.get(holding.name).map(Vec::as_slice).unwrap_or_default();
        let back = (holding.give_back)(&mut tx, scope, kept.id, gone.id, moved).await?;
        undone.count(holding.name, back, moved.len());
    }
    let notes = store::give_notes_back(&mut tx, org, kept.id, gone.id, &merge.moved).await?;
    undone.count("notes", notes, merge.moved.notes.len());
    give_tags_back(&mut tx, org, &merge, &mut undone).await?;
    store::give_signs_back(&mut tx, org, kept.id, gone.id, &merge.moved.signs).await?;
    let sessions = store::give_sessions_back(&mut tx, org, gone.id, &merge.moved.sessions, now).await?;
    if sessions > 0 {
        undone.back.push(("sign-ins".to_owned(), sessions));
    }
    events::move_some_words(&mut tx, org, kept.id, gone.id, &merge.moved.words).await?;
    part(&mut tx, scope, &merge, (&kept, &gone), &mut undone).await.map_err(|error| {
        match error.is_conflict(ADDRESS_KNOWN) {
            true => Error::conflict("merge_followed"),
            false => error,
        }
    })?;
    for other in merge.moved.apart.iter().copied().chain([kept.id]) {
        store::tell_apart(&mut tx, org, gone.id, other, now).await?;
    }
    events::record(&mut tx, scope, Event::Parted { kept: kept.id, gone: gone.id, undone: undone.clone() }).await?;
    tx.commit().await?;
    Ok((gone.id, Some(undone)))
}

fn demand_undoable(scope: &Scope, merge: &Merge, kept: &Contact, gone: &Contact) -> Result<()> {
    if merge.until() <= scope.now || kept.erased_at.is_some() || gone.erased_at.is_some() {
        return Err(Error::conflict("merge_over"));
    }
    match kept.merged_into.is_none() && gone.merged_into == Some(kept.id) {
        true => Ok(()),
        false => Err(Error::conflict("merge_followed")),
    }
}

/// A tag that somebody took away since stays away; one that both had stays with both.
async fn give_tags_back(tx: &mut Tx, org: Uuid, merge: &Merge, undone: &mut Undone) -> Result<()> {
    let present = store::tags(&mut *tx, org, merge.kept).await?;
    let mut back = 0;
    for tag in merge.moved.tags.iter().filter(|tag| present.contains(tag)) {
        store::add_tag(tx, org, merge.gone, tag).await?;
        if merge.moved.new_tags.contains(tag) {
            store::remove_tag(tx, org, merge.kept, tag).await?;
        }
        back += 1;
    }
    undone.count("tags", back, merge.moved.tags.len());
    Ok(())
}

/// Each gets its own name, address, number and block. What the one that is left was given since stays with it.
async fn part(
    tx: &mut Tx,
    scope: &Scope,
    merge: &Merge,
    (kept, gone): (&Contact, &Contact),
    undone: &mut Undone,
) -> Result<()> {
    let (org, now) = (scope.org_id(), scope.now);
    let (was, became, present) = (&merge.before.kept, &merge.before.became, Fields::of(kept));
    let mut own = |field: &'static str, was: &str, became: &str, present: &str| {
        if present == became {
            return was.to_owned();
        }
        undone.fields.push(field);
        present.to_owned()
    };
    let fields = Fields {
        name: own("name", &was.name, &became.name, &present.name),
        email: own("email", &was.email, &became.email, &present.email),
        phone: own("phone", &was.phone, &became.phone, &present.phone),
    };
    // The address is unique at every step.
    store::step_aside(tx, org, gone).await?;
    let wish = NewContact {
        name: fields.name,
        email: EmailAddress::parse(&fields.email).map_err(Error::broken)?,
        phone: fields.phone,
        source: kept.source.clone(),
    };
    store::change(tx, org, kept.id, kept.version, &wish, now).await?;
    store::revive(tx, org, gone.id, &merge.before.gone, merge.before.gone_block.as_ref(), now).await?;
    // A block that came with the merge goes with it, unless somebody blocked them anew.
    let came = merge.before.kept_block.is_none() && merge.before.gone_block.is_some();
    if came && kept.blocked_at == Some(merge.at) {
        store::unblock(tx, org, kept.id, now).await?;
    }
    Ok(())
}
