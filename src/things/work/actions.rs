//! The verbs of work orders. Each is one story in one transaction.

use super::events::Event;
use super::model::{LINE_MAX, Move, NewOrder, Order, State, Subject, TASKS_MAX};
use super::store;
use crate::difference::difference;
use crate::meters::{self, NewReading};
use crate::stock::{self, Act, Other, Wish};
use crate::{assets, catalogue, locations};
use kernel::db::Tx;
use kernel::{Error, Result, text};
use platform::events::record;
use platform::once::{Claim, claim_for, done};
use platform::{Perm, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// The longest word on why an order stands otherwise (characters).
const NOTE_MAX: usize = 400;

/// Raises an order. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer has no work done; problems at `asset`, `location` and `supplier` where these are gone.
pub async fn create(scope: &Scope, new: &NewOrder, key: &str) -> Result<Uuid> {
    let mut tx = scope.db().begin().await?;
    let (id, fresh) = raise_in(&mut tx, scope, scope.id(), new, key).await?;
    if fresh {
        tx.commit().await?;
    }
    Ok(id)
}

/// The part of [`create`] inside a transaction, with this id. Answers the order, and whether it was raised now and not by
/// an earlier request.
///
/// # Errors
/// The same.
pub async fn raise_in(tx: &mut Tx, scope: &Scope, id: Uuid, new: &NewOrder, key: &str) -> Result<(Uuid, bool)> {
    if let Claim::Done(made) = claim_for(&mut *tx, scope, key, &raising(new), id).await? {
        return Ok((made, false));
    }
    hold_subject(&mut *tx, scope, new, None, Perm::AssetsLend).await?;
    open(tx, scope, id, new).await?;
    Ok((id, true))
}

/// What a key is claimed for that raises an order.
fn raising(new: &NewOrder) -> String {
    format!("work order {new:?}")
}

/// The order that was raised with this key.
///
/// # Errors
/// Not found where none was; `idempotency_key_reused` where it came with another wish.
pub async fn raised(scope: &Scope, new: &NewOrder, key: &str) -> Result<Uuid> {
    done(scope, key, &raising(new)).await?.ok_or(Error::NotFound)
}

/// Raises an order as part of something else, for whoever looked at what it is about. Answers its id.
pub(crate) async fn create_in(tx: &mut Tx, scope: &Scope, new: &NewOrder) -> Result<Uuid> {
    let id = scope.id();
    open(tx, scope, id, new).await?;
    Ok(id)
}

async fn open(tx: &mut Tx, scope: &Scope, id: Uuid, new: &NewOrder) -> Result<()> {
    let org = scope.org_id();
    let number = store::next_number(&mut *tx, org).await?;
    store::insert(&mut *tx, org, (id, number), new, &scope.org.currency, (scope.user_id(), scope.now)).await?;
    for (position, step) in (1..).zip(&new.checklist) {
        store::add_task(&mut *tx, org, (scope.id(), id), step, position).await?;
    }
    let order = store::by_id(&mut *tx, org, id).await?;
    record(&mut *tx, scope, Event::Opened { order: &order }).await?;
    if order.assignee_id.is_some() {
        record(tx, scope, Event::Assigned { order: &order }).await?;
    }
    Ok(())
}

/// Changes what describes an order. A part.
///
/// # Errors
/// `work_order_changed` where somebody was quicker; as [`create`].
pub async fn change_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: i64, new: &NewOrder) -> Result<()> {
    let before = held_in(&mut *tx, scope, id, Some(version)).await?;
    let was = match (before.asset_id, before.location_id) {
        (Some(asset), _) => Subject::Asset(asset),
        (None, place) => Subject::Location(place.unwrap_or_default()),
    };
    // While work keeps an asset out of service, it is about that asset and goes on doing so.
    if before.took_out && (new.subject != was || !new.takes_out) {
        return Err(Error::invalid("asset", "Work took this asset out of service. Finish it first."));
    }
    hold_subject(&mut *tx, scope, new, Some(&before), Perm::AssetsLend).await?;
    store::update(&mut *tx, scope.org_id(), id, new, scope.now).await?;
    let after = store::by_id(&mut *tx, scope.org_id(), id).await?;
    let (old, now) = difference(told(&before), told(&after));
    if old != json!({}) || now != json!({}) {
        record(&mut *tx, scope, Event::Changed { order: &after, before: old, after: now }).await?;
        if after.assignee_id.is_some() && after.assignee_id != before.assignee_id {
            record(&mut *tx, scope, Event::Assigned { order: &after }).await?;
        }
    }
    Ok(())
}

/// Lets an order stand otherwise. Work that takes its asset out of service puts it into maintenance when it begins, and
/// brings it back when it is over and no other work keeps it out. What the meters of the asset show then is written down with
/// it. Answers the state it came from.
///
/// # Errors
/// `work_order_changed` where somebody was quicker; `work_order_cannot` where this does not follow; forbidden to cancel for
/// whoever may not change assets there; the rule of the asset where it cannot be taken out; as
/// [`meters::actions::read_in`], at `reading`.
pub async fn go(scope: &Scope, of: (Uuid, i64), to: State, note: &str, readings: &[(Uuid, i64)]) -> Result<State> {
    let mut tx = scope.db().begin().await?;
    let state = go_in(&mut tx, scope, of, Move { to, undoes: false }, note, readings).await?;
    tx.commit().await?;
    Ok(state)
}

