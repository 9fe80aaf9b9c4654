//! The link that ends a mailed report: whoever has the letter may use it, without signing in.
//!
//! It is the recipient's id, sealed with the house's key: nothing to store, nothing to guess.

use kernel::{Error, Result};
use platform::{House, Org};
use uuid::Uuid;

/// What the seal is for.
const PURPOSE: &str = "report-recipient";

/// The full address of the link.
pub fn url(house: &House, org: &Org, recipient: Uuid) -> String {
    let token = house.key.seal(PURPOSE, recipient.as_bytes());
    org.public_url(house, &format!("/reports/{token}/ending"))
}

/// Whose link it is.
///
/// # Errors
/// [`Error::NotFound`] for anything this house has not sealed.
pub fn open(house: &House, token: &str) -> Result<Uuid> {
    let bytes = house.key.open(PURPOSE, token).ok_or(Error::NotFound)?;
    Uuid::from_slice(&bytes).map_err(|_| Error::NotFound)
}
