//! Making and revoking feeds.

use super::model::{Feed, NewFeed, Subject};
use super::{Event, policy, store};
use kernel::{Error, Result};
use platform::once::{self, Claim};
use platform::{Feature, Scope, events};
use things::{locations, resources};
use uuid::Uuid;

/// Feeds of one person in one organisation.
pub const FEEDS_MAX: i64 = 20;

/// Makes a feed for the viewer. The same key makes one.
///
/// # Errors
/// [`Error::NotFound`] for what the viewer may not see in the calendar; `feeds_full`; `feeds_switched_off`.
pub async fn create(scope: &Scope, new: &NewFeed, key: &str) -> Result<Uuid> {
    scope.org.demand(Feature::Feeds)?;
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let place = match new.subject {
        Subject::Mine => None,
        Subject::Resource(id) => Some(resources::store::by_id(scope.db(), scope.org_id(), id).await?.location_id),
        Subject::Location(id) => Some(locations::store::by_id(scope.db(), scope.org_id(), id).await?.id),
    };
    if !policy::may_have(scope, new.subject, place) {
        return Err(Error::NotFound);
    }
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = once::claim(&mut tx, scope, key, &format!("feed {user} {new:?}")).await? {
        return Ok(id);
    }
    if store::count(&mut tx, scope.org_id(), user).await? >= FEEDS_MAX {
        return Err(Error::conflict("feeds_full"));
    }
    let id = scope.id();
    store::add(&mut tx, scope.org_id(), id, user, new, scope.now).await?;
    events::record(&mut tx, scope, Event::Created(id, new)).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Revokes one of the viewer's feeds, from the next fetch on.
pub async fn revoke(scope: &Scope, feed: &Feed) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if store::revoke(&mut tx, scope.org_id(), feed.id, scope.now).await? {
        events::record(&mut tx, scope, Event::Revoked(feed)).await?;
    }
    tx.commit().await
}
