//! Starting an audit.

use super::super::events::Event;
use super::super::model::NewAudit;
use super::super::{asking, store};
use super::LINES_MAX;
use crate::{catalogue, locations};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::events::record;
use platform::once::{Claim, claim_for};
use platform::{Perm, Reach, Scope};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Starts an audit, writes down what it expects, and to whoever is asked for it. The key makes a second click nothing.
///
/// # Errors
/// Forbidden where the viewer may not change things; a problem at `location` or `category` that is gone, or that holds too
/// much.
pub async fn start(scope: &Scope, new: &NewAudit, key: &str) -> Result<Uuid> {
    let (org, id) = (scope.org_id(), scope.id());
    let manage = scope.reach(Perm::AssetsManage);
    match new.location {
        _ if manage.holds(&[new.location], new.category) => {}
        _ if manage.touches(new.location) => {
            return Err(Error::invalid("category", "Choose a category: your rights hold for some of them."));
        }
        Some(_) => return Err(Error::Forbidden),
        None => return Err(Error::invalid("location", "Choose a location: your rights hold at some of them.")),
    }
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(made) = claim_for(&mut tx, scope, key, &format!("audit {new:?}"), id).await? {
        return Ok(made);
    }
    hold_scope(&mut tx, scope, new).await?;
    store::insert(&mut tx, org, id, new, (scope.user_id(), scope.now)).await?;
    let reach = scope.reach(Perm::AssetsRead);
    let expected = store::freeze(&mut tx, org, new, &reach, LINES_MAX + 1).await?;
    if expected.len() as i64 > LINES_MAX {
        let sentence = "More than 20,000 assets are in it. Choose a smaller place, or a category.";
        return Err(Error::invalid("location", sentence));
    }
    let count = expected.len() as i64;
    let holders = expected.iter().filter_map(|(_, _, _, contact)| *contact).collect::<BTreeSet<_>>();
    let asked: BTreeMap<Uuid, Uuid> = holders.into_iter().map(|contact| (contact, scope.id())).collect();
    let people: Vec<(Uuid, Uuid)> = asked.iter().map(|(contact, person)| (*person, *contact)).collect();
    store::ask_all(&mut tx, org, id, people.clone(), scope.now).await?;
    let line = |one: store::Expected| {
        let person = one.3.and_then(|contact| asked.get(&contact)).copied();
        (scope.id(), one, person)
    };
    store::settle(&mut tx, org, id, expected.into_iter().map(line).collect()).await?;
    let audit = store::by_id(&mut tx, org, id, &Reach::Everywhere).await?;
    asking::write_to(&mut tx, scope, &audit, &people).await?;
    record(&mut tx, scope, Event::Started { audit: &audit, expected: count }).await?;
    if audit.assignee_id.is_some() {
        record(&mut tx, scope, Event::Assigned { audit: &audit }).await?;
    }
    tx.commit().await?;
    Ok(id)
}

async fn hold_scope(tx: &mut Tx, scope: &Scope, new: &NewAudit) -> Result<()> {
    let (org, gone) = (scope.org_id(), "This is not there any more. Choose another one.");
    if let Some(place) = new.location
        && locations::store::hold(&mut *tx, org, place).await?.archived_at.is_some()
    {
        return Err(Error::invalid("location", gone));
    }
    if let Some(category) = new.category
        && catalogue::categories::store::hold(tx, org, category).await?.archived_at.is_some()
    {
        return Err(Error::invalid("category", gone));
    }
    Ok(())
}
