//! What people do with schedules: one function, one event.

use super::events::Event;
use super::input::{NewSchedule, To};
use super::model::{Pause, Recipient, SCHEDULES_MAX, Schedule};
use super::{policy, store};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::record;
use platform::once::{Claim, claim_for};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use things::difference::difference;
use uuid::Uuid;

/// Makes a schedule of the viewer's own; it is sent for the first time after today, or, where it is paused, not yet. The key
/// makes a second click nothing.
///
/// # Errors
/// A problem at `name` where they have as many as one may have.
pub async fn create(scope: &Scope, new: &NewSchedule, pauses: bool, key: &str) -> Result<Uuid> {
    let (org, id, owner) = (scope.org_id(), scope.id(), scope.user_id().ok_or(Error::SignIn)?);
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("report schedule {owner} {new:?}"), id).await? {
        return Ok(made);
    }
    demand_room(&mut tx, scope, owner).await?;
    store::insert(&mut tx, org, (id, owner), new, (new.rhythm.after(scope.today()), scope.now)).await?;
    for to in &new.to {
        store::add_recipient(&mut tx, org, (scope.id(), id), to).await?;
    }
    let made = store::by_id(&mut tx, org, id).await?;
    record(&mut tx, scope, Event::Created(&made, new.to.len())).await?;
    pause(&mut tx, scope, &made, pauses).await?;
    tx.commit().await?;
    Ok(id)
}

async fn demand_room(tx: &mut Tx, scope: &Scope, owner: Uuid) -> Result<()> {
    if store::count(tx, scope.org_id(), owner).await? >= SCHEDULES_MAX {
        return Err(Error::invalid(
            "name",
            format!("{SCHEDULES_MAX} schedules is all that one person may have. Remove one."),
        ));
    }
    Ok(())
}

/// Changes a schedule. Another rhythm begins after today. `pauses`: it is paused besides, or goes on.
///
/// # Errors
/// `report_schedule_changed` where somebody was quicker; a problem at `to` for whoever has ended it.
pub async fn change(scope: &Scope, id: Uuid, version: i64, new: &NewSchedule, pauses: Option<bool>) -> Result<()> {
    let org = scope.org_id();
    let (mut tx, before) = held(scope, id, version).await?;
    let was = told(&mut tx, scope, &before).await?;
    let next_on = match new.rhythm == before.rhythm() {
        true => before.next_on,
        false => new.rhythm.after(scope.today()),
    };
    store::update(&mut tx, org, id, new, next_on).await?;
    address(&mut tx, scope, id, &new.to).await?;
    let after = store::by_id(&mut tx, org, id).await?;
    let (was, is) = difference(was, told(&mut tx, scope, &after).await?);
    record(&mut tx, scope, Event::Changed(&after, was, is)).await?;
    if let Some(pauses) = pauses {
        pause(&mut tx, scope, &after, pauses).await?;
    }
    tx.commit().await
}

/// Writes down whom it goes to. Who ended it stays so, unless they themselves take that back.
async fn address(tx: &mut Tx, scope: &Scope, id: Uuid, to: &BTreeSet<To>) -> Result<()> {
    let org = scope.org_id();
    let present = store::recipients(&mut *tx, org, [id], scope.now).await?;
    let of = |one: &Recipient| one.user_id.map_or_else(|| To::Outside(one.email.clone()), To::User);
    for one in &present {
        match (to.contains(&of(one)), one.ended_at) {
            (false, None) => store::remove_recipient(tx, org, one.id).await?,
            (true, Some(_)) if one.user_id.is_some() && one.user_id == scope.user_id() => {
                store::set_ended(tx, org, one.id, None).await?;
            }
            (true, Some(_)) => {
                let told = format!("{} does not want this any more. Leave the address out.", one.email);
                return Err(Error::invalid("to", told));
            }
            (true, None) | (false, Some(_)) => {}
        }
    }
    let known: BTreeSet<To> = present.iter().map(of).collect();
    for one in to.difference(&known) {
        store::add_recipient(tx, org, (scope.id(), id), one).await?;
    }
    Ok(())
}

/// Pauses a schedule, or lets it go on after today.
///
/// # Errors
/// `report_schedule_changed`.
pub async fn set_paused(scope: &Scope, id: Uuid, version: i64, pauses: bool) -> Result<Schedule> {
    let (mut tx, schedule) = held(scope, id, version).await?;
    pause(&mut tx, scope, &schedule, pauses).await?;
    tx.commit().await?;
    Ok(schedule)
}

/// The same of one that is held; nothing where it is so already. A part.
async fn pause(tx: &mut Tx, scope: &Scope, schedule: &Schedule, pauses: bool) -> Result<()> {
    if schedule.paused_at.is_some() == pauses {
        return Ok(());
    }
    let next_on = schedule.rhythm().after(scope.today());
    let (paused, event) = match pauses {
        true => (Some((scope.now, Pause::Asked)), Event::Paused(schedule, Pause::Asked)),
        false => (None, Event::Resumed(schedule)),
    };
    store::set_paused(&mut *tx, scope.org_id(), schedule.id, (paused, next_on)).await?;
    record(tx, scope, event).await.map(drop)
}

