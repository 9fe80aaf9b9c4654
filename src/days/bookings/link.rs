//! The link in a guest's mail: whoever has it may see, move and cancel the booking, without signing in.
//!
//! It is the booking's id sealed with the house's key: 128 bits nobody can guess, nothing to store, nothing to look up.

use kernel::{Error, Result};
use platform::{House, Org};
use uuid::Uuid;

/// What the seal is for.
const PURPOSE: &str = "manage-booking";

/// The path of the link.
pub fn manage_path(house: &House, org: &Org, booking: Uuid) -> String {
    org.public_path(&format!("/manage/{}", house.key.seal(PURPOSE, booking.as_bytes())))
}

/// The same as a full address, for mails and calendars.
pub fn manage_url(house: &House, org: &Org, booking: Uuid) -> String {
    org.public_url(house, &format!("/manage/{}", house.key.seal(PURPOSE, booking.as_bytes())))
}

/// The booking of a link.
///
/// # Errors
/// [`Error::NotFound`] for anything this house has not sealed.
pub fn open(house: &House, token: &str) -> Result<Uuid> {
    let bytes = house.key.open(PURPOSE, token).ok_or(Error::NotFound)?;
    Uuid::from_slice(&bytes).map_err(|_| Error::NotFound)
}
