//! What operators do with mail. Everything else they do belongs to those it is about.

use super::events::Event;
use super::store::messages as store;
use crate::messages::model::status_name;
use kernel::{Error, Result};
use platform::post::Status;
use platform::{Errand, context, events};
use uuid::Uuid;

/// Sends one message once more, by an explicit act: it failed, or nobody knows whether it arrived.
///
/// # Errors
/// `message_on_its_way` when it is neither, or not any more; [`Error::NotFound`].
pub async fn resend(errand: &Errand, id: Uuid) -> Result<()> {
    let before = store::by_id(errand.db(), id).await?;
    if !matches!(before.status, Status::Failed | Status::Uncertain) {
        return Err(Error::conflict("message_on_its_way"));
    }
    let mut tx = errand.db().begin().await?;
    if !store::queue_again(&mut tx, id, before.status, errand.now).await? {
        return Err(Error::conflict("message_on_its_way"));
    }
    let event = Event::Resent(id, before.kind.clone(), status_name(before.status));
    record(&mut tx, errand, before.org_id, event).await?;
    tx.wake(&errand.house.post_bell);
    tx.commit().await
}

/// Lets a deferred message be tried now and not when its pause is over.
///
/// # Errors
/// `message_not_deferred` when it does not wait any more; [`Error::NotFound`].
pub async fn release(errand: &Errand, id: Uuid) -> Result<()> {
    let before = store::by_id(errand.db(), id).await?;
    let mut tx = errand.db().begin().await?;
    if !store::release(&mut tx, id, errand.now).await? {
        return Err(Error::conflict("message_not_deferred"));
    }
    record(&mut tx, errand, before.org_id, Event::Released(id, before.kind)).await?;
    tx.wake(&errand.house.post_bell);
    tx.commit().await
}

async fn record(tx: &mut kernel::db::Tx, errand: &Errand, org: Option<Uuid>, event: Event) -> Result<()> {
    match org {
        Some(org) => {
            let scope = errand.inside(context::org_by_id(&mut *tx, org).await?);
            events::record(tx, &scope, event).await.map(drop)
        }
        None => events::record_in_house(tx, errand, event).await.map(drop),
    }
}
