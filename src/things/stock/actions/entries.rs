//! Writing into the ledger, and making up for what was written.

use super::super::events::Event;
use super::super::model::{Act, Item, Kind, Other, Wish};
use super::super::store::{self, NewEntry};
use super::minimums::judge;
use crate::catalogue::labels::State;
use crate::{assets, locations};
use kernel::db::Tx;
use kernel::{Error, Result};
use people::contacts;
use platform::events::{record, record_about};
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope};
use serde_json::json;
use uuid::Uuid;

/// What somebody must be allowed who writes such an entry: what stays the organisation's is handed out by whoever lends,
/// what there is at all is said by whoever manages.
pub fn perm(kind: Kind) -> Perm {
    match kind {
        Kind::Issue | Kind::Return | Kind::Transfer => Perm::AssetsLend,
        Kind::Receive | Kind::Adjust => Perm::AssetsManage,
    }
}

/// Writes what came or went into the ledger. The key makes a second click nothing. Answers the act.
///
/// # Errors
/// Forbidden where the viewer may not do that there; `stock_item_archived`; a problem at `quantity` where less is on hand;
/// at `location`, `destination`, `person` and `holder` where these are gone.
pub async fn write(scope: &Scope, id: Uuid, wish: &Wish, key: &str) -> Result<Uuid> {
    let act = scope.id();
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(act) = claim_for(&mut tx, scope, key, &format!("stock {id} {wish:?}"), act).await? {
        return Ok(act);
    }
    write_in(&mut tx, scope, (id, act), wish).await?;
    tx.commit().await?;
    Ok(act)
}

/// May the viewer do that with this item there?
fn demand(scope: &Scope, item: &Item, wish: &Wish) -> Result<()> {
    let reach = scope.reach(perm(wish.act.kind()));
    let destination = match wish.act {
        Act::Transfer(_, destination) => destination,
        _ => wish.location,
    };
    let may = [wish.location, destination].iter().all(|place| item.is_within(&reach, *place));
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

/// Writes it as part of something else, under this act.
///
/// # Errors
/// As [`write`].
pub async fn write_in(tx: &mut Tx, scope: &Scope, (id, act): (Uuid, Uuid), wish: &Wish) -> Result<()> {
    let item = store::hold(&mut *tx, scope.org_id(), id).await?;
    demand(scope, &item, wish)?;
    if item.archived_at.is_some() {
        return Err(Error::conflict("stock_item_archived"));
    }
    let place = place(&mut *tx, scope, wish.location, "location").await?;
    let told = match wish.act {
        Act::Receive(quantity, cost) => {
            let entry = Line { cost: cost.or(item.cost_minor), ..Line::of(wish, quantity) };
            insert(&mut *tx, scope, &item, (act, act), &entry).await?;
            quantity
        }
        Act::Issue(quantity, other) => {
            insert(&mut *tx, scope, &item, (act, act), &Line { other, ..Line::of(wish, -quantity) }).await?;
            quantity
        }
        Act::Return(quantity, other) => {
            insert(&mut *tx, scope, &item, (act, act), &Line { other, ..Line::of(wish, quantity) }).await?;
            quantity
        }
        Act::Adjust(counted) => {
            let difference = counted - store::on_hand(&mut *tx, scope.org_id(), id, wish.location).await?;
            if difference == 0 {
                return Err(Error::invalid("counted", "That many are on hand already: there is nothing to correct."));
            }
            insert(&mut *tx, scope, &item, (act, act), &Line::of(wish, difference)).await?;
            difference
        }
        Act::Transfer(quantity, destination) => {
            let there = self::place(&mut *tx, scope, destination, "destination").await?;
            insert(&mut *tx, scope, &item, (act, act), &Line::of(wish, -quantity)).await?;
            insert(&mut *tx, scope, &item, (scope.id(), act), &Line { location: there.id, ..Line::of(wish, quantity) })
                .await?;
            quantity
        }
    };
    tell(&mut *tx, scope, &item, (act, wish, &place.name), told).await?;
    judge(tx, scope, vec![id]).await
}

/// One entry to be written.
struct Line<'a> {
    location: Uuid,
    kind: Kind,
    quantity: i64,
    reverses: Option<Uuid>,
    other: Option<Other>,
    cost: Option<i64>,
    note: &'a str,
}

