//! What people do with sources, and what becomes of what sources tell.

use super::apply::{self, Verdict};
use super::model::{Message, NewSource, Received, Source, State};
use super::{Event, policy, store};
use crate::webhooks::signature::new_secret;
use chrono::Duration;
use kernel::crypto::{Place, Secret};
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::once::{self, Claim};
use platform::{House, Scope, Viewer, context, events};
use uuid::Uuid;

/// Sources of one organisation.
pub const SOURCES_MAX: i64 = 20;
/// What secrets of sources are locked for.
pub const PURPOSE: &str = "inbox.secret";
/// A replaced secret is believed too for this long (hours).
pub const OVERLAP_HOURS: i64 = 24;

/// Registers a source with a secret of its own. The same key makes one.
///
/// # Errors
/// `sources_full`; [`Error::Forbidden`] for a role mightier than the viewer may hand out.
pub async fn create(scope: &Scope, new: &NewSource, key: &str) -> Result<Uuid> {
    demand(scope, new)?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = once::claim(&mut tx, scope, key, &format!("inbox source {new:?}")).await? {
        return Ok(id);
    }
    if store::count_sources(&mut tx, scope.org_id()).await? >= SOURCES_MAX {
        return Err(Error::conflict("sources_full"));
    }
    let id = scope.id();
    store::add_source(&mut tx, scope.org_id(), id, new, locked(scope, id), scope.user_id(), scope.now).await?;
    events::record(&mut tx, scope, Event::Created(id, new)).await?;
    once::settle(&mut tx, scope, key, id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a source.
///
/// # Errors
/// `source_changed`; [`Error::Forbidden`] for a role mightier than the viewer may hand out.
pub async fn change(scope: &Scope, before: &Source, version: i64, new: &NewSource) -> Result<()> {
    demand(scope, new)?;
    let mut tx = scope.db().begin().await?;
    if !store::change_source(&mut tx, scope.org_id(), before.id, version, new).await? {
        return Err(Error::conflict("source_changed"));
    }
    events::record(&mut tx, scope, Event::Changed(before, new)).await?;
    tx.commit().await
}

/// Listens to it again, or no more. A second click changes nothing.
pub async fn set_enabled(scope: &Scope, source: &Source, enabled: bool) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if store::set_enabled(&mut tx, scope.org_id(), source.id, enabled).await? {
        let event = if enabled { Event::Enabled(source) } else { Event::Disabled(source) };
        events::record(&mut tx, scope, event).await?;
    }
    tx.commit().await
}

/// Gives it another secret; the present one is believed too for a day.
///
/// # Errors
/// `source_changed` when this version is not the present one any more.
pub async fn rotate(scope: &Scope, source: &Source, version: i64) -> Result<()> {
    let until = scope.now + Duration::hours(OVERLAP_HOURS);
    let secret = locked(scope, source.id);
    let mut tx = scope.db().begin().await?;
    if !store::rotate(&mut tx, scope.org_id(), source.id, version, secret, until).await? {
        return Err(Error::conflict("source_changed"));
    }
    events::record(&mut tx, scope, Event::Rotated(source)).await?;
    tx.commit().await
}

/// Removes it; what it told stays.
pub async fn remove(scope: &Scope, source: &Source) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if store::remove_source(&mut tx, scope.org_id(), source.id, scope.now).await? {
        events::record(&mut tx, scope, Event::Removed(source)).await?;
    }
    tx.commit().await
}

/// The secrets a source may sign with now. One that does not open is none: the key it was locked with is not configured.
pub(super) fn secrets(house: &House, source: &Source) -> Vec<Secret<String>> {
    let previous =
        source.previous_secret.as_ref().filter(|_| source.previous_until.is_some_and(|until| until > house.now()));
    let stored = std::iter::once(&source.secret).chain(previous);
    stored.filter_map(|stored| house.key.unlock(place(source), stored).ok()).collect()
}

/// The present secret, for whoever sets up the source; none: it does not open, and is to be replaced.
pub fn secret(house: &House, source: &Source) -> Option<Secret<String>> {
    let opened = house.key.unlock(place(source), &source.secret);
    opened.inspect_err(|why| tracing::warn!(%why, source = %source.id, "the secret of a source does not open")).ok()
}

