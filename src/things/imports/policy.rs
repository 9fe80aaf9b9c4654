//! Who may import, and see imports.

use super::model::Import;
use kernel::{Error, Result};
use platform::{Perm, Reach, Scope};

/// Refuses whoever may make assets nowhere.
pub(super) fn demand(scope: &Scope) -> Result<()> {
    if scope.reach(Perm::AssetsManage) == Reach::Within(Vec::new()) { Err(Error::Forbidden) } else { Ok(()) }
}

/// May the viewer see this import? Those whose rights hold everywhere see all; others see their own.
pub(super) fn may_see(scope: &Scope, import: &Import) -> bool {
    scope.reach(Perm::AssetsManage) == Reach::Everywhere
        || (import.user_id.is_some() && import.user_id == scope.user_id())
}

/// Refuses whoever may not see it.
pub(super) fn demand_own(scope: &Scope, import: &Import) -> Result<()> {
    demand(scope)?;
    if may_see(scope, import) { Ok(()) } else { Err(Error::NotFound) }
}
