//! Knowing somebody by their address.

use super::super::model::{Contact, FROM_STAFF};
use super::super::store;
use kernel::Result;
use kernel::db::{Later, Tx};
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
    let contact = stranger(scope, name, email, phone, source);
    let kept = store::remember(&mut *tx, contact).await?;
    match kept.merged_into {
        None => Ok(kept),
        Some(other) => store::living(tx, scope.org_id(), other).await,
    }
}

/// A contact as an action will find it, and what has to be written so that it does.
pub struct Remembered {
    /// As it is once the rows are written.
    pub contact: Contact,
    /// To be written with the action's own rows, each of them changing one row; mostly none. A new address that somebody
    /// else was quicker to write is refused as [`ADDRESS_KNOWN`].
    pub rows: Vec<Later>,
}

/// The rule of the schema that an address stands for one contact.
pub const ADDRESS_KNOWN: &str = "contacts_org_id_email_key";

/// The same as [`remember`], looked up beforehand, for an action that writes everything at once. The action demands that
/// the contact has this version still.
pub async fn remembering(
    scope: &Scope,
    name: &str,
    email: &EmailAddress,
    phone: &str,
    source: &str,
) -> Result<Remembered> {
    let Some(known) = store::by_email(scope.db(), scope.org_id(), &email.key()).await? else {
        let contact = stranger(scope, name, email, phone, source);
        return Ok(Remembered { rows: vec![store::adding(&contact)], contact });
    };
    if known.merged_into.is_some() {
        return Ok(Remembered { contact: store::followed(scope.db(), known).await?, rows: Vec::new() });
    }
    let mut contact = known.clone();
    if source == FROM_STAFF {
        for (field, said) in [(&mut contact.name, name), (&mut contact.phone, phone)] {
            if !said.is_empty() {
                said.clone_into(field);
            }
        }
    }
    if (&contact.name, &contact.phone) == (&known.name, &known.phone) {
        return Ok(Remembered { contact, rows: Vec::new() });
    }
    let rows = vec![store::naming(&contact)];
    contact.version += 1;
    Ok(Remembered { contact, rows })
}

/// A contact that nobody knows yet.
pub(super) fn stranger(scope: &Scope, name: &str, email: &EmailAddress, phone: &str, source: &str) -> Contact {
    Contact {
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
    }
}
