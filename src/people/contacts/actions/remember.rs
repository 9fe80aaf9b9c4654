//! Knowing somebody by their address.

use super::super::model::Contact;
use super::super::store;
use kernel::Result;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use platform::Scope;

/// A part of other actions: the contact with this address, made if there is none. Name and phone are clean already. A
/// known contact is changed by the source `staff` only. The address of a merged contact is that of the one it leads to.
pub async fn remember(
    tx: &mut Tx,
    scope: &Scope,
    name: &str,
    email: &EmailAddress,
    phone: &str,
    source: &str,
) -> Result<Contact> {
    let contact = Contact {
        id: scope.id(),
        org_id: scope.org_id(),
        email: email.key(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        source: source.to_owned(),
        version: 1,
        created_at: scope.now,
        updated_at: None,
        blocked_at: None,
        block_reason: String::new(),
        merged_into: None,
        erased_at: None,
    };
    let kept = store::remember(&mut *tx, contact).await?;
    match kept.merged_into {
        None => Ok(kept),
        Some(other) => store::living(tx, scope.org_id(), other).await,
    }
}
