//! Who may not book on the public pages.

use super::super::{Event, store};
use super::edit::demand_living;
use kernel::Result;
use platform::{Scope, events};
use uuid::Uuid;

/// Keeps a contact from booking on the public pages. Twice is once.
///
/// # Errors
/// [`kernel::Error::NotFound`] for nobody; `contact_erased`, and `contact_merged` for a sign.
pub async fn block(scope: &Scope, contact: Uuid, reason: &str) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    demand_living(&store::locked(&mut tx, scope.org_id(), contact).await?)?;
    if store::block(&mut tx, scope.org_id(), contact, reason, scope.now).await? {
        events::record(&mut tx, scope, Event::Blocked(contact)).await?;
    }
    tx.commit().await
}

/// Lets a contact book again. Twice is once.
///
/// # Errors
/// [`kernel::Error::NotFound`] for nobody.
pub async fn unblock(scope: &Scope, contact: Uuid) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    store::locked(&mut tx, scope.org_id(), contact).await?;
    if store::unblock(&mut tx, scope.org_id(), contact, scope.now).await? {
        events::record(&mut tx, scope, Event::Unblocked(contact)).await?;
    }
    tx.commit().await
}