impl<'a> Line<'a> {
    fn of(wish: &'a Wish, quantity: i64) -> Line<'a> {
        let (location, kind) = (wish.location, wish.act.kind());
        Line { location, kind, quantity, reverses: None, other: None, cost: None, note: &wish.note }
    }
}

async fn insert(tx: &mut Tx, scope: &Scope, item: &Item, (id, act): (Uuid, Uuid), line: &Line<'_>) -> Result<()> {
    let org = scope.org_id();
    let asset = match line.other {
        Some(Other::Asset(id)) => Some(asset(tx, scope, id).await?),
        Some(Other::Contact(_) | Other::Work(_)) | None => None,
    };
    // What is written about a person stands beside the entry, where it can be cut.
    let contact = match line.other {
        Some(Other::Contact(id)) => Some(contact(tx, scope, id).await?),
        Some(Other::Asset(_) | Other::Work(_)) | None => None,
    };
    let work = match line.other {
        Some(Other::Work(id)) => Some(id),
        Some(Other::Asset(_) | Other::Contact(_)) | None => None,
    };
    let entry = NewEntry {
        id,
        item: item.id,
        location: line.location,
        kind: line.kind,
        quantity: line.quantity,
        act,
        reverses: line.reverses,
        asset,
        work,
        cost: (line.cost.or(item.cost_minor), &item.currency),
        note: if contact.is_some() { "" } else { line.note },
        by: (scope.user_id(), scope.now),
    };
    store::insert_entry(&mut *tx, org, &entry).await.map_err(too_little)?;
    if let Some(contact) = contact {
        store::name_receiver(&mut *tx, org, id, contact, line.note).await?;
    }
    Ok(())
}

async fn place(tx: &mut Tx, scope: &Scope, id: Uuid, field: &'static str) -> Result<locations::Location> {
    let gone = || Error::invalid(field, "This location is not there any more. Choose another one.");
    match locations::store::hold(tx, scope.org_id(), id).await {
        Ok(place) if place.archived_at.is_none() => Ok(place),
        Ok(_) | Err(Error::NotFound) => Err(gone()),
        Err(error) => Err(error),
    }
}

async fn asset(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Uuid> {
    let found = assets::store::hold(tx, scope.org_id(), &[id]).await?.pop();
    match found.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead))) {
        Some(asset) if asset.state == State::Disposed => {
            Err(Error::invalid("holder", "This asset was disposed of. Choose another one."))
        }
        Some(asset) => Ok(asset.id),
        None => Err(Error::invalid("holder", "There is no such asset.")),
    }
}

async fn contact(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Uuid> {
    match contacts::store::living(tx, scope.org_id(), id).await {
        Ok(contact) if contact.erased_at.is_none() && contact.id == id => Ok(id),
        Ok(_) | Err(Error::NotFound) => {
            Err(Error::invalid("person", "This person is not here any more. Choose another one."))
        }
        Err(error) => Err(error),
    }
}

async fn tell(
    tx: &mut Tx,
    scope: &Scope,
    item: &Item,
    (act, wish, place): (Uuid, &Wish, &str),
    quantity: i64,
) -> Result<()> {
    let written = |note| Event::Written { item, act, kind: wish.act.kind(), quantity, place, note };
    match wish.act {
        Act::Issue(_, Some(Other::Contact(contact))) | Act::Return(_, Some(Other::Contact(contact))) => {
            let words = json!({ "note": wish.note });
            record_about(tx, scope, written(None), contact, words).await.map(drop)
        }
        _ => record(tx, scope, written(Some(&wish.note))).await.map(drop),
    }
}

/// Makes up for an entry, and for all that was one act with it. Answers the new act.
///
/// # Errors
/// `stock_entries_org_id_reverses_id_key` where that was done already; `stock_reversal_fits` for what makes up for another
/// itself; `stock_below_nothing` where what came is not there any more.
pub async fn reverse(scope: &Scope, id: Uuid, entry: Uuid, key: &str) -> Result<Uuid> {
    let (org, act) = (scope.org_id(), scope.id());
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(act) = claim_for(&mut tx, scope, key, &format!("reverse stock {id} {entry}"), act).await? {
        return Ok(act);
    }
    let item = store::hold(&mut tx, org, id).await?;
    if item.archived_at.is_some() {
        return Err(Error::conflict("stock_item_archived"));
    }
    let lines = store::hold_act(&mut tx, org, id, entry).await?;
    let is_all_within = |reach: &Reach| lines.iter().all(|line| item.is_within(reach, line.location_id));
    if !is_all_within(&scope.reach(Perm::AssetsRead)) {
        return Err(Error::NotFound);
    }
    if !is_all_within(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    // What came is taken first and what went is given back last, as when it was written.
    for (nth, line) in lines.iter().rev().enumerate() {
        let back = Line {
            location: line.location_id,
            kind: line.kind,
            quantity: -line.quantity,
            reverses: Some(line.id),
            // What a work order is made up for does not count for it any more.
            other: line.work_order_id.map(Other::Work),
            cost: line.cost_minor,
            note: "",
        };
        let id = if nth == 0 { act } else { scope.id() };
        insert(&mut tx, scope, &item, (id, act), &back).await.map_err(by_rule)?;
    }
    if let Some(reversed) = lines.iter().find(|line| line.id == entry) {
        record(&mut tx, scope, Event::Reversed { item: &item, act, entry: reversed }).await?;
    }
    judge(&mut tx, scope, vec![id]).await?;
    tx.commit().await?;
    Ok(act)
}

/// The schema had the last word.
fn too_little(error: Error) -> Error {
    match error.is_conflict("stock_below_nothing") {
        true => Error::invalid("quantity", "There is less on hand than that."),
        false => error,
    }
}

/// A reversal asks for no quantity that could be wrong.
fn by_rule(error: Error) -> Error {
    match error {
        Error::Invalid(_) => Error::conflict("stock_below_nothing"),
        error => error,
    }
}