fn place(source: &Source) -> Place<'_> {
    Place { org: source.org_id, purpose: PURPOSE, row: source.id }
}

/// Keeps what a source told and does what it wishes for, in one transaction. Answers the event as it is, and whether its
/// external id was new; none where the organisation is suspended: nothing is kept.
pub async fn receive(
    house: &House,
    source: &Source,
    external_id: &str,
    message: &Message,
    request_id: &str,
) -> Result<Option<(Received, bool)>> {
    let registrar = apply::registrar(house, source, &message.kind).await?;
    let mut tx = house.db.begin().await?;
    let org = context::org_by_id(&mut tx, source.org_id).await?;
    if org.is_suspended() {
        return Ok(None);
    }
    let scope = Scope::unattended(house, org, request_id);
    let id = scope.id();
    let is_new = store::keep(&mut tx, source, id, external_id, message, scope.now).await?;
    if is_new {
        let event = store::event(&mut tx, scope.org_id(), id).await?;
        judge(&mut tx, &scope, source, &registrar, &event).await?;
    }
    let event = if is_new {
        store::event(&mut tx, scope.org_id(), id).await?
    } else {
        store::by_external(&mut tx, scope.org_id(), source.id, external_id).await?
    };
    tx.commit().await?;
    Ok(Some((event, is_new)))
}

/// Tries to apply an event once more, after what stood in its way was changed.
///
/// # Errors
/// `inbox_event_applied`; [`Error::NotFound`] when its source is gone.
pub async fn replay(scope: &Scope, id: Uuid) -> Result<Received> {
    let before = store::event(scope.db(), scope.org_id(), id).await?;
    let source = store::source(scope.db(), scope.org_id(), before.source_id).await;
    let registrar = match &source {
        Ok(source) => apply::registrar(&scope.house, source, &before.kind).await?,
        Err(_) => Viewer::default(), // told below, after what is applied already
    };
    let mut tx = scope.db().begin().await?;
    let event = store::event_locked(&mut tx, scope.org_id(), id).await?;
    if event.state == State::Applied {
        return Err(Error::conflict("inbox_event_applied"));
    }
    let source = store::source(&mut tx, scope.org_id(), event.source_id).await?;
    judge(&mut tx, scope, &source, &registrar, &event).await?;
    let event = store::event(&mut tx, scope.org_id(), id).await?;
    tx.commit().await?;
    Ok(event)
}

/// Applies an event, or undoes what was done of it and says why.
async fn judge(tx: &mut Tx, scope: &Scope, source: &Source, registrar: &Viewer, event: &Received) -> Result<()> {
    tx.savepoint().await?;
    let verdict = match apply::apply(tx, scope, source, registrar, event).await {
        Ok(verdict) => verdict,
        Err(Error::Conflict(rule)) => Verdict::Failed(scope.house.refusal(&rule).to_owned()),
        Err(Error::NotFound) => Verdict::Failed("What it is about is not here.".to_owned()),
        Err(Error::Invalid(problems)) => Verdict::Failed(problems.to_string()),
        Err(error) => return Err(error),
    };
    let (state, reason) = match &verdict {
        Verdict::Applied(reason) => (State::Applied, *reason),
        Verdict::Ignored(reason) => (State::Ignored, *reason),
        Verdict::Failed(reason) => (State::Failed, reason.as_str()),
    };
    if state == State::Failed {
        tx.undo_to_savepoint().await?;
    }
    store::judge(tx, scope.org_id(), event.id, state, reason, scope.now).await?;
    if state == State::Applied {
        events::record(tx, scope, Event::Applied(event)).await?;
    }
    Ok(())
}

fn demand(scope: &Scope, new: &NewSource) -> Result<()> {
    if policy::may_allow(&scope.viewer, new.top_role) { Ok(()) } else { Err(Error::Forbidden) }
}

fn locked(scope: &Scope, source: Uuid) -> String {
    let place = Place { org: scope.org_id(), purpose: PURPOSE, row: source };
    scope.house.key.lock(&scope.house.ids, place, new_secret(&scope.house.ids).expose())
}
