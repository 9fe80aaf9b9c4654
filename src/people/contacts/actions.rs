//! What happens to contacts.

use super::model::Contact;
use super::store;
use kernel::Result;
use kernel::db::Tx;
use kernel::mail::EmailAddress;
use platform::Scope;

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
