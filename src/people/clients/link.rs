//! The link under a reminder or a thanks: whoever has it may say which letters this contact wants, without signing in.
//!
//! It is the contact's id with the kind of the letter, sealed with the house's key: nothing to store, nothing to guess.

use crate::contacts::model::Unneeded;
use kernel::{Error, Result};
use platform::{House, Org};
use uuid::Uuid;

/// What the seal is for.
const PURPOSE: &str = "guest-letters";

/// The full address of the link, for a letter of this kind.
pub fn letters_url(house: &House, org: &Org, contact: Uuid, kind: Unneeded) -> String {
    org.public_url(house, &format!("/letters/{}", seal(house, contact, kind)))
}

/// What stands in the link.
pub fn seal(house: &House, contact: Uuid, kind: Unneeded) -> String {
    let mark = Unneeded::ALL.iter().position(|known| *known == kind).unwrap_or_default();
    let bytes: Vec<u8> = contact.as_bytes().iter().copied().chain(u8::try_from(mark)).collect();
    house.key.seal(PURPOSE, &bytes)
}

/// The contact of a link, and the kind of the letter it stood in.
///
/// # Errors
/// [`Error::NotFound`] for anything this house has not sealed.
pub fn open(house: &House, token: &str) -> Result<(Uuid, Unneeded)> {
    let bytes = house.key.open(PURPOSE, token).ok_or(Error::NotFound)?;
    let (mark, id) = bytes.split_last().ok_or(Error::NotFound)?;
    let id = Uuid::from_slice(id).map_err(|_| Error::NotFound)?;
    let kind = Unneeded::ALL.get(usize::from(*mark)).copied().ok_or(Error::NotFound)?;
    Ok((id, kind))
}
