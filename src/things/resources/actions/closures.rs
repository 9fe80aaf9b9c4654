//! Days that differ, and spans in which nothing can be booked.

use crate::resources::event::{Closure, Event};
use crate::resources::store::OwnedBlackout;
use crate::resources::{NewBlackout, NewException, Owner, Resource, store, week};
use kernel::db::{On, Tx};
use kernel::time::rfc3339;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// Gives a day other hours than its weekday. `resource` is the one at whose page it was said; it holds for its owner.
/// Answers whether it happened now, and was not a repeated request.
///
/// # Errors
/// Forbidden where the viewer may not change the owner; a problem at `day` where the owner has said something about that
/// day already.
pub async fn add_exception_in(
    tx: &mut Tx,
    scope: &Scope,
    resource: &Resource,
    new: &NewException,
    key: &str,
) -> Result<bool> {
    demand(scope, resource, new.owner)?;
    let wish = json!({ "exception": new }).to_string();
    if let Claim::Done(_) = once::claim(tx, scope, key, &wish).await? {
        return Ok(false);
    }
    let id = scope.id();
    store::insert_exception(tx, scope.org_id(), id, new, scope.now).await.map_err(same_day)?;
    record(tx, scope, Event::ExceptionAdded(exception_told(scope, new))).await?;
    once::settle(tx, scope, key, id).await?;
    Ok(true)
}

/// Lets a day be as its weekday again.
///
/// # Errors
/// Not found where it does not hold for this resource, or is gone; forbidden where the viewer may not change the owner.
pub async fn remove_exception_in(tx: &mut Tx, scope: &Scope, resource: &Resource, id: Uuid) -> Result<()> {
    let known = exception_of(&mut *tx, scope, resource, id).await?;
    if !store::delete_exception(tx, scope.org_id(), id).await? {
        return Err(Error::NotFound);
    }
    record(tx, scope, Event::ExceptionRemoved(exception_told(scope, &known))).await.map(drop)
}

/// Lets nothing be booked for a while. Answers whether it happened now, and was not a repeated request.
///
/// # Errors
/// Forbidden where the viewer may not change the owner.
pub async fn add_blackout_in(
    tx: &mut Tx,
    scope: &Scope,
    resource: &Resource,
    new: &NewBlackout,
    key: &str,
) -> Result<bool> {
    demand(scope, resource, new.owner)?;
    let wish = json!({ "blackout": new }).to_string();
    if let Claim::Done(_) = once::claim(tx, scope, key, &wish).await? {
        return Ok(false);
    }
    let id = scope.id();
    store::insert_blackout(tx, scope.org_id(), id, new, scope.now).await?;
    record(tx, scope, Event::BlackoutAdded(blackout_told(scope, new))).await?;
    once::settle(tx, scope, key, id).await?;
    Ok(true)
}

/// Ends a blackout, or takes back one that was to come; answers which.
///
/// # Errors
/// Not found where it does not hold for this resource, or is gone; forbidden where the viewer may not change the owner.
pub async fn remove_blackout(scope: &Scope, resource: &Resource, id: Uuid) -> Result<NewBlackout> {
    let mut tx = scope.db().begin().await?;
    let known = blackout_of(&mut tx, scope, resource, id).await?;
    demand(scope, resource, known.owner)?;
    store::hold(&mut tx, scope.org_id(), known.owner).await?;
    if !store::delete_blackout(&mut tx, scope.org_id(), id).await? {
        return Err(Error::NotFound);
    }
    let gone = NewBlackout { owner: known.owner, span: known.span, reason: known.reason };
    record(&mut tx, scope, Event::BlackoutRemoved(blackout_told(scope, &gone))).await?;
    tx.commit().await?;
    Ok(gone)
}

/// What is said about a day, if the viewer may take it back.
///
/// # Errors
/// Not found where it does not hold for this resource, or is gone; forbidden where the viewer may not change the owner.
pub async fn exception_of(on: impl Into<On<'_>>, scope: &Scope, resource: &Resource, id: Uuid) -> Result<NewException> {
    let all = store::exceptions(on, scope.org_id(), resource).await?;
    let known = all.into_iter().find(|exception| exception.id == id).ok_or(Error::NotFound)?;
    demand(scope, resource, known.owner)?;
    Ok(NewException { owner: known.owner, day: known.day, label: known.label, spans: known.spans })
}

async fn blackout_of(tx: &mut Tx, scope: &Scope, resource: &Resource, id: Uuid) -> Result<OwnedBlackout> {
    let all = store::blackouts(tx, scope.org_id(), resource).await?;
    all.into_iter().find(|blackout| blackout.id == id).ok_or(Error::NotFound)
}

/// What holds for a location takes the right to change that location; for everything, the right to change everything.
fn demand(scope: &Scope, resource: &Resource, owner: Owner) -> Result<()> {
    match owner {
        Owner::Resource(_) => scope.demand_at(Perm::ResourcesManage, resource.location_id),
        Owner::Location(location) => scope.demand_at(Perm::ResourcesManage, location),
        Owner::Organisation => scope.demand_everywhere(Perm::ResourcesManage),
    }
}

fn same_day(error: Error) -> Error {
    match error {
        Error::Conflict(rule) if rule.starts_with("day_exceptions_") => {
            Error::invalid("day", "This day has other hours already. Remove those first.")
        }
        other => other,
    }
}

fn exception_told(scope: &Scope, exception: &NewException) -> Closure {
    let data = json!({
        "label": exception.label, "day": exception.day, "hours": week::spans_text(&exception.spans),
    });
    Closure { owner: exception.owner, org: scope.org_id(), data }
}

fn blackout_told(scope: &Scope, blackout: &NewBlackout) -> Closure {
    let data = json!({
        "label": blackout.reason, "from": rfc3339(blackout.span.start), "until": rfc3339(blackout.span.end),
    });
    Closure { owner: blackout.owner, org: scope.org_id(), data }
}