/// The part of [`go`] inside a transaction; it takes moves back, too.
///
/// # Errors
/// The same.
pub async fn go_in(
    tx: &mut Tx,
    scope: &Scope,
    (id, version): (Uuid, i64),
    Move { to, undoes }: Move,
    note: &str,
    readings: &[(Uuid, i64)],
) -> Result<State> {
    let note = text::optional_line(note, NOTE_MAX).map_err(|told| Error::invalid("note", told))?;
    let order = held_in(&mut *tx, scope, id, Some(version)).await?;
    let follows = if undoes { to.follows().contains(&order.state) } else { order.state.follows().contains(&to) };
    if !follows {
        return Err(Error::conflict("work_order_cannot"));
    }
    if to == State::Cancelled && !order.is_within(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    let org = scope.org_id();
    for (meter, value) in readings {
        take_reading(&mut *tx, scope, &order, *meter, *value).await?;
    }
    store::write_state(&mut *tx, org, id, to, scope.now).await?;
    if let Some(asset) = order.asset_id.filter(|_| order.takes_out) {
        let begins = to == State::InProgress || (undoes && to.is_under_way() && order.state.is_over());
        if begins && !order.took_out {
            let took = assets::actions::take_out(&mut *tx, scope, asset, &order.label()).await?;
            store::write_took_out(&mut *tx, org, id, took).await?;
        } else if !to.is_under_way() && order.took_out {
            store::write_took_out(&mut *tx, org, id, false).await?;
            // Whoever else is at it brings it back.
            match store::keeps_out(&mut *tx, org, asset, id).await? {
                Some(other) => store::write_took_out(&mut *tx, org, other, true).await?,
                None => assets::actions::bring_back(&mut *tx, scope, asset, &order.label()).await?,
            }
        }
    }
    record(tx, scope, Event::Moved { order: &order, to, note: &note }).await?;
    Ok(order.state)
}

/// Writes down what a meter of the order's asset shows.
async fn take_reading(tx: &mut Tx, scope: &Scope, order: &Order, meter: Uuid, value: i64) -> Result<()> {
    let of_it = meters::store::by_id(&mut *tx, scope.org_id(), meter).await?;
    if order.asset_id != Some(of_it.asset_id) {
        return Err(Error::invalid("reading", "This meter belongs to something else."));
    }
    let reading = NewReading { work_order: Some(order.id), ..NewReading::now(value, scope.now) };
    let written = meters::actions::read_in(tx, scope, (scope.id(), meter), &reading).await;
    written.map_err(|error| match error {
        Error::Invalid(problems) => {
            let told = problems.iter().map(|(_, told)| told).collect::<Vec<_>>().join(" ");
            Error::invalid("reading", format!("{}: {told}", of_it.name))
        }
        error => error,
    })
}

/// Adds a step to a checklist.
///
/// # Errors
/// A problem at `text`; `work_order_is_over`.
pub async fn add_task(scope: &Scope, id: Uuid, text: &str, key: &str) -> Result<Uuid> {
    let step = text::line(text, LINE_MAX).map_err(|told| Error::invalid("text", told))?;
    let (mut tx, order) = held(scope, id, None).await?;
    let task = scope.id();
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("step {id} {step}"), task).await? {
        return Ok(made);
    }
    demand_not_over(&order)?;
    let there = store::tasks(&mut tx, scope.org_id(), id).await?.len();
    if there >= TASKS_MAX {
        return Err(Error::invalid("text", format!("A checklist has at most {TASKS_MAX} steps.")));
    }
    store::add_task(&mut tx, scope.org_id(), (task, id), &step, there as i64 + 1).await?;
    tx.commit().await?;
    Ok(task)
}

/// Ticks a step of a checklist, or takes its tick away.
///
/// # Errors
/// [`Error::NotFound`] for a step that is not of this order; `work_order_is_over`.
pub async fn tick(scope: &Scope, id: Uuid, task: Uuid, done: bool) -> Result<()> {
    let (mut tx, order) = held(scope, id, None).await?;
    demand_not_over(&order)?;
    let org = scope.org_id();
    if !store::tasks(&mut tx, org, id).await?.iter().any(|known| known.id == task) {
        return Err(Error::NotFound);
    }
    if store::tick(&mut tx, org, (id, task), done.then_some(scope.now), scope.user_id()).await? {
        record(&mut tx, scope, Event::Ticked { order: &order, task, done }).await?;
    }
    tx.commit().await
}

