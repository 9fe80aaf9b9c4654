//! Whose schedules somebody sees and changes.

use super::model::Schedule;
use kernel::{Error, Result};
use platform::{Perm, Reach, Scope};

/// May the viewer see, change, remove and take over what others send? Who may change all assets may, as with shared views.
pub fn may_manage_all(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsManage) == Reach::Everywhere
}

/// Refuses what the viewer may not see.
///
/// # Errors
/// [`Error::NotFound`]: for whoever may not change it, it is not there.
pub fn demand(scope: &Scope, schedule: &Schedule) -> Result<()> {
    let is_own = scope.user_id() == Some(schedule.owner_id);
    if is_own || may_manage_all(scope) { Ok(()) } else { Err(Error::NotFound) }
}
