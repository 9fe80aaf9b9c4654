//! What happens to contacts.

use super::model::{Contact, FROM_STAFF};
use super::store;
use kernel::Result;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use platform::Scope;
use platform::once::{self, Claim};

/// Adds a contact by hand, or brings the one with this address up to date.
///
/// # Errors
/// `idempotency_key_reused`.
pub async fn keep(scope: &Scope, key: &str, name: &str, email: &EmailAddress, phone: &str) -> Result<Contact> {
    let mut tx = scope.db().begin().await?;
    let asked = format!("contact {} {name:?} {phone:?}", email.key());
    if let Claim::Done(id) = once::claim(&mut tx, scope, key, &asked).await? {
        return store::by_id(&mut tx, scope.org_id(), id).await;
    }
    let contact = remember(&mut tx, scope, name, email, phone, FROM_STAFF).await?;
    once::settle(&mut tx, scope, key, contact.id).await?;
    tx.commit().await?;
    Ok(contact)
}

/// Gives a contact another name and number, if it is still the one that was looked at.
///
/// # Errors
/// `contact_changed` when somebody was quicker.
pub async fn correct(scope: &Scope, seen: &Contact, name: &str, phone: &str) -> Result<Contact> {
    let mut tx = scope.db().begin().await?;
    if store::by_id_locked(&mut tx, scope.org_id(), seen.id).await? != *seen {
        return Err(kernel::Error::conflict("contact_changed"));
    }
    store::change(&mut tx, scope.org_id(), seen.id, name, phone).await?;
    let contact = store::by_id(&mut tx, scope.org_id(), seen.id).await?;
    tx.commit().await?;
    Ok(contact)
}

/// A part of other actions: the contact with this address, made if there is none. Name and phone are clean already. A
/// known contact is changed by the source `staff` only.
pub async fn remember(
    tx: &mut Tx,
    scope: &Scope,
    name: &str,
    email: &EmailAddress,
    phone: &str,
    source: &'static str,
) -> Result<Contact> {
    let contact = Contact {
        id: scope.id(),
        org_id: scope.org_id(),
        email: email.key(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        source: source.to_owned(),
        created_at: scope.now,
    };
    store::remember(tx, contact).await
}