/// Writes about an order.
///
/// # Errors
/// A problem at `text`.
pub async fn comment(scope: &Scope, id: Uuid, text: &str, key: &str) -> Result<Uuid> {
    let words = text::paragraph(text, LINE_MAX * 10).map_err(|told| Error::invalid("text", told))?;
    if words.is_empty() {
        return Err(Error::invalid("text", "This cannot be empty."));
    }
    let (mut tx, order) = held(scope, id, None).await?;
    let comment = scope.id();
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("comment {id} {words}"), comment).await? {
        return Ok(made);
    }
    store::add_comment(&mut tx, scope.org_id(), (comment, id), &words, (scope.user_id(), scope.now)).await?;
    record(&mut tx, scope, Event::Commented { order: &order, comment }).await?;
    tx.commit().await?;
    Ok(comment)
}

/// Takes a part from stock for an order, or puts one back. Answers the act of the ledger.
///
/// # Errors
/// `work_order_is_over`; as [`stock::actions::write`]; a problem at `quantity` where more would come back than went.
pub async fn part(scope: &Scope, id: Uuid, item: Uuid, wish: (Uuid, i64, bool), key: &str) -> Result<Uuid> {
    let (location, quantity, comes_back) = wish;
    let (mut tx, order) = held(scope, id, None).await?;
    let act_id = scope.id();
    if let Claim::Done(act) = claim_for(&mut tx, scope, key, &format!("part {id} {item} {wish:?}"), act_id).await? {
        return Ok(act);
    }
    demand_not_over(&order)?;
    let to = Some(Other::Work(id));
    let act = if comes_back { Act::Return(quantity, to) } else { Act::Issue(quantity, to) };
    let wish = Wish { location, act, note: order.label() };
    stock::actions::write_in(&mut tx, scope, (item, act_id), &wish).await?;
    if comes_back && stock::store::in_order(&mut tx, scope.org_id(), id, item).await? < 0 {
        return Err(Error::invalid("quantity", "Not that many of it are in this order."));
    }
    tx.commit().await?;
    Ok(act_id)
}

fn demand_not_over(order: &Order) -> Result<()> {
    if order.state.is_over() { Err(Error::conflict("work_order_is_over")) } else { Ok(()) }
}

/// An order that the viewer may work on, held for a change; in this version, where one is named.
pub(super) async fn held(scope: &Scope, id: Uuid, version: Option<i64>) -> Result<(Tx, Order)> {
    let mut tx = scope.db().begin().await?;
    let order = held_in(&mut tx, scope, id, version).await?;
    Ok((tx, order))
}

async fn held_in(tx: &mut Tx, scope: &Scope, id: Uuid, version: Option<i64>) -> Result<Order> {
    let order = store::hold(tx, scope.org_id(), id).await?;
    if !order.is_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !order.is_within(&scope.reach(Perm::AssetsLend)) {
        return Err(Error::Forbidden);
    }
    if version.is_some_and(|version| order.version != version) {
        return Err(Error::conflict("work_order_changed"));
    }
    Ok(order)
}

/// Holds still what an order is about and who does it from outside, and refuses what is gone.
pub(crate) async fn hold_subject(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewOrder,
    before: Option<&Order>,
    perm: Perm,
) -> Result<()> {
    let (org, gone) = (scope.org_id(), "This is not there any more. Choose another one.");
    match new.subject {
        Subject::Asset(id) => {
            let asset = assets::store::hold(&mut *tx, org, &[id]).await?.pop();
            let asset = asset.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
            let asset = asset.ok_or_else(|| Error::invalid("asset", "There is no asset with this tag."))?;
            if !asset.is_within(&scope.reach(perm)) {
                return Err(Error::Forbidden);
            }
            let is_new = before.is_none_or(|before| before.asset_id != Some(id));
            if is_new && asset.state == catalogue::labels::State::Disposed {
                return Err(Error::invalid("asset", "This asset was disposed of. Choose another one."));
            }
        }
        Subject::Location(id) => {
            scope.demand_at(perm, id)?;
            match locations::store::hold(&mut *tx, org, id).await {
                Ok(place)
                    if place.archived_at.is_none() || before.is_some_and(|before| before.location_id == Some(id)) => {}
                Ok(_) | Err(Error::NotFound) => return Err(Error::invalid("location", gone)),
                Err(error) => return Err(error),
            }
        }
    }
    if let Some(supplier) = new.supplier.filter(|id| before.is_none_or(|before| before.supplier_id != Some(*id)))
        && catalogue::vendors::store::hold(tx, org, supplier).await?.archived_at.is_some()
    {
        return Err(Error::invalid("supplier", gone));
    }
    Ok(())
}

/// An order in the words of its history.
fn told(order: &Order) -> Value {
    json!({
        "title": order.title,
        "description": order.description,
        "kind": order.kind.name(),
        "priority": order.priority.name(),
        "about": order.subject(),
        "assignee": order.assignee_id,
        "due_on": order.due_on,
        "supplier": order.supplier_name,
        "labour_minutes": order.labour_minutes,
        "rate_minor": order.rate_minor,
        "other_minor": order.other_minor,
        "down_from": order.down_from,
        "down_until": order.down_until,
        "takes_out": order.takes_out,
    })
}
