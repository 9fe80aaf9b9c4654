//! Who may do what with contacts.

use kernel::{Error, Result};
use platform::{Perm, Reach, Scope};

/// Refuses what is about the whole directory (making, merging, importing, handing out, erasing) to a viewer whose rights
/// end somewhere: a contact belongs to no place.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn demand_whole(scope: &Scope) -> Result<()> {
    scope.demand_everywhere(Perm::ContactsManage)
}

/// May the viewer do what is about the whole directory?
pub fn may_whole(scope: &Scope) -> bool {
    demand_whole(scope).is_ok()
}

/// Refuses a change of somebody the viewer sees but does not look after: `is_within` says whether the contact has a
/// booking in that reach.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn demand_one(reach: &Reach, is_within: bool) -> Result<()> {
    match reach {
        Reach::Everywhere => Ok(()),
        _ if is_within => Ok(()),
        _ => Err(Error::Forbidden),
    }
}
