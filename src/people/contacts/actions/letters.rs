//! A contact says which letters they want.

use super::super::model::{Unneeded, Wanted};
use super::super::{Event, store};
use super::edit::demand_living;
use kernel::Result;
use platform::{Scope, events, post};
use uuid::Uuid;

/// Changes which letters a contact wants. What is not wanted any more and has not left yet stays here.
///
/// # Errors
/// [`kernel::Error::NotFound`] for nobody; `contact_erased`.
pub async fn choose_letters(scope: &Scope, contact: Uuid, choose: impl FnOnce(Wanted) -> Wanted) -> Result<Wanted> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let contact = store::living(&mut tx, org, contact).await?;
    demand_living(&contact)?;
    let before = store::wanted(&mut tx, org, contact.id).await?;
    let after = choose(before);
    if after == before {
        return Ok(after);
    }
    store::choose_letters(&mut tx, org, contact.id, after, scope.now).await?;
    let addresses = store::addresses(&mut tx, org, contact.id).await?;
    for kind in Unneeded::ALL.into_iter().filter(|kind| !after.has(*kind)) {
        post::keep_back(&mut tx, org, kind.kind(), &addresses).await?;
    }
    let scope = scope.acting_as_contact(contact.id, &contact.name);
    events::record(&mut tx, &scope, Event::LettersChosen(contact.id, before, after)).await?;
    tx.commit().await?;
    Ok(after)
}
