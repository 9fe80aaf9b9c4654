//! Bringing a calendar in, and removing it.

use super::event::Event;
use super::model::NewCalendar;
use super::store;
use crate::locations;
use crate::resources::{self, Owner};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{self, Claim};
use platform::{Perm, Scope};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Brings the days of a calendar in, or those of its later edition. A part, because closed days may hit bookings: see
/// [`crate::changes`]. Answers whether it happened now, and was not a repeated request.
///
/// # Errors
/// Forbidden where the viewer may not change what it holds for; a problem at `owner` where that is not there.
pub async fn bring_in(tx: &mut Tx, scope: &Scope, new: &NewCalendar, key: &str) -> Result<bool> {
    let org = scope.org_id();
    demand(scope, new.owner())?;
    if let Claim::Done(_) = once::claim(tx, scope, key, &json!({ "calendar": new }).to_string()).await? {
        return Ok(false);
    }
    if let Some(location) = new.location {
        let gone = || Error::invalid("owner", "This location is not there any more. Choose another one.");
        let held = locations::store::hold(tx, org, location).await;
        match held {
            Ok(location) if location.archived_at.is_none() => {}
            Ok(_) | Err(Error::NotFound) => return Err(gone()),
            Err(error) => return Err(error),
        }
    }
    let calendar = match store::find(tx, org, new.location, &new.source).await? {
        Some(id) => {
            store::renew(tx, org, id, new, scope.now).await?;
            id
        }
        None => {
            let id = scope.id();
            store::insert(tx, org, id, new, scope.now).await?;
            id
        }
    };
    let said = store::said(&mut *tx, org, new.location, (new.from, new.until)).await?;
    let ours: Vec<_> = said.iter().filter(|said| said.source.as_deref() == Some(new.source.as_str())).collect();
    let wanted: HashMap<_, _> = new.days.iter().map(|day| (day.day, day)).collect();
    let gone: Vec<Uuid> = ours.iter().filter(|said| !wanted.contains_key(&said.day)).map(|said| said.id).collect();
    let (mut added, mut renamed) = (0, 0);
    for known in &ours {
        if let Some(day) = wanted.get(&known.day).filter(|day| day.label != known.label) {
            store::rename_day(tx, org, known.id, &day.label).await?;
            renamed += 1;
        }
    }
    if !gone.is_empty() {
        store::remove_days(tx, org, &gone).await?;
    }
    for day in new.days.iter().filter(|day| !said.iter().any(|said| said.day == day.day)) {
        added += usize::from(store::add_day(tx, org, (calendar, new.location), scope.id(), day, scope.now).await?);
    }
    let (owner, name) = (new.owner(), new.name.clone());
    record(tx, scope, Event::BroughtIn { owner, org, name, added, renamed, removed: gone.len() }).await?;
    once::settle(tx, scope, key, calendar).await?;
    Ok(true)
}

/// Removes a calendar with its days: they are as their weekdays again. Answers what it was called, and how many days went.
///
/// # Errors
/// Not found where it is gone; forbidden where the viewer may not change what it holds for.
pub async fn remove(scope: &Scope, id: Uuid) -> Result<(String, u64)> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let calendar = store::by_id(&mut tx, org, id).await?;
    demand(scope, calendar.owner())?;
    resources::store::hold(&mut tx, org, calendar.owner()).await?;
    let removed = store::remove(&mut tx, org, id).await?;
    let (owner, name) = (calendar.owner(), calendar.name.clone());
    let count = usize::try_from(removed).unwrap_or(usize::MAX);
    record(&mut tx, scope, Event::Removed { owner, org, name, removed: count }).await?;
    tx.commit().await?;
    Ok((calendar.name, removed))
}

fn demand(scope: &Scope, owner: Owner) -> Result<()> {
    match owner {
        Owner::Location(location) => scope.demand_at(Perm::ResourcesManage, location),
        Owner::Resource(_) | Owner::Organisation => scope.demand_everywhere(Perm::ResourcesManage),
    }
}