/// Makes a schedule the viewer's own: its figures are read with their rights from now on. What was paused because the owner
/// could not goes on.
///
/// # Errors
/// `report_schedule_changed`; a problem at `name` where the viewer has as many as one may have.
pub async fn take_over(scope: &Scope, id: Uuid, version: i64) -> Result<Schedule> {
    let (org, user) = (scope.org_id(), scope.user_id().ok_or(Error::SignIn)?);
    let (mut tx, before) = held(scope, id, version).await?;
    if before.owner_id == user {
        return Ok(before);
    }
    demand_room(&mut tx, scope, user).await?;
    store::set_owner(&mut tx, org, id, user).await?;
    if matches!(before.paused_because, Some(Pause::OwnerGone | Pause::NoRight)) {
        store::set_paused(&mut tx, org, id, (None, before.rhythm().after(scope.today()))).await?;
    }
    let after = store::by_id(&mut tx, org, id).await?;
    record(&mut tx, scope, Event::TakenOver(&after, before.owner_id)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes a schedule; it can be taken out again.
///
/// # Errors
/// `report_schedule_changed`.
pub async fn remove(scope: &Scope, id: Uuid, version: i64) -> Result<Schedule> {
    let (mut tx, schedule) = held(scope, id, version).await?;
    store::set_archived(&mut tx, scope.org_id(), id, (Some(scope.now), schedule.next_on)).await?;
    record(&mut tx, scope, Event::Removed(&schedule)).await?;
    tx.commit().await?;
    Ok(schedule)
}

/// Takes a schedule out again; it is sent after today.
///
/// # Errors
/// `report_schedule_changed`.
pub async fn restore(scope: &Scope, id: Uuid, version: i64) -> Result<Schedule> {
    let (mut tx, schedule) = held_as(scope, id, version, true).await?;
    demand_room(&mut tx, scope, schedule.owner_id).await?;
    let next_on = schedule.rhythm().after(scope.today());
    store::set_archived(&mut tx, scope.org_id(), id, (None, next_on)).await?;
    record(&mut tx, scope, Event::Restored(&schedule)).await?;
    tx.commit().await?;
    Ok(schedule)
}

/// A recipient does not want it any more, or wants it again. Answers what is sent, and them as they are now.
///
/// # Errors
/// [`Error::NotFound`] for nobody.
pub async fn end(scope: &Scope, recipient: Uuid, ends: bool) -> Result<(Schedule, Recipient)> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let known = store::recipient(&mut tx, org, recipient, scope.now).await?;
    let schedule = store::hold(&mut tx, org, known.schedule_id).await?;
    if store::set_ended(&mut tx, org, recipient, ends.then_some(scope.now)).await? {
        let event = if ends { Event::Left(&schedule) } else { Event::Rejoined(&schedule) };
        record(&mut tx, scope, event).await?;
    }
    let now = store::recipient(&mut tx, org, recipient, scope.now).await?;
    tx.commit().await?;
    Ok((schedule, now))
}

/// The viewer does not want what somebody sends them.
///
/// # Errors
/// [`Error::NotFound`] where it is not sent to them.
pub async fn leave(scope: &Scope, id: Uuid) -> Result<Schedule> {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let all = store::recipients(scope.db(), scope.org_id(), [id], scope.now).await?;
    let own = all.into_iter().find(|one| one.user_id == Some(user)).ok_or(Error::NotFound)?;
    end(scope, own.id, true).await.map(|(schedule, _)| schedule)
}

/// A schedule in this version that the viewer may change, held for a change.
async fn held(scope: &Scope, id: Uuid, version: i64) -> Result<(Tx, Schedule)> {
    held_as(scope, id, version, false).await
}

async fn held_as(scope: &Scope, id: Uuid, version: i64, is_archived: bool) -> Result<(Tx, Schedule)> {
    let mut tx = scope.db().begin().await?;
    let schedule = store::hold(&mut tx, scope.org_id(), id).await?;
    policy::demand(scope, &schedule)?;
    if schedule.version != version || schedule.archived_at.is_some() != is_archived {
        return Err(Error::conflict("report_schedule_changed"));
    }
    Ok((tx, schedule))
}

/// What the trail keeps of it: how many it goes to, and not to whom.
async fn told(tx: &mut Tx, scope: &Scope, schedule: &Schedule) -> Result<Value> {
    let recipients = store::recipients(tx, scope.org_id(), [schedule.id], scope.now).await?;
    Ok(json!({
        "name": schedule.name,
        "report": schedule.report,
        "query": schedule.query,
        "every": schedule.every,
        "on_day": schedule.on_day,
        "paper": schedule.paper,
        "next_on": schedule.next_on,
        "recipients": recipients.iter().filter(|one| one.ended_at.is_none()).count(),
    }))
}
